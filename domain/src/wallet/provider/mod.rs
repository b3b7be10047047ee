//! The providers of a chain: which to ask, which to leave alone, and how they are (specification: wallet, section 4).

mod circuit_breaker;
mod error_class;
mod health;
mod order;
mod rate_limit;

pub use circuit_breaker::{BreakerParameters, CircuitBreaker, Outcome, Refusal};
pub use error_class::{counts_against_provider, ends_fallback};
pub use health::{ChainHealth, HealthStatus, ProviderHealth, aggregate};
pub use order::{ProviderPlan, providers};
pub use rate_limit::{MAX_WAIT_MS, RequestLimiter};

#[cfg(test)]
mod tests;
