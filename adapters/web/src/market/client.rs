//! Questions to a provider over HTTP.

use std::time::Duration;

use reqwest::Url;
use status_ports::{MarketError, WebError};
use zeroize::Zeroizing;

use crate::WebClient;

/// How long a provider may take, from the question to the last byte.
const TIMEOUT: Duration = Duration::from_secs(10);

/// User and password at a provider.
#[derive(Clone)]
pub struct MarketLogin {
    /// The user.
    pub user: String,
    /// The password.
    pub password: Zeroizing<String>,
}

impl core::fmt::Debug for MarketLogin {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("MarketLogin")
    }
}

/// Where a provider is, and as whom it is asked.
#[derive(Clone, Debug)]
pub struct MarketEndpoint {
    /// What the provider is called.
    pub id: String,
    /// Absolute URL to which paths are appended.
    pub base_url: String,
    /// As whom.
    pub login: Option<MarketLogin>,
}

/// A provider that is asked over HTTP.
#[derive(Clone, Debug)]
pub(super) struct MarketClient {
    web: WebClient,
    pub(super) endpoint: MarketEndpoint,
}

impl MarketClient {
    pub(super) const fn new(web: WebClient, endpoint: MarketEndpoint) -> Self {
        Self { web, endpoint }
    }

    /// The body of what is at a path. Whatever the status is, providers say in the body what is wrong, so that only
    /// those are told apart that mean something by themselves.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        max_bytes: usize,
    ) -> Result<Vec<u8>, MarketError> {
        let base = self.endpoint.base_url.trim_end_matches('/');
        let url = Url::parse_with_params(&format!("{base}/{path}"), query);
        let url = url.map_err(|_| MarketError::Unreachable("invalid URL".to_owned()))?;
        let login = self.endpoint.login.as_ref().map(|login| (login.user.as_str(), login.password.as_str()));
        let answer = tokio::time::timeout(TIMEOUT, self.web.get_with_login(url, login, max_bytes)).await;
        let answer = answer.map_err(|_| MarketError::Timeout)?.map_err(market_error)?;
        match answer.status {
            401 | 403 => Err(MarketError::Unauthorised),
            429 => Err(MarketError::RateLimited {
                message: "too many requests".to_owned(),
                retry_after_ms: answer.retry_after.map(|seconds| seconds.saturating_mul(1000)),
            }),
            300..=399 | 500.. => Err(MarketError::Refused(format!("HTTP status {}", answer.status))),
            _ => Ok(answer.body),
        }
    }
}

fn market_error(error: WebError) -> MarketError {
    match error {
        WebError::Timeout => MarketError::Timeout,
        WebError::TooLarge => MarketError::Malformed("the answer is too large".to_owned()),
        other => MarketError::Unreachable(other.to_string()),
    }
}
