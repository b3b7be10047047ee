//! The unit of work on what is known of chains.

use async_trait::async_trait;

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
/// Implementations give the work a thread where it may block. Use cases call it through
/// [`WalletStoreExt`](crate::WalletStoreExt), which lets the work return a value.
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
