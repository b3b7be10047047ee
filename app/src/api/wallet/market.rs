//! What tokens are worth, and how amounts are shown.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::wallet::CurrencyFormat;
use status_ports::{HistoricalPrice, HistoryQuery, MarketValues, Prices, TokenDetails};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_fetchPrices",
        "What tokens cost now, by symbol and currency; 0 for what nobody knows.",
        &["symbols", "currencies"],
        |session: Session, (symbols, currencies): (Option<Vec<String>>, Option<Vec<String>>)| async move {
            let (symbols, currencies) = (symbols.unwrap_or_default(), currencies.unwrap_or_default());
            let prices = session.wallet().market().fetch_prices(&symbols, &currencies).await?;
            Ok::<_, RpcError>(all_prices(&prices, &symbols, &currencies))
        },
    );
    table.method(
        "wallet_fetchMarketValues",
        "How tokens do on the market, by symbol.",
        &["symbols", "currency"],
        |session: Session, (symbols, currency): (Option<Vec<String>>, String)| async move {
            let symbols = symbols.unwrap_or_default();
            let values = session.wallet().market().fetch_values(&symbols, &currency).await?;
            let known = |symbol: String| {
                let values = values.get(&symbol).copied().unwrap_or_default();
                (symbol, MarketValuesJson::from(values))
            };
            Ok::<_, RpcError>(symbols.into_iter().map(known).collect::<BTreeMap<_, _>>())
        },
    );
    table.method(
        "wallet_fetchTokenDetails",
        "What tokens are, by symbol.",
        &["symbols"],
        |session: Session, (symbols,): (Option<Vec<String>>,)| async move {
            let symbols = symbols.unwrap_or_default();
            let details = session.wallet().market().details(&symbols).await?;
            let known = |symbol: String| {
                let details = details.get(&symbol).cloned().unwrap_or_default();
                (symbol, TokenDetailsJson::from(details))
            };
            Ok::<_, RpcError>(symbols.into_iter().map(known).collect::<BTreeMap<_, _>>())
        },
    );
    table.method(
        "wallet_getHourlyMarketValues",
        "Prices at the ends of hours, the oldest first.",
        &["symbol", "currency", "limit", "aggregate"],
        |session: Session, (symbol, currency, limit, aggregate): (String, String, i64, i64)| async move {
            let query = query(symbol, currency, limit, aggregate, false);
            let prices = session.wallet().market().hourly_prices(query).await?;
            Ok::<_, RpcError>(prices.into_iter().map(HistoricalPriceJson::from).collect::<Vec<_>>())
        },
    );
    table.method(
        "wallet_getDailyMarketValues",
        "Prices at the ends of days, the oldest first.",
        &["symbol", "currency", "limit", "allData", "aggregate"],
        |session: Session, (symbol, currency, limit, is_whole, aggregate): (String, String, i64, bool, i64)| async move {
            let query = query(symbol, currency, limit, aggregate, is_whole);
            let prices = session.wallet().market().daily_prices(query).await?;
            Ok::<_, RpcError>(prices.into_iter().map(HistoricalPriceJson::from).collect::<Vec<_>>())
        },
    );
    table.method(
        "wallet_getCachedCurrencyFormats",
        "How amounts are shown, by symbol: of all currencies of countries, and of tokens as far as it was worked out.",
        &[],
        |session: Session, (): ()| async move { formats(session.wallet().currency_formats().await?) },
    );
    table.method(
        "wallet_fetchAllCurrencyFormats",
        "Works out how amounts of all tokens are shown, by their prices.",
        &[],
        |session: Session, (): ()| async move { formats(session.wallet().update_currency_formats().await?) },
    );
}

/// How a token does on the market.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "thirdparty.TokenMarketValues")]
#[serde(rename_all = "UPPERCASE")]
struct MarketValuesJson {
    mktcap: f64,
    highday: f64,
    lowday: f64,
    changepcthour: f64,
    changepctday: f64,
    changepct24hour: f64,
    change24hour: f64,
}

/// What a token is.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "thirdparty.TokenDetails")]
#[serde(rename_all = "PascalCase")]
struct TokenDetailsJson {
    id: String,
    name: String,
    symbol: String,
    description: String,
    total_coins_mined: f64,
    asset_launch_date: String,
    asset_whitepaper_url: String,
    asset_website_url: String,
    built_on: String,
    smart_contract_address: String,
}

/// A price of the past.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "thirdparty.HistoricalPrice")]
struct HistoricalPriceJson {
    /// Unix seconds.
    time: u64,
    close: f64,
}

/// How amounts are shown.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "currency.Format")]
#[serde(rename_all = "camelCase")]
struct CurrencyFormatJson {
    symbol: String,
    display_decimals: u8,
    strip_trailing_zeroes: bool,
}

impl From<MarketValues> for MarketValuesJson {
    fn from(values: MarketValues) -> Self {
        Self {
            mktcap: values.market_cap,
            highday: values.high_day,
            lowday: values.low_day,
            changepcthour: values.change_pct_hour,
            changepctday: values.change_pct_day,
            changepct24hour: values.change_pct_24hour,
            change24hour: values.change_24hour,
        }
    }
}

impl From<TokenDetails> for TokenDetailsJson {
    fn from(details: TokenDetails) -> Self {
        Self {
            id: details.id,
            name: details.name,
            symbol: details.symbol,
            description: details.description,
            total_coins_mined: details.total_coins_mined,
            asset_launch_date: details.asset_launch_date,
            asset_whitepaper_url: details.asset_whitepaper_url,
            asset_website_url: details.asset_website_url,
            built_on: details.built_on,
            smart_contract_address: details.smart_contract_address,
        }
    }
}

impl From<HistoricalPrice> for HistoricalPriceJson {
    fn from(price: HistoricalPrice) -> Self {
        Self { time: price.time, close: price.close }
    }
}

/// All that was asked for, with 0 for what nobody knows.
fn all_prices(prices: &Prices, symbols: &[String], currencies: &[String]) -> Prices {
    let of_symbol = |symbol: &String| {
        let known = prices.get(symbol);
        let price = |currency: &String| {
            let price = known.and_then(|prices| prices.get(currency)).copied().unwrap_or_default();
            (currency.clone(), price)
        };
        (symbol.clone(), currencies.iter().map(price).collect())
    };
    symbols.iter().map(of_symbol).collect()
}

fn query(symbol: String, currency: String, limit: i64, aggregate: i64, is_whole: bool) -> HistoryQuery {
    let count = |number: i64| u32::try_from(number.max(1)).unwrap_or(u32::MAX);
    HistoryQuery { symbol, currency, limit: count(limit), aggregate: count(aggregate), is_whole }
}

fn formats(formats: BTreeMap<String, CurrencyFormat>) -> Result<BTreeMap<String, CurrencyFormatJson>, RpcError> {
    let json = |format: CurrencyFormat| CurrencyFormatJson {
        symbol: format.symbol,
        display_decimals: format.display_decimals,
        strip_trailing_zeroes: format.strip_trailing_zeroes,
    };
    Ok(formats.into_iter().map(|(symbol, format)| (symbol, json(format))).collect())
}
