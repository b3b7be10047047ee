//! CryptoCompare, itself or by a proxy.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use async_trait::async_trait;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use status_ports::{HistoricalPrice, HistoryQuery, MarketError, MarketProvider, MarketValues, Prices, TokenDetails};

use super::answer::{lenient_number, lenient_text, malformed, refusal};
use super::client::{MarketClient, MarketEndpoint};
use super::{askable, chunks, listed_symbol};
use crate::WebClient;

/// Bytes of a list of symbols; the service's own bound.
const MAX_LIST_BYTES: usize = 300;
/// Bytes of an answer about some symbols.
const MAX_ANSWER_BYTES: usize = 4 << 20;
/// Bytes of the list of all coins.
const MAX_COIN_LIST_BYTES: usize = 48 << 20;
/// Points of a history.
const MAX_POINTS: u32 = 2_000;
/// By what the service tells us from others.
const EXTRA_PARAMS: (&str, &str) = ("extraParams", "Status.im");

/// CryptoCompare.
#[derive(Clone, Debug)]
pub struct CryptoCompare {
    client: MarketClient,
}

/// What the service says when something is wrong.
#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "Response")]
    response: String,
    #[serde(rename = "Message", default)]
    message: String,
}

#[derive(Deserialize)]
struct FullAnswer {
    #[serde(rename = "RAW", alias = "Raw", default)]
    raw: BTreeMap<String, BTreeMap<String, Values>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Values {
    #[serde(default, deserialize_with = "lenient_number")]
    mktcap: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    highday: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    lowday: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    changepcthour: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    changepctday: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    changepct24hour: f64,
    #[serde(default, deserialize_with = "lenient_number")]
    change24hour: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Coin {
    #[serde(default, deserialize_with = "lenient_text")]
    id: String,
    #[serde(default, alias = "CoinName", deserialize_with = "lenient_text")]
    name: String,
    #[serde(default, deserialize_with = "lenient_text")]
    symbol: String,
    #[serde(default, deserialize_with = "lenient_text")]
    description: String,
    #[serde(default, deserialize_with = "lenient_number")]
    total_coins_mined: f64,
    #[serde(default, deserialize_with = "lenient_text")]
    asset_launch_date: String,
    #[serde(default, deserialize_with = "lenient_text")]
    asset_whitepaper_url: String,
    #[serde(default, deserialize_with = "lenient_text")]
    asset_website_url: String,
    #[serde(default, deserialize_with = "lenient_text")]
    built_on: String,
    #[serde(default, deserialize_with = "lenient_text")]
    smart_contract_address: String,
}

#[derive(Deserialize)]
struct HistoryAnswer {
    #[serde(rename = "Data")]
    data: HistoryContainer,
}

#[derive(Deserialize)]
struct HistoryContainer {
    #[serde(rename = "Data", default)]
    points: Vec<Point>,
}

#[derive(Deserialize)]
struct Point {
    time: u64,
    #[serde(deserialize_with = "lenient_number")]
    close: f64,
}

impl CryptoCompare {
    /// Where the service itself is.
    pub const BASE_URL: &str = "https://min-api.cryptocompare.com";

    /// The service at an endpoint.
    #[must_use]
    pub const fn new(web: WebClient, endpoint: MarketEndpoint) -> Self {
        Self { client: MarketClient::new(web, endpoint) }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)], max_bytes: usize) -> Result<Vec<u8>, MarketError> {
        let body = self.client.get(path, query, max_bytes).await?;
        // It answers with status 200 and says in the body that something is wrong.
        match serde_json::from_slice::<Refusal>(&body) {
            Ok(said) if said.response == "Error" => Err(refusal(&said.message)),
            _ => Ok(body),
        }
    }

    async fn history(
        &self,
        path: &str,
        query: &HistoryQuery,
        is_whole: bool,
    ) -> Result<Vec<HistoricalPrice>, MarketError> {
        let (symbol, currency) = (listed_symbol(&query.symbol), query.currency.to_uppercase());
        // The service counts from 0: a limit of 1 are two points.
        let limit = query.limit.clamp(1, MAX_POINTS).to_string();
        let aggregate = query.aggregate.max(1).to_string();
        let all_data = is_whole.to_string();
        let mut asked = vec![
            ("fsym", &*symbol),
            ("tsym", &*currency),
            ("aggregate", &*aggregate),
            ("limit", &*limit),
            EXTRA_PARAMS,
        ];
        if path == DAYS {
            asked.push(("allData", &*all_data));
        }
        let body = self.get(path, &asked, MAX_ANSWER_BYTES).await?;
        let answer: HistoryAnswer = serde_json::from_slice(&body).map_err(malformed)?;
        let points = answer.data.points.into_iter();
        let mut prices: Vec<_> = points.map(|Point { time, close }| HistoricalPrice { time, close }).collect();
        prices.sort_by_key(|price| price.time);
        let most = usize::try_from(query.limit).unwrap_or(usize::MAX);
        if !is_whole && prices.len() > most {
            prices.drain(..prices.len() - most);
        }
        Ok(prices)
    }
}

const DAYS: &str = "data/v2/histoday";
const HOURS: &str = "data/v2/histohour";

#[async_trait]
impl MarketProvider for CryptoCompare {
    fn id(&self) -> &str {
        &self.client.endpoint.id
    }

