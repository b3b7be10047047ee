//! Answers of providers that make sense.

use std::collections::BTreeMap;

use status_ports::{HistoricalPrice, MarketValues, Prices};

/// More than any unit of anything is worth in any currency.
const MAX_PRICE: f64 = 1e18;

/// Of an answer, what was asked for and can be a price: above zero, and not beyond all bounds.
#[must_use]
pub fn sound_prices(answer: &Prices, symbols: &[String], currencies: &[String]) -> Prices {
    let of_symbol = |symbol: &String| {
        let prices = answer.get(symbol)?;
        let price = |currency: &String| Some((currency.clone(), sound_price(*prices.get(currency)?)?));
        let sound: BTreeMap<String, f64> = currencies.iter().filter_map(price).collect();
        (!sound.is_empty()).then(|| (symbol.clone(), sound))
    };
    symbols.iter().filter_map(of_symbol).collect()
}

fn sound_price(price: f64) -> Option<f64> {
    (price > 0.0 && price <= MAX_PRICE).then_some(price)
}

/// Of an answer, what was asked for. Numbers that cannot be are 0, which is what clients show as unknown.
#[must_use]
pub fn sound_market_values(
    answer: &BTreeMap<String, MarketValues>,
    symbols: &[String],
) -> BTreeMap<String, MarketValues> {
    symbols.iter().filter_map(|symbol| Some((symbol.clone(), sound_values(answer.get(symbol)?)))).collect()
}

fn sound_values(values: &MarketValues) -> MarketValues {
    let amount = |value: f64| if value.is_finite() && value >= 0.0 { value } else { 0.0 };
    let price = |value: f64| sound_price(value).unwrap_or_default();
    // Nothing loses more than all that it is worth.
    let percentage = |value: f64| if value.is_finite() && value >= -100.0 { value } else { 0.0 };
    let change = |value: f64| if value.is_finite() { value } else { 0.0 };
    MarketValues {
        market_cap: amount(values.market_cap),
        high_day: price(values.high_day),
        low_day: price(values.low_day),
        change_pct_hour: percentage(values.change_pct_hour),
        change_pct_day: percentage(values.change_pct_day),
        change_pct_24hour: percentage(values.change_pct_24hour),
        change_24hour: change(values.change_24hour),
    }
}

/// Of the prices of the past, those that can be; each time once, the oldest first. None of the future.
#[must_use]
pub fn sound_history(mut prices: Vec<HistoricalPrice>, now_seconds: u64) -> Vec<HistoricalPrice> {
    // Before a token was traded its price is 0.
    prices.retain(|price| (0.0..=MAX_PRICE).contains(&price.close) && price.time <= now_seconds);
    prices.sort_by_key(|price| price.time);
    prices.dedup_by_key(|price| price.time);
    prices
}
