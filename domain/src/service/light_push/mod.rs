//! 19/WAKU2-LIGHTPUSH, service side: a light client publishes through us.

mod wire;

use std::collections::BTreeSet;

use prost::Message;
use status_ports::{PeerProtocol, WakuError};
use status_proto::waku::WakuMessage;
use wire::Code;

use crate::envelope::topic::Autosharding;
use crate::envelope::waku_message;

pub use wire::too_many_requests;

/// The longest request id, in bytes.
pub const MAX_REQUEST_ID_BYTES: usize = 256;

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `/vac/waku/lightpush/2.0.0-beta1`
    V2,
    /// `/vac/waku/lightpush/3.0.0`
    V3,
}

impl Version {
    /// The protocol on the wire.
    #[must_use]
    pub const fn protocol(self) -> PeerProtocol {
        match self {
            Self::V2 => PeerProtocol::LightPush,
            Self::V3 => PeerProtocol::LightPushV3,
        }
    }

    /// `None` for other protocols.
    #[must_use]
    pub const fn of(protocol: PeerProtocol) -> Option<Self> {
        match protocol {
            PeerProtocol::LightPush => Some(Self::V2),
            PeerProtocol::LightPushV3 => Some(Self::V3),
            _ => None,
        }
    }
}

/// What is to be done with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Publish it, then [`Publish::answer`].
    Publish(Publish),
    /// It is refused with this answer.
    Refuse(Vec<u8>),
    /// The bytes are no request: the stream is reset.
    Reset,
}

/// A valid request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Where to publish. The node serves it.
    pub pubsub_topic: String,
    /// Content topic of the message.
    pub content_topic: String,
    /// The encoded Waku message, valid as such.
    pub message: Vec<u8>,
    version: Version,
    request_id: String,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was published, if known to so many peers.
    Relayed {
        /// Peers that relay the topic with us.
        peers: Option<u32>,
    },
    /// Nobody relays the topic with us at the moment.
    NoPeers,
    /// The relay does not carry messages of this size.
    TooLarge,
    /// The relay refuses the message.
    Invalid,
    /// The node does not relay the topic.
    UnsupportedTopic,
    /// Something else went wrong here.
    Failed,
}

impl From<&Result<(), WakuError>> for Outcome {
    fn from(published: &Result<(), WakuError>) -> Self {
        match published {
            Ok(()) => Self::Relayed { peers: None },
            Err(WakuError::NoPeers) => Self::NoPeers,
            Err(WakuError::TooLarge { .. }) => Self::TooLarge,
            Err(WakuError::InvalidMessage) => Self::Invalid,
            Err(WakuError::NotSubscribed) => Self::UnsupportedTopic,
            Err(_) => Self::Failed,
        }
    }
}

impl Publish {
    /// The answer, when it is known what became of the message.
    #[must_use]
    pub fn answer(&self, outcome: Outcome) -> Vec<u8> {
        let (code, peers) = match outcome {
            Outcome::Relayed { peers } => (Code::Success, peers),
            Outcome::NoPeers => (Code::NoPeers, None),
            Outcome::TooLarge => (Code::TooLarge, None),
            Outcome::Invalid => (Code::InvalidMessage, None),
            Outcome::UnsupportedTopic => (Code::UnsupportedTopic, None),
            Outcome::Failed => (Code::Internal, None),
        };
        wire::answer(self.version, &self.request_id, code, peers)
    }
}

/// What a light push server takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LightPushServer {
    /// Pubsub topics on which the node publishes.
    pub served: BTreeSet<String>,
    /// The pubsub topic of requests that name none. Without it they are refused.
    pub autosharding: Option<Autosharding>,
    /// The longest encoded Waku message that the relay carries.
    pub max_message_bytes: usize,
}

impl LightPushServer {
    /// Reads and checks a request.
    #[must_use]
    pub fn handle(&self, version: Version, request: &[u8]) -> Verdict {
        let Ok(request) = wire::decode(version, request) else { return Verdict::Reset };
        if request.id.len() > MAX_REQUEST_ID_BYTES {
            return Verdict::Reset;
        }
        match self.check(request.id.as_str(), request.pubsub_topic, request.message) {
            Ok((pubsub_topic, content_topic, message)) => {
                Verdict::Publish(Publish { pubsub_topic, content_topic, message, version, request_id: request.id })
            }
            Err(code) => Verdict::Refuse(wire::answer(version, &request.id, code, None)),
        }
    }

    /// The pubsub topic, the content topic and the encoded message.
    fn check(
        &self,
        id: &str,
        pubsub_topic: Option<String>,
        message: Option<WakuMessage>,
    ) -> Result<(String, String, Vec<u8>), Code> {
        if id.is_empty() {
            return Err(Code::MissingRequestId);
        }
        let message = message.ok_or(Code::MissingMessage)?;
        waku_message::validate(&message).map_err(|_| Code::InvalidMessage)?;
        if message.encoded_len() > self.max_message_bytes {
            return Err(Code::TooLarge);
        }
        let pubsub_topic = match pubsub_topic.filter(|topic| !topic.is_empty()) {
            Some(topic) => topic,
            None => self.topic_of(&message.content_topic).ok_or(Code::MissingTopic)?,
        };
        if !self.served.contains(&pubsub_topic) {
            return Err(Code::UnsupportedTopic);
        }
        let bytes = waku_message::encode(&message);
        Ok((pubsub_topic, message.content_topic, bytes))
    }

    fn topic_of(&self, content_topic: &str) -> Option<String> {
        self.autosharding?.shard(content_topic).map(|shard| shard.to_string())
    }
}

#[cfg(test)]
mod tests;
