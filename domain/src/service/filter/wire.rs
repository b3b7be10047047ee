//! The messages of filter v2.

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};
use status_proto::waku::filter_subscribe_request::FilterSubscribeType;
use status_proto::waku::{FilterSubscribeRequest, FilterSubscribeResponse};

use super::{MAX_TEXT_BYTES, MAX_TOPICS_PER_REQUEST};
use crate::service::limits::{NO_REQUEST_ID, TOO_MANY_REQUESTS, TOO_MANY_REQUESTS_TEXT};

/// What a light client asks for.
pub(super) enum Request {
    Ping,
    Subscribe(String, Vec<String>),
    Unsubscribe(String, Vec<String>),
    UnsubscribeAll,
}

/// Why bytes are no request.
pub(super) enum RequestError {
    /// There is nothing to answer to.
    Malformed,
    /// A rule is broken.
    Invalid { id: String, reason: &'static str },
}

/// The id of a request, and what it asks for.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Request), RequestError> {
    let request = FilterSubscribeRequest::decode(bytes).map_err(|_| RequestError::Malformed)?;
    // An answer repeats it.
    if request.request_id.len() > MAX_TEXT_BYTES {
        return Err(RequestError::Malformed);
    }
    let id = request.request_id;
    let invalid = |id, reason| Err(RequestError::Invalid { id, reason });
    if id.is_empty() {
        return invalid(id, "missing RequestId field");
    }
    let subscribes = match FilterSubscribeType::try_from(request.filter_subscribe_type) {
        Ok(FilterSubscribeType::SubscriberPing) => return Ok((id, Request::Ping)),
        Ok(FilterSubscribeType::UnsubscribeAll) => return Ok((id, Request::UnsubscribeAll)),
        Ok(FilterSubscribeType::Subscribe) => true,
        Ok(FilterSubscribeType::Unsubscribe) => false,
        Err(_) => return invalid(id, "unknown FilterSubscribeType"),
    };
    let topics = request.content_topics;
    let Some(pubsub_topic) = request.pubsub_topic.filter(|topic| !topic.is_empty()) else {
        return invalid(id, "missing PubsubTopic field");
    };
    if topics.is_empty() {
        return invalid(id, "at least one contenttopic should be specified");
    }
    if topics.len() > MAX_TOPICS_PER_REQUEST {
        return invalid(id, "exceeds maximum content topics: 100");
    }
    let is_invalid = |topic: &String| topic.is_empty() || topic.len() > MAX_TEXT_BYTES;
    if is_invalid(&pubsub_topic) || topics.iter().any(is_invalid) {
        return invalid(id, "a topic has between 1 and 256 bytes");
    }
    let request =
        if subscribes { Request::Subscribe(pubsub_topic, topics) } else { Request::Unsubscribe(pubsub_topic, topics) };
    Ok((id, request))
}

pub(super) fn answer(request_id: String, status_code: u32, text: &str) -> Vec<u8> {
    let answer = FilterSubscribeResponse { request_id, status_code, status_desc: Some(text.to_owned()) };
    answer.encode_to_vec()
}

/// The answer to a peer that asks too often.
#[must_use]
pub fn too_many_requests() -> Vec<u8> {
    answer(NO_REQUEST_ID.to_owned(), TOO_MANY_REQUESTS, TOO_MANY_REQUESTS_TEXT)
}

/// What is pushed to every subscriber of an encoded Waku message: the message as it came, and its pubsub topic.
#[must_use]
pub fn push_bytes(pubsub_topic: &str, message: &[u8]) -> Vec<u8> {
    // As `MessagePush` encodes, without reading the message.
    let mut bytes = Vec::with_capacity(message.len().saturating_add(pubsub_topic.len()).saturating_add(12));
    for (field, content) in [(1, message), (2, pubsub_topic.as_bytes())] {
        encode_key(field, WireType::LengthDelimited, &mut bytes);
        encode_varint(u64::try_from(content.len()).unwrap_or(u64::MAX), &mut bytes);
        bytes.extend_from_slice(content);
    }
    bytes
}
