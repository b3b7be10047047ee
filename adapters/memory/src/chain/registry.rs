//! Chains by the URLs of their providers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use status_ports::{ChainError, ChainProvider, ProviderEndpoint};

use super::MemoryChain;

/// What is at the URLs of providers. Cloning gives another handle to the same ones.
#[derive(Clone, Debug, Default)]
pub struct MemoryChains(Arc<Mutex<BTreeMap<String, MemoryChain>>>);

impl MemoryChains {
    /// From now on a chain is at this URL. The same chain may be at several, which is one whose providers fail together;
    /// several chains of one number are providers that fail on their own.
    pub fn put(&self, url: &str, chain: MemoryChain) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned(), chain);
    }

    /// The provider at a URL.
    ///
    /// # Errors
    /// [`ChainError::InvalidProvider`] if there is none.
    pub fn open(&self, endpoint: &ProviderEndpoint) -> Result<Arc<dyn ChainProvider>, ChainError> {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).get(endpoint.url.as_str()) {
            Some(chain) => Ok(Arc::new(chain.clone())),
            None => Err(ChainError::InvalidProvider("nothing is at its URL".to_owned())),
        }
    }
}
