//! What of providers' JSON is alike.

use serde::{Deserialize, Deserializer};
use status_ports::MarketError;

/// Characters of a text that is kept.
const MAX_TEXT_LENGTH: usize = 10_000;

/// Characters of what a provider says is wrong.
const MAX_MESSAGE_LENGTH: usize = 200;

pub(super) fn malformed(error: serde_json::Error) -> MarketError {
    // The error itself may quote what was sent.
    MarketError::Malformed(format!("no JSON of the expected form at byte {}", error.column()))
}

/// What a provider says is wrong, short enough to be shown.
pub(super) fn refusal(message: &str) -> MarketError {
    let message: String =
        message.chars().filter(|character| !character.is_control()).take(MAX_MESSAGE_LENGTH).collect();
    if message.to_lowercase().contains("rate limit") {
        return MarketError::RateLimited { message, retry_after_ms: None };
    }
    MarketError::Refused(message)
}

/// A number, 0 for what is none: `null`, a text that is no number, something else.
pub(super) fn lenient_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lenient {
        Number(f64),
        Text(String),
        Other(serde::de::IgnoredAny),
    }
    let number = match Lenient::deserialize(deserializer)? {
        Lenient::Number(number) => number,
        Lenient::Text(text) => text.parse().unwrap_or_default(),
        Lenient::Other(_) => 0.0,
    };
    Ok(if number.is_finite() { number } else { 0.0 })
}

/// A text, empty for what is none or too long.
pub(super) fn lenient_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lenient {
        Text(String),
        Other(serde::de::IgnoredAny),
    }
    match Lenient::deserialize(deserializer)? {
        Lenient::Text(text) if text.chars().count() <= MAX_TEXT_LENGTH => Ok(text),
        _ => Ok(String::new()),
    }
}
