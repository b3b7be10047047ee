//! What a client may save.

use serde_json::{Number, Value};
use status_ports::SettingRecord;

use super::table::{Kind, find};
use crate::notification::lenient_hex;

/// Why a setting was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// No setting of that name, or not a value of its kind.
    #[error("configuration value not allowed")]
    NotAllowed,
    /// A list or an object where one value is wanted.
    #[error("sql: converting argument $1 type: unsupported type {0}")]
    NotOneValue(&'static str),
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
    let mut records = vec![record(name, &taken(setting.kind, value)?)];
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

/// The records to store when the user says whether messages of the past are fetched over a connection that costs money:
/// he is not asked any more.
#[must_use]
pub fn choose_mobile_network(enabled: bool) -> [SettingRecord; 2] {
    [("syncing-on-mobile-network?", enabled), ("remember-syncing-choice?", true)]
        .map(|(name, value)| record(name, &Value::Bool(value)))
}

/// What is stored of a value: it has the form in which clients have always read it back.
fn taken(kind: Kind, value: &Value) -> Result<Value, SettingError> {
    match (kind, value) {
        (Kind::Json, Value::Array(list)) if list.is_empty() => Ok(Value::Null),
        (Kind::Json, Value::Object(members)) if members.is_empty() => Ok(Value::Null),
        (Kind::Json, _) | (Kind::Bool, Value::Bool(_)) => Ok(value.clone()),
        (Kind::StrictNumber, Value::Number(number)) => Ok(whole(number, f64::trunc)),
        (Kind::Address, Value::String(text)) => Ok(Value::from(address_text(text))),
        (Kind::Bool | Kind::StrictNumber | Kind::Address, _) => Err(SettingError::NotAllowed),
        (_, Value::Array(_)) => Err(SettingError::NotOneValue("[]interface {}, a slice of interface")),
        (_, Value::Object(_)) => Err(SettingError::NotOneValue("map[string]interface {}, a map")),
        (Kind::Number, Value::Bool(is_on)) => Ok(Value::from(u8::from(*is_on))),
        (Kind::Number, Value::Number(number)) => Ok(whole(number, |number| number)),
        (Kind::Number, Value::String(text)) => {
            Ok(text.trim().parse::<i64>().map_or_else(|_| value.clone(), Value::from))
        }
        (Kind::Text, Value::Bool(is_on)) => Ok(Value::from(u8::from(*is_on).to_string())),
        (Kind::Text, Value::Number(number)) => Ok(Value::from(digits(number))),
        (Kind::Number | Kind::Text, Value::Null) | (Kind::Text, Value::String(_)) => Ok(value.clone()),
    }
}

/// A number without a fraction, if `rounded` leaves none.
fn whole(number: &Number, rounded: impl Fn(f64) -> f64) -> Value {
    let rounded = number.as_f64().filter(|_| number.is_f64()).map(rounded);
    let whole = rounded.filter(|number| number.fract() == 0.0).and_then(|whole| format!("{whole}").parse::<i64>().ok());
    whole.map_or_else(|| Value::Number(number.clone()), Value::from)
}

/// A number as a text: numbers of JSON are of floating point.
fn digits(number: &Number) -> String {
    match whole(number, |number| number) {
        Value::Number(whole) if !whole.is_f64() => format!("{whole}.0"),
        _ => number.to_string(),
    }
}

/// The address that a text stands for: the last 20 bytes of its hex digits, or zeros in front of fewer.
fn address_text(text: &str) -> String {
    let bytes = lenient_hex(text);
    let last = bytes.get(bytes.len().saturating_sub(20)..).unwrap_or_default();
    format!("0x{:0>40}", hex::encode(last))
}

fn record(name: &str, value: &Value) -> SettingRecord {
    SettingRecord { name: name.to_owned(), value: value.to_string() }
}
