use std::cmp::Reverse;
use std::collections::BTreeSet;

use status_ports::{MultiTransactionQuery, MultiTransactionRecord, MultiTransactionStore, StorageError};

use super::MemoryWalletTransaction;
use super::transfer::recipients;

impl MultiTransactionStore for MemoryWalletTransaction {
    fn save_multi_transaction(&mut self, transaction: &MultiTransactionRecord) -> Result<(), StorageError> {
        self.touch();
        self.multi_transactions.insert(transaction.id, transaction.clone());
        Ok(())
    }

    fn delete_multi_transaction(&mut self, id: i64) -> Result<(), StorageError> {
        self.touch();
        self.multi_transactions.remove(&id);
        Ok(())
    }

    fn multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<MultiTransactionRecord>, StorageError> {
        Ok(self.multi_transactions.values().filter(|row| ids.contains(&row.id)).cloned().collect())
    }

    fn last_multi_transaction_id(&mut self) -> Result<Option<i64>, StorageError> {
        Ok(self.multi_transactions.iter().map(|(id, _)| *id).max())
    }

    fn multi_transactions_of(
        &mut self,
        query: &MultiTransactionQuery,
    ) -> Result<Vec<MultiTransactionRecord>, StorageError> {
        let order = |row: &MultiTransactionRecord| (Reverse(row.timestamp), row.id);
        let after = query.after.map(|(timestamp, id)| (Reverse(timestamp), id));
        let rows = self.multi_transactions.values().filter(|row| {
            (query.addresses.contains(&row.from_address) || query.addresses.contains(&row.to_address))
                && query.since <= row.timestamp
                && after.is_none_or(|after| after < order(row))
        });
        let mut rows: Vec<MultiTransactionRecord> = rows.cloned().collect();
        rows.sort_by_key(order);
        rows.truncate(query.limit);
        Ok(rows)
    }

    fn multi_transaction_recipients(
        &mut self,
        addresses: &BTreeSet<[u8; 20]>,
        limit: usize,
    ) -> Result<Vec<([u8; 20], u64)>, StorageError> {
        let rows = self.multi_transactions.values().filter(|row| addresses.contains(&row.from_address));
        Ok(recipients(rows.map(|row| (row.to_address, row.timestamp)), limit))
    }

    fn oldest_multi_transaction_timestamp(
        &mut self,
        addresses: &BTreeSet<[u8; 20]>,
    ) -> Result<Option<u64>, StorageError> {
        let is_of = |row: &&MultiTransactionRecord| {
            addresses.contains(&row.from_address) || addresses.contains(&row.to_address)
        };
        Ok(self.multi_transactions.values().filter(is_of).map(|row| row.timestamp).min())
    }
}
