//! Keeps a node connected: finds others, dials whom the rule of [`status_domain::discovery::connector`] names, and tells
//! others of them.
//!
//! One task waits for the first of: a change of the connected peers, the end of a dial or of a question, the time that the
//! rule named. Without a network it does less and less, and while the device does not use the network, nothing.

mod ask;
mod exchange;
mod node_discovery;
mod task;

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};

use status_domain::discovery::connector::{Connector, Found};
use status_domain::discovery::enr::{Capabilities, Record, Shards};
use status_domain::discovery::fleet::EntryPoints;
use status_ports::{
    Clock, KnownPeer, NodeDiscoveryStarter, Peers, ProfileStore, ProfileStoreExt as _, Secret32, StorageError,
    TextLookup, Waku, WakuMode,
};
use tokio::sync::{Mutex, Notify, watch};
use tokio::task::JoinHandle;

pub(crate) use exchange::PeerExchange;
use node_discovery::OwnDiscovery;
use task::Task;

use crate::world::EntropySource;

/// Most nodes that are kept for the next start.
const MAX_KNOWN_PEERS: u32 = 200;
/// How long nodes of the last run have to answer before others are looked for.
const HEAD_START_MS: u64 = 15_000;
const MAX_ADDED: usize = 100;

/// What the keeper must know of the node at any time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Situation {
    /// Connected peers.
    pub(crate) peers: Peers,
    /// How the node takes part in the network.
    pub(crate) mode: WakuMode,
    /// Whether the network is used at present.
    pub(crate) is_used: bool,
    /// How often the device left one network for another. Nobody is connected then.
    pub(crate) moves: u64,
}

/// Where others are looked for.
#[derive(Clone)]
pub(crate) struct DiscoveryPorts {
    /// DNS.
    pub(crate) lookup: Arc<dyn TextLookup>,
    /// Node discovery over UDP.
    pub(crate) starter: Arc<dyn NodeDiscoveryStarter>,
}

/// How node discovery over UDP is used.
#[derive(Clone)]
pub(crate) struct NodeDiscoverySettings {
    /// The key of the node.
    pub(crate) node_key: Secret32,
    /// 0 takes a free one.
    pub(crate) udp_port: u16,
    /// The address at which others reach the node, if it is known before they tell.
    pub(crate) ip4: Option<Ipv4Addr>,
    /// What the node does for others.
    pub(crate) capabilities: Capabilities,
    /// Whether it runs from the start, as long as the node relays.
    pub(crate) is_enabled: bool,
}

/// What the keeper works with.
pub(crate) struct PeerKeeperConfig {
    pub(crate) waku: Arc<dyn Waku>,
    pub(crate) situation: watch::Receiver<Situation>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: EntropySource,
    pub(crate) ports: DiscoveryPorts,
    /// How one gets into the network.
    pub(crate) entry_points: EntryPoints,
    /// The shards that others must serve; any if there are none.
    pub(crate) shards: Option<Shards>,
    pub(crate) node_discovery: NodeDiscoverySettings,
    /// Where nodes are kept for the next start.
    pub(crate) store: Option<Arc<dyn ProfileStore>>,
}

/// What the task and those who ask it share.
pub(super) struct Shared {
    waku: Arc<dyn Waku>,
    clock: Arc<dyn Clock>,
    entropy: EntropySource,
    ports: DiscoveryPorts,
    entry_points: EntryPoints,
    shards: Option<Shards>,
    store: Option<Arc<dyn ProfileStore>>,
    discovery: OwnDiscovery,
    exchange: Arc<PeerExchange>,
    /// Nodes that were named meanwhile.
    added: StdMutex<Vec<Found>>,
    wake: Notify,
}

