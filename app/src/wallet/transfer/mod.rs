//! Transfers are looked for on chains while somebody looks at the wallet.

mod read;
mod search;
mod tell;
mod watcher;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use status_domain::wallet::activity::watched_accounts;
use status_ports::{ProfileStoreExt as _, StorageError};
use tokio::task::AbortHandle;

use crate::wallet::{Wallet, WalletEvent};

/// One task for each chain on which transfers are looked for.
#[derive(Default)]
pub(super) struct Transfers {
    watchers: Mutex<Watchers>,
}

#[derive(Default)]
struct Watchers {
    by_chain: BTreeMap<u64, AbortHandle>,
    is_closed: bool,
}

impl Transfers {
    fn watchers(&self) -> MutexGuard<'_, Watchers> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        for watcher in std::mem::take(&mut self.watchers().by_chain).into_values() {
            watcher.abort();
        }
    }

    /// Ends what runs; nothing begins from then on.
    pub(super) fn close(&self) {
        self.watchers().is_closed = true;
        self.stop();
    }
}

impl Wallet {
    /// Begins to look for transfers on the chains that the person works with and has switched on, and on these. What runs
    /// already goes on. Chains that are not known are passed over.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn start_transfers(&self, also: &[u64]) -> Result<(), StorageError> {
        let active = self.active_networks().await?;
        let mut chains: BTreeSet<u64> =
            active.into_iter().filter(|network| network.enabled).map(|network| network.chain_id).collect();
        chains.extend(also.iter().filter(|chain_id| self.network(**chain_id).is_some()));
        let accounts = self.watched_accounts().await?;
        if self.start_watchers(chains) {
            let accounts = Some(accounts.into_iter().collect());
            self.emit(WalletEvent { kind: "recent-history-fetching", accounts, ..WalletEvent::default() });
        }
        Ok(())
    }

    /// Whether one began that did not run.
    fn start_watchers(&self, chains: BTreeSet<u64>) -> bool {
        let mut watchers = self.shared.transfers.watchers();
        if watchers.is_closed {
            return false;
        }
        watchers.by_chain.retain(|_, watcher| !watcher.is_finished());
        let before = watchers.by_chain.len();
        for chain_id in chains {
            watchers.by_chain.entry(chain_id).or_insert_with(|| {
                let wallet = self.clone();
                tokio::spawn(watcher::run(wallet, chain_id)).abort_handle()
            });
        }
        watchers.by_chain.len() > before
    }

    /// Ends looking for transfers.
    pub(crate) fn stop_transfers(&self) {
        self.shared.transfers.stop();
    }

    /// The accounts whose transfers are looked for.
    async fn watched_accounts(&self) -> Result<BTreeSet<[u8; 20]>, StorageError> {
        let accounts = self.profile().query(|transaction| {
            let was_shown = transaction.find_setting("mnemonic-was-not-shown?")?.as_deref() != Some("true");
            Ok::<_, StorageError>(watched_accounts(&transaction.keypair_accounts()?, was_shown))
        });
        accounts.await
    }
}
