//! Streams to and from peers: one stream per request, or per message that has no answer.
//!
//! [`Streams`] is what the rest of the node sees. It lives as long as the node, while connections come and go: each
//! connection has a [`handler`] that opens streams and takes those of the peer. Handlers and node share what is behind
//! [`Streams`]; nothing goes through the task of the node, so a slow peer holds up nobody but itself.

mod asking;
mod behaviour;
pub(crate) mod framing;
mod handler;
mod limits;
mod registry;
mod serving;

use async_trait::async_trait;
use libp2p::StreamProtocol;
use status_ports::{Answer, PeerProtocol};

pub(crate) use asking::AskError;
pub(crate) use behaviour::Behaviour;
pub use limits::StreamLimits;
pub(crate) use registry::Streams;

/// What is spoken on a stream, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Protocol {
    /// On the wire.
    pub(crate) id: &'static str,
    /// Bytes.
    pub(crate) max_request: usize,
    /// Bytes.
    pub(crate) max_answer: usize,
    pub(crate) is_answered: bool,
}

/// What is sent comes back, as often as one likes. Not framed, and always answered.
const PING: Protocol =
    Protocol { id: "/ipfs/ping/1.0.0", max_request: PING_BYTES, max_answer: PING_BYTES, is_answered: true };
const PING_BYTES: usize = 32;

impl Protocol {
    fn name(&self) -> StreamProtocol {
        StreamProtocol::new(self.id)
    }
}

impl From<PeerProtocol> for Protocol {
    fn from(protocol: PeerProtocol) -> Self {
        Self {
            id: protocol.id(),
            max_request: protocol.max_request_bytes(),
            max_answer: protocol.max_response_bytes(),
            is_answered: protocol.is_answered(),
        }
    }
}

/// Answers requests of one protocol.
#[async_trait]
pub(crate) trait Service: Send + Sync {
    fn protocol(&self) -> Protocol;

    async fn handle(&self, peer_id: &str, request: Vec<u8>) -> Answer;
}
