//! The database of one profile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use status_ports::{DataKey, ProfileStore, ProfileWork, StorageError};

use crate::connection::{Access, Opener, connect, in_background};
use crate::database::{PROFILE, WALLET, create, open};
use crate::error::{Result, Rollback};
use crate::files::{ProfileFiles, create_folder, remove_database};
use crate::readers::Readers;
use crate::transaction::{Known, SqlTransaction};
use crate::writer::Writer;

/// The open database of a profile. Dropping it closes it too, but only [`ProfileStore::close`] waits for the end.
///
/// A unit of work that was begun goes on to its end when the caller stops waiting for it.
#[derive(Debug)]
pub struct SqlcipherProfile {
    writer: Writer,
    readers: Readers,
}

impl SqlcipherProfile {
    /// Makes the databases of a profile below `root`, its wallet's included, in place of files that were left behind by a creation that did
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

    /// Opens the database of a profile.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`] if the key does not open it or it is damaged at its beginning,
    /// [`StorageError::NotEncrypted`], [`StorageError::Corrupt`], or [`StorageError::Backend`] if it is not there.
    /// The file is then as it was.
    pub async fn open(root: &Path, key_uid: &str, key: &DataKey) -> Result<Self> {
        let files = ProfileFiles::new(root, key_uid)?;
        let key = key.clone();
        in_background(move || Self::open_files(&files, key)).await
    }

    /// Removes the databases of a profile, its wallet's included. None of them may be open.
    ///
    /// # Errors
    /// [`StorageError::Backend`] if the key UID is none or a file cannot be removed.
    pub async fn remove(root: &Path, key_uid: &str) -> Result<()> {
        let files = ProfileFiles::new(root, key_uid)?;
        in_background(move || remove_database(&files.profile).and_then(|()| remove_database(&files.wallet))).await
    }

    fn create_files(root: &Path, files: &ProfileFiles, key: DataKey) -> Result<Self> {
        create_folder(root)?;
        create(&WALLET, &files.wallet, &key)?;
        create(&PROFILE, &files.profile, &key)?;
        Self::open_files(files, key)
    }

    fn open_files(files: &ProfileFiles, key: DataKey) -> Result<Self> {
        let connection = open(&PROFILE, &files.profile, &key)?;
        let (path, key) = (files.profile.clone(), Arc::new(key));
        let opener = |access| -> Opener {
            let (path, key) = (path.clone(), Arc::clone(&key));
            Box::new(move || connect(&path, &key, access))
        };
        let writer = Writer::start("profile", connection, opener(Access::Write))?;
        Ok(Self { writer, readers: Readers::new(opener(Access::Read)) })
    }
}

#[async_trait]
impl ProfileStore for SqlcipherProfile {
    async fn write(&self, work: ProfileWork) -> Result<()> {
        let known = |connection: &mut SqliteConnection| {
            let mut known = Known::default();
            let mut transaction = SqlTransaction::with_known(connection, &mut known);
            run(work, &mut transaction)?;
            Ok(transaction.write_known()?)
        };
        self.writer.run(known).await
    }

    async fn read(&self, work: ProfileWork) -> Result<()> {
        self.readers.run(|connection| run(work, &mut SqlTransaction::new(connection))).await
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Runs a unit of work within a transaction that the caller began. A panic becomes an error.
fn run(work: ProfileWork, transaction: &mut SqlTransaction<'_>) -> std::result::Result<(), Rollback> {
    catch_unwind(AssertUnwindSafe(|| work(transaction)))
        .unwrap_or_else(|_| Err(StorageError::Backend("the unit of work panicked".to_owned())))
        .map_err(Rollback)
}

#[cfg(test)]
mod tests;
