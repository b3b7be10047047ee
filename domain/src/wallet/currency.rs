//! How amounts are shown.

use iso_currency::{Currency, IntoEnumIterator as _};

use super::token::token_peg;

/// The smallest price with a decimal, in USD: a tenth of the token is then worth a cent.
const FIRST_DECIMAL_FROM: f64 = 0.1;

/// More decimals than any price asks for.
const MAX_DECIMALS: u8 = 32;

/// How amounts of a currency or a token are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyFormat {
    /// The symbol, as it was asked for.
    pub symbol: String,
    /// Digits behind the point.
    pub display_decimals: u8,
    /// Zeros at the end are left out.
    pub strip_trailing_zeroes: bool,
}

/// No such currency (ISO 4217).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("currency: could not find currency with code: {0:?}")]
pub struct UnknownCurrency(pub String);

/// Whether a symbol, in any case, is that of a currency of a country.
#[must_use]
pub fn is_fiat(symbol: &str) -> bool {
    fiat(symbol).is_some()
}

fn fiat(symbol: &str) -> Option<Currency> {
    Currency::from_code(&symbol.to_uppercase())
}

/// How amounts of a currency are shown: with as many digits as it has.
///
/// # Errors
/// [`UnknownCurrency`] if there is none of that symbol.
pub fn fiat_format(symbol: &str) -> Result<CurrencyFormat, UnknownCurrency> {
    let currency = fiat(symbol).ok_or_else(|| UnknownCurrency(symbol.to_uppercase()))?;
    let display_decimals = currency.exponent().map_or(0, |digits| u8::try_from(digits).unwrap_or(MAX_DECIMALS));
    Ok(CurrencyFormat { symbol: symbol.to_owned(), display_decimals, strip_trailing_zeroes: false })
}

/// How amounts of all currencies of countries are shown, under the codes of ISO 4217.
pub fn fiat_formats() -> impl Iterator<Item = CurrencyFormat> {
    Currency::iter().filter_map(|currency| fiat_format(currency.code()).ok())
}

/// How amounts of a token are shown that costs so many USD: as its currency if it follows one, else so that the last
/// digit is worth between one and ten cents.
#[must_use]
pub fn token_format(symbol: &str, usd_price: f64) -> CurrencyFormat {
    if let Ok(format) = fiat_format(token_peg(symbol)) {
        return CurrencyFormat { symbol: symbol.to_owned(), ..format };
    }
    let display_decimals = token_display_decimals(usd_price);
    CurrencyFormat { symbol: symbol.to_owned(), display_decimals, strip_trailing_zeroes: true }
}

/// Digits behind the point of a token that costs so many USD: one from 10 cents, and one more for each ten times that.
#[must_use]
pub fn token_display_decimals(usd_price: f64) -> u8 {
    let mut decimals = 0_u8;
    let mut threshold = FIRST_DECIMAL_FROM;
    while usd_price >= threshold && decimals < MAX_DECIMALS {
        decimals = decimals.saturating_add(1);
        threshold *= 10.0;
    }
    decimals
}
