//! Waiting for the end of one transaction.

use std::time::Duration;

use status_domain::wallet::execution::TransactionStatus;
use status_ports::StorageError;
use tokio::sync::broadcast::error::RecvError;

use super::Execution;

/// How long nothing may happen to any transaction before a watcher gives up.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Why the end of a transaction was not seen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WatchError {
    /// Nothing happened to any transaction.
    #[error("timeout watching for pending transaction")]
    Timeout,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Execution {
    /// Waits until a transaction is not pending any more, and then says so by a signal of its own; one that is not pending
    /// when this begins gives none. One that is not known may become known.
    ///
    /// # Errors
    /// [`WatchError`].
    pub(crate) async fn watch(&self, chain_id: u64, hash: [u8; 32]) -> Result<(), WatchError> {
        let mut statuses = self.shared.statuses.subscribe();
        loop {
            let found = self.find(vec![(chain_id, hash)]).await?;
            let status = found.into_iter().flatten().map(|row| TransactionStatus::of(&row.state)).next();
            if status.is_some_and(|status| status != TransactionStatus::Pending) {
                return Ok(());
            }
            loop {
                match tokio::time::timeout(PATIENCE, statuses.recv()).await {
                    Err(_) => return Err(WatchError::Timeout),
                    Ok(Ok((chain, other, status))) => {
                        if (chain, other) == (chain_id, hash) && status != TransactionStatus::Pending {
                            self.shared.announce(chain_id, hash, status);
                            return Ok(());
                        }
                    }
                    // What was missed may have been its end.
                    Ok(Err(RecvError::Lagged(_))) => break,
                    Ok(Err(RecvError::Closed)) => return Err(WatchError::Timeout),
                }
            }
        }
    }
}
