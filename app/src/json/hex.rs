//! Texts of hex digits with `0x`, checked when read.

use ruint::aliases::U256;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

fn decode<E: Error>(text: &str) -> Result<Vec<u8>, E> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    hex::decode(digits).map_err(|_| E::custom("invalid hex string"))
}

/// Bytes written as digits without prefix. What is wrong with them is worded as Go words it.
pub(crate) fn bytes_of_digits(digits: &str) -> Result<Vec<u8>, String> {
    match digits.bytes().find(|byte| !byte.is_ascii_hexdigit()) {
        None => hex::decode(digits).map_err(|_| "encoding/hex: odd length hex string".to_owned()),
        Some(byte) => {
            let is_shown = matches!(byte, 0x20..=0x7e | 0xa1..=0xac | 0xae..);
            let shown = if is_shown { format!(" '{}'", char::from(byte)) } else { String::new() };
            Err(format!("encoding/hex: invalid byte: U+{byte:04X}{shown}"))
        }
    }
}

/// Bytes of any number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HexBytes(pub(crate) Vec<u8>);

/// 20 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Address(pub(crate) [u8; 20]);

/// 32 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hash(pub(crate) [u8; 32]);

/// A number of up to 64 bits without leading zeros: gas and nonces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HexNumber(pub(crate) u64);

/// A number of up to 256 bits without leading zeros: amounts and fees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HexAmount(pub(crate) U256);

impl Serialize for HexAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:#x}", self.0))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("0x{}", hex::encode(self.0)))
    }
}

impl Serialize for HexNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:#x}", self.0))
    }
}

/// 20 bytes, where errors call them by the other of the two names that Go has for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CommonAddress(pub(crate) [u8; 20]);

impl Serialize for HexBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("0x{}", hex::encode(&self.0)))
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("0x{}", hex::encode(self.0)))
    }
}

impl Serialize for CommonAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Address(self.0).serialize(serializer)
    }
}

/// The inner text of a newtype, so that the decoder learns the Go name first.
struct Text;

impl<'de> serde::de::Visitor<'de> for Text {
    type Value = String;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a hex string with 0x prefix")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for HexBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_newtype_struct("types.HexBytes", Text)?;
        decode(&text).map(Self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        address(&deserializer.deserialize_newtype_struct("types.Address", Text)?).map(Self)
    }
}

impl<'de> Deserialize<'de> for HexAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_newtype_struct("*hexutil.Big", Text)?;
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(&text);
        if digits.is_empty() {
            return Ok(Self::default());
        }
        U256::from_str_radix(digits, 16).map(Self).map_err(|_| D::Error::custom("invalid hex string"))
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_newtype_struct("common.Hash", Text)?;
        if text.is_empty() {
            return Ok(Self::default());
        }
        decode(&text)?.try_into().map(Self).map_err(|_| D::Error::custom("wrong length"))
    }
}

impl<'de> Deserialize<'de> for HexNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_newtype_struct("hexutil.Uint64", Text)?;
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(&text);
        if digits.is_empty() {
            return Ok(Self::default());
        }
        u64::from_str_radix(digits, 16).map(Self).map_err(|_| D::Error::custom("invalid hex string"))
    }
}

impl JsonSchema for Hash {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Hash".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^0x[0-9a-fA-F]{64}$"})
    }
}

impl JsonSchema for HexNumber {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HexNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^0x(0|[1-9a-f][0-9a-f]{0,15})$"})
    }
}

impl JsonSchema for HexAmount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HexAmount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^0x(0|[1-9a-f][0-9a-f]{0,63})$"})
    }
}

impl<'de> Deserialize<'de> for CommonAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        address(&deserializer.deserialize_newtype_struct("common.Address", Text)?).map(Self)
    }
}

fn address<E: Error>(text: &str) -> Result<[u8; 20], E> {
    if text.is_empty() {
        return Ok([0; 20]);
    }
    decode(text)?.try_into().map_err(|_| E::custom("wrong length"))
}

impl JsonSchema for HexBytes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Hex".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^0x([0-9a-fA-F]{2})*$"})
    }
}

impl JsonSchema for Address {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^0x[0-9a-fA-F]{40}$"})
    }
}

impl JsonSchema for CommonAddress {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Address::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        Address::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Address::json_schema(generator)
    }
}
