//! The unit of work on what is known of chains.

use async_trait::async_trait;

use crate::storage::settle;
use crate::{
    CurrencyFormatStore, MultiTransactionStore, NetworkStore, PendingTransactionStore, StorageError, TokenBalanceStore,
    TokenStore, TransferStore, WalletConnectSessionStore,
};

/// Everything that one transaction on the wallet's database can touch: what concerns chains. Keypairs, accounts and what
/// else is synchronised between devices are in the profile's.
///
/// Methods are synchronous: the domain calls them in the middle of its decisions.
pub trait WalletTransaction:
    CurrencyFormatStore
    + MultiTransactionStore
    + NetworkStore
    + PendingTransactionStore
    + TokenBalanceStore
    + TokenStore
    + TransferStore
    + WalletConnectSessionStore
{
}

impl<T> WalletTransaction for T where
    T: CurrencyFormatStore
        + MultiTransactionStore
        + NetworkStore
        + PendingTransactionStore
        + TokenBalanceStore
        + TokenStore
        + TransferStore
        + WalletConnectSessionStore
{
}

/// A unit of work. `Err` rolls it back.
pub type WalletWork = Box<dyn FnOnce(&mut dyn WalletTransaction) -> Result<(), StorageError> + Send>;

/// The wallet's database of an open profile. One writer at a time; readers see a consistent snapshot.
///
/// Implementations give the work a thread where it may block.
#[async_trait]
pub trait WalletStore: Send + Sync {
    /// Runs `work` in the one write transaction. Everything it changed is durable when this returns `Ok`, and nothing
    /// of it is there when this returns `Err`, also after a crash at any instant.
    ///
    /// # Errors
    /// What `work` returned, or the engine's refusal to commit.
    async fn write(&self, work: WalletWork) -> Result<(), StorageError>;

    /// Runs `work` on a consistent snapshot. Writing in it is an error.
    ///
    /// # Errors
    /// What `work` returned.
    async fn read(&self, work: WalletWork) -> Result<(), StorageError>;

    /// Waits for running work and closes the file. Later calls return [`StorageError::Closed`].
    async fn close(&self);
}

/// Units of work that return a value, and whose own errors roll back.
#[async_trait]
pub trait WalletStoreExt: WalletStore {
    /// Like [`WalletStore::write`]. The work's own error type survives the rollback.
    ///
    /// # Errors
    /// The work's error, or the store's converted into it.
    async fn transact<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
        F: FnOnce(&mut dyn WalletTransaction) -> Result<T, E> + Send + 'static,
    {
        let (give, take) = std::sync::mpsc::sync_channel(1);
        let done = self
            .write(Box::new(move |transaction| {
                let outcome = work(transaction);
                let verdict = if outcome.is_ok() { Ok(()) } else { Err(StorageError::RolledBack) };
                let _ = give.send(outcome);
                verdict
            }))
            .await;
        settle(done, &take)
    }

    /// Like [`WalletStore::read`].
    ///
    /// # Errors
    /// The work's error, or the store's converted into it.
    async fn query<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
        F: FnOnce(&mut dyn WalletTransaction) -> Result<T, E> + Send + 'static,
    {
        let (give, take) = std::sync::mpsc::sync_channel(1);
        let done = self
            .read(Box::new(move |transaction| {
                let _ = give.send(work(transaction));
                Ok(())
            }))
            .await;
        settle(done, &take)
    }
}

impl<S: WalletStore + ?Sized> WalletStoreExt for S {}
