//! What a client may save.

use serde_json::Value;
use status_ports::SettingRecord;

use super::table::{Kind, Setting, find};

/// Why a setting was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// No setting of that name, or not a value of its kind.
    #[error("configuration value not allowed")]
    NotAllowed,
    /// A value of more than 64 KiB.
    #[error("configuration value is too large")]
    TooLarge,
}

/// Accepted and ignored, because old clients still save it.
const IGNORED: &str = "waku-enabled";

/// Largest value, as JSON text. Lists of stickers and of gifs are the largest there are.
const MAX_BYTES: usize = 64 << 10;

/// The records to store when a client saves `value` under `name`.
///
/// # Errors
/// [`SettingError::NotAllowed`] for an unknown name or a value of another kind, [`SettingError::TooLarge`].
pub fn write(name: &str, value: &Value) -> Result<Vec<SettingRecord>, SettingError> {
    if name == IGNORED {
        return Ok(Vec::new());
    }
    let setting = find(name).filter(|setting| setting.writable).ok_or(SettingError::NotAllowed)?;
    if !takes(setting, value) {
        return Err(SettingError::NotAllowed);
    }
    let mut records = vec![record(name, value)];
    if records.iter().any(|record| record.value.len() > MAX_BYTES) {
        return Err(SettingError::TooLarge);
    }
    if name == "mnemonic" {
        // Whoever empties the seed phrase has written it down.
        let removed = matches!(value, Value::Null) || value.as_str() == Some("");
        records.push(record("mnemonic-removed?", &Value::Bool(removed)));
    }
    Ok(records)
}

/// The record to store when the user has seen the seed phrase.
#[must_use]
pub fn mnemonic_was_shown() -> SettingRecord {
    record("mnemonic-was-not-shown?", &Value::Bool(false))
}

fn takes(setting: &Setting, value: &Value) -> bool {
    match setting.kind {
        Kind::Bool => value.is_boolean(),
        Kind::StrictNumber => value.is_number(),
        Kind::Address => value.is_string(),
        Kind::Number | Kind::Text | Kind::Json => true,
    }
}

fn record(name: &str, value: &Value) -> SettingRecord {
    SettingRecord { name: name.to_owned(), value: value.to_string() }
}
