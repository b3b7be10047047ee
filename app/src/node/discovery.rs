//! Finding the other nodes of the network.

use std::sync::Arc;
use std::time::Duration;

use status_domain::discovery::enr::{Capabilities, Shards};
use status_domain::discovery::fleet::{EntryPointError, EntryPoints};
use status_ports::{Clock, Entropy, Secret32, Waku};
use status_waku::{Discv5Starter, DnsLookup};
use tokio::sync::watch;

use super::machine::MachineNodeConfig;
use crate::network::peers::{DiscoveryPorts, NodeDiscoverySettings, PeerKeeper, PeerKeeperConfig, Situation};
use crate::system::SystemEntropy;

/// A name that DNS does not answer in this time is looked up again later.
const LOOKUP_LIMIT: Duration = Duration::from_secs(10);

/// What others are told that we do.
const CAPABILITIES: Capabilities = Capabilities { relay: true, store: true, filter: true, light_push: true };

/// How others are found, before there is a node to connect.
pub(super) struct Discovery {
    ports: DiscoveryPorts,
    entry_points: EntryPoints,
    shards: Shards,
    node_discovery: NodeDiscoverySettings,
}

impl Discovery {
    /// As the configuration says it.
    ///
    /// # Errors
    /// The first entry point that is none.
    pub(super) fn new(config: &MachineNodeConfig, node_key: Secret32) -> Result<Self, EntryPointError> {
        let mut entry_points = EntryPoints::default();
        for text in &config.entry_points {
            entry_points.add(text)?;
        }
        let lookup = Arc::new(DnsLookup::new(config.nameserver, LOOKUP_LIMIT));
        Ok(Self {
            ports: DiscoveryPorts { lookup, starter: Arc::new(Discv5Starter) },
            entry_points,
            shards: Shards::new(config.cluster, config.shards.iter().copied()),
            node_discovery: NodeDiscoverySettings {
                node_key,
                udp_port: config.discv5_udp.unwrap_or_default(),
                capabilities: CAPABILITIES,
                is_enabled: config.discv5_udp.is_some(),
            },
        })
    }

    /// Begins to look for others, and to tell others of them.
    pub(super) fn start(
        self,
        waku: Arc<dyn Waku>,
        situation: watch::Receiver<Situation>,
        clock: Arc<dyn Clock>,
    ) -> PeerKeeper {
        PeerKeeper::start(PeerKeeperConfig {
            waku,
            situation,
            clock,
            entropy: Arc::new(|| -> Box<dyn Entropy + Send> { Box::new(SystemEntropy) }),
            ports: self.ports,
            entry_points: self.entry_points,
            shards: Some(self.shards),
            node_discovery: self.node_discovery,
            // They are found again by the same entry points.
            store: None,
        })
    }
}
