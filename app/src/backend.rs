//! The process's one backend.

use std::sync::Arc;

use crate::endpoint::{self, EndpointAnswer};
use crate::signal::SignalHub;

/// What a backend is told when it is made.
#[derive(Clone, Debug)]
pub struct BackendConfig {
    /// The version that clients are told.
    pub version: String,
    /// Private key of the network node as `0x` hex; random at each login if absent.
    pub node_key: Option<String>,
}

impl Default for BackendConfig {
    fn default() -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), node_key: None }
    }
}

/// The backend: at most one profile is logged in at a time. Cloning gives another handle to the same backend.
#[derive(Clone)]
pub struct Backend {
    inner: Arc<Inner>,
}

struct Inner {
    signals: SignalHub,
}

impl Backend {
    /// A backend that knows no data folder yet. It touches no file and starts no task.
    #[must_use]
    pub fn new(_config: BackendConfig) -> Self {
        Self { inner: Arc::new(Inner { signals: SignalHub::default() }) }
    }

    /// Calls a function of the API by name with its one text argument, which is empty for functions without argument.
    ///
    /// Must run within a Tokio runtime; what goes on after the answer runs there too.
    pub async fn call(&self, function: &str, body: &str) -> EndpointAnswer {
        endpoint::call(self, function, body).await
    }

    /// Where signals come out.
    #[must_use]
    pub fn signals(&self) -> &SignalHub {
        &self.inner.signals
    }
}
