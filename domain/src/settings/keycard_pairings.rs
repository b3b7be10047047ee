//! Pairings of clients with keycards: a JSON object from the UID of a card to a key and an index.

use serde_json::{Map, Value};
use status_ports::SettingRecord;

/// No setting of the API.
const NAME: &str = "keycard-pairings";
/// Largest text.
const MAX_BYTES: usize = 64 << 10;

/// Why pairings are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeycardPairingsError {
    /// Not a JSON object.
    #[error("keycard pairings are not a JSON object")]
    NoObject,
    /// More than 64 KiB.
    #[error("keycard pairings are too large")]
    TooLarge,
}

/// The text that was kept last; empty if none was.
#[must_use]
pub fn keycard_pairings(stored: &[SettingRecord]) -> String {
    let record = stored.iter().find(|record| record.name == NAME);
    record.and_then(|record| serde_json::from_str(&record.value).ok()).unwrap_or_default()
}

/// The record that keeps a text as it is.
///
/// # Errors
/// [`KeycardPairingsError`] if it is too large or no JSON object.
pub fn write_keycard_pairings(text: String) -> Result<SettingRecord, KeycardPairingsError> {
    if text.len() > MAX_BYTES {
        return Err(KeycardPairingsError::TooLarge);
    }
    serde_json::from_str::<Map<String, Value>>(&text).map_err(|_| KeycardPairingsError::NoObject)?;
    Ok(SettingRecord { name: NAME.to_owned(), value: Value::String(text).to_string() })
}
