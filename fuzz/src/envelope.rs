//! The layers of a message on the wire.

use std::str::FromStr as _;

use status_domain::envelope::{
    ApplicationMessage, SymmetricKey,
    topic::{ContentTopic, Shard},
    waku_message,
    waku_payload::{self, Frame},
};
use status_memory::SeededEntropy;

use crate::people::{alice, bobby};

const PUBSUB_TOPIC: &str = "/waku/2/rs/16/32";

/// What is valid is the same after another way over the wire, and so is its hash.
pub(crate) fn waku_message(input: &[u8]) {
    let Ok(message) = waku_message::decode(input) else { return };
    let again = waku_message::decode(&waku_message::encode(&message));
    assert_eq!(again.as_ref(), Ok(&message));
    let _ = waku_message::message_hash(PUBSUB_TOPIC, &message);
    let _ = waku_message::verify_protected(PUBSUB_TOPIC, &message, &bobby().public_key(), 1);
    if let Ok(topic) = ContentTopic::from_str(&message.content_topic) {
        assert_eq!(ContentTopic::from_str(&topic.to_string()), Ok(topic));
    }
}

/// Any bytes are refused or opened; any data survive being sealed.
pub(crate) fn waku_payload(input: &[u8]) {
    let (alice, bobby) = (alice(), bobby());
    let Ok(key) = SymmetricKey::from_bytes([7; 32]) else { return };
    let _ = waku_payload::open_symmetric(input, &key);
    let _ = waku_payload::open_asymmetric(input, &alice);
    let mut entropy = SeededEntropy::new(1);
    if let Ok(sealed) = waku_payload::seal_symmetric(input, Some(&bobby), &key, &mut entropy) {
        assert_eq!(waku_payload::open_symmetric(&sealed, &key).map(|frame| frame.data), Ok(input.to_vec()));
    }
    if let Ok(sealed) = waku_payload::seal_asymmetric(input, Some(&bobby), &alice.public_key(), &mut entropy) {
        let opened = waku_payload::open_asymmetric(&sealed, &alice);
        assert_eq!(opened.as_ref().map(|frame| frame.data.as_slice()), Ok(input));
        assert_eq!(opened.ok().and_then(|frame| frame.signer().copied()), Some(bobby.public_key()));
    }
}

/// What is read as the inside of a payload has the same data, padding and signer when it is written and read again.
pub(crate) fn waku_frame(input: &[u8]) {
    let Ok(frame) = Frame::decode(input) else { return };
    // Written with the shortest size field, for which an old signature does not count.
    let unsigned = Frame { signature: None, ..frame };
    assert_eq!(Frame::decode(&unsigned.encode()), Ok(unsigned));
}

/// A message that opens has an id that depends on all its bytes, and an author.
pub(crate) fn application_message(input: &[u8]) {
    let bobby = bobby();
    if let Ok(message) = ApplicationMessage::open(input, &bobby.public_key()) {
        let _ = message.kind();
        let wrapped = ApplicationMessage::wrap(message.type_number, message.payload.clone(), &bobby);
        let again = ApplicationMessage::open(&wrapped, &alice().public_key());
        let found = again.as_ref().map(|again| (again.author, again.type_number, again.payload.as_slice()));
        assert_eq!(found, Ok((bobby.public_key(), message.type_number, message.payload.as_slice())));
    }
}

/// A topic that is read is written as it was read by everybody else.
pub(crate) fn topic(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(topic) = ContentTopic::from_str(text) {
        assert_eq!(ContentTopic::from_str(&topic.to_string()), Ok(topic));
    }
    if let Ok(shard) = Shard::from_str(text) {
        assert_eq!(Shard::from_str(&shard.to_string()), Ok(shard));
    }
    let _ = ContentTopic::of_name(text);
}
