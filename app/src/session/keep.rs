//! Keeping the node of a session connected.

use std::sync::Arc;

use status_domain::discovery::enr::Capabilities;
use status_domain::discovery::fleet::ProfileNetwork;
use status_ports::{ProfileStore, ProfileStoreExt, Secret32, StorageError};

use super::Lifecycle;
use crate::network::Network;
use crate::network::peers::{NodeDiscoverySettings, PeerKeeper, PeerKeeperConfig};
use crate::world::EntropySource;

/// What a node of a session does for others.
const CAPABILITIES: Capabilities = Capabilities { relay: true, store: false, filter: false, light_push: false };

impl Lifecycle {
    /// Begins to look for others, if the world lets us. A profile whose settings cannot be read is left alone: whoever reads
    /// them next says so.
    pub(super) async fn start_keeper(
        &self,
        network: &Network,
        profile: &Arc<dyn ProfileStore>,
        entropy: &EntropySource,
        node_key: Secret32,
        nameserver: &str,
    ) -> Option<PeerKeeper> {
        // Nothing is read if nobody is looked for.
        self.world.discovery(nameserver)?;
        let wanted: Result<ProfileNetwork, StorageError> =
            profile.query(|stores| Ok(ProfileNetwork::read(&stores.settings()?))).await;
        let wanted = wanted.ok()?;
        for refused in &wanted.refused {
            tracing::warn!(%refused, "An entry point of the network is left out.");
        }
        let nameserver = if nameserver.is_empty() { &wanted.nameserver } else { nameserver };
        Some(PeerKeeper::start(PeerKeeperConfig {
            waku: Arc::clone(network.waku()),
            situation: network.situation(),
            clock: self.world.clock(),
            entropy: Arc::clone(entropy),
            ports: self.world.discovery(nameserver)?,
            entry_points: wanted.entry_points,
            shards: wanted.shards,
            node_discovery: NodeDiscoverySettings {
                node_key,
                udp_port: wanted.udp_port,
                ip4: None,
                capabilities: CAPABILITIES,
                is_enabled: wanted.has_node_discovery,
            },
            store: Some(Arc::clone(profile)),
        }))
    }
}
