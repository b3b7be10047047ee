//! The chains of a profile: which there are, and what is asked of them.

mod block_watch;
mod blocks;
mod guard;
mod health;
mod provider;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use status_domain::wallet::network::{Network, WalletSecrets, active_networks, default_networks, reconcile};
use status_domain::wallet::provider::providers;
use status_domain::wallet::token::TokenOverrides;
use status_ports::{
    ChainError, Clock, NetworkRecord, ProfileStoreExt as _, ProviderEndpoint, StorageError, WalletStore,
    WalletStoreExt as _,
};
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::event::WalletEvents;
use super::{ProviderOpener, Wallet, WalletConfig};

use provider::Chain;

use blocks::SeenBlock;
use guard::Provider;
use health::Health;

/// Reads the chains of a profile, and brings what is stored up to date: `configured` are those that a new profile is to
/// know if not the usual ones, and the usual ones have the client's tokens in their URLs.
pub(crate) async fn configure(
    store: &Arc<dyn WalletStore>,
    configured: Option<Vec<Network>>,
    secrets: &WalletSecrets,
) -> Result<BTreeMap<u64, Network>, StorageError> {
    let configured = configured.unwrap_or_else(|| default_networks(secrets));
    let stored = store.query(|transaction| transaction.networks()).await?;
    let changed = reconcile(&stored, &configured);
    let all: Vec<NetworkRecord> = stored.into_iter().chain(changed.iter().cloned()).collect();
    if !changed.is_empty() {
        store
            .transact(move |transaction| changed.iter().try_for_each(|network| transaction.save_network(network)))
            .await?;
    }
    let network = |record: NetworkRecord| match configured.iter().find(|one| one.record.chain_id == record.chain_id) {
        Some(one) => Network { record, ..one.clone() },
        None => Network::from(record),
    };
    // What changed comes last, and replaces.
    Ok(all.into_iter().map(|record| (record.chain_id, network(record))).collect())
}

/// All chains, and what was made to ask them. Only what is asked is made.
pub(super) struct Chains {
    open_provider: ProviderOpener,
    clock: Arc<dyn Clock>,
    secrets: WalletSecrets,
    user_agent: String,
    health: Arc<Health>,
    known: Mutex<Known>,
}

struct Known {
    networks: BTreeMap<u64, Network>,
    chains: BTreeMap<u64, Arc<Chain>>,
    /// The newest block that was seen of each chain, for guesses.
    seen: BTreeMap<u64, SeenBlock>,
    is_closed: bool,
}

