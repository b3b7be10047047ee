//! Store v3, service side.

use proptest::prelude::*;
use prost::Message;
use status_memory::MemoryArchive;
use status_ports::{
    Answer, ArchiveRecord, ArchiveSelection, MessageArchive, PageDirection, PeerProtocol, StorageError,
};
use status_proto::waku::{StoreQueryRequest, StoreQueryResponse, WakuMessage};

use super::*;
use crate::envelope::waku_message::{self, WakuMessageError};

const SHARD: &str = "/waku/2/rs/16/32";
const NOW_NS: u64 = 1_700_000_000_000_000_000;

fn message(number: u8, timestamp_ns: u64) -> WakuMessage {
    WakuMessage {
        payload: vec![number; 10],
        content_topic: "/waku/1/0xcd423760/rfc26".to_owned(),
        version: Some(1),
        timestamp: Some(timestamp_ns.cast_signed()),
        ephemeral: Some(false),
        ..WakuMessage::default()
    }
}

fn valid() -> StoreQueryRequest {
    StoreQueryRequest {
        request_id: "id".to_owned(),
        include_data: true,
        pubsub_topic: Some(SHARD.to_owned()),
        content_topics: vec!["/waku/1/0xcd423760/rfc26".to_owned()],
        ..StoreQueryRequest::default()
    }
}

fn reply(answer: Answer) -> StoreQueryResponse {
    match answer {
        Answer::Reply(bytes) => {
            assert!(bytes.len() <= PeerProtocol::StoreQuery.max_response_bytes());
            StoreQueryResponse::decode(&*bytes).unwrap()
        }
        other => panic!("{other:?}"),
    }
}

/// Runs a future that never waits, as all of the archive in memory do.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the archive in memory waits"),
    }
}

fn ask(archive: &MemoryArchive, request: &[u8]) -> Answer {
    match StoreRequest::read(request) {
        Ok(request) => {
            let found = run(archive.query(request.query().clone()));
            request.answer(found)
        }
        Err(answer) => answer,
    }
}

fn archive(records: impl IntoIterator<Item = ArchiveRecord>) -> MemoryArchive {
    let archive = MemoryArchive::new();
    run(archive.insert(records.into_iter().collect())).unwrap();
    archive
}

#[test]
fn a_message_is_kept_as_it_is_under_its_hash() {
    let message = message(1, NOW_NS);
    let kept = keep(SHARD, &message, NOW_NS).unwrap();
    assert_eq!(kept.message_hash, waku_message::message_hash(SHARD, &message));
    assert_eq!(waku_message::decode(&kept.message), Ok(message.clone()));
    assert_eq!((kept.pubsub_topic.as_str(), &kept.content_topic), (SHARD, &message.content_topic));
    assert_eq!(kept.timestamp_ns, message.timestamp.unwrap());
}

#[test]
fn messages_without_lasting_time_or_sense_are_not_kept() {
    let kept = |change: fn(&mut WakuMessage)| {
        let mut message = message(1, NOW_NS);
        change(&mut message);
        keep(SHARD, &message, NOW_NS).map(drop)
    };
    assert_eq!(kept(|message| message.ephemeral = None), Ok(()));
    assert_eq!(kept(|message| message.ephemeral = Some(true)), Err(NotKept::Ephemeral));
    assert_eq!(kept(|message| message.timestamp = None), Err(NotKept::NoTimestamp));
    assert_eq!(kept(|message| message.payload.clear()), Err(NotKept::Invalid(WakuMessageError::MissingPayload)));
    assert_eq!(kept(|message| message.content_topic = "x".repeat(257)), Err(NotKept::TopicTooLong));
    assert_eq!(kept(|message| message.timestamp = Some(-1)), Err(NotKept::WrongTime));
}

#[test]
fn the_time_of_a_message_lies_within_twenty_seconds_of_the_clock() {
    let at = |timestamp_ns| keep(SHARD, &message(1, timestamp_ns), NOW_NS).is_ok();
    assert!(at(NOW_NS - CLOCK_TOLERANCE_NS) && at(NOW_NS + CLOCK_TOLERANCE_NS));
    assert!(!at(NOW_NS - CLOCK_TOLERANCE_NS - 1) && !at(NOW_NS + CLOCK_TOLERANCE_NS + 1));
}

