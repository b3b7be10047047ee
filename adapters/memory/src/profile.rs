//! A profile that is gone with the process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use status_ports::{ProfileStore, ProfileWork, StorageError};

use crate::MemoryTransaction;

/// A [`ProfileStore`] in memory. Clones are the same store.
#[derive(Clone)]
pub struct MemoryProfile {
    /// `None` once closed.
    committed: Arc<Mutex<Option<MemoryTransaction>>>,
}

impl Default for MemoryProfile {
    fn default() -> Self {
        Self { committed: Arc::new(Mutex::new(Some(MemoryTransaction::new()))) }
    }
}

impl MemoryProfile {
    /// An empty profile.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the store again after it was closed, with what it held: for tests of restarts.
    #[must_use]
    pub fn with(content: MemoryTransaction) -> Self {
        Self { committed: Arc::new(Mutex::new(Some(content))) }
    }

    /// What is committed, `None` once closed.
    #[must_use]
    pub fn snapshot(&self) -> Option<MemoryTransaction> {
        self.lock().clone()
    }

    /// Replaces what is committed, for tests that begin in the middle.
    pub fn replace(&self, content: MemoryTransaction) {
        *self.lock() = Some(content);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<MemoryTransaction>> {
        self.committed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run(work: ProfileWork, transaction: &mut MemoryTransaction) -> Result<(), StorageError> {
    catch_unwind(AssertUnwindSafe(|| work(transaction)))
        .unwrap_or_else(|_| Err(StorageError::Backend("the unit of work panicked".into())))
}

#[async_trait]
impl ProfileStore for MemoryProfile {
    async fn write(&self, work: ProfileWork) -> Result<(), StorageError> {
        let mut committed = self.lock();
        let mut next = committed.clone().ok_or(StorageError::Closed)?;
        run(work, &mut next)?;
        *committed = Some(next);
        Ok(())
    }

    async fn read(&self, work: ProfileWork) -> Result<(), StorageError> {
        let mut snapshot = self.snapshot().ok_or(StorageError::Closed)?;
        let changes = snapshot.changes();
        run(work, &mut snapshot)?;
        if snapshot.changes() == changes {
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
