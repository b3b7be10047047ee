//! The world as it is: databases on disk, a node of the network, the system's clock and randomness.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use status_ports::{AccountsStore, Clock, DataKey, Entropy, ProfileStore, StorageError, WakuError};

use crate::system::{SystemClock, SystemEntropy};
use crate::world::{Network, World};

/// The machine that the process runs on.
pub(crate) struct Machine {
    /// Private key of the network node; random at each start if absent.
    _node_key: Option<String>,
}

impl Machine {
    pub(crate) fn new(node_key: Option<String>) -> Self {
        Self { _node_key: node_key }
    }
}

#[async_trait]
impl World for Machine {
    async fn open_accounts(&self, _root: &Path) -> Result<Arc<dyn AccountsStore>, StorageError> {
        Err(StorageError::Closed)
    }

    async fn create_profile(
        &self,
        _root: &Path,
        _key_uid: &str,
        _key: &DataKey,
    ) -> Result<Arc<dyn ProfileStore>, StorageError> {
        Err(StorageError::Closed)
    }

    async fn open_profile(
        &self,
        _root: &Path,
        _key_uid: &str,
        _key: &DataKey,
    ) -> Result<Arc<dyn ProfileStore>, StorageError> {
        Err(StorageError::Closed)
    }

    async fn start_network(&self) -> Result<Network, WakuError> {
        Err(WakuError::Stopped)
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }

    fn entropy(&self) -> Box<dyn Entropy + Send> {
        Box::new(SystemEntropy)
    }
}
