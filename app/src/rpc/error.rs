//! How a call fails.

use serde::Serialize;

/// The error object of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RpcError {
    pub(crate) code: i32,
    pub(crate) message: String,
    /// What else there is to say, such as what a contract reverted with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<String>,
}

impl RpcError {
    /// What a method returned as its error.
    pub(crate) fn method(message: impl core::fmt::Display) -> Self {
        Self { code: -32000, message: message.to_string(), data: None }
    }

    /// Parameters that do not fit.
    pub(crate) fn invalid_params(message: String) -> Self {
        Self { code: -32602, message, data: None }
    }

    /// Text that is no request; also what fails before a method is chosen.
    pub(crate) fn parse(message: impl core::fmt::Display) -> Self {
        Self { code: -32700, message: message.to_string(), data: None }
    }

    /// No method named.
    pub(crate) fn invalid_request() -> Self {
        Self { code: -32600, message: "invalid request".to_owned(), data: None }
    }

    /// Nobody answers to that name.
    pub(crate) fn unknown_method(name: &str) -> Self {
        Self { code: -32601, message: format!("the method {name} does not exist/is not available"), data: None }
    }

    /// The method panicked, or its result cannot be written.
    pub(crate) fn internal(message: impl core::fmt::Display) -> Self {
        Self { code: -32603, message: message.to_string(), data: None }
    }
}

/// So that methods can use `?` on any error. For that, [`RpcError`] itself is no [`std::error::Error`].
impl<E: std::error::Error> From<E> for RpcError {
    fn from(error: E) -> Self {
        Self::method(error)
    }
}
