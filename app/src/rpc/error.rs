//! How a call fails.

use serde::Serialize;

/// The error object of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RpcError {
    pub(crate) code: i32,
    pub(crate) message: String,
}

impl RpcError {
    /// What a method returned as its error.
    pub(crate) fn method(message: impl core::fmt::Display) -> Self {
        Self { code: -32000, message: message.to_string() }
    }

    /// Parameters that do not fit.
    pub(crate) fn invalid_params(message: String) -> Self {
        Self { code: -32602, message }
    }

    /// Text that is no request; also what fails before a method is chosen.
    pub(crate) fn parse(message: impl core::fmt::Display) -> Self {
        Self { code: -32700, message: message.to_string() }
    }

    /// No method named.
    pub(crate) fn invalid_request() -> Self {
        Self { code: -32600, message: "invalid request".to_owned() }
    }

    /// Nobody answers to that name.
    pub(crate) fn unknown_method(name: &str) -> Self {
        Self { code: -32601, message: format!("the method {name} does not exist/is not available") }
    }

    /// The method panicked, or its result cannot be written.
    pub(crate) fn internal(message: impl core::fmt::Display) -> Self {
        Self { code: -32603, message: message.to_string() }
    }
}

/// So that methods can use `?` on any error. For that, [`RpcError`] itself is no [`std::error::Error`].
impl<E: std::error::Error> From<E> for RpcError {
    fn from(error: E) -> Self {
        Self::method(error)
    }
}
