//! Directories of functions of contracts (specification: wallet, section 24). All that leaves is a selector.

mod fourbyte;
mod fourbyte_list;

pub use fourbyte::FourByteDirectory;
pub use fourbyte_list::FourByteList;

use status_ports::{Excess, MAX_FUNCTION_BYTES, MAX_FUNCTIONS, WebError, WebFetcher, WebRequest};

use crate::WebClient;

/// Most bytes of an answer.
const MAX_BYTES: usize = 256 * 1024;

/// How long a directory may take, in milliseconds.
const TIMEOUT_MS: u64 = 10_000;

/// What a directory has at a URL; `None` if nothing is there.
async fn get(web: &WebClient, url: String, accept: &str) -> Result<Option<Vec<u8>>, WebError> {
    let request = WebRequest {
        url,
        accept: accept.to_owned(),
        accept_language: String::new(),
        max_bytes: MAX_BYTES,
        excess: Excess::Refuse,
        max_redirects: 2,
        timeout_ms: TIMEOUT_MS,
    };
    let answer = web.fetch(request).await?;
    match answer.status {
        200 => Ok(Some(answer.body)),
        404 => Ok(None),
        status => Err(WebError::Failed(format!("HTTP status {status}"))),
    }
}

/// What of the functions that a directory tells is within the bounds.
fn bounded(functions: impl Iterator<Item = String>) -> Vec<String> {
    let is_function = |text: &String| !text.is_empty() && text.len() <= MAX_FUNCTION_BYTES;
    functions.filter(is_function).take(MAX_FUNCTIONS).collect()
}

/// A selector as directories write it: hex digits without prefix.
fn selector_digits(selector: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(selector))
}
