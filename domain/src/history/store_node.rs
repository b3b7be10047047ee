//! The choice of the node that is asked for messages of the past, and when it is given up.

use std::collections::BTreeMap;

use status_ports::{Entropy, PeerProtocol, Peers, UnixMillis};

/// How long a node may take to answer a ping, in milliseconds.
pub const PING_TIMEOUT_MS: u64 = 4_000;
/// Requests in a row that may fail.
pub const MAX_FAILURES: u32 = 2;
/// Pause between two requests of which the first failed, in milliseconds.
pub const RETRY_PAUSE_MS: u64 = 2_000;
/// How long a node is left alone that failed, or that the client sent away.
const PENALTY_MS: UnixMillis = 3 * 60 * 1000;
/// How long a node is left alone that lied.
const LIE_PENALTY_MS: UnixMillis = 60 * 60 * 1000;
/// Pauses before looking for a node again when none is there. They double.
const FIRST_BACK_OFF_MS: UnixMillis = 10_000;
const LONGEST_BACK_OFF_MS: UnixMillis = 10 * 60 * 1000;

/// A node that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreNode {
    /// How clients know it; for a peer that is in no list, its peer id.
    pub id: String,
    /// Peer id.
    pub peer_id: String,
    /// Multiaddress that ends in the peer id; `None` for a peer that only is connected.
    pub address: Option<String>,
}

impl StoreNode {
    /// A node of a list, whose address must name its peer.
    #[must_use]
    pub fn at(id: &str, address: &str) -> Option<Self> {
        let (_, peer_id) = address.rsplit_once("/p2p/")?;
        let is_whole = !peer_id.is_empty() && !peer_id.contains('/');
        is_whole.then(|| Self { id: id.to_owned(), peer_id: peer_id.to_owned(), address: Some(address.to_owned()) })
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    /// It was answered.
    Answered,
    /// It was not, or with an error.
    Failed,
    /// The answer cannot be true.
    Lied,
}

/// Which node is asked, and who is left alone. In memory only: a new start gives everybody a new chance.
#[derive(Clone, Debug, Default)]
pub struct StoreNodeCycle {
    known: Vec<StoreNode>,
    pinned: Option<String>,
    active: Option<StoreNode>,
    failures: u32,
    /// Until when peers are left alone.
    penalties: BTreeMap<String, UnixMillis>,
    back_off: UnixMillis,
    /// Since the last choice. A search that was under way then could not know.
    is_encouraged: bool,
    search_at: UnixMillis,
}

impl StoreNodeCycle {
    /// The nodes of the fleet and of the user, and the one that the user pinned. Whether the active node is none of them
    /// any more, and was left.
    pub fn set_known(&mut self, known: Vec<StoreNode>, pinned: Option<String>) -> bool {
        self.known = known;
        self.pinned = pinned.filter(|id| !id.is_empty());
        let is_left = match (&self.active, &self.pinned) {
            (Some(active), Some(pinned)) => active.id != *pinned,
            (Some(active), None) => active.address.is_some() && !self.known.contains(active),
            (None, _) => false,
        };
        if is_left {
            self.leave();
        }
        self.search_at = 0;
        is_left
    }

    /// The node that is asked now.
    #[must_use]
    pub const fn active(&self) -> Option<&StoreNode> {
        self.active.as_ref()
    }

    /// Not before this time is it worth to look for a node, unless something changes; [`UnixMillis::MAX`] if only that can
    /// help.
    #[must_use]
    pub const fn search_at(&self) -> UnixMillis {
        self.search_at
    }

    /// Something changed: looking for a node is worth it now.
    pub const fn encourage(&mut self) {
        self.search_at = 0;
        self.back_off = 0;
        self.is_encouraged = true;
    }

