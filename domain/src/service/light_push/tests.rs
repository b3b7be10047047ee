//! Light push, service side.

use status_proto::waku::{LightPushRequest, LightPushResponse, PushRequest, PushRpc};

use super::*;

const SHARD: &str = "/waku/2/rs/1/4";

fn server() -> LightPushServer {
    LightPushServer {
        served: BTreeSet::from([SHARD.to_owned()]),
        autosharding: Some(Autosharding { cluster: 1, shards: 8 }),
        max_message_bytes: 1_000,
    }
}

fn message(payload: usize) -> WakuMessage {
    WakuMessage {
        payload: vec![1; payload],
        content_topic: "/waku/1/0x01020304/rfc26".to_owned(),
        ephemeral: Some(false),
        meta: Some(Vec::new()),
        ..Default::default()
    }
}

fn request(version: Version, id: &str, pubsub_topic: Option<&str>, message: Option<WakuMessage>) -> Vec<u8> {
    let pubsub_topic = pubsub_topic.map(str::to_owned);
    match version {
        Version::V2 => {
            let request = PushRequest { pubsub_topic: pubsub_topic.unwrap_or_default(), message };
            PushRpc { request_id: id.to_owned(), request: Some(request), response: None }.encode_to_vec()
        }
        Version::V3 => LightPushRequest { request_id: id.to_owned(), pubsub_topic, message }.encode_to_vec(),
    }
}

fn publish(version: Version, pubsub_topic: Option<&str>, message: WakuMessage) -> Publish {
    match server().handle(version, &request(version, "id", pubsub_topic, Some(message))) {
        Verdict::Publish(publish) => publish,
        other => panic!("{other:?}"),
    }
}

fn v3(answer: &[u8]) -> (u32, Option<u32>) {
    let answer = LightPushResponse::decode(answer).unwrap();
    assert_eq!(answer.request_id, "id");
    assert_eq!(answer.status_desc.is_none(), answer.status_code == 200);
    (answer.status_code, answer.relay_peer_count)
}

fn refused(request: &[u8]) -> u32 {
    match server().handle(Version::V3, request) {
        Verdict::Refuse(answer) => v3(&answer).0,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_of_either_version_is_published_as_it_is() {
    for version in [Version::V2, Version::V3] {
        let publish = publish(version, Some(SHARD), message(10));
        assert_eq!(publish.pubsub_topic, SHARD);
        assert_eq!(publish.content_topic, "/waku/1/0x01020304/rfc26");
        assert_eq!(publish.message, message(10).encode_to_vec());
    }
}

#[test]
fn version_2_answers_whether_it_succeeded() {
    let publish = publish(Version::V2, Some(SHARD), message(10));
    for (outcome, is_success) in [(Outcome::Relayed { peers: Some(2) }, true), (Outcome::NoPeers, false)] {
        let rpc = PushRpc::decode(&*publish.answer(outcome)).unwrap();
        assert_eq!((rpc.request_id.as_str(), rpc.request), ("id", None));
        assert_eq!(rpc.response.map(|response| response.is_success), Some(is_success));
    }
}

#[test]
fn version_3_answers_with_a_code_for_every_outcome() {
    let publish = publish(Version::V3, Some(SHARD), message(10));
    let answers = [
        (Ok(()), 200),
        (Err(WakuError::NoPeers), 503),
        (Err(WakuError::TooLarge { size: 2, limit: 1 }), 413),
        (Err(WakuError::InvalidMessage), 400),
        (Err(WakuError::NotSubscribed), 421),
        (Err(WakuError::Stopped), 500),
    ];
    for (result, code) in answers {
        assert_eq!(v3(&publish.answer((&result).into())), (code, None));
    }
    assert_eq!(v3(&publish.answer(Outcome::Relayed { peers: Some(2) })), (200, Some(2)));
}

#[test]
fn without_a_pubsub_topic_the_content_topic_decides() {
    assert_eq!(publish(Version::V3, None, message(10)).pubsub_topic, SHARD);
    let elsewhere = WakuMessage { content_topic: "/toychat/2/huilong/proto".to_owned(), ..message(10) };
    assert_eq!(refused(&request(Version::V3, "id", None, Some(elsewhere))), 421, "shard 3");
    let nowhere = WakuMessage { content_topic: "huilong".to_owned(), ..message(10) };
    assert_eq!(refused(&request(Version::V3, "id", None, Some(nowhere))), 400);
}

#[test]
fn a_request_that_breaks_a_rule_is_refused_with_its_code() {
    let refused = |topic, message| refused(&request(Version::V3, "id", topic, message));
    assert_eq!(refused(Some(SHARD), None), 400);
    assert_eq!(refused(Some(SHARD), Some(message(0))), 400);
    assert_eq!(refused(Some(SHARD), Some(WakuMessage { meta: Some(vec![0; 65]), ..message(1) })), 400);
    assert_eq!(refused(Some(SHARD), Some(message(1_000))), 413);
    assert_eq!(refused(Some("/waku/2/rs/1/5"), Some(message(1))), 421);
    let anonymous = request(Version::V3, "", Some(SHARD), Some(message(1)));
    assert!(matches!(server().handle(Version::V3, &anonymous), Verdict::Refuse(_)));
}

#[test]
fn bytes_that_are_no_request_reset_the_stream() {
    for version in [Version::V2, Version::V3] {
        assert_eq!(server().handle(version, &[0xff; 9]), Verdict::Reset);
        let id = "x".repeat(MAX_REQUEST_ID_BYTES + 1);
        assert_eq!(server().handle(version, &request(version, &id, Some(SHARD), Some(message(1)))), Verdict::Reset);
    }
}
