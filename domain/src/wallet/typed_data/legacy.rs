//! The older form: structures without arrays. Integers of every size are packed alike, and so are bytes of fixed length.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::types::{Types, text};
use super::value::{address_word, bool_word, hex_bytes, left_word, legacy_integer_word, mismatch};
use super::{DOMAIN_TYPE, MAX_DEPTH, MAX_TYPES, TypedData, TypedDataError};
use crate::crypto::keccak256;
use crate::wallet::AbiType;

/// The hashes of domain and message.
pub(super) fn hashes(document: &TypedData) -> Result<([u8; 32], [u8; 32]), TypedDataError> {
    if document.types.len() > MAX_TYPES {
        return Err(TypedDataError::TooManyTypes);
    }
    let nothing = Map::new();
    let mut encoder = Encoder { types: &document.types, type_hashes: BTreeMap::new() };
    let domain = encoder.structure(DOMAIN_TYPE, document.domain.as_ref().unwrap_or(&nothing), 0)?;
    let message = document.message.as_ref().unwrap_or(&nothing);
    Ok((domain, encoder.structure(&document.primary_type, message, 0)?))
}

struct Encoder<'a> {
    types: &'a Types,
    type_hashes: BTreeMap<&'a str, [u8; 32]>,
}

impl<'a> Encoder<'a> {
    fn structure(
        &mut self,
        name: &'a str,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Result<[u8; 32], TypedDataError> {
        if depth > MAX_DEPTH {
            return Err(TypedDataError::TooDeep);
        }
        let types = self.types;
        let type_hash = self.type_hashes.entry(name).or_insert_with(|| keccak256(&[text(types, name).as_bytes()]));
        let mut encoded = type_hash.to_vec();
        for field in types.get(name).into_iter().flatten() {
            let value = members.get(&field.name).unwrap_or(&Value::Null);
            encoded.extend(self.value(&field.kind, value, depth)?);
        }
        Ok(keccak256(&[&encoded]))
    }

    fn value(&mut self, kind: &'a str, value: &Value, depth: usize) -> Result<[u8; 32], TypedDataError> {
        let unfit = || mismatch(kind, value);
        if kind == "string" {
            return value.as_str().map(|text| keccak256(&[text.as_bytes()])).ok_or_else(unfit);
        }
        if kind == "bytes" {
            return hex_or_nothing(value).map(|bytes| keccak256(&[&bytes])).ok_or_else(unfit);
        }
        if self.types.contains_key(kind) {
            let members = value.as_object().ok_or_else(unfit)?;
            return self.structure(kind, members, depth.saturating_add(1));
        }
        if kind.ends_with(']') || kind == "function" {
            return Err(TypedDataError::ArraysUnsupported);
        }
        match kind.parse()? {
            AbiType::FixedBytes(_) => hex_or_nothing(value).map(|bytes| left_word(&bytes)).ok_or_else(unfit),
            AbiType::Address => value
                .as_str()
                .filter(|text| text.starts_with("0x") || text.starts_with("0X"))
                .and_then(address_word)
                .ok_or_else(unfit),
            AbiType::Bool => bool_word(value).ok_or_else(unfit),
            AbiType::Int(_) | AbiType::Uint(_) => legacy_integer_word(value),
            _ => Err(unfit()),
        }
    }
}

/// As [`hex_bytes`], and no bytes at all may be written as nothing.
fn hex_or_nothing(value: &Value) -> Option<Vec<u8>> {
    if value.as_str() == Some("") { Some(Vec::new()) } else { hex_bytes(value) }
}
