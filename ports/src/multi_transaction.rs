//! What a person wanted, of which one or several transactions are parts.

use ruint::aliases::U256;

use crate::StorageError;

/// A sending, a swap or a bridging. Numbers of chains and hashes are 0 where they are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiTransactionRecord {
    /// Number of it: when it was made in Unix milliseconds, or the next free number after.
    pub id: i64,
    /// Unix seconds.
    pub timestamp: u64,
    /// Chain that it begins on.
    pub from_network_id: u64,
    /// Chain that it ends on.
    pub to_network_id: u64,
    /// Transaction that it begins with.
    pub from_tx_hash: [u8; 32],
    /// Transaction that it ends with.
    pub to_tx_hash: [u8; 32],
    /// Who gives.
    pub from_address: [u8; 20],
    /// Who gets.
    pub to_address: [u8; 20],
    /// Symbol of what is given.
    pub from_asset: String,
    /// Symbol of what is got.
    pub to_asset: String,
    /// Smallest units that are given.
    pub from_amount: Option<U256>,
    /// Smallest units that are got.
    pub to_amount: Option<U256>,
    /// 0 sending, 1 swap, 2 bridging, 3 approval.
    pub kind: u8,
    /// What both sides of a bridge call it; may be empty.
    pub cross_tx_id: String,
}

/// Multi-transactions of the open profile.
pub trait MultiTransactionStore {
    /// Inserts or replaces a multi-transaction.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_multi_transaction(&mut self, transaction: &MultiTransactionRecord) -> Result<(), StorageError>;

    /// Those of these that are there, by number.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<MultiTransactionRecord>, StorageError>;

    /// The highest number.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn last_multi_transaction_id(&mut self) -> Result<Option<i64>, StorageError>;
}
