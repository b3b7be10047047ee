//! CoinGecko, which calls tokens by ids of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use status_ports::{HistoricalPrice, HistoryQuery, MarketError, MarketProvider, MarketValues, Prices, TokenDetails};
use tokio::sync::Mutex;

use super::answer::{lenient_number, malformed};
use super::client::{MarketClient, MarketEndpoint};
use super::{askable, chunks, listed_symbol};
use crate::WebClient;

/// Bytes of a list of ids, so that the URL stays one.
const MAX_LIST_BYTES: usize = 4_000;
/// Ids of a list: the length of a page of the service.
const MAX_LIST_LENGTH: usize = 250;
/// Bytes of an answer about some tokens.
const MAX_ANSWER_BYTES: usize = 4 << 20;
/// Bytes of the list of all coins.
const MAX_COIN_LIST_BYTES: usize = 24 << 20;

/// Bytes of an id.
const MAX_ID_BYTES: usize = 200;

/// The ids of symbols that several coins have.
const IDS: [(&str, &str); 40] = [
    ("SNT", "status"),
    ("ETH", "ethereum"),
    ("AST", "airswap"),
    ("ABT", "arcblock"),
    ("BNB", "binancecoin"),
    ("BLT", "bloom"),
    ("COMP", "compound-coin"),
    ("EDG", "edgeless"),
    ("ENG", "enigma"),
    ("EOS", "eos"),
    ("GEN", "daostack"),
    ("MANA", "decentraland-wormhole"),
    ("LEND", "ethlend"),
    ("LRC", "loopring"),
    ("MET", "metronome"),
    ("POLY", "polymath"),
    ("PPT", "populous"),
    ("SAN", "santiment-network-token"),
    ("DNT", "district0x"),
    ("SPN", "sapien"),
    ("USDS", "stableusd"),
    ("STX", "stox"),
    ("SUB", "substratum"),
    ("PAY", "tenx"),
    ("GRT", "the-graph"),
    ("TNT", "tierion"),
    ("TRX", "tron"),
    ("RARE", "superrare"),
    ("UNI", "uniswap"),
    ("USDC", "usd-coin"),
    ("USDP", "paxos-standard"),
    ("USDT", "tether"),
    ("SHIB", "shiba-inu"),
    ("LINK", "chainlink"),
    ("MATIC", "matic-network"),
    ("DAI", "dai"),
    ("ARB", "arbitrum"),
    ("OP", "optimism"),
    ("WETH", "weth"),
    ("WBTC", "wrapped-bitcoin"),
];

/// CoinGecko. Clones share the list of coins, which is read once.
#[derive(Clone, Debug)]
pub struct CoinGecko {
    client: MarketClient,
    coins: Arc<Mutex<Option<Arc<Coins>>>>,
}

type Coins = BTreeMap<String, Coin>;

/// A coin that a symbol means.
#[derive(Clone, Debug)]
struct Coin {
    id: String,
    name: String,
    is_of_ethereum: bool,
}

#[derive(Deserialize)]
struct ListedCoin {
    id: String,
    symbol: String,
    name: String,
    #[serde(default)]
    platforms: Platforms,
}

#[derive(Default, Deserialize)]
struct Platforms {
    #[serde(default)]
    ethereum: Option<String>,
}

#[derive(Deserialize)]
struct Values {
    id: String,
    #[serde(default, deserialize_with = "lenient_number")]
    market_cap: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    high_24h: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    low_24h: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    price_change_24h: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    price_change_percentage_24h: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    price_change_percentage_1h_in_currency: f64,
}

#[derive(Deserialize)]
struct Chart {
    /// Unix milliseconds and price.
    prices: Vec<(f64, f64)>,
}

impl CoinGecko {
    /// Where the service is.
    pub const BASE_URL: &str = "https://api.coingecko.com/api/v3";

    /// The service at an endpoint.
    #[must_use]
    pub fn new(web: WebClient, endpoint: MarketEndpoint) -> Self {
        Self { client: MarketClient::new(web, endpoint), coins: Arc::default() }
    }

    /// The coins by symbol, read once. Who comes while they are read waits for them.
    async fn coins(&self) -> Result<Arc<Coins>, MarketError> {
        let mut coins = self.coins.lock().await;
        if let Some(coins) = &*coins {
            return Ok(Arc::clone(coins));
        }
        let body = self.client.get("coins/list", &[("include_platform", "true")], MAX_COIN_LIST_BYTES).await?;
        let listed: Vec<ListedCoin> = serde_json::from_slice(&body).map_err(malformed)?;
        let read = Arc::new(by_symbol(listed));
        *coins = Some(Arc::clone(&read));
        Ok(read)
    }

    /// The ids of these symbols, as far as they have one.
    async fn ids<'a>(&self, symbols: &'a [String]) -> Result<Vec<(&'a str, String)>, MarketError> {
        let symbols = askable(symbols);
        if symbols.is_empty() {
            return Ok(Vec::new());
        }
        let coins = self.coins().await?;
        let id = |symbol| Some((symbol, coins.get(&listed_symbol(symbol))?.id.clone()));
        Ok(symbols.into_iter().filter_map(id).collect())
    }
}

/// What each symbol means: the id that is known, else a coin of Ethereum, else the first.
fn by_symbol(listed: Vec<ListedCoin>) -> Coins {
    let mut coins = Coins::new();
    for coin in listed {
        let symbol = coin.symbol.to_uppercase();
        let is_other = IDS.iter().any(|(known, id)| *known == symbol && *id != coin.id);
        let is_of_ethereum = coin.platforms.ethereum.is_some_and(|contract| !contract.is_empty());
        let is_better = coins.get(&symbol).is_none_or(|known| is_of_ethereum && !known.is_of_ethereum);
        if !is_other && is_better && is_id(&coin.id) {
            coins.insert(symbol, Coin { id: coin.id, name: coin.name, is_of_ethereum });
        }
    }
    coins
}

