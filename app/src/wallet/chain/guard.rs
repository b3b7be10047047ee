//! One provider of a chain, asked no more than it bears.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use status_domain::wallet::provider::{
    BreakerParameters, CircuitBreaker, MAX_WAIT_MS, Outcome, RequestLimiter, counts_against_provider,
};
use status_ports::{ChainError, ChainProvider, Clock};
use tokio::sync::OnceCell;
use tokio::time::{sleep, timeout};

/// What opens and closes together. Some providers refuse to search for events while they do everything else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Circuit {
    /// Everything else.
    Common,
    /// Searching for events.
    Events,
}

/// A provider with its limits.
pub(super) struct Provider {
    pub(super) name: String,
    provider: Arc<dyn ChainProvider>,
    gates: Mutex<Gates>,
    /// It was seen to be of the chain.
    is_checked: OnceCell<()>,
}

struct Gates {
    common: CircuitBreaker,
    events: CircuitBreaker,
    limiter: RequestLimiter,
}

impl Gates {
    fn breaker(&mut self, circuit: Circuit) -> &mut CircuitBreaker {
        match circuit {
            Circuit::Common => &mut self.common,
            Circuit::Events => &mut self.events,
        }
    }
}

/// A request that was admitted. Settles itself as unknown if it is dropped, as its future may be at any time.
struct Admitted<'a> {
    provider: &'a Provider,
    circuit: Circuit,
    clock: &'a dyn Clock,
    outcome: Outcome,
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        self.provider.gates().breaker(self.circuit).settle(self.outcome, self.clock.unix_millis());
    }
}

impl Provider {
    pub(super) fn new(name: String, provider: Arc<dyn ChainProvider>) -> Self {
        let breaker = CircuitBreaker::new(BreakerParameters::CHAIN);
        let gates = Gates { common: breaker.clone(), events: breaker, limiter: RequestLimiter::default() };
        Self { name, provider, gates: Mutex::new(gates), is_checked: OnceCell::new() }
    }

    fn gates(&self) -> MutexGuard<'_, Gates> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks, unless its circuit is open. The last provider of a chain is asked whatever its circuit says: there is
    /// nobody else.
    pub(super) async fn ask<T, F, Fut>(
        &self,
        chain_id: u64,
        circuit: Circuit,
        is_last: bool,
        clock: &dyn Clock,
        question: &F,
    ) -> Result<T, ChainError>
    where
        F: Fn(Arc<dyn ChainProvider>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, ChainError>> + Send,
        T: Send,
    {
        let mut admitted = None;
        if !is_last {
            let refused = self.gates().breaker(circuit).admit(clock.unix_millis());
            refused.map_err(|refusal| ChainError::Unreachable(refusal.to_string()))?;
            admitted = Some(Admitted { provider: self, circuit, clock, outcome: Outcome::Unknown });
        }
        let answer = self.ask_in_time(chain_id, clock, question).await;
        if let Some(admitted) = &mut admitted {
            admitted.outcome = match &answer {
                Ok(_) => Outcome::Success,
                Err(error) if counts_against_provider(error) => Outcome::Failure,
                Err(_) => Outcome::Unknown,
            };
        }
        drop(admitted);
        if matches!(answer, Err(ChainError::OtherChain { .. })) {
            let (mut gates, now) = (self.gates(), clock.unix_millis());
            gates.common.open(now);
            gates.events.open(now);
        }
        answer
    }

    /// Asks as soon as the limiter lets it, and once more if that was still too soon.
    async fn ask_in_time<T, F, Fut>(&self, chain_id: u64, clock: &dyn Clock, question: &F) -> Result<T, ChainError>
    where
        F: Fn(Arc<dyn ChainProvider>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, ChainError>> + Send,
        T: Send,
    {
        let limit = Duration::from_millis(BreakerParameters::CHAIN.timeout_ms);
        let in_time = |result: Result<Result<T, ChainError>, _>| result.unwrap_or(Err(ChainError::Timeout));
        self.wait_for_turn(clock).await?;
        let asked = timeout(limit, async {
            self.check(chain_id).await?;
            question(Arc::clone(&self.provider)).await
        });
        match in_time(asked.await) {
            Err(ChainError::RateLimited { retry_after_ms, message }) => {
                self.gates().limiter.slow_down(clock.unix_millis(), retry_after_ms);
                if self.wait_for_turn(clock).await.is_err() {
                    return Err(ChainError::RateLimited { retry_after_ms, message });
                }
                let again = in_time(timeout(limit, question(Arc::clone(&self.provider))).await);
                if let Err(ChainError::RateLimited { retry_after_ms, .. }) = &again {
                    self.gates().limiter.slow_down(clock.unix_millis(), *retry_after_ms);
                }
                again
            }
            other => other,
        }
    }

    async fn wait_for_turn(&self, clock: &dyn Clock) -> Result<(), ChainError> {
        let taken = self.gates().limiter.take(clock.unix_millis());
        match taken {
            Some(0) => Ok(()),
            Some(wait_ms) => {
                sleep(Duration::from_millis(wait_ms)).await;
                Ok(())
            }
            None => Err(ChainError::RateLimited {
                message: "it wants to be left alone".to_owned(),
                retry_after_ms: Some(MAX_WAIT_MS),
            }),
        }
    }

    /// Sees once that the provider is of the chain: another one's answers would be believed.
    async fn check(&self, chain_id: u64) -> Result<(), ChainError> {
        let check = || async {
            match self.provider.chain_id().await? {
                found if found == chain_id => Ok(()),
                found => Err(ChainError::OtherChain { expected: chain_id, found }),
            }
        };
        self.is_checked.get_or_try_init(check).await.copied()
    }
}
