//! The accounts database.

mod entropy;
mod key_file;
mod rows;
mod wrap;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use status_ports::{AccountRecord, AccountsStore, DataKey, MetricsConsent, StorageError, UnlockError};
use zeroize::Zeroizing;

use self::wrap::{Cost, WrappedKey};
use crate::connection::in_background;
use crate::database::{ACCOUNTS, checkpoint, create, open};
use crate::error::{OrStorageError as _, Result, Rollback, backend};
use crate::files;

/// The open accounts database. Clones are the same database; the last one to be dropped closes it.
#[derive(Clone)]
pub struct SqlcipherAccounts {
    connection: Arc<Mutex<SqliteConnection>>,
}

impl std::fmt::Debug for SqlcipherAccounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqlcipherAccounts").finish_non_exhaustive()
    }
}

impl SqlcipherAccounts {
    /// Opens the accounts database below `root`, and makes folder and database if they are not there.
    ///
    /// # Errors
    /// [`StorageError::WrongKey`] if the database is there, but is damaged or its key file is missing or another;
    /// [`StorageError::NotEncrypted`], [`StorageError::Corrupt`], or [`StorageError::Backend`] if the folder cannot be
    /// used. The files are then as they were.
    pub async fn open(root: &Path) -> Result<Self> {
        let root = root.to_owned();
        in_background(move || {
            let connection = Arc::new(Mutex::new(open_files(&root)?));
            Ok(Self { connection })
        })
        .await
    }

    /// Runs work in a transaction.
    async fn transact<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Result<T> + Send + 'static,
    {
        self.with(move |connection| {
            let outcome = connection.immediate_transaction(|connection| work(connection).map_err(Rollback));
            outcome.map_err(|rollback| rollback.0)
        })
        .await
    }

    /// Runs work that looses or replaces a wrapped key: afterwards no file holds the old one any more.
    async fn transact_and_forget<F>(&self, work: F) -> Result<()>
    where
        F: FnOnce(&mut SqliteConnection) -> Result<()> + Send + 'static,
    {
        self.transact(work).await?;
        self.with(|connection| {
            if let Err(error) = checkpoint(connection) {
                // It is done all the same; the next checkpoint wipes the log.
                tracing::warn!(%error, "The log of the accounts database was not wiped.");
            }
            Ok(())
        })
        .await
    }

    async fn with<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Result<T> + Send + 'static,
    {
        let connection = Arc::clone(&self.connection);
        in_background(move || work(&mut connection.lock().unwrap_or_else(PoisonError::into_inner))).await
    }
}

fn open_files(root: &Path) -> Result<SqliteConnection> {
    files::create_folder(root)?;
    let (path, key_path) = (files::accounts(root), files::accounts_key(root));
    let is_there = path.try_exists().map_err(backend)?;
    let key = match key_file::find(&key_path)? {
        Some(key) => key,
        // A new key would not open it. Whoever finds the old one can still use it.
        None if is_there => return Err(StorageError::WrongKey),
        None => key_file::create(&key_path)?,
    };
    if !is_there {
        create(&ACCOUNTS, &path, &key)?;
    }
    let mut connection = open(&ACCOUNTS, &path, &key)?;
    // Wraps that were replaced are overwritten.
    connection.batch_execute("PRAGMA secure_delete = ON").or_storage_error()?;
    Ok(connection)
}

/// Wraps a data key, which takes memory and time on purpose.
async fn wrapped(key_uid: &str, password: &str, data_key: &DataKey) -> Result<WrappedKey> {
    let (key_uid, password, data_key) = (key_uid.to_owned(), Zeroizing::new(password.to_owned()), data_key.clone());
    in_background(move || wrap::wrap(&key_uid, &password, &data_key, Cost::CURRENT)).await
}

#[async_trait]
impl AccountsStore for SqlcipherAccounts {
    async fn accounts(&self) -> Result<Vec<AccountRecord>> {
        self.transact(rows::accounts).await
    }

    async fn find_account(&self, key_uid: &str) -> Result<Option<AccountRecord>> {
        let key_uid = key_uid.to_owned();
        self.transact(move |connection| rows::find_account(connection, &key_uid)).await
    }

    async fn save_account(&self, account: &AccountRecord) -> Result<()> {
        let account = account.clone();
        self.transact(move |connection| rows::save_account(connection, &account)).await
    }

    async fn delete_account(&self, key_uid: &str) -> Result<()> {
        let key_uid = key_uid.to_owned();
        self.transact_and_forget(move |connection| rows::delete_account(connection, &key_uid)).await
    }

    async fn wrap_data_key(&self, key_uid: &str, password: &str, data_key: &DataKey) -> Result<()> {
        let wrapped = wrapped(key_uid, password, data_key).await?;
        let key_uid = key_uid.to_owned();
        self.transact_and_forget(move |connection| rows::save_wrapped_key(connection, &key_uid, &wrapped)).await
    }

    async fn save_account_with_key(&self, account: &AccountRecord, password: &str, data_key: &DataKey) -> Result<()> {
        let wrapped = wrapped(&account.key_uid, password, data_key).await?;
        let account = account.clone();
        self.transact_and_forget(move |connection| {
            rows::save_account(connection, &account)?;
            rows::save_wrapped_key(connection, &account.key_uid, &wrapped)
        })
        .await
    }

    async fn unwrap_data_key(&self, key_uid: &str, password: &str) -> std::result::Result<DataKey, UnlockError> {
        let (key_uid, password) = (key_uid.to_owned(), Zeroizing::new(password.to_owned()));
        let stored_uid = key_uid.clone();
        let wrapped = self.transact(move |connection| rows::find_wrapped_key(connection, &stored_uid)).await?;
        let wrapped = wrapped.ok_or(UnlockError::UnknownAccount)?;
        let unwrapped = tokio::task::spawn_blocking(move || wrap::unwrap(&key_uid, &password, &wrapped));
        unwrapped.await.map_err(backend)?
    }

    async fn metrics_consent(&self) -> Result<MetricsConsent> {
        self.transact(rows::metrics_consent).await
    }

    async fn save_metrics_consent(&self, consent: MetricsConsent) -> Result<()> {
        self.transact(move |connection| rows::save_metrics_consent(connection, consent)).await
    }
}

#[cfg(test)]
mod tests;
