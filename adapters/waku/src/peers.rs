//! Who is connected, and what is known of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use libp2p::multiaddr::Protocol;
use libp2p::swarm::ConnectionId;
use libp2p::{Multiaddr, PeerId, identify};
use status_ports::{PeerRecord, Peers};

use crate::metadata::Metadata;
use crate::relay::RELAY_PROTOCOL;

/// What we keep of the lists that a peer sends.
const MAX_PROTOCOLS: usize = 128;
const MAX_ADDRESSES: usize = 32;
const MAX_AGENT_BYTES: usize = 256;
/// Shards of a cluster, all of them.
const MAX_SHARDS: usize = 1024;

#[derive(Debug, Default)]
struct Peer {
    connections: HashSet<ConnectionId>,
    agent: String,
    protocols: Vec<String>,
    dialled: BTreeSet<Multiaddr>,
    addresses: Vec<Multiaddr>,
    metadata: Option<Metadata>,
}

/// The peers that are connected.
#[derive(Debug, Default)]
pub(crate) struct ConnectedPeers {
    peers: HashMap<PeerId, Peer>,
}

impl ConnectedPeers {
    /// Whether the peer is new.
    pub(crate) fn connected(&mut self, id: PeerId, connection: ConnectionId, dialled: Option<Multiaddr>) -> bool {
        let peer = self.peers.entry(id).or_default();
        peer.dialled.extend(dialled.map(without_peer_id));
        peer.connections.insert(connection);
        peer.connections.len() == 1
    }

    /// Whether the peer is gone.
    pub(crate) fn disconnected(&mut self, id: &PeerId, connection: ConnectionId) -> bool {
        let Some(peer) = self.peers.get_mut(id) else { return false };
        peer.connections.remove(&connection);
        let gone = peer.connections.is_empty();
        if gone {
            self.peers.remove(id);
        }
        gone
    }

    pub(crate) fn contains(&self, id: &PeerId) -> bool {
        self.peers.contains_key(id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.peers.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.peers.len()
    }

    pub(crate) fn relays(&self, id: &PeerId) -> bool {
        self.peers.get(id).is_some_and(Peer::relays)
    }

    /// Those that we dialled.
    pub(crate) fn dialled(&self) -> impl Iterator<Item = &PeerId> {
        self.peers.iter().filter(|(_, peer)| !peer.dialled.is_empty()).map(|(id, _)| id)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &PeerId> {
        self.peers.keys()
    }

    /// Takes over what the peer says of itself; whether anything is new.
    pub(crate) fn identified(&mut self, id: &PeerId, info: identify::Info) -> bool {
        let Some(peer) = self.peers.get_mut(id) else { return false };
        let mut protocols: Vec<_> = info.protocols.iter().take(MAX_PROTOCOLS).map(ToString::to_string).collect();
        protocols.sort_unstable();
        let addresses: Vec<_> = info.listen_addrs.into_iter().take(MAX_ADDRESSES).map(without_peer_id).collect();
        let agent = if info.agent_version.len() <= MAX_AGENT_BYTES { info.agent_version } else { String::new() };
        let changed = peer.protocols != protocols || peer.addresses != addresses || peer.agent != agent;
        peer.protocols = protocols;
        peer.addresses = addresses;
        peer.agent = agent;
        changed
    }

    /// Takes over the metadata of the peer; whether anything is new.
    pub(crate) fn met(&mut self, id: &PeerId, metadata: Metadata) -> bool {
        let Some(peer) = self.peers.get_mut(id) else { return false };
        let changed = peer.metadata.as_ref() != Some(&metadata);
        peer.metadata = Some(metadata);
        changed
    }

    /// Why the peer does not belong to the cluster, as far as is known now.
    pub(crate) fn foreign_reason(&self, id: &PeerId, cluster_id: u16) -> Option<&'static str> {
        let peer = self.peers.get(id)?;
        let metadata = peer.metadata.as_ref()?;
        if metadata.cluster_id != Some(u32::from(cluster_id)) {
            return Some("it is of another cluster");
        }
        (peer.relays() && metadata.shards.is_empty()).then_some("it relays no shard")
    }

    pub(crate) fn records(&self) -> Peers {
        self.peers.iter().map(|(id, peer)| (id.to_base58(), peer.record())).collect()
    }
}

impl Peer {
    fn relays(&self) -> bool {
        self.protocols.iter().any(|protocol| protocol.starts_with(RELAY_PROTOCOL))
    }

    fn record(&self) -> PeerRecord {
        let addresses: BTreeSet<_> = self.dialled.iter().chain(&self.addresses).map(ToString::to_string).collect();
        let shards = self.metadata.iter().flat_map(|metadata| &metadata.shards);
        PeerRecord {
            protocols: self.protocols.clone(),
            addresses: addresses.into_iter().collect(),
            shards: shards.filter_map(|shard| u16::try_from(*shard).ok()).take(MAX_SHARDS).collect(),
            agent: self.agent.clone(),
        }
    }
}

fn without_peer_id(mut address: Multiaddr) -> Multiaddr {
    if matches!(address.iter().last(), Some(Protocol::P2p(_))) {
        address.pop();
    }
    address
}

#[cfg(test)]
mod tests;
