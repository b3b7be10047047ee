//! The part of a URL behind its question mark.

use std::fmt::Write as _;

/// More fields than this are left out.
const MAX_FIELDS: usize = 64;

/// Fields of a query. The first of a name counts.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Fields that are no text are left out.
    pub(super) fn parse(text: &str) -> Self {
        let fields = text.split('&').filter(|field| !field.is_empty()).take(MAX_FIELDS);
        let fields = fields.filter_map(|field| {
            let (key, value) = field.split_once('=').unwrap_or((field, ""));
            Some((decode(key)?, decode(value)?))
        });
        Self(fields.collect())
    }

    /// A field, empty or not.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// A field that is not empty.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !value.is_empty())
    }

    /// A number; 0 if it is absent or none.
    pub(super) fn number(&self, key: &str) -> f64 {
        self.get(key).and_then(|value| value.parse().ok()).filter(|number: &f64| number.is_finite()).unwrap_or_default()
    }
}

/// Fields as a query, in the order given.
pub(super) fn build(fields: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (key, value) in fields {
        if !text.is_empty() {
            text.push('&');
        }
        encode(key, &mut text);
        text.push('=');
        encode(value, &mut text);
    }
    text
}

fn encode(value: &str, text: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(byte.into()),
            b' ' => text.push('+'),
            other => {
                let _ = write!(text, "%{other:02X}");
            }
        }
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(bytes.next()?)? << 4 | digit(bytes.next()?)?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}
