//! The contract of [`CurrencyFormatStore`].

use crate::{CurrencyFormatRecord, CurrencyFormatStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn CurrencyFormatStore>) {
    formats_come_back_whole_by_symbol(&mut *make());
    a_format_is_replaced(&mut *make());
}

fn format(symbol: &str, display_decimals: u8, strip_trailing_zeroes: bool) -> CurrencyFormatRecord {
    CurrencyFormatRecord { symbol: symbol.into(), display_decimals, strip_trailing_zeroes }
}

fn formats_come_back_whole_by_symbol(store: &mut dyn CurrencyFormatStore) {
    assert_eq!(store.currency_formats().unwrap(), []);
    store.save_currency_formats(&[format("sUSD", 2, false), format("ETH", 255, true)]).unwrap();
    store.save_currency_formats(&[format("\u{1f984}", 0, true), format("SUSD", 3, true)]).unwrap();
    let expected =
        [format("ETH", 255, true), format("SUSD", 3, true), format("sUSD", 2, false), format("\u{1f984}", 0, true)];
    assert_eq!(store.currency_formats().unwrap(), expected);
}

fn a_format_is_replaced(store: &mut dyn CurrencyFormatStore) {
    store.save_currency_formats(&[format("ETH", 5, true)]).unwrap();
    store.save_currency_formats(&[format("ETH", 4, false)]).unwrap();
    assert_eq!(store.currency_formats().unwrap(), [format("ETH", 4, false)]);
}
