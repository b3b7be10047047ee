//! Who is connected, and what is known of them.

use std::collections::{BTreeSet, HashMap};

use libp2p::multiaddr::Protocol;
use libp2p::swarm::ConnectionId;
use libp2p::{Multiaddr, PeerId, StreamProtocol};
use status_ports::{PeerRecord, Peers};

use crate::metadata::Metadata;
use crate::relay::RELAY_PROTOCOL;

/// What we keep of the lists that a peer sends.
const MAX_PROTOCOLS: usize = 128;
const MAX_ADDRESSES: usize = 32;
/// Pings that may stay without answer.
const MAX_FAILED_PINGS: u32 = 2;

#[derive(Debug, Default)]
struct Peer {
    /// Connections and the pings that failed on them in a row.
    connections: HashMap<ConnectionId, u32>,
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
        peer.connections.insert(connection, 0);
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

    pub(crate) fn ids(&self) -> impl Iterator<Item = &PeerId> {
        self.peers.keys()
    }

    /// Takes over what the peer says of itself; whether anything is new.
    pub(crate) fn identified(&mut self, id: &PeerId, protocols: &[StreamProtocol], addresses: Vec<Multiaddr>) -> bool {
        let Some(peer) = self.peers.get_mut(id) else { return false };
        let mut protocols: Vec<_> = protocols.iter().take(MAX_PROTOCOLS).map(ToString::to_string).collect();
        protocols.sort_unstable();
        let addresses: Vec<_> = addresses.into_iter().take(MAX_ADDRESSES).map(without_peer_id).collect();
        let changed = peer.protocols != protocols || peer.addresses != addresses;
        peer.protocols = protocols;
        peer.addresses = addresses;
        changed
    }

    pub(crate) fn met(&mut self, id: &PeerId, metadata: Metadata) {
        if let Some(peer) = self.peers.get_mut(id) {
            peer.metadata = Some(metadata);
        }
    }

    /// Why the peer does not belong to the cluster, as far as is known now.
    pub(crate) fn foreign_reason(&self, id: &PeerId, cluster_id: u16) -> Option<&'static str> {
        let peer = self.peers.get(id)?;
        let metadata = peer.metadata.as_ref()?;
        if metadata.cluster_id != Some(u32::from(cluster_id)) {
            return Some("it is of another cluster");
        }
        let relays = peer.protocols.iter().any(|protocol| protocol.starts_with(RELAY_PROTOCOL));
        (relays && metadata.shards.is_empty()).then_some("it relays no shard")
    }

    /// Counts a ping; whether the connection must be taken for dead.
    pub(crate) fn pinged(&mut self, id: &PeerId, connection: ConnectionId, answered: bool) -> bool {
        let failures = self.peers.get_mut(id).and_then(|peer| peer.connections.get_mut(&connection));
        let Some(failures) = failures else { return false };
        *failures = if answered { 0 } else { failures.saturating_add(1) };
        *failures >= MAX_FAILED_PINGS
    }

    pub(crate) fn records(&self) -> Peers {
        self.peers.iter().map(|(id, peer)| (id.to_base58(), peer.record())).collect()
    }
}

impl Peer {
    fn record(&self) -> PeerRecord {
        let addresses: BTreeSet<_> = self.dialled.iter().chain(&self.addresses).map(ToString::to_string).collect();
        PeerRecord { protocols: self.protocols.clone(), addresses: addresses.into_iter().collect() }
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
