//! The Waku network.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

mod exchange;

pub use exchange::{Answer, PeerHandler, PeerProtocol, ProtocolTraffic, Traffic, WakuMode};

/// Why the network did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WakuError {
    /// No peer takes messages of this topic now. Try again when one is there.
    #[error("not enough peers to publish")]
    NoPeers,
    /// The topic is not subscribed.
    #[error("not subscribed to the pubsub topic")]
    NotSubscribed,
    /// Larger than the network carries.
    #[error("message of {size} bytes is larger than {limit}")]
    TooLarge {
        /// Bytes.
        size: usize,
        /// Bytes.
        limit: usize,
    },
    /// The bytes are no valid Waku message: they do not decode, or the payload or the content topic is empty, or the
    /// meta field is longer than 64 bytes. Peers would refuse them and count it against us.
    #[error("invalid Waku message")]
    InvalidMessage,
    /// The text is no address of a peer.
    #[error("invalid peer address: {0}")]
    InvalidAddress(String),
    /// The peer could not be reached.
    #[error("failed to dial: {0}")]
    Dial(String),
    /// The peer does not answer what it is asked: it is not connected, does not speak the protocol, closed the stream, or
    /// took too long.
    #[error("no answer from the peer: {0}")]
    NoAnswer(String),
    /// The node could not be started.
    #[error("the Waku node did not start: {0}")]
    Start(String),
    /// The node was stopped.
    #[error("the Waku node is stopped")]
    Stopped,
}

/// What a peer speaks and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerRecord {
    /// Protocol ids.
    pub protocols: Vec<String>,
    /// Multiaddresses without the peer id.
    pub addresses: Vec<String>,
    /// Shards that it serves, as far as it told.
    pub shards: Vec<u16>,
    /// What it calls its software.
    pub agent: String,
}

/// Connected peers by peer id.
pub type Peers = BTreeMap<String, PeerRecord>;

/// Who relays a topic with us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicPeers {
    /// Peers of the mesh.
    pub full_mesh: Vec<String>,
    /// All subscribed peers.
    pub all_peers: Vec<String>,
}

/// What happens on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WakuEvent {
    /// A Waku message arrived.
    Message {
        /// Pubsub topic it came on.
        pubsub_topic: String,
        /// The encoded Waku message, valid as such.
        message: Vec<u8>,
    },
    /// The set of connected peers changed.
    ConnectionChanged {
        /// Connected peers.
        peers: Peers,
    },
    /// A peer joined or left the mesh of a topic, so that publishing may work now.
    TopicHealthChanged {
        /// Pubsub topic.
        pubsub_topic: String,
        /// Peers in the mesh.
        mesh_size: usize,
    },
}

/// A node of the Waku network. Its events come out of the channel that is handed out at its start.
#[async_trait]
pub trait Waku: Send + Sync {
    /// Joins a pubsub topic. Joining twice is joining once.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn subscribe(&self, pubsub_topic: &str) -> Result<(), WakuError>;

    /// Leaves a pubsub topic.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn unsubscribe(&self, pubsub_topic: &str) -> Result<(), WakuError>;

    /// Publishes an encoded Waku message. `Ok` means that at least one peer took it, now or when it was published before.
    /// It does not come back as an event.
    ///
    /// # Errors
    /// [`WakuError::NoPeers`], [`WakuError::NotSubscribed`], [`WakuError::TooLarge`], [`WakuError::InvalidMessage`],
    /// [`WakuError::Stopped`].
    async fn publish(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<(), WakuError>;

    /// Connects to the peer at a multiaddress that ends in `/p2p/<peer id>`, and keeps it connected.
    ///
    /// # Errors
    /// [`WakuError::InvalidAddress`], [`WakuError::Dial`], [`WakuError::Stopped`].
    async fn dial_peer(&self, address: &str) -> Result<(), WakuError>;

    /// Disconnects a peer and does not dial it again.
    ///
    /// # Errors
    /// [`WakuError::InvalidAddress`], [`WakuError::Stopped`].
    async fn drop_peer(&self, peer_id: &str) -> Result<(), WakuError>;

    /// Connected peers.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn peers(&self) -> Result<Peers, WakuError>;

    /// Who relays a topic with us.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn relay_peers(&self, pubsub_topic: &str) -> Result<TopicPeers, WakuError>;

    /// Where others can dial us, each ending in `/p2p/<peer id>`.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn listen_addresses(&self) -> Result<Vec<String>, WakuError>;

    /// Connects to the peer at a multiaddress that ends in `/p2p/<peer id>`, without any promise to keep it: the limits on
    /// connections may close it, and nobody dials it again.
    ///
    /// # Errors
    /// [`WakuError::InvalidAddress`], [`WakuError::Dial`], [`WakuError::Stopped`].
    async fn connect(&self, address: &str) -> Result<(), WakuError>;

    /// Asks a connected peer, and waits at most `timeout_ms` milliseconds for the answer.
    ///
    /// # Errors
    /// [`WakuError::NoAnswer`], [`WakuError::TooLarge`] for a request, [`WakuError::Stopped`].
    async fn request(
        &self,
        peer_id: &str,
        protocol: PeerProtocol,
        request: Vec<u8>,
        timeout_ms: u64,
    ) -> Result<Vec<u8>, WakuError>;

    /// Tells a connected peer something that has no answer, such as a [`PeerProtocol::FilterPush`]. `Ok` means that it was
    /// handed to the connection.
    ///
    /// # Errors
    /// [`WakuError::NoAnswer`], [`WakuError::TooLarge`], [`WakuError::Stopped`].
    async fn push(&self, peer_id: &str, protocol: PeerProtocol, message: Vec<u8>) -> Result<(), WakuError>;

    /// From now on `handler` answers requests of this protocol, and peers are told that we speak it. A second handler
    /// replaces the first.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn serve(&self, protocol: PeerProtocol, handler: Arc<dyn PeerHandler>) -> Result<(), WakuError>;

    /// No longer answers requests of this protocol.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn stop_serving(&self, protocol: PeerProtocol) -> Result<(), WakuError>;

    /// How long a connected peer takes to answer a ping, in microseconds.
    ///
    /// # Errors
    /// [`WakuError::NoAnswer`], [`WakuError::Stopped`].
    async fn ping(&self, peer_id: &str) -> Result<u64, WakuError>;

    /// Counts something against a peer that breaks a protocol in a way that only its user can see. Who does it often is
    /// disconnected, and not let in for a while.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn report(&self, peer_id: &str) -> Result<(), WakuError>;

    /// Relays from now on, or stops to. Connections may be made anew; joined topics are kept in mind in [`WakuMode::Light`]
    /// and joined again with [`WakuMode::Relay`].
    ///
    /// # Errors
    /// [`WakuError::Start`], [`WakuError::Stopped`].
    async fn set_mode(&self, mode: WakuMode) -> Result<(), WakuError>;

    /// Paused, the node keeps nothing alive: all connections are closed and nobody is dialled until it is resumed. For a
    /// phone whose screen is off.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn set_paused(&self, paused: bool) -> Result<(), WakuError>;

    /// What went over the network since the start.
    ///
    /// # Errors
    /// [`WakuError::Stopped`].
    async fn traffic(&self) -> Result<Traffic, WakuError>;

    /// Our peer id.
    fn peer_id(&self) -> String;

    /// Leaves the network. Returns when every task has ended.
    async fn stop(&self);
}
