//! The task that derives keys of topics before they are needed, so that no transaction has to.

use std::sync::Arc;

use status_domain::transport::{DerivedKey, PendingKey};
use status_ports::StorageError;
use tokio::sync::watch;

use super::Phase;
use super::shared::Shared;

pub(super) async fn run(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    while *phase.borrow_and_update() != Phase::Stopped {
        tokio::select! {
            biased;
            changed = phase.changed() => if changed.is_err() { return },
            () = shared.pending_keys.added() => derive(&shared).await,
        }
    }
}

async fn derive(shared: &Arc<Shared>) {
    for key in shared.pending_keys.take() {
        let Ok(derived) = tokio::task::spawn_blocking(move || PendingKey::derive(key)).await else {
            continue;
        };
        if let Err(error) = keep(shared, derived).await {
            tracing::warn!(%error, "A key was not stored; it will be derived again.");
        }
    }
}

async fn keep(shared: &Arc<Shared>, key: DerivedKey) -> Result<(), StorageError> {
    shared.work(|transport, context| transport.keep_key(context.stores, key)).await
}
