//! 14/WAKU2-MESSAGE: what is published, how it is named, when it is refused.
//!
//! One message has several identifiers that must not be mixed: the deterministic hash ([`message_hash`]) for caches,
//! stores and sent-checks, and the gossipsub id ([`gossip_id`]) for the relay only.

mod protected;

use prost::Message;
pub use protected::{TOPIC_SIGNATURE_LENGTH, sign_protected, verify_protected};
use status_proto::waku::WakuMessage;

use super::topic::ContentTopic;
use crate::crypto::sha256;

/// The longest `meta` that is valid.
pub const MAX_META_LENGTH: usize = 64;

/// The version of payloads that follow RFC26.
pub const PAYLOAD_VERSION: u32 = 1;

/// Why a Waku message is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WakuMessageError {
    /// The bytes are no protobuf of this type.
    #[error("malformed Waku message")]
    Malformed,
    /// The payload is empty.
    #[error("missing Payload field")]
    MissingPayload,
    /// The content topic is empty.
    #[error("missing ContentTopic field")]
    MissingContentTopic,
    /// `meta` is longer than [`MAX_META_LENGTH`].
    #[error("invalid length for Meta field")]
    MetaTooLong,
}

/// A message as Status posts it: version 1, `meta` present but empty, `ephemeral` written even if false.
#[must_use]
pub fn compose(topic: ContentTopic, payload: Vec<u8>, timestamp_ns: i64, ephemeral: bool) -> WakuMessage {
    WakuMessage {
        payload,
        content_topic: topic.to_string(),
        version: Some(PAYLOAD_VERSION),
        timestamp: Some(timestamp_ns),
        meta: Some(Vec::new()),
        rate_limit_proof: None,
        ephemeral: Some(ephemeral),
    }
}

/// The bytes on the wire. Absent fields stay absent, empty ones are written.
#[must_use]
pub fn encode(message: &WakuMessage) -> Vec<u8> {
    message.encode_to_vec()
}

/// Reads a message and checks it.
///
/// # Errors
/// [`WakuMessageError::Malformed`] for bytes that are none, else what [`validate`] says.
pub fn decode(bytes: &[u8]) -> Result<WakuMessage, WakuMessageError> {
    let message = WakuMessage::decode(bytes).map_err(|_| WakuMessageError::Malformed)?;
    validate(&message)?;
    Ok(message)
}

/// The check before every publish and after every receipt.
///
/// # Errors
/// [`WakuMessageError`] for an empty payload, an empty content topic, or a `meta` that is too long.
pub fn validate(message: &WakuMessage) -> Result<(), WakuMessageError> {
    if message.payload.is_empty() {
        Err(WakuMessageError::MissingPayload)
    } else if message.content_topic.is_empty() {
        Err(WakuMessageError::MissingContentTopic)
    } else if message.meta.as_ref().is_some_and(|meta| meta.len() > MAX_META_LENGTH) {
        Err(WakuMessageError::MetaTooLong)
    } else {
        Ok(())
    }
}

/// The deterministic hash: the same message has another one on every pubsub topic.
///
/// An absent timestamp counts as eight zero bytes, as the reference does it; the RFC's wording would leave it out.
#[must_use]
pub fn message_hash(pubsub_topic: &str, message: &WakuMessage) -> [u8; 32] {
    sha256(&[
        pubsub_topic.as_bytes(),
        &message.payload,
        message.content_topic.as_bytes(),
        message.meta.as_deref().unwrap_or_default(),
        &message.timestamp.unwrap_or_default().to_be_bytes(),
    ])
}

/// The id by which gossipsub knows the message: the hash of its bytes exactly as received.
#[must_use]
pub fn gossip_id(bytes: &[u8]) -> [u8; 32] {
    sha256(&[bytes])
}

#[cfg(test)]
mod tests;
