use std::cmp::Reverse;

use status_ports::{KnownPeer, KnownPeerStore};

use super::{MemoryTransaction, Result};

impl KnownPeerStore for MemoryTransaction {
    fn save_known_peer(&mut self, peer: &KnownPeer, limit: u32) -> Result<()> {
        self.touch();
        self.known_peers.insert(peer.peer_id.clone(), peer.clone());
        self.known_peers = self.known_peers(limit)?.into_iter().map(|peer| (peer.peer_id.clone(), peer)).collect();
        Ok(())
    }

    fn known_peers(&mut self, limit: u32) -> Result<Vec<KnownPeer>> {
        let mut peers: Vec<KnownPeer> = self.known_peers.values().cloned().collect();
        peers.sort_by_key(|peer| Reverse(peer.connected_at));
        peers.truncate(limit as usize);
        Ok(peers)
    }

    fn remove_known_peer(&mut self, peer_id: &str) -> Result<()> {
        self.touch();
        self.known_peers.remove(peer_id);
        Ok(())
    }
}
