//! The providers of a chain: which to ask, which to leave alone, and how they are (specification: wallet, section 4).

mod circuit_breaker;
mod error_class;
mod health;
mod order;
mod rate_limit;

pub use circuit_breaker::{BreakerParameters, CircuitBreaker, Outcome, Refusal};
pub use error_class::{asks_for_too_much, counts_against_provider, ends_fallback, is_late, lacks_history};
pub use health::{ChainHealth, HealthStatus, ProviderHealth, aggregate};
pub use order::{ProviderPlan, providers};
pub use rate_limit::{MAX_WAIT_MS, RequestLimiter};

#[cfg(test)]
mod tests;
