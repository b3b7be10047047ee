//! What tokens are worth, as a provider of market data tells it.

use std::collections::BTreeMap;

use async_trait::async_trait;

/// Price of one unit by symbol of the token, then by currency.
pub type Prices = BTreeMap<String, BTreeMap<String, f64>>;

/// How a token does on the market, in one currency. What a provider does not know is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MarketValues {
    /// What all units together are worth.
    pub market_cap: f64,
    /// Highest price of the day.
    pub high_day: f64,
    /// Lowest price of the day.
    pub low_day: f64,
    /// Change within the last hour, per cent.
    pub change_pct_hour: f64,
    /// Change since the day began, per cent.
    pub change_pct_day: f64,
    /// Change within 24 hours, per cent.
    pub change_pct_24hour: f64,
    /// Change within 24 hours, in the currency.
    pub change_24hour: f64,
}

/// What is told about a token. Texts are empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenDetails {
    /// What the provider calls it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// What it is.
    pub description: String,
    /// Units that there are.
    pub total_coins_mined: f64,
    /// `2015-07-30`.
    pub asset_launch_date: String,
    /// URL.
    pub asset_whitepaper_url: String,
    /// URL.
    pub asset_website_url: String,
    /// The chain of its contract, as text.
    pub built_on: String,
    /// Its contract, as text.
    pub smart_contract_address: String,
}

/// Which prices of the past are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Symbol of the token.
    pub symbol: String,
    /// The currency.
    pub currency: String,
    /// At most so many points.
    pub limit: u32,
    /// Days or hours from one point to the next.
    pub aggregate: u32,
    /// All points that there are, whatever the limit: of days only.
    pub is_whole: bool,
}

/// A price of the past.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoricalPrice {
    /// Unix seconds.
    pub time: u64,
    /// Price at the end of the day or hour.
    pub close: f64,
}

/// Why a provider did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarketError {
    /// No connection, or one that broke. The text names no URL.
    #[error("{0}")]
    Unreachable(String),
    /// Not in time.
    #[error("no answer in time")]
    Timeout,
    /// It has enough of us for now; when it says so, how long, in milliseconds.
    #[error("rate limit: {message}")]
    RateLimited {
        /// Its words.
        message: String,
        /// Until when it wants to be left alone.
        retry_after_ms: Option<u64>,
    },
    /// User or password are wrong.
    #[error("not authorised")]
    Unauthorised,
    /// It answered that it will not, in its words.
    #[error("{0}")]
    Refused(String),
    /// What it answered is none, or breaks a bound.
    #[error("malformed answer: {0}")]
    Malformed(String),
    /// None of the providers answered: what each of them said, by name.
    #[error("{}", text_of_all(.0))]
    AllFailed(Vec<(String, Self)>),
}

/// `{name}.error: {text}`, one after the other.
fn text_of_all(failures: &[(String, MarketError)]) -> String {
    let texts: Vec<String> = failures.iter().map(|(name, error)| format!("{name}.error: {error}")).collect();
    texts.join(", ")
}

/// Tells what tokens are worth.
///
/// What a provider does not know is not in its answer; nothing is there that was not asked for, and a token is called as
/// it was called in the question. Numbers are finite; whether they make sense is for the asker to see. Dropping a future
/// ends its requests.
#[async_trait]
pub trait MarketProvider: Send + Sync {
    /// What the provider is called.
    fn id(&self) -> &str;

    /// Prices now.
    ///
    /// # Errors
    /// [`MarketError`], as for every method.
    async fn prices(&self, symbols: &[String], currencies: &[String]) -> Result<Prices, MarketError>;

    /// How tokens do, by symbol.
    async fn market_values(
        &self,
        symbols: &[String],
        currency: &str,
    ) -> Result<BTreeMap<String, MarketValues>, MarketError>;

    /// What tokens are, by symbol.
    async fn token_details(&self, symbols: &[String]) -> Result<BTreeMap<String, TokenDetails>, MarketError>;

    /// Prices at the ends of days, the oldest first.
    async fn daily_prices(&self, query: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError>;

    /// Prices at the ends of hours, the oldest first; empty if the provider has none.
    async fn hourly_prices(&self, query: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError>;
}
