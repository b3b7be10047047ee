//! The wallet of a session: what is known of chains, and what is done on them.

pub(crate) mod activity;
mod asset;
mod chain;
pub(crate) mod contract;
pub(crate) mod ens;
mod event;
pub(crate) mod execution;
pub(crate) mod function_call;
mod market;
pub(crate) mod route;
pub(crate) mod signing;
pub(crate) mod sticker;
#[cfg(test)]
pub(crate) mod test_wallet;
mod transfer;

use std::collections::BTreeMap;
use std::sync::Arc;

use status_domain::wallet::network::{Network, WalletSecrets};
use status_ports::{
    ChainError, ChainProvider, Clock, FunctionDirectory, MarketProvider, ProfileStore, ProviderEndpoint, UnixMillis,
    WalletStore,
};

use crate::signal::SignalHub;

pub(crate) use asset::BalanceHistoryRequest;
pub(crate) use chain::configure;
pub(crate) use event::WalletEvent;
pub(crate) use market::BALANCES_MAX_AGE_MS;

use activity::Activity;
use asset::Assets;
use chain::Chains;
use event::WalletEvents;
use market::Market;
use transfer::Transfers;

/// Opens a provider of a chain. Nothing is sent before it is asked something.
pub(crate) type ProviderOpener =
    Arc<dyn Fn(&ProviderEndpoint) -> Result<Arc<dyn ChainProvider>, ChainError> + Send + Sync>;

/// What a wallet is made of.
pub(crate) struct WalletConfig {
    /// What is known of chains.
    pub(crate) store: Arc<dyn WalletStore>,
    /// Accounts, keys and settings.
    pub(crate) profile: Arc<dyn ProfileStore>,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where clients listen.
    pub(crate) signals: SignalHub,
    /// What opens providers of chains.
    pub(crate) providers: ProviderOpener,
    /// Who tells what tokens are worth, in the order in which they are asked.
    pub(crate) market: Vec<Arc<dyn MarketProvider>>,
    /// Who knows the functions of contracts, in the order in which they are asked.
    pub(crate) functions: Vec<Arc<dyn FunctionDirectory>>,
    /// The version that providers behind the proxy are told.
    pub(crate) version: String,
    /// The client's accounts with providers.
    pub(crate) secrets: WalletSecrets,
    /// The chains that are known, as [`configure`] gave them.
    pub(crate) networks: BTreeMap<u64, Network>,
}

struct Shared {
    config: WalletConfig,
    events: WalletEvents,
    activity: Activity,
    chains: Chains,
    market: Market,
    assets: Assets,
    transfers: Transfers,
}

/// The wallet of a logged-in profile. Cloning gives another handle to the same wallet.
#[derive(Clone)]
pub(crate) struct Wallet {
    shared: Arc<Shared>,
}

impl Wallet {
    pub(crate) fn new(config: WalletConfig) -> Self {
        let events = WalletEvents::new(config.signals.clone(), Arc::clone(&config.clock));
        let chains = Chains::new(&config, events.clone());
        let market = Market::new(config.market.clone(), Arc::clone(&config.clock), events.clone());
        let (activity, assets, transfers) = (Activity::default(), Assets::default(), Transfers::default());
        Self { shared: Arc::new(Shared { config, events, activity, chains, market, assets, transfers }) }
    }

    /// What is known of chains.
    pub(crate) fn store(&self) -> &Arc<dyn WalletStore> {
        &self.shared.config.store
    }

    /// Accounts, keys and settings.
    pub(crate) fn profile(&self) -> &Arc<dyn ProfileStore> {
        &self.shared.config.profile
    }

    /// Where clients listen.
    pub(crate) fn signals(&self) -> &SignalHub {
        &self.shared.config.signals
    }

    /// The time.
    pub(crate) fn now(&self) -> UnixMillis {
        self.shared.config.clock.unix_millis()
    }

    /// What tokens are worth.
    pub(crate) fn market(&self) -> &Market {
        &self.shared.market
    }

    fn assets(&self) -> &Assets {
        &self.shared.assets
    }

    fn events(&self) -> &WalletEvents {
        &self.shared.events
    }

    /// Emits the signal `wallet`.
    pub(crate) fn emit(&self, event: WalletEvent) {
        self.shared.events.emit(event);
    }

    /// Ends what runs and closes the database. Whoever still holds a handle gets errors from then on.
    pub(crate) async fn close(&self) {
        self.shared.activity.close();
        self.shared.assets.close();
        self.shared.transfers.close();
        self.shared.chains.close();
        self.shared.config.store.close().await;
    }
}
