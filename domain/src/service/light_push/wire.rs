//! The messages of light push, in both versions.

use prost::{DecodeError, Message};
use status_proto::waku::{LightPushRequest, LightPushResponse, PushResponse, PushRpc, WakuMessage};

use super::Version;
use crate::service::limits::{NO_REQUEST_ID, TOO_MANY_REQUESTS, TOO_MANY_REQUESTS_TEXT};

/// What is in a request of any version.
pub(super) struct Request {
    pub(super) id: String,
    pub(super) pubsub_topic: Option<String>,
    pub(super) message: Option<WakuMessage>,
}

pub(super) fn decode(version: Version, bytes: &[u8]) -> Result<Request, DecodeError> {
    Ok(match version {
        Version::V2 => {
            let rpc = PushRpc::decode(bytes)?;
            let (pubsub_topic, message) = match rpc.request {
                Some(request) => (Some(request.pubsub_topic), request.message),
                None => (None, None),
            };
            Request { id: rpc.request_id, pubsub_topic, message }
        }
        Version::V3 => {
            let request = LightPushRequest::decode(bytes)?;
            Request { id: request.request_id, pubsub_topic: request.pubsub_topic, message: request.message }
        }
    })
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Success,
    MissingRequestId,
    MissingMessage,
    MissingTopic,
    InvalidMessage,
    TooLarge,
    UnsupportedTopic,
    Internal,
    NoPeers,
}

impl Code {
    /// As version 3 counts.
    const fn number(self) -> u32 {
        match self {
            Self::Success => 200,
            Self::MissingRequestId | Self::MissingMessage | Self::MissingTopic | Self::InvalidMessage => 400,
            Self::TooLarge => 413,
            Self::UnsupportedTopic => 421,
            Self::Internal => 500,
            Self::NoPeers => 503,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Success => "OK",
            Self::MissingRequestId => "missing RequestId field",
            Self::MissingMessage => "missing Message field",
            Self::MissingTopic => "missing PubsubTopic field, and none follows from the content topic",
            Self::InvalidMessage => "invalid Waku message",
            Self::TooLarge => "the message is larger than the relay carries",
            Self::UnsupportedTopic => "the pubsub topic is not served here",
            Self::Internal => "the message could not be published",
            Self::NoPeers => "not enough peers to publish",
        }
    }
}

pub(super) fn answer(version: Version, id: &str, code: Code, relay_peer_count: Option<u32>) -> Vec<u8> {
    encode(version, id, code.number(), code.text(), relay_peer_count)
}

fn encode(version: Version, id: &str, status_code: u32, text: &str, relay_peer_count: Option<u32>) -> Vec<u8> {
    match version {
        Version::V2 => {
            let response = PushResponse { is_success: status_code == 200, info: Some(text.to_owned()) };
            PushRpc { request_id: id.to_owned(), request: None, response: Some(response) }.encode_to_vec()
        }
        Version::V3 => LightPushResponse {
            request_id: id.to_owned(),
            status_code,
            status_desc: (status_code != 200).then(|| text.to_owned()),
            relay_peer_count,
        }
        .encode_to_vec(),
    }
}

/// The answer to a peer that asks too often.
#[must_use]
pub fn too_many_requests(version: Version) -> Vec<u8> {
    encode(version, NO_REQUEST_ID, TOO_MANY_REQUESTS, TOO_MANY_REQUESTS_TEXT, None)
}
