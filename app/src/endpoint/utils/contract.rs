//! What contracts are told, and what they return.

use num_bigint::BigInt;
use serde::Deserialize;
use serde_json::{Number, Value};
use status_domain::identity::parse_address;
use status_domain::wallet::{
    AbiType, AbiValue, FunctionSignature, decode_abi, erc20_transfer, number_to_hex, parse_token_id,
};

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

/// The call data of a transfer of a token (ERC-20): the amount in its smallest unit, in decimal or the base that its
/// prefix names. Empty if there is none. Takes two texts, so that only the C library has it.
#[must_use]
pub fn encode_transfer(to: &str, value: &str) -> String {
    let call = parse_address(to).ok().zip(parse_token_id(value).ok());
    call.map(|(to, amount)| hex_text(&erc20_transfer(&to, amount))).unwrap_or_default()
}

/// The call data of a function of a contract, with its values as a list in JSON: numbers perhaps as texts, bytes as the
/// text that they are. Empty if they do not fit.
#[must_use]
pub fn encode_function_call(method: &str, params_json: &str) -> String {
    call(method, params_json).map(|call| hex_text(&call)).unwrap_or_default()
}

fn hex_text(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn call(method: &str, params_json: &str) -> Option<Vec<u8>> {
    let signature: FunctionSignature = method.parse().ok()?;
    let values = match params_json {
        "" if signature.inputs.is_empty() => Vec::new(),
        text => json::from_text::<Vec<Value>>(text).ok()?,
    };
    if values.len() != signature.inputs.len() {
        return None;
    }
    let values: Vec<AbiValue> =
        signature.inputs.iter().zip(&values).map(|(kind, value)| given(kind, value)).collect::<Option<_>>()?;
    signature.encode(&values).ok()
}

/// A value as clients write it.
fn given(kind: &AbiType, value: &Value) -> Option<AbiValue> {
    match kind {
        AbiType::Uint(_) | AbiType::Int(_) => number(value).map(AbiValue::Number),
        AbiType::Bool => value.as_bool().map(AbiValue::Bool),
        AbiType::Address => value.as_str().and_then(|text| parse_address(text).ok()).map(AbiValue::Address),
        AbiType::Bytes => value.as_str().map(|text| AbiValue::Bytes(text.as_bytes().to_vec())),
        AbiType::FixedBytes(length) => {
            let mut bytes = value.as_str()?.as_bytes().to_vec();
            if bytes.len() > *length {
                return None;
            }
            bytes.resize(*length, 0);
            Some(AbiValue::FixedBytes(bytes))
        }
        AbiType::String => value.as_str().map(|text| AbiValue::String(text.to_owned())),
        AbiType::FixedArray(element, _) | AbiType::Array(element) => {
            let elements: Option<Vec<_>> = value.as_array()?.iter().map(|value| given(element, value)).collect();
            elements.map(AbiValue::Array)
        }
        AbiType::Tuple(members) => {
            let values = value.as_array().filter(|values| values.len() == members.len())?;
            let members: Option<Vec<_>> = members.iter().zip(values).map(|(kind, value)| given(kind, value)).collect();
            members.map(AbiValue::Array)
        }
    }
}

fn number(value: &Value) -> Option<BigInt> {
    match value {
        Value::Number(number) => number.as_i64().map(BigInt::from).or_else(|| number.as_u64().map(BigInt::from)),
        Value::String(text) => BigInt::parse_bytes(number_to_hex(text)?.as_bytes(), 16),
        _ => None,
    }
}
