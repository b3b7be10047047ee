//! Who is to be kept connected, and when they are dialled again.

use std::collections::HashMap;

use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId};
use status_ports::WakuError;
use tokio::time::Instant;

use crate::config::Redial;

/// Addresses remembered per peer.
const MAX_ADDRESSES: usize = 8;

#[derive(Debug, Default)]
struct StaticPeer {
    addresses: Vec<Multiaddr>,
    failures: u32,
    next_dial: Option<Instant>,
    connected_since: Option<Instant>,
}

/// Peers that somebody dialled and nobody dropped. Told the time and given the chance, it decides the waits.
#[derive(Debug)]
pub(crate) struct StaticPeers {
    redial: Redial,
    peers: HashMap<PeerId, StaticPeer>,
}

impl StaticPeers {
    pub(crate) fn new(redial: Redial) -> Self {
        Self { redial, peers: HashMap::new() }
    }

    pub(crate) fn remember(&mut self, id: PeerId, address: Multiaddr) {
        let peer = self.peers.entry(id).or_default();
        if !peer.addresses.contains(&address) {
            if peer.addresses.len() >= MAX_ADDRESSES {
                peer.addresses.remove(0);
            }
            peer.addresses.push(address);
        }
    }

    pub(crate) fn forget(&mut self, id: &PeerId) {
        self.peers.remove(id);
    }

    pub(crate) fn connected(&mut self, id: &PeerId, now: Instant) {
        if let Some(peer) = self.peers.get_mut(id) {
            peer.next_dial = None;
            peer.connected_since.get_or_insert(now);
        }
    }

    /// The peer is gone, or could not be reached. `chance` is a random number.
    pub(crate) fn lost(&mut self, id: &PeerId, now: Instant, chance: u64) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.next_dial.is_some() {
            return;
        }
        let lasted = peer.connected_since.take().map(|since| now.saturating_duration_since(since));
        if lasted.is_some_and(|lasted| lasted >= self.redial.max) {
            peer.failures = 0;
        }
        let doubled = 1_u32.checked_shl(peer.failures).unwrap_or(u32::MAX);
        let wait = self.redial.first.saturating_mul(doubled).min(self.redial.max);
        let half_micros = u64::try_from(wait.as_micros() / 2).unwrap_or(u64::MAX);
        let shorter = std::time::Duration::from_micros(chance % half_micros.max(1));
        peer.failures = peer.failures.saturating_add(1);
        peer.next_dial = now.checked_add(wait.saturating_sub(shorter));
    }

    pub(crate) fn contains(&self, id: &PeerId) -> bool {
        self.peers.contains_key(id)
    }

    /// Starts over: all are dialled then.
    pub(crate) fn dial_all_at(&mut self, at: Instant) {
        for peer in self.peers.values_mut() {
            peer.failures = 0;
            peer.next_dial = Some(at);
        }
    }

    /// Nobody is connected, and nobody to be dialled.
    pub(crate) fn rest(&mut self) {
        for peer in self.peers.values_mut() {
            peer.connected_since = None;
            peer.next_dial = None;
        }
    }

    pub(crate) fn next_dial(&self) -> Option<Instant> {
        self.peers.values().filter_map(|peer| peer.next_dial).min()
    }

    /// Takes the peers whose time has come.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<(PeerId, Vec<Multiaddr>)> {
        let due = self.peers.iter_mut().filter(|(_, peer)| peer.next_dial.is_some_and(|at| at <= now));
        due.map(|(id, peer)| {
            peer.next_dial = None;
            (*id, peer.addresses.clone())
        })
        .collect()
    }
}

/// The peer that a multiaddress names at its end, and the address before it.
pub(crate) fn parse_address(text: &str) -> Result<(PeerId, Multiaddr), WakuError> {
    let invalid = || WakuError::InvalidAddress(text.to_owned());
    let mut address: Multiaddr = text.parse().map_err(|_| invalid())?;
    match address.pop() {
        Some(Protocol::P2p(id)) if !address.is_empty() => Ok((id, address)),
        _ => Err(invalid()),
    }
}

#[cfg(test)]
mod tests;
