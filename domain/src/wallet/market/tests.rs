use std::collections::BTreeMap;

use proptest::prelude::*;
use status_ports::{HistoricalPrice, MarketValues, Prices};

use super::*;

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn prices(all: &[(&str, &str, f64)]) -> Prices {
    let mut prices = Prices::new();
    for (symbol, currency, price) in all {
        prices.entry((*symbol).into()).or_default().insert((*currency).into(), *price);
    }
    prices
}

#[test]
fn only_what_can_be_a_price_is_believed() {
    let answer = prices(&[
        ("ETH", "USD", 2000.0),
        ("ETH", "EUR", -1.0),
        ("NAN", "USD", f64::NAN),
        ("INF", "USD", f64::INFINITY),
        ("ZERO", "USD", 0.0),
        ("HUGE", "USD", 1e300),
        ("UNASKED", "USD", 5.0),
    ]);
    let asked = texts(&["ETH", "NAN", "INF", "ZERO", "HUGE", "UNKNOWN"]);
    let sound = sound_prices(&answer, &asked, &texts(&["USD", "EUR"]));
    assert_eq!(sound, prices(&[("ETH", "USD", 2000.0)]));
}

#[test]
fn values_that_cannot_be_are_zero() {
    let bad = MarketValues {
        market_cap: -1.0,
        high_day: f64::NAN,
        low_day: f64::NEG_INFINITY,
        change_pct_hour: -101.0,
        change_pct_day: -99.0,
        change_pct_24hour: f64::INFINITY,
        change_24hour: -40.0,
    };
    let answer: BTreeMap<String, MarketValues> = [("ETH".to_owned(), bad), ("UNASKED".to_owned(), bad)].into();
    let sound = sound_market_values(&answer, &texts(&["ETH", "SNT"]));
    let expected = MarketValues { change_pct_day: -99.0, change_24hour: -40.0, ..MarketValues::default() };
    assert_eq!(sound, [("ETH".to_owned(), expected)].into());
}

#[test]
fn a_history_is_of_the_past_and_in_order() {
    let price = |time, close| HistoricalPrice { time, close };
    let said =
        vec![price(30, 3.0), price(10, 1.0), price(20, f64::NAN), price(10, 9.0), price(41, 4.0), price(40, 0.0)];
    assert_eq!(sound_history(said, 40), [price(10, 1.0), price(30, 3.0), price(40, 0.0)]);
}

#[test]
fn what_was_told_is_fresh_for_a_while() {
    let (symbols, currencies) = (texts(&["ETH", "SNT", "ETH"]), texts(&["USD"]));
    let mut cache = MarketCache::<f64>::default();
    assert_eq!(cache.stale(&symbols, &currencies, 60_000, 1_000_000), texts(&["ETH", "SNT"]));
    cache.take(&symbols, &currencies, 1_000_000, |symbol, _| (symbol == "ETH").then_some(2000.0));
    // That nobody knows a token is known too.
    assert_eq!(cache.stale(&symbols, &currencies, 60_000, 1_060_000), texts(&[]));
    assert_eq!(cache.stale(&symbols, &currencies, 60_000, 1_060_001), texts(&["ETH", "SNT"]));
    assert_eq!(cache.stale(&symbols, &texts(&["USD", "EUR"]), 60_000, 1_000_000), texts(&["ETH", "SNT"]));
    assert_eq!(cache.stale(&symbols, &currencies, u64::MAX, 999_999), texts(&["ETH", "SNT"]), "a clock set back");
    assert_eq!(cache.get("ETH", "USD"), Some((&2000.0, 1_000_000)));
    assert_eq!((cache.get("SNT", "USD"), cache.get("ETH", "EUR")), (None, None));
}

#[test]
fn what_nobody_knows_any_more_is_not_told() {
    let (symbols, currencies) = (texts(&["ETH"]), texts(&["USD"]));
    let mut cache = MarketCache::default();
    cache.take(&symbols, &currencies, 1, |_, _| Some(1.0));
    cache.take(&symbols, &currencies, 2, |_, _| None);
    assert_eq!(cache.get("ETH", "USD"), None);
}

#[test]
fn what_is_remembered_is_bounded_and_the_oldest_goes_first() {
    let mut cache = MarketCache::default();
    let symbols: Vec<String> = (0..15_000).map(|index| format!("T{index}")).collect();
    cache.take(&symbols, &texts(&["USD"]), 1, |_, _| Some(1));
    cache.take(&symbols, &texts(&["EUR"]), 2, |_, _| Some(2));
    assert!(symbols.iter().all(|symbol| cache.get(symbol, "EUR").is_some()));
    let left = symbols.iter().filter(|symbol| cache.get(symbol, "USD").is_some()).count();
    assert!(left <= 5_000, "{left}");
    cache.take(&symbols, &texts(&["A", "B"]), 3, |_, _| Some(3));
    let left = symbols.iter().filter(|symbol| cache.get(symbol, "B").is_some()).count();
    assert!((10_000..=20_000).contains(&left), "{left}");
}

proptest! {
    #[test]
    fn whatever_is_answered_a_price_is_above_zero_and_finite(price: f64) {
        let sound = sound_prices(&prices(&[("ETH", "USD", price)]), &texts(&["ETH"]), &texts(&["USD"]));
        prop_assert!(sound.values().flat_map(BTreeMap::values).all(|price| *price > 0.0 && price.is_finite()));
    }
}
