//! Reading the fields of a case, and comparing them.

use std::fmt::{Debug, Display};

use serde_json::Value;

/// A field that must be there; it may be `null`.
///
/// # Errors
/// If it is missing.
pub fn get<'a>(case: &'a Value, field: &str) -> Result<&'a Value, String> {
    case.get(field).ok_or_else(|| format!("field {field} is missing"))
}

/// A field that may be missing or `null`.
fn find<'a>(case: &'a Value, field: &str) -> Option<&'a Value> {
    case.get(field).filter(|value| !value.is_null())
}

/// Bytes written as `0x` + hex.
///
/// # Errors
/// If the value is anything else.
pub fn bytes_of(value: &Value) -> Result<Vec<u8>, String> {
    let text = value.as_str().ok_or_else(|| format!("{value} is no text"))?;
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("{text:?} does not begin with 0x"))?;
    hex::decode(digits).map_err(|error| format!("{text:?}: {error}"))
}

/// A field of bytes.
///
/// # Errors
/// If it is missing or no hex text.
pub fn bytes(case: &Value, field: &str) -> Result<Vec<u8>, String> {
    bytes_of(get(case, field)?).map_err(|error| format!("field {field}: {error}"))
}

/// A field of bytes that may be missing or `null`.
///
/// # Errors
/// If it is there and no hex text.
pub fn find_bytes(case: &Value, field: &str) -> Result<Option<Vec<u8>>, String> {
    find(case, field).map(bytes_of).transpose().map_err(|error| format!("field {field}: {error}"))
}

/// A field of text.
///
/// # Errors
/// If it is missing or no text.
pub fn text<'a>(case: &'a Value, field: &str) -> Result<&'a str, String> {
    get(case, field)?.as_str().ok_or_else(|| format!("field {field} is no text"))
}

/// A field of text that may be missing or `null`.
///
/// # Errors
/// If it is there and no text.
pub fn find_text<'a>(case: &'a Value, field: &str) -> Result<Option<&'a str>, String> {
    find(case, field).map(|value| value.as_str().ok_or_else(|| format!("field {field} is no text"))).transpose()
}

/// A field of an unsigned number.
///
/// # Errors
/// If it is missing or no such number.
pub fn u64_field(case: &Value, field: &str) -> Result<u64, String> {
    get(case, field)?.as_u64().ok_or_else(|| format!("field {field} is no unsigned number"))
}

/// A field of an unsigned number that may be missing or `null`.
///
/// # Errors
/// If it is there and no such number.
pub fn find_u64(case: &Value, field: &str) -> Result<Option<u64>, String> {
    find(case, field)
        .map(|value| value.as_u64().ok_or_else(|| format!("field {field} is no unsigned number")))
        .transpose()
}

/// A field of a signed number.
///
/// # Errors
/// If it is missing or no such number.
pub fn i64_field(case: &Value, field: &str) -> Result<i64, String> {
    get(case, field)?.as_i64().ok_or_else(|| format!("field {field} is no signed number"))
}

/// A field of true or false.
///
/// # Errors
/// If it is missing or neither.
pub fn boolean(case: &Value, field: &str) -> Result<bool, String> {
    get(case, field)?.as_bool().ok_or_else(|| format!("field {field} is neither true nor false"))
}

/// A field with a list.
///
/// # Errors
/// If it is missing or no list.
pub fn array<'a>(case: &'a Value, field: &str) -> Result<&'a [Value], String> {
    get(case, field)?.as_array().map(Vec::as_slice).ok_or_else(|| format!("field {field} is no list"))
}

/// A field with a list; missing or `null` is an empty one.
///
/// # Errors
/// If it is there and no list.
pub fn find_array<'a>(case: &'a Value, field: &str) -> Result<&'a [Value], String> {
    find(case, field).map_or(Ok(&[][..]), |value| {
        value.as_array().map(Vec::as_slice).ok_or_else(|| format!("field {field} is no list"))
    })
}

/// Fails with `what` unless `condition` holds.
///
/// # Errors
/// If the condition does not hold.
pub fn check(condition: bool, what: impl Display) -> Result<(), String> {
    if condition { Ok(()) } else { Err(what.to_string()) }
}

/// Fails unless both are equal.
///
/// # Errors
/// If they differ; the text shows both.
pub fn expect_equal<A: Debug + PartialEq<B>, B: Debug>(what: &str, ours: A, expected: B) -> Result<(), String> {
    if ours == expected { Ok(()) } else { Err(format!("{what}: {ours:?}, expected {expected:?}")) }
}

/// Compares an outcome with an error field: `null` or missing means success, any text means that an error must come
/// (of whatever wording). Gives the value of a rightful success.
///
/// # Errors
/// If one failed and the other did not.
pub fn check_error<T, E: Display>(case: &Value, field: &str, ours: Result<T, E>) -> Result<Option<T>, String> {
    match (find_text(case, field)?, ours) {
        (None, Ok(value)) => Ok(Some(value)),
        (Some(_), Err(_)) => Ok(None),
        (None, Err(error)) => {
            Err(format!("{field}: refused with {error:?}, expected success", error = error.to_string()))
        }
        (Some(expected), Ok(_)) => Err(format!("{field}: succeeded, expected {expected:?}")),
    }
}
