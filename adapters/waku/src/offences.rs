//! What is counted against peers, and who is not let in because of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use libp2p::PeerId;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Peers whose offences are kept in mind. Peer ids cost nothing, so there is a bound.
const MAX_OFFENDERS: usize = 1024;
/// Peers that are refused at one time.
const MAX_REFUSED: usize = 4096;
/// Peers to be disconnected that wait for it.
const NOTICE_CAPACITY: usize = 64;

/// When a peer is refused, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refusal {
    /// So many offences are too many.
    pub offences: f64,
    /// After this time, half of the offences are forgotten.
    pub half_life: Duration,
    /// How long a peer is not let in.
    pub duration: Duration,
}

impl Default for Refusal {
    fn default() -> Self {
        Self { offences: 10.0, half_life: Duration::from_secs(120), duration: Duration::from_secs(600) }
    }
}

/// How much one offence weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offence {
    /// The peer broke a protocol.
    Breach,
    /// More at one time than we take. Happens to honest peers too, when we are slow.
    Excess,
}

impl Offence {
    const fn weight(self) -> f64 {
        match self {
            Self::Breach => 1.0,
            Self::Excess => 0.05,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Score {
    points: f64,
    at: Instant,
}

#[derive(Debug)]
struct Ledger {
    rules: Refusal,
    scores: HashMap<PeerId, Score>,
    refused: HashMap<PeerId, Instant>,
}

impl Score {
    fn now(&self, now: Instant, half_life: Duration) -> f64 {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.points * (-passed / half_life.as_secs_f64().max(f64::MIN_POSITIVE)).exp2()
    }
}

impl Ledger {
    /// Whether the peer is refused from now on.
    fn count(&mut self, peer: PeerId, offence: Offence, now: Instant) -> bool {
        if self.is_refused(&peer, now) {
            return true;
        }
        let half_life = self.rules.half_life;
        let before = self.scores.get(&peer).map_or(0.0, |score| score.now(now, half_life));
        let points = before + offence.weight();
        if points < self.rules.offences {
            if self.scores.len() >= MAX_OFFENDERS && !self.scores.contains_key(&peer) {
                self.forget_the_least(now);
            }
            self.scores.insert(peer, Score { points, at: now });
            return false;
        }
        self.scores.remove(&peer);
        self.refuse(peer, now);
        true
    }

    fn forget_the_least(&mut self, now: Instant) {
        let half_life = self.rules.half_life;
        let least = self.scores.iter().min_by(|(_, a), (_, b)| a.now(now, half_life).total_cmp(&b.now(now, half_life)));
        if let Some(peer) = least.map(|(peer, _)| *peer) {
            self.scores.remove(&peer);
        }
    }

    fn refuse(&mut self, peer: PeerId, now: Instant) {
        if self.refused.len() >= MAX_REFUSED {
            self.refused.retain(|_, until| *until > now);
        }
        if self.refused.len() >= MAX_REFUSED
            && let Some(first) = self.refused.iter().min_by_key(|(_, until)| **until).map(|(peer, _)| *peer)
        {
            self.refused.remove(&first);
        }
        self.refused.insert(peer, now.checked_add(self.rules.duration).unwrap_or(now));
    }

    fn is_refused(&mut self, peer: &PeerId, now: Instant) -> bool {
        let Some(until) = self.refused.get(peer) else { return false };
        let is_refused = *until > now;
        if !is_refused {
            self.refused.remove(peer);
        }
        is_refused
    }
}

/// Offences of peers, for everybody in the node who sees one.
#[derive(Clone, Debug)]
pub(crate) struct Offences {
    ledger: Arc<Mutex<Ledger>>,
    notices: mpsc::Sender<PeerId>,
}

impl Offences {
    /// The receiver tells who is to be disconnected.
    pub(crate) fn new(rules: Refusal) -> (Self, mpsc::Receiver<PeerId>) {
        let (notices, received) = mpsc::channel(NOTICE_CAPACITY);
        let ledger = Ledger { rules, scores: HashMap::new(), refused: HashMap::new() };
        (Self { ledger: Arc::new(Mutex::new(ledger)), notices }, received)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count(&self, peer: PeerId, offence: Offence, reason: &dyn std::fmt::Display) {
        tracing::debug!(%peer, %reason, "an offence of a peer");
        if self.ledger().count(peer, offence, Instant::now()) {
            tracing::warn!(%peer, %reason, "a peer is refused because of its offences");
            self.notify(peer);
        }
    }

    fn notify(&self, peer: PeerId) {
        // A node that has so many to disconnect will hear of this one when it offends again.
        let _ = self.notices.try_send(peer);
    }

    pub(crate) fn is_refused(&self, peer: &PeerId) -> bool {
        self.ledger().is_refused(peer, Instant::now())
    }
}

#[cfg(test)]
mod tests;
