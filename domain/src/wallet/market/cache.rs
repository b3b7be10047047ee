//! What providers said last.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::UnixMillis;

/// What is remembered at most.
const MAX_ENTRIES: usize = 20_000;

/// What providers said of tokens in currencies, and when. That they did not know a token is remembered too.
#[derive(Clone, Debug)]
pub struct MarketCache<V> {
    /// By symbol and currency.
    entries: BTreeMap<(String, String), (Option<V>, UnixMillis)>,
}

impl<V> Default for MarketCache<V> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

impl<V: Clone> MarketCache<V> {
    /// Of these symbols, each once, those of which a currency was not told within so many milliseconds before now.
    #[must_use]
    pub fn stale(&self, symbols: &[String], currencies: &[String], max_age_ms: u64, now: UnixMillis) -> Vec<String> {
        let since = now.saturating_sub(max_age_ms);
        let is_fresh = |symbol: &String, currency: &String| {
            let entry = self.entries.get(&(symbol.clone(), currency.clone()));
            // Nothing of the future is believed to be fresh: the clock was changed.
            entry.is_some_and(|(_, at)| (since..=now).contains(at))
        };
        let stale = |symbol: &&String| !currencies.iter().all(|currency| is_fresh(symbol, currency));
        let stale: BTreeSet<&String> = symbols.iter().filter(stale).collect();
        stale.into_iter().cloned().collect()
    }

    /// Takes in what a provider said when it was asked for these symbols and currencies.
    pub fn take(
        &mut self,
        symbols: &[String],
        currencies: &[String],
        now: UnixMillis,
        said: impl Fn(&str, &str) -> Option<V>,
    ) {
        for symbol in symbols {
            for currency in currencies {
                let value = said(symbol, currency);
                self.entries.insert((symbol.clone(), currency.clone()), (value, now));
            }
        }
        self.shrink();
    }

    /// What was said last, however long ago, and when.
    #[must_use]
    pub fn get(&self, symbol: &str, currency: &str) -> Option<(&V, UnixMillis)> {
        let (value, at) = self.entries.get(&(symbol.to_owned(), currency.to_owned()))?;
        Some((value.as_ref()?, *at))
    }

    /// Forgets the oldest of what is too much.
    fn shrink(&mut self) {
        let excess = self.entries.len().saturating_sub(MAX_ENTRIES);
        if excess > 0 {
            let mut times: Vec<UnixMillis> = self.entries.values().map(|(_, at)| *at).collect();
            times.sort_unstable();
            let limit = times.get(excess).copied().unwrap_or_default();
            let mut left = excess;
            self.forget(&mut left, |at| at < limit);
            self.forget(&mut left, |at| at == limit);
        }
    }

    /// Forgets as many as are left to forget, of those of these times.
    fn forget(&mut self, left: &mut usize, which: impl Fn(UnixMillis) -> bool) {
        self.entries.retain(|_, (_, at)| {
            let goes = *left > 0 && which(*at);
            *left = left.saturating_sub(usize::from(goes));
            !goes
        });
    }
}
