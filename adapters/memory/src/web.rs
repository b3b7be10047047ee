//! A web of documents in memory.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use status_ports::{Excess, WebError, WebFetcher, WebRequest, WebResponse};

/// What is at a URL.
#[derive(Clone, Debug)]
pub enum MemoryDocument {
    /// A document.
    Body {
        /// Status code.
        status: u16,
        /// Content type; empty without one.
        content_type: String,
        /// The body.
        body: Vec<u8>,
    },
    /// A redirect to another URL, absolute.
    Redirect(String),
    /// Bytes without end.
    Endless,
    /// No answer, ever.
    Silence,
    /// An answer that breaks off.
    Broken,
}

/// A web. Cloning gives another handle to the same one.
#[derive(Clone, Debug, Default)]
pub struct MemoryWeb(Arc<Mutex<Web>>);

#[derive(Debug, Default)]
struct Web {
    documents: BTreeMap<String, MemoryDocument>,
    requests: Vec<WebRequest>,
}

impl MemoryWeb {
    /// From now on this is at the URL, which has no fragment.
    pub fn put(&self, url: &str, document: MemoryDocument) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).documents.insert(url.to_owned(), document);
    }

    /// All that was asked so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<WebRequest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }

    fn find(&self, url: &str) -> Option<MemoryDocument> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).documents.get(url).cloned()
    }
}

#[async_trait]
impl WebFetcher for MemoryWeb {
    async fn fetch(&self, request: WebRequest) -> Result<WebResponse, WebError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).requests.push(request.clone());
        let silence = || async {
            tokio::time::sleep(Duration::from_millis(request.timeout_ms)).await;
            Err(WebError::Timeout)
        };
        let mut url = request.url.clone();
        for _ in 0..=request.max_redirects {
            url = url.split('#').next().unwrap_or_default().to_owned();
            check(&url)?;
            let (status, content_type, mut body) = match self.find(&url) {
                Some(MemoryDocument::Redirect(target)) => {
                    url = target;
                    continue;
                }
                Some(MemoryDocument::Body { status, content_type, body }) => (status, content_type, body),
                Some(MemoryDocument::Endless) if request.max_bytes == usize::MAX => return silence().await,
                Some(MemoryDocument::Endless) => (200, String::new(), vec![b'x'; request.max_bytes + 1]),
                Some(MemoryDocument::Silence) => return silence().await,
                Some(MemoryDocument::Broken) => return Err(WebError::Failed("the end is missing".to_owned())),
                None => return Err(WebError::Failed("there is no such host".to_owned())),
            };
            if body.len() > request.max_bytes && request.excess == Excess::Refuse {
                return Err(WebError::TooLarge);
            }
            body.truncate(request.max_bytes);
            return Ok(WebResponse { status, url, content_type, body });
        }
        Err(WebError::TooManyRedirects)
    }
}

fn check(url: &str) -> Result<(), WebError> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).ok_or(WebError::InvalidUrl)?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') {
        return Err(WebError::InvalidUrl);
    }
    match authority.trim_matches(['[', ']']).parse() {
        // Nothing here has an address.
        Ok(IpAddr::V4(_) | IpAddr::V6(_)) => Err(WebError::ForbiddenAddress),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
