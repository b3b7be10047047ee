//! No more requests than a provider takes (specification: wallet, section 4.1).

/// Requests per second at first, and at most.
const MAX_RATE: u64 = 50;
/// Requests per second at least.
const MIN_RATE: u64 = 20;
/// By how much an answer that says "enough" lowers the rate.
const STEP: u64 = 10;
/// After so long without such an answer the rate rises by a step, milliseconds.
const RECOVERY_MS: u64 = 60_000;
/// How long to leave a provider alone that does not say how long, milliseconds.
const DEFAULT_PAUSE_MS: u64 = 1000;
/// What has to wait longer than this asks another provider, milliseconds.
pub const MAX_WAIT_MS: u64 = 5000;
/// Parts of a request, so that nothing is lost by rounding.
const UNIT: u64 = 1000;

/// A bucket of requests that fills with time. Times are milliseconds of any clock that does not go back; if it does,
/// nothing fills meanwhile.
#[derive(Clone, Debug)]
pub struct RequestLimiter {
    /// Requests per second.
    rate: u64,
    /// Thousandths of requests that may be made at once.
    filled: u64,
    /// Up to when it is filled. In the future if requests wait.
    filled_at_ms: u64,
    /// The last answer that said "enough", or the last recovery from it.
    lowered_at_ms: u64,
    /// Until when the provider wants to be left alone.
    paused_until_ms: u64,
}

impl Default for RequestLimiter {
    fn default() -> Self {
        Self {
            rate: MAX_RATE,
            filled: MAX_RATE.saturating_mul(UNIT),
            filled_at_ms: 0,
            lowered_at_ms: 0,
            paused_until_ms: 0,
        }
    }
}

impl RequestLimiter {
    /// Takes a place for one request: how long it has to wait, milliseconds. `None`, and no place, if that is longer
    /// than [`MAX_WAIT_MS`].
    pub fn take(&mut self, now_ms: u64) -> Option<u64> {
        self.recover(now_ms);
        let passed = now_ms.saturating_sub(self.filled_at_ms);
        let most = self.rate.saturating_mul(UNIT);
        // Requests per second are thousandths per millisecond.
        let filled = self.filled.saturating_add(passed.saturating_mul(self.rate)).min(most);
        let from_ms = self.filled_at_ms.max(now_ms);
        let missing = UNIT.saturating_sub(filled);
        let filling_ms = missing.div_ceil(self.rate.max(1));
        let at_ms = from_ms.saturating_add(filling_ms).max(self.paused_until_ms);
        let wait_ms = at_ms.saturating_sub(now_ms);
        if wait_ms > MAX_WAIT_MS {
            return None;
        }
        self.filled = filled.saturating_add(filling_ms.saturating_mul(self.rate)).saturating_sub(UNIT);
        self.filled_at_ms = from_ms.saturating_add(filling_ms);
        Some(wait_ms)
    }

    /// The provider said "enough", and perhaps for how long.
    pub fn slow_down(&mut self, now_ms: u64, retry_after_ms: Option<u64>) {
        self.rate = self.rate.saturating_sub(STEP).max(MIN_RATE);
        self.filled = 0;
        self.filled_at_ms = self.filled_at_ms.max(now_ms);
        self.lowered_at_ms = now_ms;
        let pause_ms = retry_after_ms.unwrap_or(DEFAULT_PAUSE_MS);
        self.paused_until_ms = self.paused_until_ms.max(now_ms.saturating_add(pause_ms));
    }

    /// Requests per second now.
    #[must_use]
    pub const fn rate(&self) -> u64 {
        self.rate
    }

    fn recover(&mut self, now_ms: u64) {
        while self.rate < MAX_RATE && now_ms.saturating_sub(self.lowered_at_ms) >= RECOVERY_MS {
            self.rate = self.rate.saturating_add(STEP).min(MAX_RATE);
            self.lowered_at_ms = self.lowered_at_ms.saturating_add(RECOVERY_MS);
        }
    }
}
