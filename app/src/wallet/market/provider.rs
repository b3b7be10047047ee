//! A provider that is left alone after it failed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use status_domain::wallet::provider::{BreakerParameters, CircuitBreaker, Outcome};
use status_ports::{Clock, MarketError, MarketProvider, UnixMillis};

const PARAMETERS: BreakerParameters = BreakerParameters::MARKET;

/// How long a provider rests that has enough of us and does not say until when, milliseconds.
const REST_MS: u64 = 60_000;

/// A provider with its circuit.
pub(super) struct GuardedProvider {
    provider: Arc<dyn MarketProvider>,
    state: Mutex<State>,
}

struct State {
    circuit: CircuitBreaker,
    /// Until when the provider wants to be left alone.
    rests_until: UnixMillis,
}

/// A question that was admitted: settled as one that says nothing when nobody waits for it any more.
struct Admission<'a> {
    guarded: &'a GuardedProvider,
    clock: &'a dyn Clock,
    outcome: Outcome,
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        self.guarded.state().circuit.settle(self.outcome, self.clock.unix_millis());
    }
}

impl GuardedProvider {
    pub(super) fn new(provider: Arc<dyn MarketProvider>) -> Self {
        let state = State { circuit: CircuitBreaker::new(PARAMETERS), rests_until: 0 };
        Self { provider, state: Mutex::new(state) }
    }

    pub(super) fn id(&self) -> &str {
        self.provider.id()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks within the time limit, unless the provider failed lately and is not the last one.
    pub(super) async fn ask<T>(
        &self,
        question: impl Fn(Arc<dyn MarketProvider>) -> BoxFuture<'static, Result<T, MarketError>> + Send + Sync,
        clock: &dyn Clock,
        is_last: bool,
    ) -> Result<T, MarketError> {
        let mut admission = None;
        if !is_last {
            let now = clock.unix_millis();
            let mut state = self.state();
            if now < state.rests_until {
                let (message, wait) = ("left alone".to_owned(), state.rests_until - now);
                return Err(MarketError::RateLimited { message, retry_after_ms: Some(wait) });
            }
            state.circuit.admit(now).map_err(|refusal| MarketError::Refused(refusal.to_string()))?;
            admission = Some(Admission { guarded: self, clock, outcome: Outcome::Unknown });
        }
        let asked = question(Arc::clone(&self.provider));
        let answer = tokio::time::timeout(Duration::from_millis(PARAMETERS.timeout_ms), asked).await;
        let answer = answer.unwrap_or(Err(MarketError::Timeout));
        if let Err(MarketError::RateLimited { retry_after_ms, .. }) = &answer {
            // Nobody keeps us away for longer than an open circuit does.
            let rest = retry_after_ms.unwrap_or(REST_MS).min(PARAMETERS.sleep_window_ms);
            self.state().rests_until = clock.unix_millis().saturating_add(rest);
        }
        if let Some(admission) = &mut admission {
            admission.outcome = match &answer {
                Ok(_) => Outcome::Success,
                Err(MarketError::RateLimited { .. }) => Outcome::Unknown,
                Err(_) => Outcome::Failure,
            };
        }
        answer
    }
}
