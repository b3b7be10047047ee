//! Where others are asked for, and how often.

use status_ports::{Entropy, UnixMillis};

use crate::discovery::draw::below;

/// Where one asks for other nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Lists in DNS.
    Dns,
    /// discv5.
    NodeDiscovery,
    /// Connected peers.
    PeerExchange,
}

const FIRST_MS: u64 = 10_000;
const MAX_MS: u64 = 3_600_000;
/// The longest wait while nobody is there.
const MAX_ALONE_MS: u64 = 600_000;

/// When a source is asked again: after 10 s, and twice as long with each time that it told nothing new.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    is_asked: bool,
    misses: u32,
    asked_at: UnixMillis,
    wait_ms: u64,
    not_before: UnixMillis,
}

impl Schedule {
    pub(super) const fn new(now: UnixMillis) -> Self {
        Self { is_asked: false, misses: 0, asked_at: now, wait_ms: 0, not_before: 0 }
    }

    pub(super) fn postpone(&mut self, until: UnixMillis) {
        self.not_before = self.not_before.max(until);
    }

    pub(super) const fn ask_now(&mut self, now: UnixMillis) {
        (self.misses, self.asked_at, self.wait_ms, self.not_before) = (0, now, 0, 0);
    }

    pub(super) fn next_at(&self, is_alone: bool) -> Option<UnixMillis> {
        let longest = if is_alone { MAX_ALONE_MS } else { MAX_MS };
        let next = self.asked_at.saturating_add(self.wait_ms.min(longest));
        (!self.is_asked).then(|| next.max(self.not_before))
    }

    pub(super) fn is_due(&self, is_alone: bool, now: UnixMillis) -> bool {
        self.next_at(is_alone).is_some_and(|at| at <= now)
    }

    pub(super) const fn asked(&mut self) {
        self.is_asked = true;
    }

    pub(super) fn answered(&mut self, is_news: bool, now: UnixMillis, entropy: &mut dyn Entropy) {
        self.is_asked = false;
        self.asked_at = now;
        self.misses = if is_news { 0 } else { self.misses.saturating_add(1) };
        let longest = 2_u64.saturating_pow(self.misses).saturating_mul(FIRST_MS).min(MAX_MS);
        // Between a half and the whole, so that nodes that lost the network together do not come back together.
        let half = longest >> 1;
        let random = below(usize::try_from(half).unwrap_or(usize::MAX), entropy) as u64;
        self.wait_ms = half.saturating_add(random).max(FIRST_MS);
    }
}
