//! Transfers are looked for on chains while somebody looks at the wallet.

mod history;
mod notify;
mod read;
mod search;
mod tell;
mod watcher;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use status_domain::wallet::activity::{forget_other_accounts, watched_accounts};
use status_ports::{ChainScans, ProfileStoreExt as _, StorageError, WalletStoreExt as _};
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
    /// Accounts whose past is read, and on which chains.
    histories: BTreeMap<[u8; 20], BTreeSet<u64>>,
    is_closed: bool,
}

/// The accounts of the profile.
struct TransferAccounts {
    /// All that have transfers.
    existing: BTreeSet<[u8; 20]>,
    /// Those whose transfers are looked for.
    watched: BTreeSet<[u8; 20]>,
}

impl Transfers {
    fn watchers(&self) -> MutexGuard<'_, Watchers> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        let mut watchers = self.watchers();
        watchers.histories.clear();
        for watcher in std::mem::take(&mut watchers.by_chain).into_values() {
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
        let accounts = self.transfer_accounts().await?;
        self.forget_accounts_but(accounts.existing).await?;
        if self.start_watchers(chains) {
            let accounts = Some(accounts.watched.into_iter().collect());
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

    async fn transfer_accounts(&self) -> Result<TransferAccounts, StorageError> {
        let accounts = self.profile().query(|transaction| {
            let was_shown = transaction.find_setting("mnemonic-was-not-shown?")?.as_deref() != Some("true");
            let accounts = transaction.keypair_accounts()?;
            let (existing, watched) = (watched_accounts(&accounts, true), watched_accounts(&accounts, was_shown));
            Ok::<_, StorageError>(TransferAccounts { existing, watched })
        });
        accounts.await
    }

    /// Forgets what is known of accounts that are no longer there.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn forget_removed_accounts(&self) -> Result<(), StorageError> {
        let accounts = self.transfer_accounts().await?;
        self.forget_accounts_but(accounts.existing).await
    }

    async fn forget_accounts_but(&self, existing: BTreeSet<[u8; 20]>) -> Result<(), StorageError> {
        let chains = self.store().query::<_, StorageError, _>(|stores| stores.all_scans()).await?;
        if chains.values().all(|scans| are_of(scans, &existing)) {
            return Ok(());
        }
        let forget = move |stores: &mut dyn status_ports::WalletTransaction| forget_other_accounts(stores, &existing);
        self.store().transact::<_, StorageError, _>(forget).await?;
        self.events().activity_changed();
        Ok(())
    }

    /// How far a chain was read for these accounts. What is stored of others on any chain is forgotten.
    async fn scans_of(&self, chain_id: u64, existing: &BTreeSet<[u8; 20]>) -> Result<ChainScans, StorageError> {
        let scans = self.store().query::<_, StorageError, _>(move |stores| stores.scans(chain_id)).await?;
        if are_of(&scans, existing) {
            return Ok(scans);
        }
        self.forget_accounts_but(existing.clone()).await?;
        self.store().query(move |stores| stores.scans(chain_id)).await
    }
}

fn are_of(scans: &ChainScans, accounts: &BTreeSet<[u8; 20]>) -> bool {
    scans.scans.iter().all(|scan| scan.accounts.is_subset(accounts))
}
