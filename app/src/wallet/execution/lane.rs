//! An account sends on a chain one after the other: nodes hold back, or refuse, what comes before its predecessor.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// A chain and an account.
pub(super) type Lane = (u64, [u8; 20]);

/// Who is sending where.
#[derive(Default)]
pub(super) struct Lanes(Mutex<BTreeMap<Lane, Arc<tokio::sync::Mutex<()>>>>);

impl Lanes {
    /// Waits until nobody else sends there. Everybody takes several in the same order, so that nobody waits for ever.
    pub(super) async fn enter(&self, lanes: BTreeSet<Lane>) -> Vec<OwnedMutexGuard<()>> {
        let locks: Vec<_> = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.into_iter().map(|lane| Arc::clone(known.entry(lane).or_default())).collect()
        };
        let mut entered = Vec::with_capacity(locks.len());
        for lock in locks {
            entered.push(lock.lock_owned().await);
        }
        entered
    }
}
