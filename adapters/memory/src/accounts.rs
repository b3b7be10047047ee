//! A list of people who can log in, gone with the process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use status_ports::{AccountRecord, AccountsStore, DataKey, MetricsConsent, StorageError, UnlockError};

/// An [`AccountsStore`] in memory that compares passwords as they are. For tests only. Clones are the same store.
#[derive(Clone, Default)]
pub struct MemoryAccounts {
    content: Arc<Mutex<Content>>,
}

#[derive(Default)]
struct Content {
    accounts: BTreeMap<String, AccountRecord>,
    keys: BTreeMap<String, (String, DataKey)>,
    metrics_consent: MetricsConsent,
}

impl MemoryAccounts {
    /// Nobody can log in yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl AccountsStore for MemoryAccounts {
    async fn accounts(&self) -> Result<Vec<AccountRecord>, StorageError> {
        let mut accounts: Vec<_> = self.lock().accounts.values().cloned().collect();
        for account in &mut accounts {
            account.images.sort_by(|a, b| a.name.cmp(&b.name));
        }
        accounts.sort_by(|a, b| b.login_timestamp.cmp(&a.login_timestamp).then_with(|| a.key_uid.cmp(&b.key_uid)));
        Ok(accounts)
    }

    async fn find_account(&self, key_uid: &str) -> Result<Option<AccountRecord>, StorageError> {
        Ok(self.accounts().await?.into_iter().find(|account| account.key_uid == key_uid))
    }

    async fn save_account(&self, account: &AccountRecord) -> Result<(), StorageError> {
        self.lock().accounts.insert(account.key_uid.clone(), account.clone());
        Ok(())
    }

    async fn delete_account(&self, key_uid: &str) -> Result<(), StorageError> {
        let mut content = self.lock();
        content.accounts.remove(key_uid);
        content.keys.remove(key_uid);
        Ok(())
    }

    async fn wrap_data_key(&self, key_uid: &str, password: &str, data_key: &DataKey) -> Result<(), StorageError> {
        self.lock().keys.insert(key_uid.to_owned(), (password.to_owned(), data_key.clone()));
        Ok(())
    }

    async fn save_account_with_key(
        &self,
        account: &AccountRecord,
        password: &str,
        data_key: &DataKey,
    ) -> Result<(), StorageError> {
        let mut content = self.lock();
        content.accounts.insert(account.key_uid.clone(), account.clone());
        content.keys.insert(account.key_uid.clone(), (password.to_owned(), data_key.clone()));
        Ok(())
    }

    async fn unwrap_data_key(&self, key_uid: &str, password: &str) -> Result<DataKey, UnlockError> {
        match self.lock().keys.get(key_uid) {
            None => Err(UnlockError::UnknownAccount),
            Some((wrapped_with, key)) if wrapped_with == password => Ok(key.clone()),
            Some(_) => Err(UnlockError::WrongPassword),
        }
    }

    async fn metrics_consent(&self) -> Result<MetricsConsent, StorageError> {
        Ok(self.lock().metrics_consent)
    }

    async fn save_metrics_consent(&self, consent: MetricsConsent) -> Result<(), StorageError> {
        self.lock().metrics_consent = consent;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