impl Chains {
    pub(super) fn new(config: &WalletConfig, events: WalletEvents) -> Self {
        let kind = if cfg!(any(target_os = "android", target_os = "ios")) { "mobile" } else { "desktop" };
        let networks = config.networks.clone();
        Self {
            open_provider: Arc::clone(&config.providers),
            clock: Arc::clone(&config.clock),
            secrets: config.secrets.clone(),
            user_agent: format!("procuratee-{kind}/{}", config.version),
            health: Arc::new(Health::new(events, networks.keys().copied())),
            known: Mutex::new(Known { networks, chains: BTreeMap::new(), seen: BTreeMap::new(), is_closed: false }),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn chain(&self, chain_id: u64) -> Result<Arc<Chain>, ChainError> {
        let mut known = self.known();
        if let Some(chain) = known.chains.get(&chain_id) {
            return Ok(Arc::clone(chain));
        }
        if known.is_closed {
            return Err(ChainError::Unreachable("the wallet is closed".to_owned()));
        }
        let network = known.networks.get(&chain_id).ok_or(ChainError::UnknownChain(chain_id))?;
        let chain = Arc::new(self.open(network)?);
        known.chains.insert(chain_id, Arc::clone(&chain));
        Ok(chain)
    }

    fn open(&self, network: &Network) -> Result<Chain, ChainError> {
        let chain_id = network.record.chain_id;
        let plans = providers(network, &self.secrets);
        let mut opened = Vec::new();
        let mut refusal = ChainError::NoProvider(chain_id);
        for plan in plans {
            let login = plan.is_proxied.then(|| (self.secrets.proxy_user.clone(), self.secrets.proxy_password.clone()));
            let endpoint = ProviderEndpoint {
                url: Zeroizing::new(plan.url),
                login,
                user_agent: if plan.is_proxied { self.user_agent.clone() } else { String::new() },
            };
            match (self.open_provider)(&endpoint) {
                Ok(provider) => opened.push(Provider::new(plan.name, provider)),
                // The others may do.
                Err(error) => refusal = error,
            }
        }
        if opened.is_empty() {
            return Err(refusal);
        }
        self.health.set_chain(chain_id, opened.iter().map(|provider| provider.name.clone()));
        Ok(Chain::new(chain_id, opened, Arc::clone(&self.clock), Arc::clone(&self.health)))
    }

    /// From now on a chain is like this, or unknown. What was made to ask it is made anew.
    fn set(&self, chain_id: u64, network: Option<Network>) {
        let mut known = self.known();
        match network {
            Some(network) => known.networks.insert(chain_id, network),
            None => known.networks.remove(&chain_id),
        };
        known.seen.remove(&chain_id);
        if let Some(chain) = known.chains.remove(&chain_id) {
            chain.stop();
        }
        self.health.remove_chain(chain_id, known.networks.contains_key(&chain_id));
    }

    /// Ends what watches for blocks; nothing is asked from then on.
    pub(super) fn close(&self) {
        let mut known = self.known();
        known.is_closed = true;
        std::mem::take(&mut known.chains).into_values().for_each(|chain| chain.stop());
    }
}

impl Wallet {
    /// Asks a chain, by all of its providers: one stands in for another.
    ///
    /// # Errors
    /// [`ChainError::UnknownChain`], [`ChainError::NoProvider`], [`ChainError::InvalidProvider`].
    pub(crate) fn chain(&self, chain_id: u64) -> Result<Arc<Chain>, ChainError> {
        self.shared.chains.chain(chain_id)
    }

    /// The height of the newest block of a chain, as it changes; zero until it is known. One poller serves all who
    /// watch, and it ends with the last of them. The receiver is closed when the chain changes or the wallet closes.
    ///
    /// # Errors
    /// As [`Self::chain`].
    pub(crate) fn watch_blocks(&self, chain_id: u64) -> Result<watch::Receiver<u64>, ChainError> {
        Ok(self.chain(chain_id)?.watch_blocks())
    }

    /// The same for those who do not wait for a block but would like to know of it: less often.
    ///
    /// # Errors
    /// As [`Self::chain`].
    pub(crate) fn watch_blocks_calmly(&self, chain_id: u64) -> Result<watch::Receiver<u64>, ChainError> {
        Ok(self.chain(chain_id)?.watch_blocks_calmly())
    }

    /// All chains, by number.
    pub(crate) fn networks(&self) -> Vec<NetworkRecord> {
        self.shared.chains.known().networks.values().map(|network| network.record.clone()).collect()
    }

    /// A chain with what is not stored of it.
    pub(crate) fn network(&self, chain_id: u64) -> Option<Network> {
        self.shared.chains.known().networks.get(&chain_id).cloned()
    }

    /// Contracts that stand in for those of token lists.
    pub(crate) fn token_overrides(&self) -> TokenOverrides {
        let known = self.shared.chains.known();
        let overrides = known.networks.iter().map(|(chain_id, network)| (*chain_id, network.token_overrides.clone()));
        overrides.filter(|(_, overrides)| !overrides.is_empty()).collect()
    }

    /// The chains that the person works with: those for tests or the others, as the settings say.
    ///
    /// # Errors
    /// [`StorageError`] if the settings cannot be read.
    pub(crate) async fn active_networks(&self) -> Result<Vec<NetworkRecord>, StorageError> {
        let are_tests = self.are_test_networks_enabled().await?;
        Ok(active_networks(&self.networks(), are_tests))
    }

    /// Whether the person works with chains for tests.
    ///
    /// # Errors
    /// [`StorageError`] if the settings cannot be read.
    pub(crate) async fn are_test_networks_enabled(&self) -> Result<bool, StorageError> {
        let setting = self.profile().query(|transaction| transaction.find_setting("test-networks-enabled?")).await?;
        Ok(setting.as_deref() == Some("true"))
    }

    /// Adds or replaces a chain.
    ///
    /// # Errors
    /// [`StorageError`] if it is not stored.
    pub(crate) async fn save_network(&self, network: Network) -> Result<(), StorageError> {
        let record = network.record.clone();
        self.store().transact(move |transaction| transaction.save_network(&record)).await?;
        self.shared.chains.set(network.record.chain_id, Some(network));
        Ok(())
    }

    /// Forgets a chain; that there is none is no error.
    ///
    /// # Errors
    /// [`StorageError`] if that is not stored.
    pub(crate) async fn delete_network(&self, chain_id: u64) -> Result<(), StorageError> {
        self.store().transact(move |transaction| transaction.delete_network(chain_id)).await?;
        self.shared.chains.set(chain_id, None);
        Ok(())
    }

    /// Which chain the provider at a URL is of. It need be none of a chain that is known.
    ///
    /// # Errors
    /// [`ChainError`].
    pub(crate) async fn chain_id_of_url(&self, url: String) -> Result<u64, ChainError> {
        let endpoint = ProviderEndpoint { url: Zeroizing::new(url), login: None, user_agent: String::new() };
        (self.shared.chains.open_provider)(&endpoint)?.chain_id().await
    }
}

#[cfg(test)]
mod tests;
