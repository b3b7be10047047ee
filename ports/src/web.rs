//! Reading the web.

use async_trait::async_trait;

/// What becomes of an answer that is longer than wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// It fails with [`WebError::TooLarge`].
    Refuse,
    /// What is beyond the bound is not read.
    Cut,
}

/// What is asked of the web: one document, by GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebRequest {
    /// An absolute `http` or `https` URL. Its fragment stays here; one with a user or a password is refused.
    pub url: String,
    /// Value of the header `Accept`; empty sends none.
    pub accept: String,
    /// Value of the header `Accept-Language`; empty sends none.
    pub accept_language: String,
    /// Most bytes of the body.
    pub max_bytes: usize,
    /// What happens beyond.
    pub excess: Excess,
    /// Most redirects that are followed.
    pub max_redirects: u8,
    /// How long all of it may take, redirects and body included, in milliseconds.
    pub timeout_ms: u64,
}

/// What the web answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebResponse {
    /// Status code. Whatever it is, it is an answer.
    pub status: u16,
    /// Where the last redirect led, without fragment.
    pub url: String,
    /// Value of the header `Content-Type`, empty without a readable one.
    pub content_type: String,
    /// The body, with at most as many bytes as were wanted.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebError {
    /// No URL, not one of the web, or one with a user or a password.
    #[error("invalid URL")]
    InvalidUrl,
    /// The URL leads to an address that is none of the public internet.
    #[error("the address is not public")]
    ForbiddenAddress,
    /// Redirects without end.
    #[error("too many redirects")]
    TooManyRedirects,
    /// More bytes than wanted.
    #[error("the answer is too large")]
    TooLarge,
    /// Not in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or one that broke; an answer that is none.
    #[error("the request failed: {0}")]
    Failed(String),
}

/// Reads documents of the web, for what strangers write into messages.
///
/// It sends no cookies, no referrer and nothing else of the user, and takes answers only as they are, not compressed. It
/// connects to public addresses only, whatever a name resolves to at that moment and wherever a redirect leads: what is
/// in the same house as the user is none of the web. Dropping the future ends the request.
#[async_trait]
pub trait WebFetcher: Send + Sync {
    /// Reads a document.
    ///
    /// # Errors
    /// [`WebError`].
    async fn fetch(&self, request: WebRequest) -> Result<WebResponse, WebError>;
}
