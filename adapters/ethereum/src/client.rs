//! The HTTP that all providers share.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Url, redirect};
use rustls::{ClientConfig, RootCertStore};
use status_ports::{ChainError, ProviderEndpoint};

use crate::HttpChain;
use crate::exchange::Endpoint;

/// Until a connection must stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an answer may take, with its connection (specification: wallet, section 4.2).
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);
/// Unused connections kept for each host.
const MAX_IDLE: usize = 4;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// Something is wrong with the configuration.
    #[error("invalid configuration of the client: {0}")]
    Configuration(#[from] reqwest::Error),
    /// TLS cannot be used.
    #[error("TLS cannot be used: {0}")]
    Tls(#[from] rustls::Error),
}

/// Asks providers of chains. They share its connections, which are kept alive.
#[derive(Clone, Debug)]
pub struct EthereumClient {
    client: Client,
    timeout: Duration,
}

impl EthereumClient {
    /// A client. It reads no variables of the environment and follows no redirects, which would lead to other hosts
    /// than the user chose.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new() -> Result<Self, ClientError> {
        Self::with_timeout(TIMEOUT)
    }

    pub(crate) fn with_timeout(timeout: Duration) -> Result<Self, ClientError> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .referer(false)
            .redirect(redirect::Policy::none())
            // Whether a request is repeated is for those to decide who know what it does.
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_max_idle_per_host(MAX_IDLE)
            .build()?;
        Ok(Self { client, timeout })
    }

    /// A provider. Nothing is sent before it is asked something.
    ///
    /// # Errors
    /// [`ChainError::InvalidProvider`] if its URL, user, password or name is none that can be sent.
    pub fn open(&self, endpoint: &ProviderEndpoint) -> Result<HttpChain, ChainError> {
        let invalid = |what: &str| ChainError::InvalidProvider(what.to_owned());
        let url = Url::parse(&endpoint.url).map_err(|_| invalid("its URL cannot be read"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(invalid("its URL is none of HTTP"));
        }
        let user_agent = match endpoint.user_agent.as_str() {
            "" => None,
            name => Some(name.parse().map_err(|_| invalid("its user agent is no header"))?),
        };
        let login = endpoint.login.clone();
        if login.as_ref().is_some_and(|(user, _)| user.contains(':')) {
            return Err(invalid("its user has a colon"));
        }
        Ok(HttpChain::new(Endpoint { client: self.client.clone(), url, login, user_agent, timeout: self.timeout }))
    }
}
