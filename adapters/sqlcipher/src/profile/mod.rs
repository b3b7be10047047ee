//! The databases of one profile.

mod readers;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use async_trait::async_trait;
use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::prelude::*;
use status_ports::{DataKey, ProfileStore, ProfileWork, StorageError};

use self::readers::Readers;
use self::writer::Writer;
use crate::database::{PROFILE, WALLET, create, open};
use crate::error::{Result, Rollback, backend};
use crate::files::{ProfileFiles, create_folder};
use crate::transaction::SqlTransaction;

/// The open databases of a profile. Dropping it closes them too, but only [`ProfileStore::close`] waits for the end.
///
/// A unit of work that was begun goes on to its end when the caller stops waiting for it.
#[derive(Debug)]
pub struct SqlcipherProfile {
    writer: Writer,
    readers: Readers,
}

impl SqlcipherProfile {
    /// Makes the databases of a profile below `root`, in place of files that were left behind by a creation that did
    /// not end.
    ///
    /// # Errors
    /// [`StorageError::Backend`] if the key UID is none or the folder cannot be written to,
    /// [`StorageError::NotEncrypted`] if the engine does not encrypt.
    pub async fn create(root: &Path, key_uid: &str, key: &DataKey) -> Result<Self> {
        let files = ProfileFiles::new(root, key_uid)?;
        let (root, key) = (root.to_owned(), key.clone());
        in_background(move || Self::create_files(&root, &files, key)).await
    }

    /// Opens the databases of a profile.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`] if the key does not open them or they are damaged at their beginning,
    /// [`StorageError::NotEncrypted`], [`StorageError::Corrupt`], or [`StorageError::Backend`] if they are not there.
    /// The files are then as they were.
    pub async fn open(root: &Path, key_uid: &str, key: &DataKey) -> Result<Self> {
        let files = ProfileFiles::new(root, key_uid)?;
        let key = key.clone();
        in_background(move || Self::open_files(&files, key)).await
    }

    fn create_files(root: &Path, files: &ProfileFiles, key: DataKey) -> Result<Self> {
        create_folder(root)?;
        create(&WALLET, &files.wallet, &key)?;
        create(&PROFILE, &files.profile, &key)?;
        Self::open_files(files, key)
    }

    fn open_files(files: &ProfileFiles, key: DataKey) -> Result<Self> {
        // Nothing is in the wallet's database yet: it is proven to open, and brought up to date.
        drop(open(&WALLET, &files.wallet, &key)?);
        let connection = open(&PROFILE, &files.profile, &key)?;
        let writer = Writer::start(connection, files.profile.clone(), key.clone())?;
        Ok(Self { writer, readers: Readers::new(files.profile.clone(), key) })
    }
}

#[async_trait]
impl ProfileStore for SqlcipherProfile {
    async fn write(&self, work: ProfileWork) -> Result<()> {
        self.writer.run(work).await
    }

    async fn read(&self, work: ProfileWork) -> Result<()> {
        self.readers.run(work).await
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Runs what blocks where it may block.
pub(crate) async fn in_background<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(backend)?
}

/// Runs a unit of work within a transaction that the caller began. A panic becomes an error.
fn run(work: ProfileWork, connection: &mut SqliteConnection) -> std::result::Result<(), Rollback> {
    catch_unwind(AssertUnwindSafe(|| work(&mut SqlTransaction::new(connection))))
        .unwrap_or_else(|_| Err(StorageError::Backend("the unit of work panicked".to_owned())))
        .map_err(Rollback)
}

/// Whether the connection failed to end a transaction and must not be used again.
fn is_broken(connection: &mut SqliteConnection) -> bool {
    AnsiTransactionManager::is_broken_transaction_manager(connection)
}

#[cfg(test)]
mod tests;
