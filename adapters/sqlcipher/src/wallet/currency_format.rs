use diesel::prelude::*;
use status_ports::{CurrencyFormatRecord, CurrencyFormatStore};

use super::SqlWalletTransaction;
use crate::columns::U32;
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::currency_formats::dsl;

impl CurrencyFormatStore for SqlWalletTransaction<'_> {
    fn currency_formats(&mut self) -> Result<Vec<CurrencyFormatRecord>> {
        let rows = dsl::currency_formats.order(dsl::symbol);
        let rows = rows.load::<(String, U32, bool)>(self.connection).or_storage_error()?;
        let format = |(symbol, decimals, strip_trailing_zeroes): (_, U32, _)| {
            let display_decimals = u8::try_from(decimals.0).map_err(|_| corrupt("decimals of a format"))?;
            Ok(CurrencyFormatRecord { symbol, display_decimals, strip_trailing_zeroes })
        };
        rows.into_iter().map(format).collect()
    }

    fn save_currency_formats(&mut self, formats: &[CurrencyFormatRecord]) -> Result<()> {
        let row = |format: &CurrencyFormatRecord| {
            (
                dsl::symbol.eq(format.symbol.clone()),
                dsl::display_decimals.eq(U32(format.display_decimals.into())),
                dsl::strip_trailing_zeroes.eq(format.strip_trailing_zeroes),
            )
        };
        let rows: Vec<_> = formats.iter().map(row).collect();
        diesel::replace_into(dsl::currency_formats).values(rows).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
