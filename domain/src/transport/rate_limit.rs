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

/// After so many envelopes of people in a row it is the turn of machines: whoever waits for an acknowledgement sends again,
/// which costs more.
const PEOPLE_IN_A_ROW: u64 = 9;

/// One envelope, counted in parts: what is gained in a millisecond is a whole number of them.
const ENVELOPE: u64 = 1000;

/// The limit on publishing, as a bucket of tokens. Its clock only needs to go forward.
#[derive(Clone, Debug)]
pub struct RateLimit {
    tokens: u64,
    counted_at: UnixMillis,
    /// Envelopes of people since machines could say something.
    people_in_a_row: u64,
}

impl RateLimit {
    /// A full bucket.
    #[must_use]
    pub const fn new(now: UnixMillis) -> Self {
        Self { tokens: BURST.saturating_mul(ENVELOPE), counted_at: now, people_in_a_row: 0 }
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

    /// Whether people have used up the limit for so long that machines come next.
    #[must_use]
    pub const fn is_turn_of_machines(&self) -> bool {
        self.people_in_a_row >= PEOPLE_IN_A_ROW
    }

    /// Machines could say what they have to say.
    pub const fn machines_had_their_turn(&mut self) {
        self.people_in_a_row = 0;
    }

    /// Counts a published envelope.
    pub fn count(&mut self, now: UnixMillis) {
        self.people_in_a_row = self.people_in_a_row.saturating_add(1);
        self.tokens = self.tokens_at(now).saturating_sub(ENVELOPE);
        self.counted_at = self.counted_at.max(now);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn after_nine_envelopes_of_people_it_is_the_turn_of_machines() {
        let mut limit = RateLimit::new(0);
        for _ in 0..8 {
            limit.count(0);
        }
        assert!(!limit.is_turn_of_machines());
        limit.count(0);
        assert!(limit.is_turn_of_machines());
        limit.machines_had_their_turn();
        assert!(!limit.is_turn_of_machines());
    }

    proptest! {
        #[test]
        fn no_priority_and_no_pauses_exceed_the_limit(wishes in prop::collection::vec((0..400_u64, any::<bool>()), 1..200)) {
            let (mut limit, mut now, mut times) = (RateLimit::new(0), 0, Vec::new());
            for (pause, is_urgent) in wishes {
                now += pause;
                let priority = if is_urgent { Priority::High } else { Priority::Low };
                now = limit.available_at(priority, now);
                limit.count(now);
                times.push(now);
            }
            for (first, from) in times.iter().enumerate() {
                for (last, until) in times.iter().enumerate().skip(first) {
                    let count = u64::try_from(last - first + 1).unwrap();
                    prop_assert!(count <= BURST + (until - from) * MESSAGES_PER_SECOND / 1000);
                }
            }
        }
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
