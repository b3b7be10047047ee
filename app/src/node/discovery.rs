//! Finding the other nodes of the network.

use std::net::Ipv4Addr;
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
                ip4: told_address(&config.listen),
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

/// The address of our record until others see another one: the one on which the node listens for TCP. Where it listens on all
/// of its addresses, others must tell.
fn told_address(listen: &[String]) -> Option<Ipv4Addr> {
    listen.iter().find_map(|address| {
        let (ip, port) = address.strip_prefix("/ip4/")?.split_once("/tcp/")?;
        port.parse::<u16>().ok()?;
        ip.parse().ok().filter(|ip: &Ipv4Addr| !ip.is_unspecified())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_tells_the_address_on_which_the_node_listens_if_it_is_one() {
        let told = |listen: &[&str]| {
            let listen: Vec<String> = listen.iter().map(|address| (*address).to_owned()).collect();
            told_address(&listen).map(|ip| ip.to_string())
        };
        assert_eq!(told(&["/ip4/192.0.2.7/tcp/60000", "/ip4/0.0.0.0/tcp/8000/ws"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(told(&["/ip4/0.0.0.0/tcp/60000"]), None, "any address is none");
        assert_eq!(told(&["/ip4/192.0.2.7/tcp/8000/ws"]), None, "records tell of TCP");
        assert_eq!(told(&["/ip6/2001:db8::7/tcp/60000"]), None, "nodes are found over IPv4");
        assert_eq!(told(&[]), None);
    }
}
