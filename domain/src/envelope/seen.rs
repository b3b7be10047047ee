//! Messages that came already.

use std::collections::{BTreeSet, VecDeque};

use status_ports::UnixMillis;

/// Messages that are remembered at most.
const MAX_REMEMBERED: usize = 32_768;

/// The hashes of messages that came lately.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// How long a message is remembered.
    remembered_ms: u64,
    hashes: BTreeSet<[u8; 32]>,
    /// By when they are forgotten, the oldest first.
    order: VecDeque<(UnixMillis, [u8; 32])>,
}

impl Seen {
    /// Nothing came yet.
    pub(crate) const fn new(remembered_ms: u64) -> Self {
        Self { remembered_ms, hashes: BTreeSet::new(), order: VecDeque::new() }
    }

    /// Whether it comes for the first time, as far as is remembered.
    pub(crate) fn insert(&mut self, hash: [u8; 32], now: UnixMillis) -> bool {
        while self.order.len() >= MAX_REMEMBERED || self.order.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, hash)) = self.order.pop_front() {
                self.hashes.remove(&hash);
            }
        }
        let is_new = self.hashes.insert(hash);
        if is_new {
            self.order.push_back((now.saturating_add(self.remembered_ms), hash));
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REMEMBERED_MS: u64 = 1_000_000;

    #[test]
    fn a_message_is_new_once_in_the_time_that_it_is_remembered() {
        let mut seen = Seen::new(REMEMBERED_MS);
        assert!(seen.insert([1; 32], 0));
        assert!(!seen.insert([1; 32], REMEMBERED_MS - 1));
        assert!(seen.insert([1; 32], REMEMBERED_MS));
    }

    #[test]
    fn only_so_many_are_remembered() {
        let mut seen = Seen::new(REMEMBERED_MS);
        for n in 0..40_000_u32 {
            let mut hash = [0; 32];
            hash[..4].copy_from_slice(&n.to_be_bytes());
            assert!(seen.insert(hash, n.into()));
            assert!(seen.hashes.len() <= MAX_REMEMBERED && seen.order.len() == seen.hashes.len());
        }
    }
}
