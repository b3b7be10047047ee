//! What peers of the Waku network ask each other, besides relaying.

use std::collections::BTreeMap;

use async_trait::async_trait;

/// A protocol of requests and answers, or of messages to one peer. Each request has a stream of its own; every message on it
/// is preceded by its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeerProtocol {
    /// 12/WAKU2-FILTER: a light client asks to be told messages of content topics.
    FilterSubscribe,
    /// 12/WAKU2-FILTER: a service node tells a message. Nothing is answered.
    FilterPush,
    /// 19/WAKU2-LIGHTPUSH, version 2: a light client publishes.
    LightPush,
    /// 19/WAKU2-LIGHTPUSH, version 3.
    LightPushV3,
    /// 13/WAKU2-STORE, version 3: messages of the past.
    StoreQuery,
    /// 34/WAKU2-PEER-EXCHANGE: records of other nodes.
    PeerExchange,
}

impl PeerProtocol {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::FilterSubscribe,
        Self::FilterPush,
        Self::LightPush,
        Self::LightPushV3,
        Self::StoreQuery,
        Self::PeerExchange,
    ];

    /// The protocol id on the wire.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::FilterSubscribe => "/vac/waku/filter-subscribe/2.0.0-beta1",
            Self::FilterPush => "/vac/waku/filter-push/2.0.0-beta1",
            Self::LightPush => "/vac/waku/lightpush/2.0.0-beta1",
            Self::LightPushV3 => "/vac/waku/lightpush/3.0.0",
            Self::StoreQuery => "/vac/waku/store-query/3.0.0",
            Self::PeerExchange => "/vac/waku/peer-exchange/2.0.0-alpha1",
        }
    }

    /// Whether a request is answered.
    #[must_use]
    pub const fn is_answered(self) -> bool {
        !matches!(self, Self::FilterPush)
    }

    /// The largest request, in bytes.
    #[must_use]
    pub const fn max_request_bytes(self) -> usize {
        match self {
            // A Waku message of the largest size, and what is around it.
            Self::FilterPush | Self::LightPush | Self::LightPushV3 => (1 << 20) + (16 << 10),
            // A hundred topics, or fifty hashes.
            Self::FilterSubscribe | Self::StoreQuery => 64 << 10,
            Self::PeerExchange => 1 << 10,
        }
    }

    /// The largest answer, in bytes.
    #[must_use]
    pub const fn max_response_bytes(self) -> usize {
        match self {
            // A hundred messages; few are large. Nodes cut a page that would be larger.
            Self::StoreQuery => 16 << 20,
            // A hundred records of at most 300 bytes.
            Self::PeerExchange => 64 << 10,
            Self::FilterPush => 0,
            Self::FilterSubscribe | Self::LightPush | Self::LightPushV3 => 4 << 10,
        }
    }
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is answered by these bytes.
    Reply(Vec<u8>),
    /// It was taken; its protocol has no answer.
    Taken,
    /// The stream is reset, because the request breaks the protocol. It counts against the peer.
    Reset,
}

/// Answers what peers ask. Many requests may be under way at once, of one peer only a few.
#[async_trait]
pub trait PeerHandler: Send + Sync {
    /// Decides about one request. The bytes are anything that the peer sent, no longer than
    /// [`PeerProtocol::max_request_bytes`].
    async fn handle(&self, peer_id: &str, protocol: PeerProtocol, request: Vec<u8>) -> Answer;
}

/// How a node takes part in the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WakuMode {
    /// It relays messages of its topics for everybody.
    #[default]
    Relay,
    /// It relays nothing: it asks service nodes for what it needs.
    Light,
}

/// What went over the network under one protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProtocolTraffic {
    /// Messages that arrived.
    pub messages_in: u64,
    /// Messages that were sent.
    pub messages_out: u64,
    /// Their bytes, as the protocol counts them: without encryption, multiplexing, and what carries them.
    pub bytes_in: u64,
    /// Their bytes.
    pub bytes_out: u64,
}

/// Traffic since the start of the node, by protocol id. Under `transport`, where it is known: the bytes of everything
/// together, with encryption and multiplexing.
pub type Traffic = BTreeMap<String, ProtocolTraffic>;
