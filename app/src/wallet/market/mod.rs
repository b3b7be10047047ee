//! What tokens are worth, from several providers of which one stands in for another.

mod provider;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
use status_domain::wallet::market::{MarketCache, sound_history, sound_market_values, sound_prices};
use status_ports::{
    Clock, HistoricalPrice, HistoryQuery, MarketError, MarketProvider, MarketValues, Prices, TokenDetails,
};

use super::event::{WalletEvent, WalletEvents};
use provider::GuardedProvider;

/// How old prices may be that are shown next to balances, milliseconds.
pub(crate) const BALANCES_MAX_AGE_MS: u64 = 60_000;
/// What tokens are changes rarely.
const DETAILS_MAX_AGE_MS: u64 = 24 * 60 * 60 * 1000;
/// Symbols of one question.
const MAX_SYMBOLS: usize = 2_000;

/// The market of a wallet.
pub(crate) struct Market {
    /// In the order in which they are asked.
    providers: Vec<GuardedProvider>,
    clock: Arc<dyn Clock>,
    events: WalletEvents,
    known: Mutex<Known>,
    is_up: AtomicBool,
}

#[derive(Default)]
struct Known {
    prices: MarketCache<f64>,
    values: MarketCache<MarketValues>,
    details: MarketCache<TokenDetails>,
}

impl Market {
    pub(super) fn new(providers: Vec<Arc<dyn MarketProvider>>, clock: Arc<dyn Clock>, events: WalletEvents) -> Self {
        let providers = providers.into_iter().map(GuardedProvider::new).collect();
        Self { providers, clock, events, known: Mutex::default(), is_up: AtomicBool::new(true) }
    }

    /// Whether the last question was answered.
    pub(crate) fn is_up(&self) -> bool {
        self.is_up.load(Ordering::Relaxed)
    }

    /// Prices now. What nobody knows is not there.
    ///
    /// # Errors
    /// [`MarketError`] if nobody answers; then what was known before is left out too.
    pub(crate) async fn fetch_prices(&self, symbols: &[String], currencies: &[String]) -> Result<Prices, MarketError> {
        let (symbols, currencies) = (bounded(symbols), bounded(currencies));
        if symbols.is_empty() || currencies.is_empty() {
            return Ok(Prices::new());
        }
        let answer = {
            let (symbols, currencies) = (Arc::clone(&symbols), Arc::clone(&currencies));
            self.ask(move |provider| {
                let (symbols, currencies) = (Arc::clone(&symbols), Arc::clone(&currencies));
                Box::pin(async move { provider.prices(&symbols, &currencies).await })
            })
        };
        let prices = sound_prices(&answer.await?, &symbols, &currencies);
        self.known().prices.take(&symbols, &currencies, self.clock.unix_millis(), |symbol, currency| {
            prices.get(symbol)?.get(currency).copied()
        });
        Ok(prices)
    }

    /// Prices that are not older than that, milliseconds; those that are get fetched.
    ///
    /// # Errors
    /// [`MarketError`] if something has to be fetched and nobody answers.
    pub(crate) async fn prices(
        &self,
        symbols: &[String],
        currencies: &[String],
        max_age_ms: u64,
    ) -> Result<Prices, MarketError> {
        let stale = self.known().prices.stale(symbols, currencies, max_age_ms, self.clock.unix_millis());
        if !stale.is_empty() {
            self.fetch_prices(&stale, currencies).await?;
        }
        Ok(self.known_prices(symbols, currencies))
    }

    /// What was known last, however old.
    pub(crate) fn known_prices(&self, symbols: &[String], currencies: &[String]) -> Prices {
        let known = self.known();
        let of_symbol = |symbol: &String| {
            let price = |currency: &String| Some((currency.clone(), *known.prices.get(symbol, currency)?.0));
            let prices: BTreeMap<String, f64> = currencies.iter().filter_map(price).collect();
            (!prices.is_empty()).then(|| (symbol.clone(), prices))
        };
        symbols.iter().filter_map(of_symbol).collect()
    }

    /// How tokens do now.
    ///
    /// # Errors
    /// [`MarketError`] if nobody answers.
    pub(crate) async fn fetch_values(
        &self,
        symbols: &[String],
        currency: &str,
    ) -> Result<BTreeMap<String, MarketValues>, MarketError> {
        let (symbols, currency) = (bounded(symbols), Arc::<str>::from(currency));
        if symbols.is_empty() {
            return Ok(BTreeMap::new());
        }
        let answer = {
            let (symbols, currency) = (Arc::clone(&symbols), Arc::clone(&currency));
            self.ask(move |provider| {
                let (symbols, currency) = (Arc::clone(&symbols), Arc::clone(&currency));
                Box::pin(async move { provider.market_values(&symbols, &currency).await })
            })
        };
        let values = sound_market_values(&answer.await?, &symbols);
        let currencies = [currency.to_string()];
        let now = self.clock.unix_millis();
        self.known().values.take(&symbols, &currencies, now, |symbol, _| values.get(symbol).copied());
        Ok(values)
    }

