//! Transactions of the profile's accounts on their way into a chain.

use ruint::aliases::U256;

use crate::StorageError;

/// Where in a chain something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockPlace {
    /// Height of the block.
    pub number: u64,
    /// Hash of the block.
    pub hash: [u8; 32],
}

/// How far a transaction has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactionState {
    /// Signed; whether the network has it is not known.
    Signed,
    /// A provider has taken it.
    Broadcast,
    /// In a block that may still be undone.
    Included {
        /// The block.
        block: BlockPlace,
        /// Whether it did what it was to do.
        is_success: bool,
    },
    /// In a block that will not be undone.
    Final {
        /// The block.
        block: BlockPlace,
        /// Whether it did what it was to do.
        is_success: bool,
    },
    /// Another transaction with its nonce is in a block: this one never will be, unless that block is undone.
    Replaced {
        /// Hash of the other one; `None` for one that was not sent from here.
        by: Option<[u8; 32]>,
        /// The other one's block will not be undone.
        is_final: bool,
    },
    /// The network refuses it, for a reason that it told. Its nonce is free again.
    Dropped {
        /// What the providers said.
        reason: String,
    },
}

impl TransactionState {
    /// Whether nothing will happen to it any more.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        matches!(self, Self::Final { .. } | Self::Replaced { is_final: true, .. } | Self::Dropped { .. })
    }
}

/// A transaction and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingTransactionRecord {
    /// Number of the chain.
    pub chain_id: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// Who sends.
    pub from: [u8; 20],
    /// Whom it goes to; `None` creates a contract.
    pub to: Option<[u8; 20]>,
    /// Number of the sender's transactions before; `None` if whoever sent it did not tell.
    pub nonce: Option<u64>,
    /// Wei.
    pub value: U256,
    /// Call data.
    pub data: Vec<u8>,
    /// Limit of gas.
    pub gas_limit: u64,
    /// Wei per gas at most, tip included; the gas price of a legacy transaction.
    pub max_fee_per_gas: U256,
    /// Tip in wei per gas at most; the gas price of a legacy transaction.
    pub max_priority_fee_per_gas: U256,
    /// The bytes that providers are given. Empty for one that was sent elsewhere and is only watched.
    pub raw: Vec<u8>,
    /// When it was signed, Unix seconds.
    pub timestamp: u64,
    /// Symbol of the token that is sent; may be empty.
    pub symbol: String,
    /// What it is for, as `WalletTransfer`.
    pub kind: String,
    /// More about it, for whoever made it.
    pub additional_data: String,
    /// The multi-transaction that it is part of; 0 for none.
    pub multi_transaction_id: i64,
    /// Forgotten as soon as it is in a block.
    pub auto_delete: bool,
    /// How far it has come.
    pub state: TransactionState,
}

/// Transactions of the open profile, by chain and hash.
pub trait PendingTransactionStore {
    /// Inserts or replaces a transaction.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_pending_transaction(&mut self, transaction: &PendingTransactionRecord) -> Result<(), StorageError>;

    /// Forgets a transaction; that there is none is no error.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_pending_transaction(&mut self, chain_id: u64, hash: &[u8; 32]) -> Result<(), StorageError>;

    /// A transaction by its chain and hash.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_pending_transaction(
        &mut self,
        chain_id: u64,
        hash: &[u8; 32],
    ) -> Result<Option<PendingTransactionRecord>, StorageError>;

    /// All that are not finished, by chain, sender, nonce and hash.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn unfinished_transactions(&mut self) -> Result<Vec<PendingTransactionRecord>, StorageError>;

    /// The transactions of an account with this nonce or a higher one, by nonce and hash.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transactions_from_nonce(
        &mut self,
        chain_id: u64,
        from: &[u8; 20],
        nonce: u64,
    ) -> Result<Vec<PendingTransactionRecord>, StorageError>;

    /// The highest nonce of an account's transactions that are in a block, or whose nonce another one took, in blocks
    /// that may be undone or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn highest_used_nonce(&mut self, chain_id: u64, from: &[u8; 20]) -> Result<Option<u64>, StorageError>;

    /// All transactions of an account on these chains, finished or not, by chain, nonce and hash.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transactions_of_account(
        &mut self,
        chain_ids: &[u64],
        from: &[u8; 20],
    ) -> Result<Vec<PendingTransactionRecord>, StorageError>;

    /// Those of these of a chain that are there, by hash.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn pending_transactions_by_hash(
        &mut self,
        chain_id: u64,
        hashes: &[[u8; 32]],
    ) -> Result<Vec<PendingTransactionRecord>, StorageError>;

    /// The parts of multi-transactions, finished or not, by chain, sender, nonce and hash.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn parts_of_multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<PendingTransactionRecord>, StorageError>;
}
