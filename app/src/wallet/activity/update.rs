//! Clients are told what changed.

use std::sync::Weak;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::Task;
use super::shape::SessionUpdated;
use crate::wallet::{Shared, Wallet};

/// How long after one look the next one is, however much changes.
const LOOK_PERIOD: Duration = Duration::from_secs(1);

const SESSION_UPDATED: &str = "wallet-activity-session-updated";

impl Wallet {
    /// Looks at what changed from now on.
    pub(super) fn listen_to_activity(&self) -> Task {
        let changed = self.events().subscribe_to_activity();
        // Whoever forgets to end a session need not keep the wallet.
        Task(tokio::spawn(listen(std::sync::Arc::downgrade(&self.shared), changed)))
    }

    async fn look_at_sessions(&self) {
        let ids: Vec<i32> = self.activity().state().sessions.keys().copied().collect();
        for id in ids {
            self.look_at(id).await;
        }
    }

    async fn look_at(&self, id: i32) {
        let (scope, filter, request, turn) = {
            let mut state = self.activity().state();
            let Some(slot) = state.sessions.get_mut(&id) else { return };
            if slot.task.is_some() {
                // What it waits for may have been read before the change.
                slot.is_stale = true;
                return;
            }
            (slot.session.scope().clone(), slot.session.filter().clone(), slot.session.look(), slot.turn)
        };
        if scope.addresses.is_empty() {
            return;
        }
        let entries = match self.read_activity(scope, filter, request).await {
            Ok(entries) => entries,
            Err(error) => return tracing::warn!(%error, "What changed in the activity is not read."),
        };
        let mut state = self.activity().state();
        // What the client asked for since is read after the change.
        let Some(slot) = state.sessions.get_mut(&id).filter(|slot| slot.turn == turn) else { return };
        if let Some(update) = slot.session.update(entries) {
            self.answer(SESSION_UPDATED, id.into(), &SessionUpdated::from(&update));
        }
    }
}

async fn listen(shared: Weak<Shared>, mut changed: watch::Receiver<u64>) {
    while changed.changed().await.is_ok() {
        match shared.upgrade() {
            Some(shared) => Wallet { shared }.look_at_sessions().await,
            None => return,
        }
        sleep(LOOK_PERIOD).await;
    }
}
