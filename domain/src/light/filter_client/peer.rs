//! What is known of one service peer.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::UnixMillis;

use super::{Criterion, FilterPeer, RequestKind};

/// Pairs of topics that nodes take from one peer.
const MAX_CRITERIA: usize = 1_000;
/// After how long a peer that had no room, or refused a pubsub topic, is asked again.
const REFUSED_MS: u64 = 10 * 60 * 1_000;
/// How long a peer is left alone that failed once; doubles with each failure in a row,
const FIRST_PAUSE_MS: u64 = 5_000;
/// up to this.
const LONGEST_PAUSE_MS: u64 = 10 * 60 * 1_000;
/// The pause between requests to a peer that finds them too many; doubles each time,
const FIRST_GAP_MS: u64 = 1_000;
/// up to this;
const LONGEST_GAP_MS: u64 = 30_000;
/// and who finds them too many so often in a row is as good as one that fails. It takes about a minute, after which nodes
/// that count by the minute begin anew.
const MAX_REFUSALS: u32 = 7;
/// A peer that was silent for longer is asked whether it still has its subscriptions, before it gets more of them: with new
/// ones it would say yes to the next ping, even if it had lost all the others.
const TRUSTED_MS: u64 = 10_000;
/// Subscriptions that a peer may remember from before this client knew it.
const EARLIER: usize = 100;

/// How far a subscription is at a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// To be subscribed.
    Assigned,
    /// The request is under way.
    Asked,
    Subscribed,
    /// To be unsubscribed.
    Leaving,
    /// The request is under way.
    LeavingAsked,
}

/// A candidate.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    /// Its place among the candidates, the best first.
    pub(super) rank: usize,
    serves: Option<BTreeSet<String>>,
    pub(super) criteria: BTreeMap<Criterion, Held>,
    /// The request that is under way; there is never more than one.
    pub(super) in_flight: Option<String>,
    pub(super) ping_due: bool,
    max_criteria: usize,
    full_until: Option<UnixMillis>,
    /// Pubsub topics that it refused, and until when.
    refused: BTreeMap<String, UnixMillis>,
    /// Failures in a row.
    pub(super) failures: u32,
    pub(super) excluded_until: Option<UnixMillis>,
    /// No request before.
    wait_until: UnixMillis,
    gap_ms: u64,
    refusals: u32,
    /// When it last answered as it should.
    succeeded_at: UnixMillis,
    /// Subscriptions that it may have although they are not among `criteria`: at most so many.
    pub(super) stale: usize,
}

impl Peer {
    pub(super) fn new(rank: usize, candidate: FilterPeer) -> Self {
        Self {
            rank,
            serves: candidate.serves,
            criteria: BTreeMap::new(),
            in_flight: None,
            ping_due: false,
            max_criteria: MAX_CRITERIA,
            full_until: None,
            refused: BTreeMap::new(),
            failures: 0,
            excluded_until: None,
            wait_until: 0,
            gap_ms: 0,
            refusals: 0,
            succeeded_at: 0,
            stale: EARLIER,
        }
    }

    /// What is known anew of a candidate that is one already.
    pub(super) fn update(&mut self, rank: usize, candidate: FilterPeer) {
        self.rank = rank;
        self.serves = candidate.serves;
    }

    /// Whether it may be asked for messages of the pubsub topic.
    pub(super) fn may_serve(&self, pubsub_topic: &str) -> bool {
        self.excluded_until.is_none()
            && !self.refused.contains_key(pubsub_topic)
            && self.serves.as_ref().is_none_or(|serves| serves.contains(pubsub_topic))
    }

    pub(super) fn has_room(&self) -> bool {
        self.criteria.len() < self.max_criteria
    }

    /// Whether it has the subscription, or gets it.
    pub(super) fn holds(&self, criterion: &Criterion) -> bool {
        matches!(self.criteria.get(criterion), Some(Held::Assigned | Held::Asked | Held::Subscribed))
    }

    pub(super) fn is_subscribed(&self) -> bool {
        self.criteria.values().any(|held| *held == Held::Subscribed)
    }

    /// Whether messages may come from it: something is subscribed, or may be.
    pub(super) fn may_push(&self) -> bool {
        self.criteria.values().any(|held| *held != Held::Assigned)
    }

    /// The next request; its criteria are under way from now on.
    pub(super) fn next_request(&mut self, max_topics: usize, now: UnixMillis) -> Option<(RequestKind, Vec<Criterion>)> {
        if self.in_flight.is_some() || self.excluded_until.is_some() || self.wait_until > now {
            return None;
        }
        let may_have_forgotten = self.is_subscribed() && self.succeeded_at.saturating_add(TRUSTED_MS) <= now;
        if may_have_forgotten && self.criteria.values().any(|held| *held == Held::Assigned) {
            self.ping_due = false;
            return Some((RequestKind::Ping, Vec::new()));
        }
        let subscribe = self.take(Held::Assigned, Held::Asked, max_topics);
        if !subscribe.is_empty() {
            return Some((RequestKind::Subscribe, subscribe));
        }
        if self.criteria.values().all(|held| *held == Held::Leaving) && !self.criteria.is_empty() {
            let all: Vec<_> = self.criteria.keys().cloned().collect();
            self.set(&all, Held::LeavingAsked);
            return Some((RequestKind::UnsubscribeAll, all));
        }
        let unsubscribe = self.take(Held::Leaving, Held::LeavingAsked, max_topics);
        if !unsubscribe.is_empty() {
            return Some((RequestKind::Unsubscribe, unsubscribe));
        }
        core::mem::take(&mut self.ping_due).then_some((RequestKind::Ping, Vec::new()))
    }