impl Shared {
    fn added(&self) -> MutexGuard<'_, Vec<Found>> {
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        self.clock.unix_millis()
    }

    /// Keeps a node for the next start.
    async fn remember(&self, found: Found) {
        let (Some(store), Some(address)) = (&self.store, found.addresses.into_iter().next()) else { return };
        let peer = KnownPeer {
            peer_id: found.peer_id,
            address,
            record: found.record.map(|record| record.as_bytes().to_vec()).unwrap_or_default(),
            connected_at: found.connected_at.unwrap_or_default(),
        };
        let saved: Result<(), StorageError> =
            store.transact(move |stores| stores.save_known_peer(&peer, MAX_KNOWN_PEERS)).await;
        told(saved);
    }

    /// Lets go of nodes that were never reached again.
    async fn forget(&self, peer_ids: Vec<String>) {
        let Some(store) = self.store.as_ref().filter(|_| !peer_ids.is_empty()) else { return };
        let removed: Result<(), StorageError> = store
            .transact(move |stores| peer_ids.iter().try_for_each(|peer_id| stores.remove_known_peer(peer_id)))
            .await;
        told(removed);
    }

    /// The nodes of earlier runs.
    async fn recall(&self) -> Vec<Found> {
        let Some(store) = &self.store else { return vec![] };
        let known: Result<_, StorageError> = store.query(|stores| stores.known_peers(MAX_KNOWN_PEERS)).await;
        let known = known.unwrap_or_else(|error| {
            told(Err(error));
            vec![]
        });
        let found = known.into_iter().filter_map(|peer| {
            let record = Record::from_bytes(&peer.record).ok();
            Some(Found { record, connected_at: Some(peer.connected_at), ..Found::at(&peer.address)? })
        });
        found.collect()
    }
}

/// A node that is not kept is found again.
fn told(outcome: Result<(), StorageError>) {
    if let Err(error) = outcome {
        tracing::debug!(%error, "Known nodes were not kept.");
    }
}

/// Keeps a node connected until it is stopped.
pub(crate) struct PeerKeeper {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl PeerKeeper {
    /// Begins to look for others. Must be called within a Tokio runtime.
    pub(crate) fn start(config: PeerKeeperConfig) -> Self {
        let mode = config.situation.borrow().mode;
        let exchange =
            Arc::new(PeerExchange::new(config.shards.clone(), Arc::clone(&config.clock), config.entropy.clone()));
        for record in &config.entry_points.bootstrap {
            exchange.learn(record);
        }
        let shared = Arc::new(Shared {
            waku: config.waku,
            clock: config.clock,
            entropy: config.entropy,
            ports: config.ports,
            entry_points: config.entry_points,
            shards: config.shards,
            store: config.store,
            discovery: OwnDiscovery::new(config.node_discovery),
            exchange,
            added: StdMutex::default(),
            wake: Notify::new(),
        });
        let (stop, stopped) = watch::channel(false);
        let connector = Connector::new(mode.into(), &[], shared.now());
        let task = Task::new(Arc::clone(&shared), connector, config.situation);
        Self { shared, stop, task: Mutex::new(Some(tokio::spawn(task.run(stopped)))) }
    }

    /// Our own record: as others see it while node discovery runs, otherwise without what only others can tell.
    pub(crate) fn record(&self) -> Option<Record> {
        self.shared.discovery.record(self.shared.shards.as_ref(), self.shared.now())
    }

    /// The same once node discovery runs, if it is to run, so that the record tells what is known of our address.
    pub(crate) async fn record_once_it_runs(&self) -> Option<Record> {
        if self.shared.discovery.is_enabled() {
            self.shared.discovery.tried().await;
        }
        self.record()
    }

    /// Connects to the node of an address as to those that the configuration names, and gives its peer id. `None` if the
    /// address does not end in one.
    pub(crate) fn add(&self, address: &str) -> Option<String> {
        let found = Found::at(address)?;
        let peer_id = found.peer_id.clone();
        let mut added = self.shared.added();
        // As many as a user may name between two turns of the task.
        if added.len() < MAX_ADDED {
            added.push(found);
        }
        drop(added);
        self.shared.wake.notify_one();
        Some(peer_id)
    }

    /// Node discovery runs from now on, as long as the node relays, or not any more.
    pub(crate) fn set_node_discovery(&self, is_enabled: bool) {
        self.shared.discovery.enable(is_enabled);
        self.shared.wake.notify_one();
    }

    /// Ends. Nobody is dialled when this returns.
    pub(crate) async fn stop(&self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "The keeper of connections failed.");
        }
    }
}

#[cfg(test)]
mod tests;
