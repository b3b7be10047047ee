use status_ports::{PendingTransactionRecord, PendingTransactionStore, StorageError, TransactionState};

use super::MemoryWalletTransaction;

type Rows = Vec<PendingTransactionRecord>;

/// In the order that the port promises.
fn sorted(mut rows: Rows) -> Rows {
    rows.sort_by_key(|row| (row.chain_id, row.from, row.nonce, row.hash));
    rows
}

impl PendingTransactionStore for MemoryWalletTransaction {
    fn save_pending_transaction(&mut self, transaction: &PendingTransactionRecord) -> Result<(), StorageError> {
        self.touch();
        self.pending_transactions.insert((transaction.chain_id, transaction.hash), transaction.clone());
        Ok(())
    }

    fn delete_pending_transaction(&mut self, chain_id: u64, hash: &[u8; 32]) -> Result<(), StorageError> {
        self.touch();
        self.pending_transactions.remove(&(chain_id, *hash));
        Ok(())
    }

    fn find_pending_transaction(
        &mut self,
        chain_id: u64,
        hash: &[u8; 32],
    ) -> Result<Option<PendingTransactionRecord>, StorageError> {
        Ok(self.pending_transactions.get(&(chain_id, *hash)).cloned())
    }

    fn unfinished_transactions(&mut self) -> Result<Rows, StorageError> {
        let rows = self.pending_transactions.values().filter(|row| !row.state.is_finished());
        Ok(sorted(rows.cloned().collect()))
    }

    fn transactions_from_nonce(&mut self, chain_id: u64, from: &[u8; 20], nonce: u64) -> Result<Rows, StorageError> {
        let mut rows = self.transactions_of_account(&[chain_id], from)?;
        rows.retain(|row| row.nonce >= Some(nonce));
        Ok(rows)
    }

    fn highest_used_nonce(&mut self, chain_id: u64, from: &[u8; 20]) -> Result<Option<u64>, StorageError> {
        let mut rows = self.transactions_of_account(&[chain_id], from)?;
        rows.retain(|row| {
            matches!(
                row.state,
                TransactionState::Included { .. } | TransactionState::Final { .. } | TransactionState::Replaced { .. }
            )
        });
        Ok(rows.last().and_then(|row| row.nonce))
    }

    fn transactions_of_account(&mut self, chain_ids: &[u64], from: &[u8; 20]) -> Result<Rows, StorageError> {
        let rows = self.pending_transactions.values();
        let rows = rows.filter(|row| row.from == *from && chain_ids.contains(&row.chain_id));
        Ok(sorted(rows.cloned().collect()))
    }

    fn pending_transactions_by_hash(&mut self, chain_id: u64, hashes: &[[u8; 32]]) -> Result<Rows, StorageError> {
        let rows = self.pending_transactions.values();
        Ok(rows.filter(|row| row.chain_id == chain_id && hashes.contains(&row.hash)).cloned().collect())
    }

    fn parts_of_multi_transactions(&mut self, ids: &[i64]) -> Result<Rows, StorageError> {
        let rows = self.pending_transactions.values().filter(|row| ids.contains(&row.multi_transaction_id));
        Ok(sorted(rows.cloned().collect()))
    }
}
