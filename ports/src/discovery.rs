//! Finding nodes of the network: names in DNS, node discovery over UDP, and the nodes of earlier runs.

use async_trait::async_trait;

use crate::{Secret32, StorageError, UnixMillis};

/// Why a name was not looked up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// The text is no name.
    #[error("invalid name")]
    InvalidName,
    /// The name is not there, or has no texts.
    #[error("no texts of this name")]
    NotFound,
    /// There is no answer: no network, no server, or too late.
    #[error("the lookup failed: {0}")]
    Failed(String),
}

/// Looks up texts in DNS.
#[async_trait]
pub trait TextLookup: Send + Sync {
    /// The texts (TXT) of a name, in any order, each put together of its strings. Bounded in number, size and time.
    ///
    /// # Errors
    /// [`LookupError`].
    async fn lookup_texts(&self, name: &str) -> Result<Vec<String>, LookupError>;
}

/// Why node discovery did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeDiscoveryError {
    /// It could not be started: the port is taken, or the configuration is invalid.
    #[error("node discovery did not start: {0}")]
    Start(String),
    /// The bytes are no node record.
    #[error("invalid node record")]
    InvalidRecord,
    /// It was stopped.
    #[error("node discovery is stopped")]
    Stopped,
}

/// How node discovery starts.
#[derive(Clone, Debug)]
pub struct NodeDiscoveryConfig {
    /// The key of the node: that of its peer id, so that who finds the record can dial it.
    pub node_key: Secret32,
    /// UDP port to listen on; 0 takes a free one.
    pub udp_port: u16,
    /// Whether to listen on the loopback interface only, and to take other nodes there for good.
    pub is_loopback: bool,
    /// TCP port that the record tells of, if others can reach it.
    pub tcp_port: Option<u16>,
    /// Further fields of the record, with their values before encoding, as `waku2`, `rs`, `multiaddrs`.
    pub fields: Vec<(String, Vec<u8>)>,
    /// Records in RLP of nodes to begin with.
    pub bootstrap: Vec<Vec<u8>>,
}

/// Node discovery over UDP (discv5). Records are in RLP, and signed.
#[async_trait]
pub trait NodeDiscovery: Send + Sync {
    /// Walks to a random place of the network, and gives the records of nodes on the way. Whatever they say, it ends.
    ///
    /// # Errors
    /// [`NodeDiscoveryError::Stopped`].
    async fn find_nodes(&self) -> Result<Vec<Vec<u8>>, NodeDiscoveryError>;

    /// Another node to begin with.
    ///
    /// # Errors
    /// [`NodeDiscoveryError::InvalidRecord`], [`NodeDiscoveryError::Stopped`].
    async fn add_node(&self, record: Vec<u8>) -> Result<(), NodeDiscoveryError>;

    /// Changes a field of our record, as the shards when they change.
    ///
    /// # Errors
    /// [`NodeDiscoveryError::InvalidRecord`] if the record would be too long; [`NodeDiscoveryError::Stopped`].
    async fn set_field(&self, name: &str, value: Vec<u8>) -> Result<(), NodeDiscoveryError>;

    /// Our own record, as others see it now.
    fn local_record(&self) -> Vec<u8>;

    /// Leaves. Stopping twice is stopping once.
    async fn stop(&self);
}

/// Starts node discovery.
#[async_trait]
pub trait NodeDiscoveryStarter: Send + Sync {
    /// Begins to listen, and to answer other nodes.
    ///
    /// # Errors
    /// [`NodeDiscoveryError::Start`].
    async fn start(&self, config: NodeDiscoveryConfig) -> Result<Box<dyn NodeDiscovery>, NodeDiscoveryError>;
}

/// A node that we were connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPeer {
    /// Its peer id.
    pub peer_id: String,
    /// Where it was reached, ending in its peer id.
    pub address: String,
    /// Its record in RLP, empty if it is not known.
    pub record: Vec<u8>,
    /// When it was reached last.
    pub connected_at: UnixMillis,
}

/// The nodes of earlier runs, so that a start needs nobody else to find them.
pub trait KnownPeerStore {
    /// Inserts or replaces a node, and lets go of those that were reached longest ago if there are more than `limit`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_known_peer(&mut self, peer: &KnownPeer, limit: u32) -> Result<(), StorageError>;

    /// Up to `limit` nodes, those that were reached last first.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn known_peers(&mut self, limit: u32) -> Result<Vec<KnownPeer>, StorageError>;

    /// Removes a node, if it is there.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_known_peer(&mut self, peer_id: &str) -> Result<(), StorageError>;
}
