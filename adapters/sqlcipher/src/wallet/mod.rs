//! The database of what is known of chains.

mod currency_format;
mod multi_transaction;
mod network;
mod pending_transaction;
mod recipients;
mod token;
mod token_balance;
mod transfer;
mod wallet_connect;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use status_ports::{DataKey, StorageError, WalletStore, WalletWork};

use crate::connection::{Access, Opener, connect, in_background};
use crate::database::{WALLET, open};
use crate::error::{Result, Rollback};
use crate::files::ProfileFiles;
use crate::readers::Readers;
use crate::writer::Writer;

/// The open wallet's database of a profile; [`SqlcipherProfile::create`](crate::SqlcipherProfile::create) makes it.
/// Dropping it closes it too, but only [`WalletStore::close`] waits for the end.
///
/// A unit of work that was begun goes on to its end when the caller stops waiting for it.
#[derive(Debug)]
pub struct SqlcipherWallet {
    writer: Writer,
    readers: Readers,
}

/// The stores of a wallet within one transaction.
pub(crate) struct SqlWalletTransaction<'a> {
    connection: &'a mut SqliteConnection,
}

impl SqlcipherWallet {
    /// Opens the wallet's database of a profile.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`] if the key does not open it or it is damaged at its beginning,
    /// [`StorageError::NotEncrypted`], [`StorageError::Corrupt`], or [`StorageError::Backend`] if it is not there.
    /// The file is then as it was.
    pub async fn open(root: &Path, key_uid: &str, key: &DataKey) -> Result<Self> {
        let files = ProfileFiles::new(root, key_uid)?;
        let key = key.clone();
        in_background(move || Self::open_file(&files.wallet, key)).await
    }

    fn open_file(path: &Path, key: DataKey) -> Result<Self> {
        let connection = open(&WALLET, path, &key)?;
        let (path, key) = (path.to_owned(), Arc::new(key));
        let opener = |access| -> Opener {
            let (path, key) = (path.clone(), Arc::clone(&key));
            Box::new(move || connect(&path, &key, access))
        };
        let writer = Writer::start("wallet", connection, opener(Access::Write))?;
        Ok(Self { writer, readers: Readers::new(opener(Access::Read)) })
    }
}

#[async_trait]
impl WalletStore for SqlcipherWallet {
    async fn write(&self, work: WalletWork) -> Result<()> {
        self.writer.run(|connection| run(work, connection)).await
    }

    async fn read(&self, work: WalletWork) -> Result<()> {
        self.readers.run(|connection| run(work, connection)).await
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Runs a unit of work within a transaction that the caller began. A panic becomes an error.
fn run(work: WalletWork, connection: &mut SqliteConnection) -> std::result::Result<(), Rollback> {
    catch_unwind(AssertUnwindSafe(|| work(&mut SqlWalletTransaction { connection })))
        .unwrap_or_else(|_| Err(StorageError::Backend("the unit of work panicked".to_owned())))
        .map_err(Rollback)
}

#[cfg(test)]
mod tests;
