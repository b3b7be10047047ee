//! How often a node may publish.

use status_ports::{Priority, UnixMillis};

/// Envelopes per second in the long run.
///
/// The network's nodes of October 2024 limit themselves to 2 per second in bursts of 4, newer ones to 5 in bursts of
/// 10; peers do not count. We take the newer limit, and share envelopes so that it suffices.
pub const MESSAGES_PER_SECOND: u64 = 5;
/// Envelopes at once after a pause.
pub const BURST: u64 = 10;
/// Left over for what a person waits for, when machines have used up the rest.
const RESERVED: u64 = 1;

/// One envelope, counted in parts: what is gained in a millisecond is a whole number of them.
const ENVELOPE: u64 = 1000;

/// The limit on publishing, as a bucket of tokens. Its clock only needs to go forward.
#[derive(Clone, Debug)]
pub struct RateLimit {
    tokens: u64,
    counted_at: UnixMillis,
}

impl RateLimit {
    /// A full bucket.
    #[must_use]
    pub const fn new(now: UnixMillis) -> Self {
        Self { tokens: BURST.saturating_mul(ENVELOPE), counted_at: now }
    }

    fn tokens_at(&self, now: UnixMillis) -> u64 {
        let gained = now.saturating_sub(self.counted_at).saturating_mul(MESSAGES_PER_SECOND);
        self.tokens.saturating_add(gained).min(BURST.saturating_mul(ENVELOPE))
    }

    /// When an envelope of this priority may be published; `now` means at once.
    #[must_use]
    pub fn available_at(&self, priority: Priority, now: UnixMillis) -> UnixMillis {
        let reserved = if priority == Priority::High { 0 } else { RESERVED };
        let missing = reserved.saturating_add(1).saturating_mul(ENVELOPE).saturating_sub(self.tokens_at(now));
        now.saturating_add(missing.div_ceil(MESSAGES_PER_SECOND))
    }

    /// Counts a published envelope.
    pub fn count(&mut self, now: UnixMillis) {
        self.tokens = self.tokens_at(now).saturating_sub(ENVELOPE);
        self.counted_at = self.counted_at.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publishes whatever is allowed in steps of a millisecond; gives the times.
    fn times(priority: Priority, until: UnixMillis) -> Vec<UnixMillis> {
        let mut limit = RateLimit::new(0);
        let mut times = Vec::new();
        for now in 0..until {
            while limit.available_at(priority, now) <= now {
                limit.count(now);
                times.push(now);
            }
        }
        times
    }

    #[test]
    fn a_burst_of_ten_then_five_in_each_second() {
        let times = times(Priority::High, 3000);
        assert_eq!(times.iter().filter(|at| **at == 0).count(), 10);
        assert_eq!(times.len(), 10 + 14);
        assert!(times.iter().skip(10).zip(1_u64..).all(|(at, n)| *at == n * 200));
    }

    #[test]
    fn machines_leave_one_for_people() {
        assert_eq!(times(Priority::Low, 1).len(), 9);
        let mut limit = RateLimit::new(0);
        for _ in 0..9 {
            limit.count(0);
        }
        assert_eq!(limit.available_at(Priority::Normal, 0), 200);
        assert_eq!(limit.available_at(Priority::High, 0), 0);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_away() {
        let mut limit = RateLimit::new(10_000);
        for _ in 0..10 {
            limit.count(10_000);
        }
        assert!(limit.available_at(Priority::High, 5_000) > 5_000);
        assert!(limit.available_at(Priority::High, 10_100) > 10_100);
        assert_eq!(limit.available_at(Priority::High, 10_200), 10_200);
    }
}
