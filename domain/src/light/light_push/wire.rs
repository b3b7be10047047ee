//! The messages of light push, as the client sees them.

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};
use status_proto::waku::{LightPushResponse, PushRpc};

use super::Version;
use crate::service::limits::NO_REQUEST_ID;

/// How a peer answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushAnswer {
    /// It published the message.
    Accepted,
    /// We ask it too often.
    TooManyRequests,
    /// It does not carry messages of this size.
    TooLarge,
    /// It finds the message or the request invalid.
    Invalid,
    /// It does not serve the pubsub topic.
    UnsupportedTopic,
    /// It could not publish: it has no peers, or something is wrong with it.
    Failed,
    /// It did not answer.
    None,
    /// What it answered is no answer to this request.
    Nonsense,
}

impl PushAnswer {
    /// Whether the peer breaks the protocol, and should be reported.
    #[must_use]
    pub const fn is_offence(self) -> bool {
        matches!(self, Self::Nonsense)
    }
}

/// A request that carries an encoded Waku message as it is.
pub(super) fn request(version: Version, id: &str, pubsub_topic: &str, message: &[u8]) -> Vec<u8> {
    let (id, topic) = (id.as_bytes(), pubsub_topic.as_bytes());
    match version {
        Version::V2 => fields(&[(1, id), (2, &fields(&[(1, topic), (2, message)]))]),
        Version::V3 => fields(&[(1, id), (20, topic), (21, message)]),
    }
}

fn fields(fields: &[(u32, &[u8])]) -> Vec<u8> {
    let length = fields.iter().fold(0_usize, |sum, (_, content)| sum.saturating_add(content.len()).saturating_add(12));
    let mut bytes = Vec::with_capacity(length);
    for (field, content) in fields {
        encode_key(*field, WireType::LengthDelimited, &mut bytes);
        encode_varint(u64::try_from(content.len()).unwrap_or(u64::MAX), &mut bytes);
        bytes.extend_from_slice(content);
    }
    bytes
}

/// Reads an answer to the request of this id.
pub(super) fn answer(version: Version, id: &str, bytes: &[u8]) -> PushAnswer {
    let read = match version {
        Version::V2 => answer_v2(bytes),
        Version::V3 => answer_v3(bytes),
    };
    match read {
        Some((answered, answer)) if answered == id => answer,
        // Who does not read a request does not know its id; but a success is about some request.
        Some((answered, answer)) if answered == NO_REQUEST_ID && answer != PushAnswer::Accepted => answer,
        _ => PushAnswer::Nonsense,
    }
}

fn answer_v2(bytes: &[u8]) -> Option<(String, PushAnswer)> {
    let rpc = PushRpc::decode(bytes).ok()?;
    let answer = match rpc.response? {
        response if response.is_success => PushAnswer::Accepted,
        // This version has no codes. Only who limits rates leaves out the id.
        _ if rpc.request_id == NO_REQUEST_ID => PushAnswer::TooManyRequests,
        _ => PushAnswer::Failed,
    };
    Some((rpc.request_id, answer))
}

fn answer_v3(bytes: &[u8]) -> Option<(String, PushAnswer)> {
    let response = LightPushResponse::decode(bytes).ok()?;
    let answer = match response.status_code {
        200 => PushAnswer::Accepted,
        // Newer nodes tell a bad message (420) from a bad request.
        400 | 420 => PushAnswer::Invalid,
        413 => PushAnswer::TooLarge,
        421 => PushAnswer::UnsupportedTopic,
        429 => PushAnswer::TooManyRequests,
        _ => PushAnswer::Failed,
    };
    Some((response.request_id, answer))
}
