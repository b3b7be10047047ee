//! How amounts of currencies are shown.

use crate::StorageError;

/// How amounts of a currency are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyFormatRecord {
    /// ISO 4217 code, or symbol of a token.
    pub symbol: String,
    /// Digits after the point.
    pub display_decimals: u8,
    /// Whether zeros at the end are left out.
    pub strip_trailing_zeroes: bool,
}

/// Formats that were worked out last.
pub trait CurrencyFormatStore {
    /// All of them, by symbol.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn currency_formats(&mut self) -> Result<Vec<CurrencyFormatRecord>, StorageError>;

    /// Inserts or replaces some.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_currency_formats(&mut self, formats: &[CurrencyFormatRecord]) -> Result<(), StorageError>;
}
