use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Client, Response, Url, redirect};
use rustls::{ClientConfig, RootCertStore};
use status_ports::{Excess, WebError, WebFetcher, WebRequest, WebResponse};

use crate::Reach;
use crate::resolver::{NotPublic, Resolver};

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The user agent is no header value, or something else is wrong with the configuration.
    #[error("invalid configuration of the web client: {0}")]
    Configuration(#[from] reqwest::Error),
    /// TLS cannot be used.
    #[error("TLS cannot be used: {0}")]
    Tls(#[from] rustls::Error),
}

/// Reads documents over HTTP/1.1. Each request has a connection of its own.
#[derive(Clone, Debug)]
pub struct WebClient {
    client: Client,
    reach: Reach,
}

impl WebClient {
    /// A client that calls itself by this name. It reads no variables of the environment: a proxy would resolve names
    /// for itself.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new(user_agent: &str, reach: Reach) -> Result<Self, ClientError> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Self::with_roots(user_agent, reach, roots)
    }

    pub(crate) fn with_roots(user_agent: &str, reach: Reach, roots: RootCertStore) -> Result<Self, ClientError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .user_agent(user_agent)
            .tls_backend_preconfigured(tls)
            .dns_resolver(Resolver { reach })
            .no_proxy()
            .referer(false)
            // Followed here, each after a look at where it leads.
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { client, reach })
    }

    async fn follow(&self, request: &WebRequest) -> Result<WebResponse, WebError> {
        let mut url = Url::parse(&request.url).map_err(|_| WebError::InvalidUrl)?;
        for _ in 0..=request.max_redirects {
            url.set_fragment(None);
            let response = self.get(&url, request).await?;
            match redirect_of(&response) {
                Some(target) => url = url.join(target).map_err(|_| WebError::InvalidUrl)?,
                None => return read(response, url, request).await,
            }
        }
        Err(WebError::TooManyRedirects)
    }

    async fn get(&self, url: &Url, request: &WebRequest) -> Result<Response, WebError> {
        self.check(url)?;
        let mut headers = HeaderMap::new();
        for (name, value) in [(ACCEPT, &request.accept), (ACCEPT_LANGUAGE, &request.accept_language)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().map_err(|_| WebError::Failed("invalid header".to_owned()))?);
            }
        }
        let response = self.client.get(url.clone()).headers(headers).send().await.map_err(web_error)?;
        // The resolver has seen to it; this would tell of a way around it.
        match response.remote_addr() {
            Some(address) if !self.reach.includes(address.ip()) => Err(WebError::ForbiddenAddress),
            _ => Ok(response),
        }
    }

    /// Reads what is at a URL as somebody whom its server knows. Redirects are not followed: a login is for one server.
    pub(crate) async fn get_with_login(
        &self,
        url: Url,
        login: Option<(&str, &str)>,
        max_bytes: usize,
    ) -> Result<ServiceAnswer, WebError> {
        self.check(&url)?;
        let request = self.client.get(url).header(ACCEPT, "application/json");
        let request = match login {
            Some((user, password)) => request.basic_auth(user, Some(password)),
            None => request,
        };
        let response = request.send().await.map_err(web_error)?;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let status = response.status().as_u16();
        let body = read_body(response, max_bytes, Excess::Refuse).await?;
        Ok(ServiceAnswer { status, retry_after, body })
    }

    /// Whether this is a URL of the web. A host that is an address is not resolved, so it is looked at here.
    fn check(&self, url: &Url) -> Result<(), WebError> {
        let is_of_the_web = matches!(url.scheme(), "http" | "https");
        let has_user = !url.username().is_empty() || url.password().is_some();
        let host = url.host_str().filter(|host| !host.is_empty() && is_of_the_web && !has_user);
        let host = host.ok_or(WebError::InvalidUrl)?;
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) if !self.reach.includes(address) => Err(WebError::ForbiddenAddress),
            _ => Ok(()),
        }
    }
}

/// What a service answered.
#[derive(Debug)]
pub(crate) struct ServiceAnswer {
    pub(crate) status: u16,
    /// Seconds for which the service wants to be left alone.
    pub(crate) retry_after: Option<u64>,
    pub(crate) body: Vec<u8>,
}

#[async_trait]
impl WebFetcher for WebClient {
    async fn fetch(&self, request: WebRequest) -> Result<WebResponse, WebError> {
        let limit = Duration::from_millis(request.timeout_ms);
        tokio::time::timeout(limit, self.follow(&request)).await.map_err(|_| WebError::Timeout)?
    }
}

/// Where an answer redirects to.
fn redirect_of(response: &Response) -> Option<&str> {
    match response.status().as_u16() {
        301 | 302 | 303 | 307 | 308 => response.headers().get(LOCATION)?.to_str().ok(),
        _ => None,
    }
}

async fn read(response: Response, url: Url, request: &WebRequest) -> Result<WebResponse, WebError> {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let status = response.status().as_u16();
    let body = read_body(response, request.max_bytes, request.excess).await?;
    Ok(WebResponse { status, url: url.into(), content_type, body })
}

async fn read_body(mut response: Response, max_bytes: usize, excess: Excess) -> Result<Vec<u8>, WebError> {
    let encoding = response.headers().get(CONTENT_ENCODING);
    // Nobody asked for it, and what is compressed has no bound.
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(WebError::Failed("the answer is compressed".to_owned()));
    }
    let announced = response.content_length().unwrap_or_default();
    if excess == Excess::Refuse && usize::try_from(announced).map_or(true, |length| length > max_bytes) {
        return Err(WebError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(web_error)? {
        let room = max_bytes.saturating_sub(body.len());
        if chunk.len() > room {
            if excess == Excess::Refuse {
                return Err(WebError::TooLarge);
            }
            body.extend_from_slice(chunk.get(..room).unwrap_or_default());
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The cause without the URL, which is nobody's business in a log.
fn web_error(error: reqwest::Error) -> WebError {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    loop {
        if cause.is::<NotPublic>() {
            return WebError::ForbiddenAddress;
        }
        match cause.source() {
            Some(source) => cause = source,
            None => return WebError::Failed(cause.to_string()),
        }
    }
}
