//! A node that may be dialled.

use status_ports::{Entropy, UnixMillis};

use super::{Found, QUIET_MS, REMEMBER_AGAIN_MS};
use crate::discovery::draw::below;
use crate::discovery::enr::Record;

/// Most addresses of a node that are tried.
const MAX_ADDRESSES: usize = 8;
const MIN_BACKOFF_MS: u64 = 60_000;
const MAX_BACKOFF_MS: u64 = 3_600_000;
/// While nobody is there, the network is more likely gone than each node, and may come back at any time.
const ALONE_BACKOFF_MS: u64 = 10_000;
const MAX_ALONE_BACKOFF_MS: u64 = 300_000;
/// A connection that was lost is made again after this at the earliest: the node may be busy with everybody else's.
const RECONNECT_MS: u64 = 1_000;
/// In these the random part of a wait is counted.
const PARTS: u64 = 1024;

#[derive(Clone, Debug)]
pub(super) struct Candidate {
    addresses: Vec<String>,
    pub(super) record: Option<Record>,
    pub(super) is_configured: bool,
    pub(super) is_dialling: bool,
    pub(super) failures: u32,
    failed_at: UnixMillis,
    not_before: UnixMillis,
    jitter: u64,
    reached_at: Option<UnixMillis>,
    remembered_at: Option<UnixMillis>,
}

impl Candidate {
    pub(super) fn new(found: Found, is_configured: bool) -> Self {
        let mut addresses = found.addresses;
        addresses.truncate(MAX_ADDRESSES);
        Self {
            addresses,
            record: found.record,
            is_configured,
            is_dialling: false,
            failures: 0,
            failed_at: 0,
            not_before: 0,
            jitter: 0,
            reached_at: found.connected_at,
            remembered_at: None,
        }
    }

    /// Learns more of the same node. What was tried stays tried.
    pub(super) fn update(&mut self, found: Found, is_configured: bool) {
        self.is_configured |= is_configured;
        let is_newer = |record: &Record| self.record.as_ref().is_none_or(|known| known.seq() < record.seq());
        if found.record.as_ref().is_some_and(is_newer) {
            self.record = found.record;
        }
        for address in found.addresses {
            if !self.addresses.contains(&address) {
                // The first one is what worked last.
                self.addresses.insert(self.addresses.len().min(1), address);
            }
        }
        self.addresses.truncate(MAX_ADDRESSES);
    }

    /// When it may be dialled.
    pub(super) fn ready_at(&self, is_alone: bool) -> UnixMillis {
        if self.failures == 0 {
            return self.not_before;
        }
        let (min, max, base) = match is_alone {
            true => (ALONE_BACKOFF_MS, MAX_ALONE_BACKOFF_MS, 2_u64),
            false => (MIN_BACKOFF_MS, MAX_BACKOFF_MS, 5_u64),
        };
        let longest = base.saturating_pow(self.failures).saturating_mul(min).min(max);
        let random = longest.saturating_sub(min).saturating_mul(self.jitter).checked_div(PARTS).unwrap_or_default();
        self.failed_at.saturating_add(min).saturating_add(random).max(self.not_before)
    }

    /// Begins to dial it.
    pub(super) fn dial(&mut self) -> Option<String> {
        let address = self.addresses.first()?.clone();
        self.is_dialling = true;
        Some(address)
    }

    pub(super) fn failed(&mut self, now: UnixMillis, entropy: &mut dyn Entropy) {
        self.is_dialling = false;
        self.failures = self.failures.saturating_add(1);
        self.failed_at = now;
        self.jitter = below(1024, entropy) as u64;
        // Its other addresses have their turn.
        if !self.addresses.is_empty() {
            self.addresses.rotate_left(1);
        }
    }

    /// It was reached at this address. Says whether that is worth to be written down.
    pub(super) fn reached(&mut self, address: &str, now: UnixMillis) -> bool {
        self.is_dialling = false;
        self.came(now);
        // Time to be counted among the connected.
        self.not_before = now.saturating_add(QUIET_MS);
        if let Some(at) = self.addresses.iter().position(|known| known == address) {
            self.addresses.swap(0, at);
        }
        let is_fresh = self.remembered_at.is_some_and(|at| at <= now && now.saturating_sub(at) < REMEMBER_AGAIN_MS);
        if !is_fresh {
            self.remembered_at = Some(now);
        }
        !is_fresh
    }

    /// It is connected. If it is being dialled too, that ends on its own.
    pub(super) fn came(&mut self, now: UnixMillis) {
        self.failures = 0;
        self.reached_at = Some(now);
    }

    /// The connection was lost. One that was lost at once did not work: others come first.
    pub(super) fn went(&mut self, now: UnixMillis) {
        let lasted = self.reached_at.map_or(0, |at| now.saturating_sub(at));
        let wait = if lasted < MIN_BACKOFF_MS { MIN_BACKOFF_MS } else { RECONNECT_MS };
        self.not_before = now.saturating_add(wait);
    }

    pub(super) fn retry_now(&mut self) {
        self.failures = 0;
        self.not_before = 0;
    }

    /// Who is dialled first: larger is earlier.
    pub(super) fn rank(&self) -> (bool, bool, u32) {
        (self.failures == 0, self.is_configured || self.reached_at.is_some(), u32::MAX.saturating_sub(self.failures))
    }

    /// Who is forgotten first: smaller is earlier.
    pub(super) fn worth(&self) -> (Option<UnixMillis>, u32) {
        (self.reached_at, u32::MAX.saturating_sub(self.failures))
    }
}
