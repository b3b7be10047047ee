//! The contract of [`MarketProvider`].
//!
//! The provider is to know this market: ETH is worth 2000.5 USD and 1800 EUR, SNT 0.025 USD. For ETH in USD the market cap
//! is 240000000000, the day's highest 2100, its lowest 1900, the change within an hour -0.5 %, within a day 2 %, which is
//! 40 USD. ETH is called `Ethereum`. Its prices of three days were 1980 at 1700000000, 1990 at 1700086400 and 2000.5 at
//! 1700172800.

use crate::{HistoricalPrice, HistoryQuery, MarketProvider};

/// Runs the whole suite.
pub async fn run(provider: &dyn MarketProvider) {
    assert!(!provider.id().is_empty());
    prices_are_those_of_the_market(provider).await;
    what_nobody_knows_is_not_there(provider).await;
    a_test_token_is_worth_what_its_model_is(provider).await;
    values_are_those_of_the_market(provider).await;
    details_are_told(provider).await;
    days_come_oldest_first(provider).await;
    nothing_is_asked_for_nothing(provider).await;
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

async fn prices_are_those_of_the_market(provider: &dyn MarketProvider) {
    let prices = provider.prices(&texts(&["ETH", "SNT"]), &texts(&["USD", "eur"])).await.unwrap();
    assert_eq!(prices["ETH"]["USD"], 2000.5);
    // Currencies are called as in the question.
    assert_eq!(prices["ETH"]["eur"], 1800.0);
    assert_eq!(prices["SNT"]["USD"], 0.025);
    assert_eq!(prices.len(), 2);
}

async fn what_nobody_knows_is_not_there(provider: &dyn MarketProvider) {
    for strange in ["NOBODY", "", ",", "ETH,SNT", "../..", "\u{1f984}", &"X".repeat(10_000)] {
        let asked = texts(&[strange, "ETH"]);
        let prices = provider.prices(&asked, &texts(&["USD"])).await.unwrap();
        assert!(prices.keys().eq(["ETH"]), "{strange}: {prices:?}");
        assert!(provider.market_values(&asked, "USD").await.unwrap().keys().eq(["ETH"]), "{strange}");
        assert!(provider.token_details(&asked).await.unwrap().keys().eq(["ETH"]), "{strange}");
    }
}

async fn a_test_token_is_worth_what_its_model_is(provider: &dyn MarketProvider) {
    let prices = provider.prices(&texts(&["STT", "SNT"]), &texts(&["USD"])).await.unwrap();
    assert_eq!((prices["STT"]["USD"], prices["SNT"]["USD"]), (0.025, 0.025));
}

async fn values_are_those_of_the_market(provider: &dyn MarketProvider) {
    let values = provider.market_values(&texts(&["ETH"]), "USD").await.unwrap();
    let eth = values["ETH"];
    assert_eq!((eth.market_cap, eth.high_day, eth.low_day), (240_000_000_000.0, 2100.0, 1900.0));
    assert_eq!((eth.change_pct_hour, eth.change_pct_24hour, eth.change_24hour), (-0.5, 2.0, 40.0));
}

async fn details_are_told(provider: &dyn MarketProvider) {
    let details = provider.token_details(&texts(&["ETH"])).await.unwrap();
    assert_eq!((details["ETH"].name.as_str(), details["ETH"].symbol.as_str()), ("Ethereum", "ETH"));
}

async fn days_come_oldest_first(provider: &dyn MarketProvider) {
    let query = HistoryQuery { symbol: "ETH".into(), currency: "USD".into(), limit: 3, aggregate: 1, is_whole: false };
    let expected = [(1_700_000_000, 1980.0), (1_700_086_400, 1990.0), (1_700_172_800, 2000.5)];
    let expected = expected.map(|(time, close)| HistoricalPrice { time, close });
    assert_eq!(provider.daily_prices(&query).await.unwrap(), expected);
    let last = HistoryQuery { limit: 1, ..query.clone() };
    assert_eq!(provider.daily_prices(&last).await.unwrap(), expected[2..]);
    let whole = HistoryQuery { is_whole: true, ..last };
    assert_eq!(provider.daily_prices(&whole).await.unwrap(), expected);
    let hours = provider.hourly_prices(&query).await.unwrap();
    assert!(hours.is_sorted_by_key(|price| price.time) && hours.len() <= 3);
}

async fn nothing_is_asked_for_nothing(provider: &dyn MarketProvider) {
    assert!(provider.prices(&[], &texts(&["USD"])).await.unwrap().is_empty());
    assert!(provider.market_values(&[], "USD").await.unwrap().is_empty());
    assert!(provider.token_details(&[]).await.unwrap().is_empty());
}
