//! A market in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use status_ports::{HistoricalPrice, HistoryQuery, MarketError, MarketProvider, MarketValues, Prices, TokenDetails};

/// A provider of market data that says what it is told to. Cloning gives another handle to the same one.
#[derive(Clone, Debug, Default)]
pub struct MemoryMarket {
    id: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    prices: BTreeMap<(String, String), f64>,
    values: BTreeMap<(String, String), MarketValues>,
    details: BTreeMap<String, TokenDetails>,
    days: BTreeMap<(String, String), Vec<HistoricalPrice>>,
    failure: Option<MarketError>,
    requests: usize,
}

impl MemoryMarket {
    /// A market where nothing is traded.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), state: Arc::default() }
    }

    /// The market that the contract of the port is about.
    #[must_use]
    pub fn of_contract() -> Self {
        let market = Self::new("memory");
        market.set_price("ETH", "USD", 2000.5);
        market.set_price("ETH", "EUR", 1800.0);
        market.set_price("SNT", "USD", 0.025);
        let values = MarketValues {
            market_cap: 240_000_000_000.0,
            high_day: 2100.0,
            low_day: 1900.0,
            change_pct_hour: -0.5,
            change_pct_day: 2.0,
            change_pct_24hour: 2.0,
            change_24hour: 40.0,
        };
        let details = TokenDetails { name: "Ethereum".to_owned(), symbol: "ETH".to_owned(), ..TokenDetails::default() };
        let days = [(1_700_000_000, 1980.0), (1_700_086_400, 1990.0), (1_700_172_800, 2000.5)];
        let days = days.map(|(time, close)| HistoricalPrice { time, close });
        let mut state = market.lock();
        state.values.insert(key("ETH", "USD"), values);
        state.details.insert("ETH".to_owned(), details);
        state.days.insert(key("ETH", "USD"), days.to_vec());
        drop(state);
        market
    }

    /// From now on a token costs so much.
    pub fn set_price(&self, symbol: &str, currency: &str, price: f64) {
        self.lock().prices.insert(key(symbol, currency), price);
    }

    /// From now on a token cost so much at the end of a day, Unix seconds.
    pub fn set_day(&self, symbol: &str, currency: &str, time: u64, close: f64) {
        self.lock().days.entry(key(symbol, currency)).or_default().push(HistoricalPrice { time, close });
    }

    /// From now on every question fails like this, or none.
    pub fn fail(&self, failure: Option<MarketError>) {
        self.lock().failure = failure;
    }

    /// How many questions there were.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.lock().requests
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self) -> Result<MutexGuard<'_, State>, MarketError> {
        let mut state = self.lock();
        state.requests += 1;
        match state.failure.clone() {
            Some(failure) => Err(failure),
            None => Ok(state),
        }
    }
}

fn listed(symbol: &str) -> String {
    let capitals = symbol.to_uppercase();
    if capitals == "STT" { "SNT".to_owned() } else { capitals }
}

fn key(symbol: &str, currency: &str) -> (String, String) {
    (listed(symbol), currency.to_uppercase())
}

#[async_trait]
impl MarketProvider for MemoryMarket {
    fn id(&self) -> &str {
        &self.id
    }

    async fn prices(&self, symbols: &[String], currencies: &[String]) -> Result<Prices, MarketError> {
        let state = self.ask()?;
        let of_symbol = |symbol: &String| {
            let price = |currency: &String| Some((currency.clone(), *state.prices.get(&key(symbol, currency))?));
            let prices: BTreeMap<String, f64> = currencies.iter().filter_map(price).collect();
            (!prices.is_empty()).then(|| (symbol.clone(), prices))
        };
        Ok(symbols.iter().filter_map(of_symbol).collect())
    }

    async fn market_values(
        &self,
        symbols: &[String],
        currency: &str,
    ) -> Result<BTreeMap<String, MarketValues>, MarketError> {
        let state = self.ask()?;
        let symbols: BTreeSet<&String> = symbols.iter().collect();
        let values = |symbol: &String| Some((symbol.clone(), *state.values.get(&key(symbol, currency))?));
        Ok(symbols.into_iter().filter_map(values).collect())
    }

    async fn token_details(&self, symbols: &[String]) -> Result<BTreeMap<String, TokenDetails>, MarketError> {
        let state = self.ask()?;
        let details = |symbol: &String| Some((symbol.clone(), state.details.get(&listed(symbol))?.clone()));
        Ok(symbols.iter().filter_map(details).collect())
    }

    async fn daily_prices(&self, query: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        let state = self.ask()?;
        let days = state.days.get(&key(&query.symbol, &query.currency)).cloned().unwrap_or_default();
        let most = if query.is_whole { days.len() } else { usize::try_from(query.limit).unwrap_or(usize::MAX) };
        Ok(days[days.len().saturating_sub(most)..].to_vec())
    }

    async fn hourly_prices(&self, _: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        self.ask().map(|_| Vec::new())
    }
}

#[cfg(test)]
mod tests;