    /// How tokens did at most so many milliseconds ago; what is older is fetched.
    ///
    /// # Errors
    /// [`MarketError`] if something has to be fetched and nobody answers.
    pub(crate) async fn values(
        &self,
        symbols: &[String],
        currency: &str,
        max_age_ms: u64,
    ) -> Result<BTreeMap<String, MarketValues>, MarketError> {
        let currencies = [currency.to_owned()];
        let stale = self.known().values.stale(symbols, &currencies, max_age_ms, self.clock.unix_millis());
        if !stale.is_empty() {
            self.fetch_values(&stale, currency).await?;
        }
        let known = self.known();
        let values = |symbol: &String| Some((symbol.clone(), *known.values.get(symbol, currency)?.0));
        Ok(symbols.iter().filter_map(values).collect())
    }

    /// What tokens are. What was told within a day is not asked for again.
    ///
    /// # Errors
    /// [`MarketError`] if something has to be fetched and nobody answers.
    pub(crate) async fn details(&self, symbols: &[String]) -> Result<BTreeMap<String, TokenDetails>, MarketError> {
        let no_currency = [String::new()];
        let stale = self.known().details.stale(symbols, &no_currency, DETAILS_MAX_AGE_MS, self.clock.unix_millis());
        let stale = bounded(&stale);
        if !stale.is_empty() {
            let asked = Arc::clone(&stale);
            let answer = self.ask(move |provider| {
                let asked = Arc::clone(&asked);
                Box::pin(async move { provider.token_details(&asked).await })
            });
            let answer = answer.await?;
            let now = self.clock.unix_millis();
            self.known().details.take(&stale, &no_currency, now, |symbol, _| answer.get(symbol).cloned());
        }
        let known = self.known();
        let details = |symbol: &String| Some((symbol.clone(), known.details.get(symbol, "")?.0.clone()));
        Ok(symbols.iter().filter_map(details).collect())
    }

    /// Prices at the ends of days, the oldest first.
    ///
    /// # Errors
    /// [`MarketError`] if nobody answers.
    pub(crate) async fn daily_prices(&self, query: HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        let query = Arc::new(query);
        let answer = self.ask(move |provider| {
            let query = Arc::clone(&query);
            Box::pin(async move { provider.daily_prices(&query).await })
        });
        Ok(sound_history(answer.await?, self.clock.unix_millis() / 1000))
    }

    /// Prices at the ends of hours, the oldest first.
    ///
    /// # Errors
    /// [`MarketError`] if nobody answers.
    pub(crate) async fn hourly_prices(&self, query: HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        let query = Arc::new(query);
        let answer = self.ask(move |provider| {
            let query = Arc::clone(&query);
            Box::pin(async move { provider.hourly_prices(&query).await })
        });
        Ok(sound_history(answer.await?, self.clock.unix_millis() / 1000))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks one provider after the other until one answers. The last one is asked whatever it did before: there is
    /// nobody else.
    async fn ask<T>(
        &self,
        question: impl Fn(Arc<dyn MarketProvider>) -> BoxFuture<'static, Result<T, MarketError>> + Send + Sync,
    ) -> Result<T, MarketError> {
        if self.providers.is_empty() {
            return Err(MarketError::Unreachable("there is no provider of market data".to_owned()));
        }
        let mut failures = Vec::new();
        for (index, provider) in self.providers.iter().enumerate() {
            let is_last = index + 1 == self.providers.len();
            match provider.ask(&question, &*self.clock, is_last).await {
                Ok(answer) => {
                    self.set_up(true);
                    return Ok(answer);
                }
                Err(error) => failures.push((provider.id().to_owned(), error)),
            }
        }
        self.set_up(false);
        Err(MarketError::AllFailed(failures))
    }

    /// Tells clients when the market goes or comes back.
    fn set_up(&self, is_up: bool) {
        if self.is_up.swap(is_up, Ordering::Relaxed) != is_up {
            self.events.emit(WalletEvent {
                kind: "wallet-market-status-changed",
                accounts: Some(Vec::new()),
                message: if is_up { "up" } else { "down" }.to_owned(),
                ..WalletEvent::default()
            });
        }
    }
}

/// Each once, and not more than anybody has.
fn bounded(names: &[String]) -> Arc<[String]> {
    let mut names: Vec<String> = names.iter().filter(|name| !name.is_empty()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(MAX_SYMBOLS);
    names.into()
}
