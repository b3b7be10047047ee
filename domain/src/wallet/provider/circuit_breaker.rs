//! A provider that fails is left alone for a while.

use std::collections::VecDeque;

/// When a circuit opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerParameters {
    /// How long a request may take, milliseconds.
    pub timeout_ms: u64,
    /// Most requests at the same time.
    pub max_concurrent: u32,
    /// How long an open circuit stays so before one request may try, milliseconds.
    pub sleep_window_ms: u64,
    /// From which share of failures it opens, percent.
    pub error_threshold_percent: u64,
    /// From how many requests on the share is looked at.
    pub request_volume: u64,
}

impl BreakerParameters {
    /// Of providers of chains (specification: wallet, section 4.2).
    pub const CHAIN: Self = Self {
        timeout_ms: 20_000,
        max_concurrent: 100,
        sleep_window_ms: 300_000,
        error_threshold_percent: 25,
        request_volume: 20,
    };
    /// Of providers of prices.
    pub const MARKET: Self = Self { timeout_ms: 10_000, ..Self::CHAIN };
    /// Of providers of collectibles.
    pub const COLLECTIBLES: Self = Self { timeout_ms: 10_000, request_volume: 25, ..Self::CHAIN };
}

/// How far back requests count, milliseconds.
const WINDOW_MS: u64 = 10_000;
/// So many failures in a row open it too, however few requests there are.
const MAX_FAILURES_IN_A_ROW: u32 = 5;
/// Most requests that are remembered; older ones no longer count.
const MAX_REMEMBERED: usize = 1000;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer.
    Success,
    /// With an error of the provider.
    Failure,
    /// With an error that says nothing about the provider, or not at all.
    Unknown,
}

/// Why a request is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The provider failed.
    #[error("circuit open")]
    Open,
    /// It has enough to do.
    #[error("max concurrency")]
    TooMany,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Closed,
    Open {
        until_ms: u64,
    },
    /// One request tries.
    Probing,
}

/// A circuit: closed while requests succeed; open after too many failed; after a while one may try, and closes it or
/// opens it again. Times are milliseconds of any clock.
#[derive(Clone, Debug)]
pub struct CircuitBreaker {
    parameters: BreakerParameters,
    phase: Phase,
    /// When requests ended, and whether they failed.
    ended: VecDeque<(u64, bool)>,
    failures_in_a_row: u32,
    running: u32,
}

impl CircuitBreaker {
    /// A closed circuit.
    #[must_use]
    pub const fn new(parameters: BreakerParameters) -> Self {
        Self { parameters, phase: Phase::Closed, ended: VecDeque::new(), failures_in_a_row: 0, running: 0 }
    }

    /// Whether a request may be made now. One that may must be settled, whatever becomes of it.
    ///
    /// # Errors
    /// [`Refusal`].
    pub const fn admit(&mut self, now_ms: u64) -> Result<(), Refusal> {
        if self.running >= self.parameters.max_concurrent {
            return Err(Refusal::TooMany);
        }
        match self.phase {
            Phase::Closed => {}
            Phase::Open { until_ms } if now_ms >= until_ms => self.phase = Phase::Probing,
            Phase::Open { .. } | Phase::Probing => return Err(Refusal::Open),
        }
        self.running = self.running.saturating_add(1);
        Ok(())
    }

    /// A request that was admitted ended.
    pub fn settle(&mut self, outcome: Outcome, now_ms: u64) {
        self.running = self.running.saturating_sub(1);
        match (self.phase, outcome) {
            // It told nothing: the next one may try at once.
            (Phase::Probing, Outcome::Unknown) => self.phase = Phase::Open { until_ms: now_ms },
            (Phase::Probing, Outcome::Success) => *self = Self { running: self.running, ..Self::new(self.parameters) },
            (Phase::Probing, Outcome::Failure) => self.open(now_ms),
            (Phase::Closed, Outcome::Success | Outcome::Failure) => self.remember(outcome, now_ms),
            // It began before the circuit opened.
            (Phase::Open { .. }, _) | (Phase::Closed, Outcome::Unknown) => {}
        }
    }

    /// Opens at once: the provider is certainly none.
    pub fn open(&mut self, now_ms: u64) {
        self.phase = Phase::Open { until_ms: now_ms.saturating_add(self.parameters.sleep_window_ms) };
        self.ended.clear();
        self.failures_in_a_row = 0;
    }

    fn remember(&mut self, outcome: Outcome, now_ms: u64) {
        let has_failed = outcome == Outcome::Failure;
        self.failures_in_a_row = if has_failed { self.failures_in_a_row.saturating_add(1) } else { 0 };
        let since = now_ms.saturating_sub(WINDOW_MS);
        while self.ended.front().is_some_and(|(at, _)| *at < since) || self.ended.len() >= MAX_REMEMBERED {
            self.ended.pop_front();
        }
        self.ended.push_back((now_ms, has_failed));
        let all = self.ended.len() as u64;
        let failed = self.ended.iter().filter(|(_, has_failed)| *has_failed).count() as u64;
        let share_is_reached = all >= self.parameters.request_volume
            && failed.saturating_mul(100) >= all.saturating_mul(self.parameters.error_threshold_percent);
        if has_failed && (share_is_reached || self.failures_in_a_row >= MAX_FAILURES_IN_A_ROW) {
            self.open(now_ms);
        }
    }
}
