use prost::Message as _;
use status_proto::waku::WakuMessage;

use super::is_valid;

fn message() -> WakuMessage {
    WakuMessage { payload: vec![1], content_topic: "/waku/1/0xcd423760/rfc26".to_owned(), ..WakuMessage::default() }
}

fn valid(message: &WakuMessage) -> bool {
    is_valid(&message.encode_to_vec(), 1 << 20)
}

#[test]
fn payload_and_content_topic_are_needed() {
    assert!(valid(&message()));
    assert!(!valid(&WakuMessage { payload: vec![], ..message() }));
    assert!(!valid(&WakuMessage { content_topic: String::new(), ..message() }));
}

#[test]
fn meta_is_absent_or_at_most_64_bytes() {
    for (length, expected) in [(0, true), (64, true), (65, false)] {
        assert_eq!(valid(&WakuMessage { meta: Some(vec![0; length]), ..message() }), expected, "{length}");
    }
}

#[test]
fn the_limit_counts_the_encoded_message() {
    let bytes = message().encode_to_vec();
    assert!(is_valid(&bytes, bytes.len()));
    assert!(!is_valid(&bytes, bytes.len() - 1));
}

#[test]
fn bytes_that_do_not_decode_are_refused() {
    assert!(!is_valid(&[], 10));
    assert!(!is_valid(&[0xff; 10], 10));
}
