//! JSON as Go reads and writes it: clients match on its error texts and rely on its leniency.

mod base64;
mod decode;
mod hex;
mod number;
mod parse;
mod probe;
mod secret;
mod time;

#[cfg(test)]
mod tests;

pub(crate) use base64::Base64Bytes;
pub(crate) use decode::{decode, decode_argument};
pub(crate) use hex::{Address, CommonAddress, Hash, HexAmount, HexBytes, HexNumber, bytes_of_digits};
pub(crate) use parse::{elements, members, parse};
pub(crate) use secret::SecretText;
pub(crate) use time::time_text;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a text is not the JSON that was asked for. Displays as Go's decoder words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct JsonError(pub(crate) String);

/// Reads a JSON text into a type, by Go's rules.
pub(crate) fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    decode(&parse(text)?)
}

/// Serialises like Go's encoder: compact, and with `<`, `>`, `&`, U+2028 and U+2029 escaped.
pub(crate) fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    Ok(escape_html(serde_json::to_string(value)?))
}

/// Those characters appear in JSON only within texts, so that escaping them everywhere changes no value.
fn escape_html(text: String) -> String {
    let special = |c: char| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    if !text.contains(special) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            other => escaped.push(other),
        }
    }
    escaped
}
