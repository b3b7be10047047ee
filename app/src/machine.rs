//! The world as it is: databases on disk, a node of the network, the system's clock and randomness.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use status_domain::crypto::PrivateKey;
use status_ethereum::EthereumClient;
use status_images::PixelImages;
use status_ports::{
    AccountsStore, ChainError, ChainProvider, Clock, DataKey, Entropy, Images, ProfileStore, ProviderEndpoint,
    Secret32, StorageError, WakuError, WakuMode, WalletStore, WebError, WebFetcher,
};
use status_sqlcipher::{SqlcipherAccounts, SqlcipherProfile, SqlcipherWallet};
use status_waku::{Discv5Starter, DnsLookup, WakuConfig, WakuNode};
use status_web::{Reach, WebClient};
use zeroize::Zeroizing;

use crate::BackendConfig;
use crate::network::peers::DiscoveryPorts;
use crate::system::{SystemClock, SystemEntropy};
use crate::world::{StartedNode, World};

/// The machine that the process runs on.
pub(crate) struct Machine {
    /// Private key of the network node as hex; random at each start if absent.
    node_key: Option<Zeroizing<String>>,
    /// Whether other nodes are looked for.
    has_discovery: bool,
    /// Which servers of the web are read from.
    web_reach: Reach,
    /// Asks providers of chains; made when the first one is.
    ethereum: OnceLock<EthereumClient>,
}

/// A name that DNS does not answer in this time is looked up again later.
const LOOKUP_LIMIT: Duration = Duration::from_secs(10);

impl Machine {
    pub(crate) fn new(config: BackendConfig) -> Self {
        Self {
            node_key: config.node_key.map(Zeroizing::new),
            has_discovery: config.has_discovery,
            ethereum: OnceLock::new(),
            web_reach: if config.reads_local_web { Reach::PublicAndLoopback } else { Reach::Public },
        }
    }
}

/// 64 hex digits, with or without `0x`.
fn parse_node_key(text: &str) -> Result<Secret32, WakuError> {
    let mut key = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), key.as_mut_slice())
        .map_err(|_| WakuError::Start("the node key is not 64 hex digits".to_owned()))?;
    Ok(Secret32::new(*key))
}

#[async_trait]
impl World for Machine {
    async fn open_accounts(&self, root: &Path) -> Result<Arc<dyn AccountsStore>, StorageError> {
        Ok(Arc::new(SqlcipherAccounts::open(root).await?))
    }

    async fn create_profile(
        &self,
        root: &Path,
        key_uid: &str,
        key: &DataKey,
    ) -> Result<Arc<dyn ProfileStore>, StorageError> {
        Ok(Arc::new(SqlcipherProfile::create(root, key_uid, key).await?))
    }

    async fn open_profile(
        &self,
        root: &Path,
        key_uid: &str,
        key: &DataKey,
    ) -> Result<Arc<dyn ProfileStore>, StorageError> {
        Ok(Arc::new(SqlcipherProfile::open(root, key_uid, key).await?))
    }

    async fn open_wallet(
        &self,
        root: &Path,
        key_uid: &str,
        key: &DataKey,
    ) -> Result<Arc<dyn WalletStore>, StorageError> {
        Ok(Arc::new(SqlcipherWallet::open(root, key_uid, key).await?))
    }

    /// Listens where a node of the Status network does (specification: transport, section 2.9): on every interface, TCP,
    /// a free port. WebSocket beside it is for peers in browsers.
    async fn start_network(&self, mode: WakuMode, node_key: Secret32) -> Result<StartedNode, WakuError> {
        let config = WakuConfig { node_key: Some(node_key), mode, ..WakuConfig::default() };
        let (node, events) = WakuNode::start(config).await?;
        Ok((Arc::new(node), events))
    }

    fn node_key(&self) -> Result<Secret32, WakuError> {
        match &self.node_key {
            Some(text) => parse_node_key(text),
            None => Ok(Secret32::new(*PrivateKey::generate(&mut SystemEntropy).to_bytes())),
        }
    }

    fn discovery(&self, nameserver: &str) -> Option<DiscoveryPorts> {
        let server = DnsLookup::parse_server(nameserver);
        if server.is_none() && !nameserver.is_empty() {
            tracing::warn!(nameserver, "This is no address of a DNS server: those of the system are asked.");
        }
        self.has_discovery.then(|| DiscoveryPorts {
            lookup: Arc::new(DnsLookup::new(server, LOOKUP_LIMIT)),
            starter: Arc::new(Discv5Starter),
        })
    }

    fn web(&self, user_agent: &str) -> Result<Arc<dyn WebFetcher>, WebError> {
        let client = WebClient::new(user_agent, self.web_reach).map_err(|error| WebError::Failed(error.to_string()))?;
        Ok(Arc::new(client))
    }

    fn chain_provider(&self, endpoint: &ProviderEndpoint) -> Result<Arc<dyn ChainProvider>, ChainError> {
        let client = match self.ethereum.get() {
            Some(client) => client,
            None => {
                let client = EthereumClient::new().map_err(|error| ChainError::InvalidProvider(error.to_string()))?;
                self.ethereum.get_or_init(|| client)
            }
        };
        Ok(Arc::new(client.open(endpoint)?))
    }

    fn images(&self) -> Arc<dyn Images> {
        Arc::new(PixelImages)
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }

    fn entropy(&self) -> Box<dyn Entropy + Send> {
        Box::new(SystemEntropy)
    }
}

#[cfg(test)]
mod tests;
