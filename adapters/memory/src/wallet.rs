//! What is known of chains, gone with the process.

mod currency_format;
mod multi_transaction;
mod network;
mod pending_transaction;
mod token;
mod token_balance;
mod transfer;
mod wallet_connect;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use status_ports::{
    ChainScans, CurrencyFormatRecord, CustomTokenRecord, MinedTransactionRecord, MultiTransactionRecord, NetworkRecord,
    PendingTransactionRecord, StorageError, TokenBalanceRecord, TransferKey, TransferRecord,
    WalletConnectSessionRecord, WalletStore, WalletWork,
};

use crate::table::Table;

/// What a unit of work of the wallet sees. A clone of it is a snapshot.
#[derive(Clone, Default)]
pub struct MemoryWalletTransaction {
    currency_formats: Table<String, CurrencyFormatRecord>,
    networks: Table<u64, NetworkRecord>,
    custom_tokens: Table<(u64, [u8; 20]), CustomTokenRecord>,
    /// By account, chain and contract.
    token_balances: Table<([u8; 20], u64, [u8; 20]), TokenBalanceRecord>,
    pending_transactions: Table<(u64, [u8; 32]), PendingTransactionRecord>,
    multi_transactions: Table<i64, MultiTransactionRecord>,
    transfers: Table<TransferKey, TransferRecord>,
    mined_transactions: Table<(u64, [u8; 32]), MinedTransactionRecord>,
    /// By chain.
    scans: Table<u64, ChainScans>,
    wallet_connect_sessions: Table<String, WalletConnectSessionRecord>,
    /// How many changes were made: what tells that a reader wrote.
    changes: u64,
}

impl MemoryWalletTransaction {
    /// To be called by whatever changes something.
    const fn touch(&mut self) {
        self.changes += 1;
    }
}

/// A [`WalletStore`] in memory. Clones are the same store.
#[derive(Clone)]
pub struct MemoryWallet {
    /// `None` once closed.
    committed: Arc<Mutex<Option<MemoryWalletTransaction>>>,
}

impl Default for MemoryWallet {
    fn default() -> Self {
        Self { committed: Arc::new(Mutex::new(Some(MemoryWalletTransaction::default()))) }
    }
}

impl MemoryWallet {
    /// An empty wallet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the store again after it was closed, with what it held: for tests of restarts.
    #[must_use]
    pub fn with(content: MemoryWalletTransaction) -> Self {
        Self { committed: Arc::new(Mutex::new(Some(content))) }
    }

    /// What is committed, `None` once closed.
    #[must_use]
    pub fn snapshot(&self) -> Option<MemoryWalletTransaction> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<MemoryWalletTransaction>> {
        self.committed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run(work: WalletWork, transaction: &mut MemoryWalletTransaction) -> Result<(), StorageError> {
    catch_unwind(AssertUnwindSafe(|| work(transaction)))
        .unwrap_or_else(|_| Err(StorageError::Backend("the unit of work panicked".into())))
}

#[async_trait]
impl WalletStore for MemoryWallet {
    async fn write(&self, work: WalletWork) -> Result<(), StorageError> {
        let mut committed = self.lock();
        let mut next = committed.clone().ok_or(StorageError::Closed)?;
        run(work, &mut next)?;
        *committed = Some(next);
        Ok(())
    }

    async fn read(&self, work: WalletWork) -> Result<(), StorageError> {
        let mut snapshot = self.snapshot().ok_or(StorageError::Closed)?;
        let changes = snapshot.changes;
        run(work, &mut snapshot)?;
        if snapshot.changes == changes {
            Ok(())
        } else {
            Err(StorageError::Backend("attempt to write in a reader".into()))
        }
    }

    async fn close(&self) {
        *self.lock() = None;
    }
}

#[cfg(test)]
mod tests;
