use status_ports::{MultiTransactionRecord, MultiTransactionStore, StorageError};

use super::MemoryWalletTransaction;

impl MultiTransactionStore for MemoryWalletTransaction {
    fn save_multi_transaction(&mut self, transaction: &MultiTransactionRecord) -> Result<(), StorageError> {
        self.touch();
        self.multi_transactions.insert(transaction.id, transaction.clone());
        Ok(())
    }

    fn multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<MultiTransactionRecord>, StorageError> {
        Ok(self.multi_transactions.values().filter(|row| ids.contains(&row.id)).cloned().collect())
    }

    fn last_multi_transaction_id(&mut self) -> Result<Option<i64>, StorageError> {
        Ok(self.multi_transactions.iter().map(|(id, _)| *id).max())
    }
}
