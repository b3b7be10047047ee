//! Connections that read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;
use status_ports::StorageError;
use tokio::sync::Semaphore;

use crate::connection::{Opener, in_background, is_broken};
use crate::error::{Result, Rollback, backend};

/// Most connections. Reads take microseconds; more would only cost memory for their caches.
const MOST: u32 = 4;

/// A stack of connections: the one used last goes first, since its cache is warm.
#[derive(Debug)]
pub(crate) struct Readers {
    pool: Arc<Pool>,
    permits: Arc<Semaphore>,
    is_closed: AtomicBool,
}

struct Pool {
    opener: Opener,
    idle: Mutex<Vec<SqliteConnection>>,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl Pool {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run<T>(&self, work: impl FnOnce(&mut SqliteConnection) -> std::result::Result<T, Rollback>) -> Result<T> {
        let idle = self.idle().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => (self.opener)()?,
        };
        let outcome = connection.transaction(work);
        if !is_broken(&mut connection) {
            self.idle().push(connection);
        }
        outcome.map_err(|rollback| rollback.0)
    }
}

impl Readers {
    /// Connections are made when they are needed.
    pub(crate) fn new(opener: Opener) -> Self {
        let pool = Arc::new(Pool { opener, idle: Mutex::default() });
        Self { pool, permits: Arc::new(Semaphore::new(MOST as usize)), is_closed: AtomicBool::new(false) }
    }

    /// Runs work on one snapshot of the database. It goes on to its end when nobody waits for it any more.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> std::result::Result<T, Rollback> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(backend)?;
        if self.is_closed.load(Ordering::SeqCst) {
            return Err(StorageError::Closed);
        }
        let pool = Arc::clone(&self.pool);
        in_background(move || {
            // Given back when the work ends, even if nobody waits for it any more.
            let _permit = permit;
            pool.run(work)
        })
        .await
    }

    /// Returns when all reading has ended and the connections are closed.
    pub(crate) async fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        let everybody = self.permits.acquire_many(MOST).await;
        self.pool.idle().clear();
        drop(everybody);
    }
}
