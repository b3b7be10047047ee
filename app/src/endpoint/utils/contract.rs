//! What contracts return.

use serde::Deserialize;
use serde_json::{Number, Value};
use status_domain::wallet::{AbiType, AbiValue, decode_abi};

use super::Endpoints;
use crate::json;

/// The greatest integer that JavaScript represents exactly.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

pub(super) fn register(endpoints: &mut Endpoints) {
    // What cannot be decoded becomes an empty text.
    endpoints.pure("DecodeParameters", |body| decode(body).unwrap_or_default());
}

#[derive(Deserialize)]
#[serde(rename = "statusgo.DecodeParametersRequest", rename_all = "camelCase")]
struct Request {
    bytes_string: String,
    types: Vec<String>,
}

fn decode(body: &str) -> Option<String> {
    let request: Request = json::from_text(body).ok()?;
    let digits = &request.bytes_string;
    let bytes = hex::decode(digits.strip_prefix("0x").unwrap_or(digits)).ok()?;
    let types: Vec<AbiType> = request.types.iter().map(|name| name.parse().ok()).collect::<Option<_>>()?;
    let values: Vec<Value> = decode_abi(&types, &bytes).ok()?.iter().map(value).collect();
    json::to_text(&values).ok()
}

/// A value as clients read it: large numbers and bytes as texts.
fn value(value: &AbiValue) -> Value {
    match value {
        AbiValue::Number(number) => match i64::try_from(number) {
            Ok(number) if number <= MAX_SAFE_INTEGER => Value::Number(Number::from(number)),
            _ => Value::String(number.to_string()),
        },
        AbiValue::Bool(value) => Value::Bool(*value),
        AbiValue::Address(address) => Value::String(format!("0x{}", hex::encode(address))),
        AbiValue::FixedBytes(bytes) => Value::String(hex::encode(bytes)),
        AbiValue::Bytes(bytes) => Value::String(format!("0x{}", hex::encode(bytes))),
        AbiValue::String(text) => Value::String(text.clone()),
        AbiValue::Array(elements) => Value::Array(elements.iter().map(self::value).collect()),
    }
}
