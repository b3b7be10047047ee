use status_ports::{CurrencyFormatRecord, CurrencyFormatStore, StorageError};

use super::MemoryWalletTransaction;

impl CurrencyFormatStore for MemoryWalletTransaction {
    fn currency_formats(&mut self) -> Result<Vec<CurrencyFormatRecord>, StorageError> {
        Ok(self.currency_formats.iter().map(|(_, format)| format.clone()).collect())
    }

    fn save_currency_formats(&mut self, formats: &[CurrencyFormatRecord]) -> Result<(), StorageError> {
        self.touch();
        for format in formats {
            self.currency_formats.insert(format.symbol.clone(), format.clone());
        }
        Ok(())
    }
}