/// Ids stand in lists and paths.
fn is_id(id: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || "-_.".contains(character);
    id.chars().all(is_part) && id.chars().any(char::is_alphanumeric) && id.len() <= MAX_ID_BYTES
}

fn distinct(ids: &[(&str, String)]) -> Vec<String> {
    let mut distinct: Vec<String> = ids.iter().map(|(_, id)| id.clone()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

#[async_trait]
impl MarketProvider for CoinGecko {
    fn id(&self) -> &str {
        &self.client.endpoint.id
    }

    async fn prices(&self, symbols: &[String], currencies: &[String]) -> Result<Prices, MarketError> {
        let ids = self.ids(symbols).await?;
        let currencies = askable(currencies);
        let names: Vec<String> = currencies.iter().map(|currency| currency.to_lowercase()).collect();
        let to = names.join(",");
        let mut answer: BTreeMap<String, BTreeMap<String, Option<f64>>> = BTreeMap::new();
        let distinct = distinct(&ids);
        let distinct: Vec<&str> = distinct.iter().map(String::as_str).collect();
        for chunk in chunks(&distinct, MAX_LIST_BYTES, MAX_LIST_LENGTH) {
            let query = [("ids", &*chunk.join(",")), ("vs_currencies", &*to)];
            let body = self.client.get("simple/price", &query, MAX_ANSWER_BYTES).await?;
            answer.append(&mut serde_json::from_slice(&body).map_err(malformed)?);
        }
        let found = ids.into_iter().filter_map(|(symbol, id)| {
            let prices = answer.get(&id)?;
            let known = currencies.iter().zip(&names);
            let known = known.filter_map(|(currency, name)| Some(((*currency).to_owned(), (*prices.get(name)?)?)));
            Some((symbol.to_owned(), known.collect()))
        });
        Ok(found.collect())
    }

    async fn market_values(
        &self,
        symbols: &[String],
        currency: &str,
    ) -> Result<BTreeMap<String, MarketValues>, MarketError> {
        let ids = self.ids(symbols).await?;
        let currency = currency.to_lowercase();
        let mut answer = BTreeMap::new();
        let distinct = distinct(&ids);
        let distinct: Vec<&str> = distinct.iter().map(String::as_str).collect();
        for chunk in chunks(&distinct, MAX_LIST_BYTES, MAX_LIST_LENGTH) {
            let query = [
                ("ids", &*chunk.join(",")),
                ("vs_currency", &*currency),
                ("order", "market_cap_desc"),
                ("per_page", "250"),
                ("page", "1"),
                ("sparkline", "false"),
                ("price_change_percentage", "1h,24h"),
            ];
            let body = self.client.get("coins/markets", &query, MAX_ANSWER_BYTES).await?;
            let values: Vec<Values> = serde_json::from_slice(&body).map_err(malformed)?;
            answer.extend(values.into_iter().map(|values| (values.id.clone(), MarketValues::from(&values))));
        }
        Ok(ids.into_iter().filter_map(|(symbol, id)| Some((symbol.to_owned(), *answer.get(&id)?))).collect())
    }

    async fn token_details(&self, symbols: &[String]) -> Result<BTreeMap<String, TokenDetails>, MarketError> {
        let symbols = askable(symbols);
        if symbols.is_empty() {
            return Ok(BTreeMap::new());
        }
        let coins = self.coins().await?;
        let found = symbols.into_iter().filter_map(|symbol| {
            let coin = coins.get(&listed_symbol(symbol))?;
            let (id, name, symbol) = (coin.id.clone(), coin.name.clone(), symbol.to_owned());
            Some((symbol.clone(), TokenDetails { id, name, symbol, ..TokenDetails::default() }))
        });
        Ok(found.collect())
    }

    async fn daily_prices(&self, query: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        let symbols = [query.symbol.clone()];
        let ids = self.ids(&symbols).await?;
        let (_, id) = ids.first().ok_or_else(|| MarketError::Refused("unknown token".to_owned()))?;
        let currency = query.currency.to_lowercase();
        let days = if query.is_whole { "max".to_owned() } else { query.limit.clamp(1, 365).to_string() };
        let asked = [("vs_currency", &*currency), ("days", &*days), ("interval", "daily")];
        let path = format!("coins/{id}/market_chart");
        let body = self.client.get(&path, &asked, MAX_ANSWER_BYTES).await?;
        let chart: Chart = serde_json::from_slice(&body).map_err(malformed)?;
        let points = chart.prices.into_iter().filter(|(time, close)| *time >= 0.0 && close.is_finite());
        // A whole number of seconds below 2^53.
        let mut prices: Vec<_> =
            points.map(|(time, close)| HistoricalPrice { time: (time / 1000.0) as u64, close }).collect();
        prices.sort_by_key(|price| price.time);
        let most = usize::try_from(query.limit).unwrap_or(usize::MAX);
        if !query.is_whole && prices.len() > most {
            prices.drain(..prices.len() - most);
        }
        Ok(prices)
    }

    async fn hourly_prices(&self, _: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        Ok(Vec::new())
    }
}

impl From<&Values> for MarketValues {
    fn from(values: &Values) -> Self {
        Self {
            market_cap: values.market_cap,
            high_day: values.high_24h,
            low_day: values.low_24h,
            change_pct_hour: values.price_change_percentage_1h_in_currency,
            change_pct_day: values.price_change_percentage_24h,
            change_pct_24hour: values.price_change_percentage_24h,
            change_24hour: values.price_change_24h,
        }
    }
}
