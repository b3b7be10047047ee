//! JSON text as Go writes it.

use serde::Serialize;

/// Serialises like Go's encoder: compact, and with `<`, `>`, `&`, U+2028 and U+2029 escaped.
pub(crate) fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    Ok(escape_html(serde_json::to_string(value)?))
}

/// Those characters appear in JSON only within texts, so that escaping them everywhere changes no value.
pub(crate) fn escape_html(text: String) -> String {
    let harmless = |c: char| !matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    if text.chars().all(harmless) {
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
