//! What a backend needs from the world, besides what the ports of an open profile say.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use status_domain::wallet::network::WalletSecrets;
use status_ports::{
    AccountsStore, ChainError, ChainProvider, Clock, DataKey, Entropy, FunctionDirectory, Images, MarketProvider,
    ProfileStore, ProviderEndpoint, Secret32, StorageError, Waku, WakuError, WakuEvent, WakuMode, WalletStore,
    WebError, WebFetcher,
};
use tokio::sync::mpsc;

use crate::network::peers::DiscoveryPorts;

/// A node of the network, and what happens there.
pub(crate) type StartedNode = (Arc<dyn Waku>, mpsc::Receiver<WakuEvent>);

/// Where randomness comes from, one source per unit of work.
pub(crate) type EntropySource = Arc<dyn Fn() -> Box<dyn Entropy + Send> + Send + Sync>;

/// Opens databases, starts network nodes, tells the time, draws randomness.
#[async_trait]
pub(crate) trait World: Send + Sync {
    /// Opens the list of people who can log in below this folder, and makes it if there is none.
    async fn open_accounts(&self, root: &Path) -> Result<Arc<dyn AccountsStore>, StorageError>;

    /// Makes the databases of a profile, in place of files that were left behind by a creation that did not end.
    async fn create_profile(
        &self,
        root: &Path,
        key_uid: &str,
        key: &DataKey,
    ) -> Result<Arc<dyn ProfileStore>, StorageError>;

    /// Opens the database of a profile.
    async fn open_profile(
        &self,
        root: &Path,
        key_uid: &str,
        key: &DataKey,
    ) -> Result<Arc<dyn ProfileStore>, StorageError>;

    /// Opens the wallet's database of a profile.
    async fn open_wallet(
        &self,
        root: &Path,
        key_uid: &str,
        key: &DataKey,
    ) -> Result<Arc<dyn WalletStore>, StorageError>;

    /// Removes the databases of a profile, which are closed.
    async fn remove_profile(&self, root: &Path, key_uid: &str) -> Result<(), StorageError>;

    /// The private key of the next node.
    ///
    /// # Errors
    /// [`WakuError::Start`] if there is one that is none.
    fn node_key(&self) -> Result<Secret32, WakuError>;

    /// Starts a node of the network that takes part in it in this way.
    async fn start_network(&self, mode: WakuMode, node_key: Secret32) -> Result<StartedNode, WakuError>;

    /// Where other nodes are looked for; DNS at the server that is named. `None` if nobody is to be looked for.
    fn discovery(&self, nameserver: &str) -> Option<DiscoveryPorts>;

    /// The web, read by who calls himself so (the header `User-Agent`).
    ///
    /// # Errors
    /// [`WebError::Failed`] if it cannot be read at all.
    fn web(&self, user_agent: &str) -> Result<Arc<dyn WebFetcher>, WebError>;

    /// A provider of a chain. Nothing is sent before it is asked something.
    ///
    /// # Errors
    /// [`ChainError::InvalidProvider`] if it cannot be asked.
    fn chain_provider(&self, endpoint: &ProviderEndpoint) -> Result<Arc<dyn ChainProvider>, ChainError>;

    /// Who tells what tokens are worth, in the order in which they are asked. Nothing is sent before one is asked.
    fn market_providers(&self, secrets: &WalletSecrets) -> Vec<Arc<dyn MarketProvider>>;

    /// Who knows the functions of contracts, in the order in which they are asked. Nothing is sent before one is asked.
    fn function_directories(&self) -> Vec<Arc<dyn FunctionDirectory>>;

    /// What is done with pictures.
    fn images(&self) -> Arc<dyn Images>;

    /// The time.
    fn clock(&self) -> Arc<dyn Clock>;

    /// A source of randomness.
    fn entropy(&self) -> Box<dyn Entropy + Send>;
}