    /// Up to `max` criteria of one pubsub topic.
    fn take(&mut self, from: Held, to: Held, max: usize) -> Vec<Criterion> {
        let mut taken: Vec<Criterion> = Vec::new();
        for (criterion, held) in self.criteria.iter_mut().filter(|(_, held)| **held == from) {
            if taken.first().is_some_and(|first| first.0 != criterion.0) || taken.len() >= max {
                break;
            }
            *held = to;
            taken.push(criterion.clone());
        }
        taken
    }

    fn has_work(&self) -> bool {
        self.ping_due || self.criteria.values().any(|held| matches!(held, Held::Assigned | Held::Leaving))
    }

    pub(super) fn set(&mut self, criteria: &[Criterion], held: Held) {
        for criterion in criteria {
            if let Some(known) = self.criteria.get_mut(criterion) {
                *known = held;
            }
        }
    }

    pub(super) fn remove(&mut self, criteria: &[Criterion]) {
        for criterion in criteria {
            self.criteria.remove(criterion);
        }
    }

    /// It pushed a topic that is not wanted. Gives whether that is no wonder: it was asked for it once. It is told so then.
    pub(super) fn pushed_unwanted(&mut self, criterion: Criterion) -> bool {
        if self.criteria.contains_key(&criterion) {
            return true;
        }
        if self.stale == 0 || self.excluded_until.is_some() {
            return false;
        }
        self.stale = self.stale.saturating_sub(1);
        self.criteria.insert(criterion, Held::Leaving);
        true
    }

    /// It answered as it should.
    pub(super) fn succeeded(&mut self, now: UnixMillis) {
        self.failures = 0;
        self.refusals = 0;
        self.succeeded_at = now;
        self.gap_ms = self.gap_ms.min(FIRST_GAP_MS);
        self.wait_until = now.saturating_add(self.gap_ms);
    }

    /// It finds requests too many. Gives whether that went on for too long.
    #[must_use]
    pub(super) fn throttled(&mut self, now: UnixMillis) -> bool {
        self.refusals = self.refusals.saturating_add(1);
        self.gap_ms = self.gap_ms.saturating_mul(2).clamp(FIRST_GAP_MS, LONGEST_GAP_MS);
        self.wait_until = now.saturating_add(self.gap_ms);
        self.refusals >= MAX_REFUSALS
    }

    /// It is left alone for a while, and everything that it held is given up.
    pub(super) fn failed(&mut self, jitter: u64, now: UnixMillis) {
        let factor = 1_u64.checked_shl(self.failures).unwrap_or(u64::MAX);
        let pause = FIRST_PAUSE_MS.saturating_mul(factor).min(LONGEST_PAUSE_MS);
        // Up to a quarter more, so that not everybody comes back in the same instant.
        let jitter = jitter.checked_rem(pause.checked_div(4).unwrap_or_default()).unwrap_or_default();
        self.failures = self.failures.saturating_add(1);
        self.excluded_until = Some(now.saturating_add(pause).saturating_add(jitter));
        self.reset();
    }

    /// Nothing is subscribed any more.
    pub(super) fn reset(&mut self) {
        let known_there = self.criteria.values().filter(|held| **held != Held::Assigned).count();
        self.stale = self.stale.saturating_add(known_there).min(MAX_CRITERIA);
        self.criteria.clear();
        self.in_flight = None;
        self.ping_due = false;
        self.refusals = 0;
        self.gap_ms = 0;
        self.wait_until = 0;
    }

    /// It has no room for more than what is subscribed now.
    pub(super) fn is_full(&mut self, now: UnixMillis) {
        self.criteria.retain(|_, held| *held != Held::Assigned);
        self.max_criteria = self.criteria.len();
        self.full_until = Some(now.saturating_add(REFUSED_MS));
    }

    /// It does not serve the pubsub topic, whatever was said of it.
    pub(super) fn refuses(&mut self, pubsub_topic: &str, now: UnixMillis) {
        self.refused.insert(pubsub_topic.to_owned(), now.saturating_add(REFUSED_MS));
    }

    /// Forgets what is over. Gives whether it may do more than before.
    pub(super) fn recover(&mut self, now: UnixMillis) -> bool {
        let is_over = |until: &Option<UnixMillis>| until.is_some_and(|until| until <= now);
        let mut recovered = false;
        if is_over(&self.excluded_until) {
            self.excluded_until = None;
            recovered = true;
        }
        if is_over(&self.full_until) {
            self.full_until = None;
            self.max_criteria = MAX_CRITERIA;
            recovered = true;
        }
        let refused = self.refused.len();
        self.refused.retain(|_, until| *until > now);
        recovered || self.refused.len() != refused
    }

    /// When it may be asked for the next thing that it is to be asked for.
    pub(super) fn next_request_at(&self) -> Option<UnixMillis> {
        (self.in_flight.is_none() && self.excluded_until.is_none() && self.has_work()).then_some(self.wait_until)
    }

    /// When [`recover`](Self::recover) gives something back.
    pub(super) fn recovers_at(&self) -> Option<UnixMillis> {
        self.refused.values().copied().chain(self.excluded_until).chain(self.full_until).min()
    }
}
