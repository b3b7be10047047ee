//! A service node on this machine: its key and its archive on disk, its peers over libp2p.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use status_domain::discovery::fleet::EntryPointError;
use status_ports::{ArchiveSize, Entropy as _, MessageArchive as _, Secret32, StorageError, WakuError};
use status_sqlcipher::SqliteArchive;
use status_waku::{WakuConfig, WakuNode};
use zeroize::Zeroizing;

use super::discovery::Discovery;
use super::{ServiceNode, ServiceNodeConfig, ServiceNodeParts};
use crate::system::{SystemClock, SystemEntropy};

/// Connections besides those of subscribers.
const OTHER_CONNECTIONS: u32 = 300;

/// Settings of a service node on this machine.
#[derive(Clone, Debug)]
pub struct MachineNodeConfig {
    /// Where the archive is, and the node's key unless another file is named. Made if it is not there.
    pub data_dir: PathBuf,
    /// File of the private key that the peer id comes from, as 64 hex digits. Made if it is not there.
    pub node_key_file: Option<PathBuf>,
    /// Multiaddresses to listen on.
    pub listen: Vec<String>,
    /// Cluster of the network.
    pub cluster: u16,
    /// Shards that are relayed, kept and served.
    pub shards: Vec<u16>,
    /// Peers to keep connected, as multiaddresses that end in `/p2p/<peer id>`.
    pub static_nodes: Vec<String>,
    /// How other nodes are found: lists in DNS (`enrtree://…`), node records (`enr:…`), or multiaddresses that end in
    /// `/p2p/<peer id>`.
    pub entry_points: Vec<String>,
    /// UDP port of node discovery; 0 takes a free one. Without it there is none.
    pub discv5_udp: Option<u16>,
    /// DNS server for lists of nodes; those of the system if there is none.
    pub nameserver: Option<SocketAddr>,
    /// The rest. Its pubsub topics are those of the shards.
    pub service: ServiceNodeConfig,
}

/// Why a service node did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder cannot be made.
    #[error("the data folder {path} cannot be made: {cause}")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file of the key cannot be read or made.
    #[error("the key file {path} cannot be used: {cause}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file of the key holds something else.
    #[error("the key file {path} does not hold 64 hex digits")]
    InvalidKey {
        /// The file.
        path: PathBuf,
    },
    /// The archive does not open.
    #[error("the archive {path} does not open: {cause}")]
    Archive {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: StorageError,
    },
    /// A text does not say how others are found.
    #[error(transparent)]
    EntryPoint(#[from] EntryPointError),
    /// The network node does not start.
    #[error(transparent)]
    Network(#[from] WakuError),
}

impl MachineNodeConfig {
    /// Most connections that the node has at one time: those of subscribers and of others.
    #[must_use]
    pub fn max_connections(&self) -> u32 {
        let subscribers = u32::try_from(self.service.filter.max_subscribers).unwrap_or(u32::MAX);
        subscribers.saturating_add(OTHER_CONNECTIONS)
    }
}

impl ServiceNode {
    /// Starts a node with its files and sockets. Gives what the archive held at the start, too.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start_on_this_machine(config: MachineNodeConfig) -> Result<(Self, ArchiveSize), StartError> {
        let max_connections = config.max_connections();
        let data_dir = config.data_dir.clone();
        make_folder(&data_dir).map_err(|cause| StartError::DataDir { path: data_dir.clone(), cause })?;
        let key_file = config.node_key_file.clone().unwrap_or_else(|| data_dir.join("node.key"));
        let node_key = node_key(&key_file)?;
        let discovery = Discovery::new(&config, node_key.clone())?;
        let path = data_dir.join("archive.db");
        let failed = |cause| StartError::Archive { path: path.clone(), cause };
        let archive = SqliteArchive::open(&path).await.map_err(failed)?;
        let size = archive.size().await.map_err(failed)?;
        let topics = config
            .shards
            .iter()
            .map(|index| status_domain::envelope::topic::Shard { cluster: config.cluster, index: *index }.to_string());
        let service = ServiceNodeConfig { pubsub_topics: topics.collect(), ..config.service };
        let waku = WakuConfig {
            node_key: Some(node_key),
            listen: config.listen,
            cluster_id: config.cluster,
            shards: config.shards,
            static_peers: config.static_nodes,
            max_message_bytes: service.max_message_bytes,
            max_connections,
            // Relays that we dialled are not what makes room for light clients.
            target_connections: max_connections,
            ..WakuConfig::default()
        };
        let (waku, events) = match WakuNode::start(waku).await {
            Ok(started) => started,
            Err(error) => {
                archive.close().await;
                return Err(error.into());
            }
        };
        let parts = ServiceNodeParts {
            waku: Arc::new(waku),
            events,
            archive: Some(Arc::new(archive)),
            clock: Arc::new(SystemClock),
        };
        Ok((Self::start_with(service, parts, Some(discovery)).await?, size))
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The key in the file; a fresh one if there is no file yet, so that the peer id stays the same from then on.
fn node_key(path: &Path) -> Result<Secret32, StartError> {
    let failed = |cause| StartError::KeyFile { path: path.to_owned(), cause };
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => make_key(path).map_err(failed)?,
        Err(error) => return Err(failed(error)),
    };
    let mut key = Zeroizing::new([0; 32]);
    let digits = text.trim();
    hex::decode_to_slice(digits.strip_prefix("0x").unwrap_or(digits), key.as_mut_slice())
        .map_err(|_| StartError::InvalidKey { path: path.to_owned() })?;
    Ok(Secret32::new(*key))
}

fn make_key(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut key = Zeroizing::new([0; 32]);
    SystemEntropy.fill(key.as_mut_slice());
    let text = Zeroizing::new(hex::encode(key.as_slice()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(text)
}

#[cfg(test)]
mod tests;
