//! 66/WAKU2-METADATA: telling each other the cluster and the shards.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use libp2p::PeerId;
use prost::Message as _;
use status_ports::Answer;
use status_proto::waku::WakuMetadata;

use crate::streams::{AskError, Protocol, Service, Streams};

const MAX_BYTES: usize = 64 << 10;
const PROTOCOL: Protocol =
    Protocol { id: "/vac/waku/metadata/1.0.0", max_request: MAX_BYTES, max_answer: MAX_BYTES, is_answered: true };
const TIMEOUT: Duration = Duration::from_secs(10);

/// What a peer says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) cluster_id: Option<u32>,
    pub(crate) shards: BTreeSet<u32>,
}

/// Why nothing is known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MetadataError {
    /// No answer.
    #[error("{0}")]
    Unanswered(#[from] AskError),
    /// What came is no metadata.
    #[error("malformed metadata: {0}")]
    Malformed(#[from] prost::DecodeError),
}

impl MetadataError {
    /// Whether the peer answered with something else.
    pub(crate) fn is_malformed(&self) -> bool {
        match self {
            Self::Unanswered(AskError::Frame(error)) => error.is_offence(),
            Self::Unanswered(_) => false,
            Self::Malformed(_) => true,
        }
    }
}

impl Metadata {
    fn encode(&self) -> Vec<u8> {
        let shards: Vec<u32> = self.shards.iter().copied().collect();
        // Implementations differ in which field of the shards they read.
        WakuMetadata { cluster_id: self.cluster_id, shards_deprecated: shards.clone(), shards }.encode_to_vec()
    }

    fn decode(bytes: &[u8]) -> Result<Self, prost::DecodeError> {
        let message = WakuMetadata::decode(bytes)?;
        let shards = message.shards.into_iter().chain(message.shards_deprecated).collect();
        Ok(Self { cluster_id: message.cluster_id, shards })
    }
}

/// What we say of ourselves, whoever asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnMetadata {
    metadata: Arc<Mutex<Metadata>>,
}

impl OwnMetadata {
    pub(crate) fn set(&self, metadata: Metadata) {
        *self.metadata.lock().unwrap_or_else(PoisonError::into_inner) = metadata;
    }

    fn encode(&self) -> Vec<u8> {
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner).encode()
    }
}

#[async_trait]
impl Service for OwnMetadata {
    fn protocol(&self) -> Protocol {
        PROTOCOL
    }

    /// What the peer says of itself comes by our own question.
    async fn handle(&self, _: &str, request: Vec<u8>) -> Answer {
        match Metadata::decode(&request) {
            Ok(_) => Answer::Reply(self.encode()),
            Err(_) => Answer::Reset,
        }
    }
}

/// Asks the peer, and tells it ours.
pub(crate) async fn ask(streams: &Streams, peer: &PeerId, own: &OwnMetadata) -> Result<Metadata, MetadataError> {
    let answer = streams.ask(peer, PROTOCOL, &own.encode(), TIMEOUT).await?;
    Ok(Metadata::decode(&answer)?)
}

#[cfg(test)]
mod tests;