    async fn prices(&self, symbols: &[String], currencies: &[String]) -> Result<Prices, MarketError> {
        let currencies = askable(currencies);
        let listed: Vec<String> = currencies.iter().map(|currency| listed_symbol(currency)).collect();
        let mut found = Prices::new();
        for chunk in chunks(&askable(symbols), MAX_LIST_BYTES, usize::MAX) {
            let names: Vec<String> = chunk.iter().map(|symbol| listed_symbol(symbol)).collect();
            let (from, to) = (names.join(","), listed.join(","));
            let query = [("fsyms", &*from), ("tsyms", &*to), ("relaxedValidation", "true"), EXTRA_PARAMS];
            let body = self.get("data/pricemulti", &query, MAX_ANSWER_BYTES).await?;
            let answer: BTreeMap<String, BTreeMap<String, Option<f64>>> =
                serde_json::from_slice(&body).map_err(malformed)?;
            for (symbol, name) in chunk.iter().zip(&names) {
                let Some(prices) = answer.get(name) else { continue };
                let known = currencies.iter().zip(&listed);
                let known = known.filter_map(|(currency, name)| Some(((*currency).to_owned(), (*prices.get(name)?)?)));
                found.insert((*symbol).to_owned(), known.collect());
            }
        }
        Ok(found)
    }

    async fn market_values(
        &self,
        symbols: &[String],
        currency: &str,
    ) -> Result<BTreeMap<String, MarketValues>, MarketError> {
        let currency = listed_symbol(currency);
        let mut found = BTreeMap::new();
        for chunk in chunks(&askable(symbols), MAX_LIST_BYTES, usize::MAX) {
            let names: Vec<String> = chunk.iter().map(|symbol| listed_symbol(symbol)).collect();
            let from = names.join(",");
            let query = [("fsyms", &*from), ("tsyms", &*currency), ("relaxedValidation", "true"), EXTRA_PARAMS];
            let body = self.get("data/pricemultifull", &query, MAX_ANSWER_BYTES).await?;
            let answer: FullAnswer = serde_json::from_slice(&body).map_err(malformed)?;
            for (symbol, name) in chunk.iter().zip(&names) {
                if let Some(values) = answer.raw.get(name).and_then(|values| values.get(&currency)) {
                    found.insert((*symbol).to_owned(), values.into());
                }
            }
        }
        Ok(found)
    }

    async fn token_details(&self, symbols: &[String]) -> Result<BTreeMap<String, TokenDetails>, MarketError> {
        let symbols = askable(symbols);
        if symbols.is_empty() {
            return Ok(BTreeMap::new());
        }
        let wanted: BTreeSet<String> = symbols.iter().map(|symbol| listed_symbol(symbol)).collect();
        let body = self.get("data/all/coinlist", &[], MAX_COIN_LIST_BYTES).await?;
        let coins = read_coins(&body, &wanted)?;
        let found = symbols.into_iter().filter_map(|symbol| {
            let coin = coins.get(&listed_symbol(symbol))?;
            Some((symbol.to_owned(), coin.clone()))
        });
        Ok(found.collect())
    }

    async fn daily_prices(&self, query: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        self.history(DAYS, query, query.is_whole).await
    }

    async fn hourly_prices(&self, query: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        self.history(HOURS, query, false).await
    }
}

impl From<&Values> for MarketValues {
    fn from(values: &Values) -> Self {
        Self {
            market_cap: values.mktcap,
            high_day: values.highday,
            low_day: values.lowday,
            change_pct_hour: values.changepcthour,
            change_pct_day: values.changepctday,
            change_pct_24hour: values.changepct24hour,
            change_24hour: values.change24hour,
        }
    }
}

impl From<Coin> for TokenDetails {
    fn from(coin: Coin) -> Self {
        Self {
            id: coin.id,
            name: coin.name,
            symbol: coin.symbol,
            description: coin.description,
            total_coins_mined: coin.total_coins_mined,
            asset_launch_date: coin.asset_launch_date,
            asset_whitepaper_url: coin.asset_whitepaper_url,
            asset_website_url: coin.asset_website_url,
            built_on: coin.built_on,
            smart_contract_address: coin.smart_contract_address,
        }
    }
}

/// The coins of these symbols from a list of many thousand, of which the others are not kept for a moment.
fn read_coins(body: &[u8], wanted: &BTreeSet<String>) -> Result<BTreeMap<String, TokenDetails>, MarketError> {
    struct Wanted<'a>(&'a BTreeSet<String>);

    impl<'de> Visitor<'de> for Wanted<'_> {
        type Value = BTreeMap<String, TokenDetails>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("coins by symbol")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut coins = BTreeMap::new();
            while let Some(symbol) = map.next_key::<String>()? {
                if self.0.contains(&symbol) {
                    coins.insert(symbol, map.next_value::<Coin>()?.into());
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(coins)
        }
    }

    impl<'de> serde::de::DeserializeSeed<'de> for Wanted<'_> {
        type Value = BTreeMap<String, TokenDetails>;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_map(self)
        }
    }

    struct Answer<'a>(&'a BTreeSet<String>);

    impl<'de> Visitor<'de> for Answer<'_> {
        type Value = BTreeMap<String, TokenDetails>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the list of coins")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut coins = None;
            while let Some(field) = map.next_key::<String>()? {
                if field == "Data" {
                    coins = Some(map.next_value_seed(Wanted(self.0))?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            coins.ok_or_else(|| serde::de::Error::missing_field("Data"))
        }
    }

    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let coins = deserializer.deserialize_map(Answer(wanted)).map_err(malformed)?;
    deserializer.end().map_err(malformed)?;
    Ok(coins)
}