    /// Who should be pinged to find a node: the nodes of the lists, and connected peers that keep messages. A pinned
    /// node has no alternative.
    #[must_use]
    pub fn candidates(&self, connected: &Peers, now: UnixMillis) -> Vec<StoreNode> {
        let is_free = |node: &&StoreNode| self.penalties.get(&node.peer_id).is_none_or(|until| *until <= now);
        if let Some(pinned) = &self.pinned {
            return self.known.iter().filter(|node| node.id == *pinned).filter(is_free).cloned().collect();
        }
        let mut candidates: Vec<StoreNode> = self.known.iter().filter(is_free).cloned().collect();
        let others = connected
            .iter()
            .filter(|(peer_id, _)| !self.known.iter().any(|node| node.peer_id == **peer_id))
            .filter(|(_, peer)| peer.protocols.iter().any(|id| id == PeerProtocol::StoreQuery.id()))
            .map(|(peer_id, _)| StoreNode { id: peer_id.clone(), peer_id: peer_id.clone(), address: None });
        candidates.extend(others.filter(|node| is_free(&node)));
        candidates
    }

    /// Chooses among the candidates that answered, with the microseconds that each took: at random from the fastest
    /// quarter. Peers that are in no list only if nobody of a list answered. `None` begins a pause.
    pub fn choose(
        &mut self,
        answered: Vec<(StoreNode, u64)>,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Option<&StoreNode> {
        let is_listed = |(node, _): &(StoreNode, u64)| node.address.is_some();
        let has_listed = answered.iter().any(is_listed);
        let mut pool: Vec<_> = answered.into_iter().filter(|node| !has_listed || is_listed(node)).collect();
        pool.sort_by_key(|(_, micros)| *micros);
        match pool.len().saturating_sub(1).div_ceil(4) {
            0 => {}
            fastest => pool.truncate(fastest),
        }
        let mut random = [0; 8];
        entropy.fill(&mut random);
        let index = u64::from_be_bytes(random).checked_rem(u64::try_from(pool.len()).unwrap_or(u64::MAX));
        let chosen = index.and_then(|index| pool.into_iter().nth(usize::try_from(index).unwrap_or(usize::MAX)));
        let is_encouraged = std::mem::take(&mut self.is_encouraged);
        match chosen {
            Some((node, _)) => {
                self.failures = 0;
                self.back_off = 0;
                self.search_at = 0;
                self.active = Some(node);
            }
            None if is_encouraged => self.search_at = 0,
            None => {
                self.back_off = self.back_off.saturating_mul(2).clamp(FIRST_BACK_OFF_MS, LONGEST_BACK_OFF_MS);
                // Where nobody can be found, time changes nothing.
                let is_hopeless = self.known.is_empty() && self.penalties.values().all(|until| *until <= now);
                self.search_at = if is_hopeless { UnixMillis::MAX } else { now.saturating_add(self.back_off) };
            }
        }
        self.active.as_ref()
    }

    /// Counts what became of a request. Whether the node is given up.
    pub fn note(&mut self, peer_id: &str, outcome: RequestOutcome, now: UnixMillis) -> bool {
        let is_active = self.active.as_ref().is_some_and(|node| node.peer_id == peer_id);
        match outcome {
            RequestOutcome::Answered if is_active => self.failures = 0,
            RequestOutcome::Answered => {}
            RequestOutcome::Lied => return self.punish(peer_id, LIE_PENALTY_MS, now),
            RequestOutcome::Failed if is_active => {
                self.failures = self.failures.saturating_add(1);
                return self.failures >= MAX_FAILURES && self.punish(peer_id, PENALTY_MS, now);
            }
            RequestOutcome::Failed => {}
        }
        false
    }

    /// The client wants another node.
    pub fn disconnect(&mut self, now: UnixMillis) -> bool {
        let active = self.active.as_ref().map(|node| node.peer_id.clone());
        self.search_at = 0;
        active.is_some_and(|peer_id| self.punish(&peer_id, PENALTY_MS, now))
    }

    /// There is no network, or history is not wanted: nobody is asked.
    pub fn leave(&mut self) -> bool {
        self.failures = 0;
        self.active.take().is_some()
    }

    fn punish(&mut self, peer_id: &str, penalty: UnixMillis, now: UnixMillis) -> bool {
        self.penalties.retain(|_, until| *until > now);
        self.penalties.insert(peer_id.to_owned(), now.saturating_add(penalty));
        let is_active = self.active.as_ref().is_some_and(|node| node.peer_id == peer_id);
        is_active && self.leave()
    }
}

#[cfg(test)]
mod tests;
