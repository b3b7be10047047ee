//! What a router needs to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use status_domain::wallet::ErrorResponse;
use status_domain::wallet::route::RouteToken;
use status_ports::{ChainError, ChainProvider};
use tokio::sync::watch;

use super::SuggestedRoutes;

/// Symbol under which the price of what fees are paid in is known.
pub(super) const NATIVE_SYMBOL: &str = "ETH";

/// Chains and tokens of the mode that the profile is in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// Whether money is that of test networks.
    pub(crate) is_test: bool,
    /// Chains, in the order in which they are used up.
    pub(crate) chains: Vec<u64>,
    /// The token that is sent, on those that have it.
    pub(crate) tokens: BTreeMap<u64, RouteToken>,
    /// The token that shall arrive, on those that have it.
    pub(crate) to_tokens: BTreeMap<u64, RouteToken>,
    /// The same for clients.
    pub(crate) shown: Arc<Shown>,
}

/// Chains and tokens as clients read them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// By chain.
    pub(crate) networks: BTreeMap<u64, Value>,
    /// By chain and symbol.
    pub(crate) tokens: BTreeMap<(u64, String), Value>,
}

/// Where a router learns about the world, and whom it tells.
#[async_trait]
pub(crate) trait RouteSources: Send + Sync {
    /// Chains and tokens, for a request of these symbols. The second may be empty.
    async fn surroundings(&self, token: &str, to_token: &str) -> Result<Surroundings, ErrorResponse>;

    /// All providers of a chain as one.
    fn chain(&self, chain_id: u64) -> Result<Arc<dyn ChainProvider>, ChainError>;

    /// Prices in dollars; what nobody knows is missing.
    async fn prices(&self, symbols: &[String]) -> BTreeMap<String, f64>;

    /// The height of the newest block of a chain, as it grows, while the receiver is kept; zero before it is known.
    fn watch_blocks(&self, chain_id: u64) -> Result<watch::Receiver<u64>, ChainError>;

    /// Tells clients of routes.
    fn tell(&self, routes: &SuggestedRoutes);
}
