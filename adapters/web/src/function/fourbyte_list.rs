use async_trait::async_trait;
use status_ports::{FunctionDirectory, WebError};

use super::{bounded, get, selector_digits};
use crate::WebClient;

/// The list of `ethereum-lists/4bytes`: a file for each selector, with functions and semicolons between them.
#[derive(Clone, Debug)]
pub struct FourByteList {
    web: WebClient,
    base_url: String,
}

impl FourByteList {
    /// The list whose files are below a URL.
    #[must_use]
    pub fn new(web: WebClient, base_url: &str) -> Self {
        Self { web, base_url: base_url.trim_end_matches('/').to_owned() }
    }
}

#[async_trait]
impl FunctionDirectory for FourByteList {
    async fn functions(&self, selector: [u8; 4]) -> Result<Vec<String>, WebError> {
        let url = format!("{}/{}", self.base_url, selector_digits(selector));
        let file = get(&self.web, url, "text/plain").await?.unwrap_or_default();
        let text = String::from_utf8(file).map_err(|_| WebError::Failed("no text".to_owned()))?;
        Ok(bounded(text.split([';', '\n']).map(|function| function.trim().to_owned())))
    }
}