#[test]
fn a_request_becomes_a_question_for_the_archive() {
    let query = |request: StoreQueryRequest| StoreRequest::read(&request.encode_to_vec()).unwrap().query().clone();
    let plain = query(valid());
    assert_eq!((plain.limit, plain.direction, plain.cursor), (20, PageDirection::Backward, None));
    let all = query(StoreQueryRequest {
        time_start: Some(-1),
        time_end: Some(5),
        pagination_cursor: Some(vec![7; 32]),
        pagination_forward: true,
        pagination_limit: Some(u64::MAX),
        ..valid()
    });
    assert_eq!((all.limit, all.direction, all.cursor), (100, PageDirection::Forward, Some([7; 32])));
    assert!(matches!(all.selection, ArchiveSelection::Time { topics: Some(_), from_ns: Some(-1), until_ns: Some(5) }));
    let everything = query(StoreQueryRequest { pubsub_topic: None, content_topics: vec![], ..valid() });
    assert_eq!(everything.selection, ArchiveSelection::Time { topics: None, from_ns: None, until_ns: None });
    for pubsub_topic in [None, valid().pubsub_topic] {
        let hashes = query(StoreQueryRequest {
            pubsub_topic,
            content_topics: vec![],
            message_hashes: vec![vec![1; 32], vec![2; 32]],
            ..valid()
        });
        assert_eq!(hashes.selection, ArchiveSelection::Hashes(vec![[1; 32], [2; 32]]));
    }
}

#[test]
fn a_request_that_breaks_a_rule_gets_400() {
    let hashes = vec![vec![1; 32]];
    for wrong in [
        StoreQueryRequest { request_id: String::new(), ..valid() },
        StoreQueryRequest { pubsub_topic: None, ..valid() },
        StoreQueryRequest { content_topics: vec![], ..valid() },
        StoreQueryRequest { content_topics: vec!["x".to_owned(); 11], ..valid() },
        StoreQueryRequest { content_topics: vec![String::new()], ..valid() },
        StoreQueryRequest { time_start: Some(2), time_end: Some(1), ..valid() },
        StoreQueryRequest { pagination_cursor: Some(vec![1; 31]), ..valid() },
        StoreQueryRequest { message_hashes: hashes.clone(), ..valid() },
        StoreQueryRequest {
            pubsub_topic: None,
            content_topics: vec![],
            time_start: Some(1),
            message_hashes: hashes,
            ..valid()
        },
        StoreQueryRequest { pubsub_topic: None, content_topics: vec![], message_hashes: vec![vec![1; 33]], ..valid() },
    ] {
        let answer = reply(StoreRequest::read(&wrong.encode_to_vec()).unwrap_err());
        assert_eq!((answer.request_id, answer.status_code), (wrong.request_id, Some(400)));
        assert!(answer.status_desc.is_some_and(|reason| !reason.is_empty()));
    }
}

#[test]
fn bytes_that_are_no_request_reset_the_stream() {
    assert_eq!(StoreRequest::read(&[0xff; 20]), Err(Answer::Reset));
    let long = StoreQueryRequest { request_id: "x".repeat(257), ..valid() };
    assert_eq!(StoreRequest::read(&long.encode_to_vec()), Err(Answer::Reset), "an answer would have to repeat it");
}

#[test]
fn what_fails_is_told_by_its_code() {
    let code = |error| {
        let request = StoreRequest::read(&valid().encode_to_vec()).unwrap();
        let answer = reply(request.answer(Err(error)));
        assert_eq!(answer.request_id, "id");
        (answer.status_code.unwrap(), answer.status_desc.unwrap())
    };
    assert_eq!(code(StorageError::UnknownCursor).0, 400);
    assert_eq!(code(StorageError::Closed).0, 503);
    let (code, reason) = code(StorageError::Backend("/home/operator/archive.db is full".to_owned()));
    assert_eq!(code, 500);
    assert!(!reason.contains("operator"), "nothing of the machine is told");
    let busy = reply(StoreRequest::read(&valid().encode_to_vec()).unwrap().unavailable());
    assert_eq!(busy.status_code, Some(503));
}

