//! What the errors of providers mean.

use alloy::rpc::json_rpc::ErrorPayload;
use serde::Deserialize;
use serde_json::value::RawValue;
use status_ports::ChainError;

/// Most characters of what a provider says in words.
const MAX_MESSAGE: usize = 1000;
/// Most bytes of the data of an error.
const MAX_DATA: usize = 64 * 1024;
/// Longest time in seconds that a provider may ask to be left alone; more is not believed.
const MAX_RETRY_AFTER_S: u64 = 3600;
/// How providers say that they have enough (specification: wallet, section 4.1), and the words of HTTP for it.
const LIMIT_TEXTS: [&str; 5] = [
    "backoff_seconds",
    "has exceeded its throughput limit",
    "request rate exceeded",
    "rate limit",
    "too many requests",
];

/// The code of contracts that reverted, and the words that providers put before the reason.
const REVERT_CODE: i64 = 3;
const REVERTED: &str = "execution reverted";

/// Whether this says that the provider has enough for now. Contracts may say it, too, when they revert: that is theirs.
pub(crate) fn is_limit(payload: &ErrorPayload) -> bool {
    let data = payload.data.as_deref().map_or("", RawValue::get);
    let message = payload.message.to_lowercase();
    if payload.code == REVERT_CODE || message.starts_with(REVERTED) {
        return false;
    }
    payload.code == 429 || LIMIT_TEXTS.iter().any(|text| message.contains(text) || data.contains(text))
}

/// A limit; `retry_after` in seconds, as the header of HTTP says.
pub(crate) fn of_limit(payload: Option<&ErrorPayload>, retry_after: Option<u64>) -> ChainError {
    let said = payload.and_then(|payload| backoff_seconds(payload.data.as_deref()?.get()));
    let retry_after_s = retry_after.or(said).map(|seconds| seconds.min(MAX_RETRY_AFTER_S));
    let message = payload.map_or_else(|| "too many requests".to_owned(), |payload| shortened(&payload.message));
    ChainError::RateLimited { message, retry_after_ms: retry_after_s.map(|seconds| seconds.saturating_mul(1000)) }
}

/// What an error of JSON-RPC is.
pub(crate) fn of_payload(payload: ErrorPayload) -> ChainError {
    if is_limit(&payload) {
        return of_limit(Some(&payload), None);
    }
    let data = payload.data.as_deref().map(RawValue::get).filter(|data| data.len() <= MAX_DATA && *data != "null");
    // A text is given as it is, anything else as JSON.
    let data = data.map(|data| serde_json::from_str::<String>(data).unwrap_or_else(|_| data.to_owned()));
    ChainError::Rpc { code: payload.code, message: shortened(&payload.message), data: data.unwrap_or_default() }
}

/// What is wrong with JSON, without what stands in it beyond a few words.
pub(crate) fn text_of_json(error: &serde_json::Error) -> String {
    error.to_string().chars().take(200).collect()
}

fn shortened(message: &str) -> String {
    message.chars().take(MAX_MESSAGE).collect()
}

/// Seconds from `{"rate":{"backoff_seconds":30,…},…}`, rounded up.
fn backoff_seconds(data: &str) -> Option<u64> {
    #[derive(Deserialize)]
    struct Data {
        rate: Rate,
    }
    #[derive(Deserialize)]
    struct Rate {
        backoff_seconds: f64,
    }
    let seconds = serde_json::from_str::<Data>(data).ok()?.rate.backoff_seconds;
    // Saturates, and is bounded by the caller.
    (seconds > 0.0).then_some(seconds.ceil() as u64)
}
