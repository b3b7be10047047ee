use proptest::prelude::*;

use super::*;
use crate::crypto::PrivateKey;

fn message() -> WakuMessage {
    compose(ContentTopic::of_name("status"), vec![1, 2, 3], 1_700_000_000_000_000_000, false)
}

#[test]
fn a_posted_message_has_the_bytes_of_status_go() {
    let bytes = encode(&message());
    let expected = "0a0301020312182f77616b752f312f307863643432333736302f72666332361801508080d0e2c6bfce972f5a00f80100";
    assert_eq!(hex::encode(&bytes), expected);
    assert_eq!(decode(&bytes), Ok(message()));
    let hash = "f6f1f8779b87f80bd0afdf1db74c61f2294330556fdd35d1ce8bbff64768f64c";
    assert_eq!(hex::encode(message_hash("/waku/2/rs/16/32", &message())), hash);
    let id = "ae4792075fa6b58cc301161970c377757a4ee13378139c6c00cbd385487b1001";
    assert_eq!(hex::encode(gossip_id(&bytes)), id);
}

#[test]
fn an_absent_timestamp_counts_as_zero() {
    let message = WakuMessage {
        content_topic: "/waku/2/default-content/proto".into(),
        meta: Some(b"super-secret".to_vec()),
        ..WakuMessage::default()
    };
    let hash = "58e2fc032a82c4adeb967a8b87086d0d6fb304912f120d4404e6236add8f1f56";
    assert_eq!(hex::encode(message_hash("/waku/2/default-waku/proto", &message)), hash);
}

#[test]
fn incomplete_messages_are_refused() {
    assert_eq!(validate(&WakuMessage::default()), Err(WakuMessageError::MissingPayload));
    let without_topic = WakuMessage { content_topic: String::new(), ..message() };
    assert_eq!(validate(&without_topic), Err(WakuMessageError::MissingContentTopic));
    let long = WakuMessage { meta: Some(vec![0; 65]), ..message() };
    assert_eq!(validate(&long), Err(WakuMessageError::MetaTooLong));
    assert_eq!(validate(&WakuMessage { meta: Some(vec![0; 64]), ..message() }), Ok(()));
}

fn protected() -> (PrivateKey, WakuMessage) {
    let key = hex::decode("5526a8990317c9b7b58d07843d270f9cd1d9aaee129294c1c478abf7261dd9e6").unwrap();
    let payload = "1a12e077d0e89f9cac11fbbb6a676c86120b5ad3e248b1f180e98f15ee43d2dfcf62f00c92737b2ff6f59b3aba02773314b991c4\
                   1dc19adb0ad8c17c8e26757b";
    let message = WakuMessage {
        payload: hex::decode(payload).unwrap(),
        content_topic: "content-topic".into(),
        timestamp: Some(1_683_208_172_339_052_800),
        ephemeral: Some(true),
        ..WakuMessage::default()
    };
    (PrivateKey::from_bytes(&key).unwrap(), message)
}

#[test]
fn a_protected_topic_is_signed_as_go_waku_does() {
    let (key, mut message) = protected();
    sign_protected("pubsub-topic", &mut message, &key);
    let meta = "127fa211b2514f0e974a055392946dc1a14052182a6abefb8a6cd7c51da1bf2e40595d28ef1a9488797c297eed3aac45430005fb3\
                a7f037bdd9fc4bd99f59e63";
    assert_eq!(hex::encode(message.meta.unwrap()), meta);
}

#[test]
fn a_protected_message_is_valid_for_five_minutes_and_one_topic() {
    let (key, mut message) = protected();
    let (public, at, window) = (key.public_key(), message.timestamp.unwrap(), 300_000_000_000);
    assert!(!verify_protected("pubsub-topic", &message, &public, at), "unsigned");
    sign_protected("pubsub-topic", &mut message, &key);
    for (now, valid) in [(at, true), (at - window, true), (at + window, true), (at + window + 1_000_000_000, false)] {
        assert_eq!(verify_protected("pubsub-topic", &message, &public, now), valid, "{now}");
    }
    assert!(!verify_protected("other-topic", &message, &public, at));
    assert!(!verify_protected("pubsub-topic", &WakuMessage { ephemeral: None, ..message }, &public, at));
}

proptest! {
    #[test]
    fn any_bytes_are_a_message_or_an_error(bytes: Vec<u8>) {
        let _ = decode(&bytes);
    }

    #[test]
    fn absent_and_empty_fields_survive(
        payload in prop::collection::vec(any::<u8>(), 1..50), topic in "[a-z/]{1,20}", version: Option<u32>,
        timestamp: Option<i64>, meta in prop::option::of(prop::collection::vec(any::<u8>(), 0..=64)), proof: Option<Vec<u8>>,
        ephemeral: Option<bool>,
    ) {
        let message =
            WakuMessage { payload, content_topic: topic, version, timestamp, meta, rate_limit_proof: proof, ephemeral };
        prop_assert_eq!(decode(&encode(&message)), Ok(message));
    }
}
