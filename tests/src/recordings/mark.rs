//! Marks: what stands in an expectation for a value that varied between runs.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::variables::{UnknownVariable, Variables};

/// The form of a text behind a mark's name.
static FORMS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    [
        ("hex", "0x([0-9a-fA-F]{2})*"),
        ("hex20", "0x[0-9a-fA-F]{40}"),
        ("hex32", "0x[0-9a-fA-F]{64}"),
        ("pubkey", "0x04[0-9a-f]{128}"),
        ("compressed", "zQ3sh[1-9A-HJ-NP-Za-km-z]{40,50}"),
        ("uuid", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("colour", "#[0-9a-fA-F]{6}"),
        (
            "time",
            r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9](\.[0-9]+)?(Z|[+-][0-9][0-9]:[0-9][0-9])",
        ),
    ]
    .into_iter()
    .filter_map(|(name, pattern)| Some((name, whole(pattern).ok()?)))
    .collect()
});

fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!(r"\A(?s:{pattern})\z"))
}

/// Whether the text of an expectation is a mark, not a literal.
pub(super) fn is_mark(text: &str) -> bool {
    text.starts_with('$') && !text.starts_with("$$") && !text.starts_with("${")
}

/// Whether `value` fits the mark, which may be a list of alternatives.
pub(super) fn fits(text: &str, value: &Value, variables: &Variables) -> Result<bool, UnknownVariable> {
    if let Some(pattern) = text.strip_prefix("$re:") {
        let pattern = variables.replace(pattern, |inserted| regex::escape(&inserted))?;
        return Ok(value.as_str().is_some_and(|text| whole(&pattern).is_ok_and(|regex| regex.is_match(text))));
    }
    Ok(text.split('|').any(|mark| fits_one(mark.strip_prefix('$').unwrap_or(mark), value)))
}

fn fits_one(mark: &str, value: &Value) -> bool {
    match mark {
        "any" => true,
        "number" => value.is_number(),
        _ => match FORMS.iter().find(|(name, _)| *name == mark) {
            Some((_, form)) => value.as_str().is_some_and(|text| form.is_match(text)),
            None => type_of(value) == mark,
        },
    }
}

/// The name of a value's JSON type; whole numbers and others are two.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(number) => {
            // An integer beyond 64 bits is read as a float; no float of the API is that large.
            let beyond = number.as_f64().is_some_and(|float| float.abs() >= 9.3e18);
            if number.is_f64() && !beyond { "number" } else { "int" }
        }
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
