use async_trait::async_trait;
use serde::Deserialize;
use status_ports::{FunctionDirectory, WebError};

use super::{bounded, get, selector_digits};
use crate::WebClient;

/// The service `4byte.directory`.
#[derive(Clone, Debug)]
pub struct FourByteDirectory {
    web: WebClient,
    base_url: String,
}

impl FourByteDirectory {
    /// The service at a URL.
    #[must_use]
    pub fn new(web: WebClient, base_url: &str) -> Self {
        Self { web, base_url: base_url.trim_end_matches('/').to_owned() }
    }
}

#[derive(Deserialize)]
struct Answer {
    results: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    /// Grows with each that is entered.
    id: u64,
    text_signature: String,
}

#[async_trait]
impl FunctionDirectory for FourByteDirectory {
    async fn functions(&self, selector: [u8; 4]) -> Result<Vec<String>, WebError> {
        let url = format!("{}/api/v1/signatures/?hex_signature={}", self.base_url, selector_digits(selector));
        let Some(body) = get(&self.web, url, "application/json").await? else { return Ok(Vec::new()) };
        let answer: Answer =
            serde_json::from_slice(&body).map_err(|_| WebError::Failed("no list of functions".to_owned()))?;
        let mut entries = answer.results;
        entries.sort_by_key(|entry| entry.id);
        Ok(bounded(entries.into_iter().map(|entry| entry.text_signature)))
    }
}
