//! How amounts are shown.

use std::collections::BTreeMap;

use status_domain::wallet::token::TokenScope;
use status_domain::wallet::{CurrencyFormat, fiat_formats, token_format};
use status_ports::{CurrencyFormatRecord, MarketError, StorageError, WalletStoreExt as _};

use crate::wallet::Wallet;

/// In which formats are worked out.
const CURRENCY: &str = "USD";

/// Why formats cannot be worked out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormatError {
    /// Nobody tells prices.
    #[error(transparent)]
    Market(#[from] MarketError),
    /// They cannot be stored.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Wallet {
    /// How amounts are shown, by symbol: of all currencies of countries, and of tokens as far as that was worked out.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn currency_formats(&self) -> Result<BTreeMap<String, CurrencyFormat>, StorageError> {
        let stored = self.store().query(|transaction| transaction.currency_formats()).await?;
        let stored = stored.into_iter().map(|record| CurrencyFormat {
            symbol: record.symbol,
            display_decimals: record.display_decimals,
            strip_trailing_zeroes: record.strip_trailing_zeroes,
        });
        // A token cannot take the place of a currency.
        let all = stored.chain(fiat_formats());
        Ok(all.map(|format| (format.symbol.clone(), format)).collect())
    }

    /// Works out how amounts of all tokens are shown, by their prices, however old those are.
    ///
    /// # Errors
    /// [`FormatError`].
    pub(crate) async fn update_currency_formats(&self) -> Result<BTreeMap<String, CurrencyFormat>, FormatError> {
        let catalog = self.tokens(&self.networks(), TokenScope::Shown).await?;
        let mut symbols: Vec<String> = catalog.tokens().iter().map(|token| token.symbol.to_string()).collect();
        symbols.sort_unstable();
        symbols.dedup();
        let prices = self.market().prices(&symbols, &[CURRENCY.to_owned()], u64::MAX).await?;
        let price = |symbol: &str| prices.get(symbol).and_then(|prices| prices.get(CURRENCY)).copied();
        let formats = symbols.iter().map(|symbol| token_format(symbol, price(symbol).unwrap_or_default()));
        let gwei = CurrencyFormat { symbol: "Gwei".to_owned(), display_decimals: 9, strip_trailing_zeroes: true };
        let records = formats.chain([gwei]).map(|format| CurrencyFormatRecord {
            symbol: format.symbol,
            display_decimals: format.display_decimals,
            strip_trailing_zeroes: format.strip_trailing_zeroes,
        });
        let records: Vec<_> = records.collect();
        self.store().transact(move |transaction| transaction.save_currency_formats(&records)).await?;
        Ok(self.currency_formats().await?)
    }
}
