//! The world as it is: databases on disk, a node of the network, the system's clock and randomness.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use status_ports::{AccountsStore, Clock, DataKey, Entropy, ProfileStore, Secret32, StorageError, WakuError, WakuMode};
use status_sqlcipher::{SqlcipherAccounts, SqlcipherProfile};
use status_waku::{WakuConfig, WakuNode};
use zeroize::Zeroizing;

use crate::system::{SystemClock, SystemEntropy};
use crate::world::{StartedNode, World};

/// The machine that the process runs on.
pub(crate) struct Machine {
    /// Private key of the network node as hex; random at each start if absent.
    node_key: Option<Zeroizing<String>>,
}

impl Machine {
    pub(crate) fn new(node_key: Option<String>) -> Self {
        Self { node_key: node_key.map(Zeroizing::new) }
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

    /// Listens where a node of the Status network does (specification: transport, section 2.9): on every interface, TCP,
    /// a free port. WebSocket beside it is for peers in browsers.
    async fn start_network(&self, mode: WakuMode) -> Result<StartedNode, WakuError> {
        let node_key = self.node_key.as_deref().map(|text| parse_node_key(text)).transpose()?;
        let (node, events) = WakuNode::start(WakuConfig { node_key, mode, ..WakuConfig::default() }).await?;
        Ok((Arc::new(node), events))
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
