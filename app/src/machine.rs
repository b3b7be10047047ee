//! The world as it is: databases on disk, a node of the network, the system's clock and randomness.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use status_domain::crypto::PrivateKey;
use status_domain::wallet::network::WalletSecrets;
use status_ethereum::EthereumClient;
use status_images::PixelImages;
use status_ports::{
    AccountsStore, ChainError, ChainProvider, Clock, DataKey, Entropy, FunctionDirectory, Images, MarketProvider,
    ProfileStore, ProviderEndpoint, Secret32, StorageError, WakuError, WakuMode, WalletStore, WebError, WebFetcher,
};
use status_sqlcipher::{SqlcipherAccounts, SqlcipherProfile, SqlcipherWallet};
use status_waku::{Discv5Starter, DnsLookup, WakuConfig, WakuNode};
use status_web::{
    CoinGecko, CryptoCompare, FourByteDirectory, FourByteList, MarketEndpoint, MarketLogin, Reach, WebClient,
};
use zeroize::Zeroizing;

use crate::network::peers::DiscoveryPorts;
use crate::system::{SystemClock, SystemEntropy};
use crate::world::{StartedNode, World};
use crate::{BackendConfig, MarketUrls};

/// The machine that the process runs on.
pub(crate) struct Machine {
    /// Private key of the network node as hex; random at each start if absent.
    node_key: Option<Zeroizing<String>>,
    /// Whether other nodes are looked for.
    has_discovery: bool,
    /// Which servers of the web are read from.
    web_reach: Reach,
    /// Where services of market data are.
    market: MarketUrls,
    /// Asks providers of chains; made when the first one is.
    ethereum: OnceLock<EthereumClient>,
}

/// Where functions of contracts are listed.
const FUNCTION_LIST: &str = "https://raw.githubusercontent.com/ethereum-lists/4bytes/master/signatures";
const FUNCTION_DIRECTORY: &str = "https://www.4byte.directory";

/// A name that DNS does not answer in this time is looked up again later.
const LOOKUP_LIMIT: Duration = Duration::from_secs(10);

impl Machine {
    pub(crate) fn new(config: BackendConfig) -> Self {
        Self {
            node_key: config.node_key.map(Zeroizing::new),
            has_discovery: config.has_discovery,
            ethereum: OnceLock::new(),
            market: config.market,
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

    async fn remove_profile(&self, root: &Path, key_uid: &str) -> Result<(), StorageError> {
        SqlcipherProfile::remove(root, key_uid).await
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

    fn market_providers(&self, secrets: &WalletSecrets) -> Vec<Arc<dyn MarketProvider>> {
        let Ok(web) = WebClient::new("", self.web_reach) else { return Vec::new() };
        let endpoint =
            |id: &str, base_url: &str| MarketEndpoint { id: id.to_owned(), base_url: base_url.to_owned(), login: None };
        let itself = CryptoCompare::new(web.clone(), endpoint("cryptocompare", &self.market.cryptocompare));
        let gecko = CoinGecko::new(web.clone(), endpoint("coingecko", &self.market.coingecko));
        let mut providers: Vec<Arc<dyn MarketProvider>> = vec![Arc::new(itself), Arc::new(gecko)];
        if !secrets.proxy_stage_name.is_empty() && !secrets.market_user.is_empty() {
            let url = format!("https://{}.api.status.im/cryptocompare/", secrets.proxy_stage_name);
            let login = MarketLogin { user: secrets.market_user.clone(), password: secrets.market_password.clone() };
            let proxy = MarketEndpoint { login: Some(login), ..endpoint("cryptocompare-proxy", &url) };
            providers.push(Arc::new(CryptoCompare::new(web, proxy)));
        }
        providers
    }

    fn function_directories(&self) -> Vec<Arc<dyn FunctionDirectory>> {
        let Ok(web) = WebClient::new("", self.web_reach) else { return Vec::new() };
        vec![
            Arc::new(FourByteList::new(web.clone(), FUNCTION_LIST)),
            Arc::new(FourByteDirectory::new(web, FUNCTION_DIRECTORY)),
        ]
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
