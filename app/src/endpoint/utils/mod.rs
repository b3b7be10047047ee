//! Helper functions for clients. Each only hands texts to the domain and back.

mod contract;
mod fleet;
mod key;
mod membership;
mod mnemonic;
mod pairing;
mod password;
mod signing;
mod text;
mod transaction;
mod typed_data;

pub use contract::{encode_function_call, encode_transfer};
pub use key::{multiformat_deserialize_public_key, multiformat_serialize_public_key};
pub(crate) use transaction::{send_transaction, send_transaction_with_signature};
pub(crate) use typed_data::{sign_typed_data, sign_typed_data_v4};

use serde::Serialize;

use super::Endpoints;
use crate::json;

/// Adds them to the table.
pub(super) fn register(endpoints: &mut Endpoints) {
    contract::register(endpoints);
    fleet::register(endpoints);
    key::register(endpoints);
    membership::register(endpoints);
    mnemonic::register(endpoints);
    pairing::register(endpoints);
    password::register(endpoints);
    signing::register(endpoints);
    text::register(endpoints);
    transaction::register(endpoints);
    typed_data::register(endpoints);
}

/// Error codes of [`result_answer`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
enum Code {
    #[default]
    Unknown = 0,
    /// The argument cannot be read.
    Params = 2,
    /// Nobody is logged in.
    NoAccount = 3,
    /// Another account than the one that sends has signed.
    Sender = 4,
    /// The password is wrong.
    Decrypt = 5,
}

/// How a function with [`result_answer`] fails.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Failure {
    code: Code,
    message: String,
}

impl Failure {
    fn new(code: Code, message: impl core::fmt::Display) -> Self {
        Self { code, message: message.to_string() }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(Code::Unknown, error)
    }
}

/// `{"result":…}` or `{"error":{"code":…,"message":…}}`, where an unknown code is left out.
fn result_answer<T: Serialize>(outcome: Result<T, Failure>) -> String {
    #[derive(Serialize)]
    struct Success<T> {
        result: T,
    }
    #[derive(Serialize)]
    struct Failed {
        error: ErrorJson,
    }
    #[derive(Serialize)]
    struct ErrorJson {
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<u8>,
        message: String,
    }
    match outcome {
        Ok(result) => json::to_text(&Success { result }).unwrap_or_default(),
        Err(failure) => {
            let code = Some(failure.code as u8).filter(|code| *code != 0);
            json::to_text(&Failed { error: ErrorJson { code, message: failure.message } }).unwrap_or_default()
        }
    }
}

/// The bare value, or `{"error":"<text>"}`.
fn bare<E: core::fmt::Display>(outcome: Result<String, E>) -> String {
    outcome.unwrap_or_else(super::error_answer)
}

#[cfg(test)]
mod tests;