#[test]
fn messages_come_with_hash_topic_and_content_from_old_to_new() {
    let messages: Vec<_> = (0..5).map(|number| message(number, NOW_NS + u64::from(number))).collect();
    let archive = archive(messages.iter().map(|message| keep(SHARD, message, NOW_NS).unwrap()));
    let request = StoreQueryRequest { pagination_limit: Some(3), ..valid() };
    let first = reply(ask(&archive, &request.encode_to_vec()));
    assert_eq!((first.request_id.as_str(), first.status_code), ("id", Some(200)));
    let told: Vec<_> = first.messages.iter().map(|entry| entry.message.clone().unwrap()).collect();
    assert_eq!(told, messages[2..]);
    for entry in &first.messages {
        let hash = waku_message::message_hash(SHARD, entry.message.as_ref().unwrap());
        assert_eq!(entry.message_hash.as_deref(), Some(hash.as_slice()));
        assert_eq!(entry.pubsub_topic.as_deref(), Some(SHARD));
    }
    let rest = StoreQueryRequest { pagination_cursor: first.pagination_cursor, include_data: false, ..request };
    let last = reply(ask(&archive, &rest.encode_to_vec()));
    assert_eq!((last.messages.len(), last.pagination_cursor), (2, None));
    assert!(last.messages.iter().all(|entry| entry.message.is_none() && entry.pubsub_topic.is_none()));
}

#[test]
fn a_page_of_large_messages_stays_within_the_largest_answer() {
    let large = |number| WakuMessage { payload: vec![number; 1 << 20], ..message(number, NOW_NS) };
    let archive = archive((0..40).map(|number| keep(SHARD, &large(number), NOW_NS).unwrap()));
    let mut request = StoreQueryRequest { pagination_limit: Some(100), ..valid() };
    let mut found = 0;
    loop {
        let page = reply(ask(&archive, &request.encode_to_vec()));
        assert!(page.messages.len() >= 10);
        found += page.messages.len();
        request.pagination_cursor = page.pagination_cursor;
        if request.pagination_cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, 40);
}

fn some_request() -> impl Strategy<Value = StoreQueryRequest> {
    let topics = prop::collection::vec("[a-c/]{0,3}", 0..13);
    let hashes = prop::collection::vec(prop::collection::vec(any::<u8>(), 31..34), 0..4);
    let time = || prop::option::of(any::<i64>());
    let cursor = prop::option::of(prop::collection::vec(any::<u8>(), 30..34));
    let paging = (cursor, any::<bool>(), prop::option::of(any::<u64>()));
    (".{0,4}", any::<bool>(), prop::option::of(".{0,4}"), topics, time(), time(), hashes, paging).prop_map(
        |(request_id, include_data, pubsub_topic, content_topics, time_start, time_end, message_hashes, paging)| {
            let (pagination_cursor, pagination_forward, pagination_limit) = paging;
            StoreQueryRequest {
                request_id,
                include_data,
                pubsub_topic,
                content_topics,
                time_start,
                time_end,
                message_hashes,
                pagination_cursor,
                pagination_forward,
                pagination_limit,
            }
        },
    )
}

proptest! {
    #[test]
    fn any_bytes_are_answered_within_bounds(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let archive = archive([keep(SHARD, &message(1, NOW_NS), NOW_NS).unwrap()]);
        match ask(&archive, &bytes) {
            Answer::Reply(answer) => {
                let answer = StoreQueryResponse::decode(&*answer).unwrap();
                prop_assert!(matches!(answer.status_code, Some(200 | 400)));
            }
            other => prop_assert_eq!(other, Answer::Reset),
        }
    }

    #[test]
    fn any_request_gets_its_id_back_and_no_more_than_it_wants(request in some_request()) {
        let archive = archive((0..30).map(|number| keep(SHARD, &message(number, NOW_NS), NOW_NS).unwrap()));
        let answer = reply(ask(&archive, &request.encode_to_vec()));
        prop_assert_eq!(answer.request_id, request.request_id);
        prop_assert!(matches!(answer.status_code, Some(200 | 400)));
        let limit = request.pagination_limit.filter(|limit| *limit > 0).unwrap_or(20).min(100);
        prop_assert!(answer.messages.len() as u64 <= limit);
        prop_assert!(answer.status_code == Some(200) || answer.messages.is_empty());
    }
}
