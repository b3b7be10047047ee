//! Databases of tests that are closed and opened again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use status_memory::MemoryProfile;
use status_ports::{ProfileStore, ProfileWork, StorageError};

/// A database whose content outlives its closing.
pub(crate) struct Disk {
    content: MemoryProfile,
    is_closed: AtomicBool,
}

impl Disk {
    pub(crate) fn open(content: &MemoryProfile) -> Arc<dyn ProfileStore> {
        Arc::new(Self { content: content.clone(), is_closed: AtomicBool::new(false) })
    }

    fn check(&self) -> Result<(), StorageError> {
        if self.is_closed.load(Ordering::SeqCst) { Err(StorageError::Closed) } else { Ok(()) }
    }
}

#[async_trait]
impl ProfileStore for Disk {
    async fn write(&self, work: ProfileWork) -> Result<(), StorageError> {
        self.check()?;
        self.content.write(work).await
    }

    async fn read(&self, work: ProfileWork) -> Result<(), StorageError> {
        self.check()?;
        self.content.read(work).await
    }

    async fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }
}
