//! What a person wanted, of which one or several transactions are parts.

use std::collections::BTreeSet;

use ruint::aliases::U256;

use crate::StorageError;

/// A sending, a swap or a bridging. Numbers of chains and hashes are 0 where they are not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Which multi-transactions are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MultiTransactionQuery {
    /// Those in which one of these gives or gets.
    pub addresses: BTreeSet<[u8; 20]>,
    /// Not those before this time, Unix seconds.
    pub since: u64,
    /// Those that are older than this time, or of this second with a higher number; `None` from the newest on.
    pub after: Option<(u64, i64)>,
    /// How many at most.
    pub limit: usize,
}

/// Multi-transactions of the open profile.
pub trait MultiTransactionStore {
    /// Inserts or replaces a multi-transaction.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_multi_transaction(&mut self, transaction: &MultiTransactionRecord) -> Result<(), StorageError>;

    /// Forgets a multi-transaction; that there is none is no error.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_multi_transaction(&mut self, id: i64) -> Result<(), StorageError>;

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

    /// A page of multi-transactions, newest first and by number among those of one second.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn multi_transactions_of(
        &mut self,
        query: &MultiTransactionQuery,
    ) -> Result<Vec<MultiTransactionRecord>, StorageError>;

    /// Whom those that these addresses gave went to, with the time of the oldest of each in Unix seconds: those whose
    /// oldest is newest first, then by address, so many at most.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn multi_transaction_recipients(
        &mut self,
        addresses: &BTreeSet<[u8; 20]>,
        limit: usize,
    ) -> Result<Vec<([u8; 20], u64)>, StorageError>;

    /// When the oldest of these addresses was made, Unix seconds.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn oldest_multi_transaction_timestamp(
        &mut self,
        addresses: &BTreeSet<[u8; 20]>,
    ) -> Result<Option<u64>, StorageError>;
}
