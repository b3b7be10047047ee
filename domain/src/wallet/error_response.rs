//! Errors of the wallet that clients tell apart by a code.

use core::fmt;

/// Code of an error that has none of its own.
pub const GENERIC_ERROR_CODE: &str = "0";

/// A code that clients know, and words. Written out it is its own JSON, so that an error of JSON-RPC can carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResponse {
    /// `W`, `WT`, `WR`, `WRR`, `WPP` with a number, or [`GENERIC_ERROR_CODE`].
    pub code: &'static str,
    /// What happened; may be empty.
    pub details: String,
}

impl ErrorResponse {
    /// An error with a code.
    #[must_use]
    pub fn new(code: &'static str, details: impl Into<String>) -> Self {
        Self { code, details: details.into() }
    }

    /// An error that only has words.
    #[must_use]
    pub fn generic(details: impl Into<String>) -> Self {
        Self::new(GENERIC_ERROR_CODE, details)
    }
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = serde_json::Map::new();
        fields.insert("code".to_owned(), self.code.into());
        if !self.details.is_empty() {
            fields.insert("details".to_owned(), self.details.as_str().into());
        }
        // Clients read what Go writes, which keeps these characters out of web pages.
        let text = serde_json::Value::Object(fields).to_string();
        f.write_str(&text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

impl core::error::Error for ErrorResponse {}
