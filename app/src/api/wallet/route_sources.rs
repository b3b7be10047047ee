//! What a router knows of a profile, and how clients are told of routes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use status_domain::wallet::ErrorResponse;
use status_domain::wallet::route::RouteToken;
use status_domain::wallet::token::{Token, TokenCatalog, TokenScope};
use status_ports::{ChainError, ChainProvider, NetworkRecord, StorageError};
use tokio::sync::watch;

use super::shape::SuggestedRoutesSignal;
use super::token::TokenJson;
use crate::api::NetworkJson;
use crate::wallet::Wallet;
use crate::wallet::route::{RouteSources, Shown, SuggestedRoutes, Surroundings};

/// In what routes are compared.
const USD: &str = "USD";

/// How old prices may be that routes are compared by.
const PRICES_MAX_AGE_MS: u64 = 60_000;

/// A route does not wait longer for prices.
const MARKET_LIMIT: Duration = Duration::from_secs(3);

/// The chains, tokens and clients of a profile.
pub(crate) struct ProfileSources {
    wallet: Wallet,
}

impl ProfileSources {
    pub(crate) const fn new(wallet: Wallet) -> Self {
        Self { wallet }
    }

    async fn read(&self) -> Result<(bool, Vec<NetworkRecord>, TokenCatalog), StorageError> {
        let is_test = self.wallet.are_test_networks_enabled().await?;
        let networks = self.wallet.active_networks().await?;
        let catalog = self.wallet.tokens(&networks, TokenScope::Known).await?;
        Ok((is_test, networks, catalog))
    }
}

#[async_trait]
impl RouteSources for ProfileSources {
    async fn surroundings(&self, token: &str, to_token: &str) -> Result<Surroundings, ErrorResponse> {
        let read = self.read().await;
        let (is_test, networks, catalog) = read.map_err(|error| ErrorResponse::generic(error.to_string()))?;
        let chains: Vec<u64> = networks.iter().map(|network| network.chain_id).collect();
        let mut shown = Shown::default();
        let mut find = |symbol: &str| -> BTreeMap<u64, RouteToken> {
            let found = chains.iter().filter_map(|chain| catalog.find(*chain, symbol));
            let found = found.map(|token| {
                shown.tokens.insert((token.chain_id, token.symbol.to_string()), json(TokenJson::of_route(token)));
                (token.chain_id, route_token(token))
            });
            found.collect()
        };
        let (tokens, to_tokens) = (find(token), find(to_token));
        let network = |network: NetworkRecord| (network.chain_id, json(NetworkJson::from(network)));
        shown.networks = networks.into_iter().map(network).collect();
        Ok(Surroundings { is_test, chains, tokens, to_tokens, shown: Arc::new(shown) })
    }

    fn chain(&self, chain_id: u64) -> Result<Arc<dyn ChainProvider>, ChainError> {
        Ok(self.wallet.chain(chain_id)?)
    }

    /// What is known by then, if the market does not answer in time: a route need not wait for what it is worth.
    async fn prices(&self, symbols: &[String]) -> BTreeMap<String, f64> {
        let (market, usd) = (self.wallet.market(), [USD.to_owned()]);
        let asked = tokio::time::timeout(MARKET_LIMIT, market.prices(symbols, &usd, PRICES_MAX_AGE_MS)).await;
        let prices = match asked {
            Ok(Ok(prices)) => prices,
            _ => market.known_prices(symbols, &usd),
        };
        prices.into_iter().filter_map(|(symbol, mut prices)| Some((symbol, prices.remove(USD)?))).collect()
    }

    fn watch_blocks(&self, chain_id: u64) -> Result<watch::Receiver<u64>, ChainError> {
        self.wallet.watch_blocks(chain_id)
    }

    fn tell(&self, routes: &SuggestedRoutes) {
        self.wallet.signals().emit("wallet.suggested.routes", SuggestedRoutesSignal::new(routes));
    }
}

fn route_token(token: &Token) -> RouteToken {
    RouteToken {
        symbol: token.symbol.to_string(),
        address: token.address,
        decimals: u32::from(token.decimals),
        is_native: token.is_native(),
    }
}

fn json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
