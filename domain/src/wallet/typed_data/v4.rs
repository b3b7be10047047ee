//! The current form: structures, and arrays of one dimension without fixed length.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::types::{Types, element, text};
use super::value::{address_word, bool_word, hex_bytes, integer_word, left_word, mismatch};
use super::{DOMAIN_TYPE, MAX_DEPTH, MAX_TYPES, TypedData, TypedDataError};
use crate::crypto::keccak256;
use crate::wallet::AbiType;

/// What a domain may say.
const DOMAIN_MEMBERS: [&str; 5] = ["chainId", "name", "salt", "verifyingContract", "version"];

/// The hashes of domain and message.
pub(super) fn hashes(document: &TypedData) -> Result<([u8; 32], [u8; 32]), TypedDataError> {
    check_types(&document.types)?;
    let domain = known_domain(document)?;
    let mut encoder = Encoder { types: &document.types, type_hashes: BTreeMap::new() };
    let domain = encoder.structure(DOMAIN_TYPE, &domain, 0)?;
    if !document.types.contains_key(&document.primary_type) {
        return Err(TypedDataError::PrimaryTypeUndefined(document.primary_type.clone()));
    }
    let nothing = Map::new();
    let message = document.message.as_ref().unwrap_or(&nothing);
    Ok((domain, encoder.structure(&document.primary_type, message, 0)?))
}

/// The members of the domain that mean something. Empty ones count only if the type has them.
fn known_domain(document: &TypedData) -> Result<Map<String, Value>, TypedDataError> {
    let fields = document.types.get(DOMAIN_TYPE).ok_or(TypedDataError::DomainTypeMissing)?;
    let is_empty = |value: &Value| value.is_null() || value.as_str() == Some("");
    let is_declared = |name: &str| fields.iter().any(|field| field.name == name);
    let members: Map<String, Value> = document
        .domain
        .iter()
        .flatten()
        .filter(|(name, value)| DOMAIN_MEMBERS.contains(&name.as_str()) && (!is_empty(value) || is_declared(name)))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if members.values().all(is_empty) {
        return Err(TypedDataError::UndefinedDomain);
    }
    Ok(members)
}

fn check_types(types: &Types) -> Result<(), TypedDataError> {
    if types.len() > MAX_TYPES {
        return Err(TypedDataError::TooManyTypes);
    }
    for (structure, fields) in types {
        if structure.is_empty() {
            return Err(TypedDataError::EmptyStructureName);
        }
        for (index, field) in fields.iter().enumerate() {
            if field.kind.is_empty() {
                return Err(TypedDataError::EmptyType { structure: structure.clone(), index });
            }
            if field.name.is_empty() {
                return Err(TypedDataError::EmptyName { structure: structure.clone(), index });
            }
            if field.kind == *structure {
                return Err(TypedDataError::SelfReference(field.kind.clone()));
            }
            check_kind(types, &field.kind)?;
        }
    }
    Ok(())
}

fn check_kind(types: &Types, kind: &str) -> Result<(), TypedDataError> {
    let base = kind.strip_suffix("[]").unwrap_or(kind);
    if kind.chars().next().is_some_and(char::is_uppercase) {
        if !types.contains_key(base) {
            return Err(TypedDataError::UndefinedReference(kind.to_owned()));
        }
        let is_name = base.starts_with(|first: char| first.is_ascii_uppercase())
            && base.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        return if is_name { Ok(()) } else { Err(TypedDataError::InvalidReference(kind.to_owned())) };
    }
    match base.parse::<AbiType>() {
        Ok(AbiType::Array(_) | AbiType::FixedArray(..) | AbiType::Tuple(_)) | Err(_) => {
            Err(TypedDataError::UnknownType(kind.to_owned()))
        }
        Ok(_) => Ok(()),
    }
}

struct Encoder<'a> {
    types: &'a Types,
    /// So that an array of structures writes their type once.
    type_hashes: BTreeMap<&'a str, [u8; 32]>,
}

impl<'a> Encoder<'a> {
    fn type_hash(&mut self, name: &'a str) -> [u8; 32] {
        let types = self.types;
        *self.type_hashes.entry(name).or_insert_with(|| keccak256(&[text(types, name).as_bytes()]))
    }

    fn structure(
        &mut self,
        name: &'a str,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Result<[u8; 32], TypedDataError> {
        if depth > MAX_DEPTH {
            return Err(TypedDataError::TooDeep);
        }
        let fields = self.types.get(name).map_or(&[][..], Vec::as_slice);
        if fields.len() < members.len() {
            return Err(TypedDataError::ExtraData { declared: fields.len(), given: members.len() });
        }
        let mut encoded = self.type_hash(name).to_vec();
        for field in fields {
            let value = members.get(&field.name).unwrap_or(&Value::Null);
            let word = if field.kind.ends_with(']') {
                let kind = element(&field.kind);
                let mut elements = Vec::new();
                for value in value.as_array().ok_or_else(|| mismatch(&field.kind, value))? {
                    elements.extend(self.value(kind, value, depth)?);
                }
                keccak256(&[&elements])
            } else {
                self.value(&field.kind, value, depth)?
            };
            encoded.extend(word);
        }
        Ok(keccak256(&[&encoded]))
    }

    fn value(&mut self, kind: &'a str, value: &Value, depth: usize) -> Result<[u8; 32], TypedDataError> {
        if self.types.contains_key(kind) {
            let members = value.as_object().ok_or_else(|| mismatch(kind, value))?;
            return self.structure(kind, members, depth.saturating_add(1));
        }
        primitive(kind, value)
    }
}

fn primitive(kind: &str, value: &Value) -> Result<[u8; 32], TypedDataError> {
    let unfit = || mismatch(kind, value);
    match kind.parse::<AbiType>() {
        Ok(AbiType::Address) => value.as_str().and_then(address_word).ok_or_else(unfit),
        Ok(AbiType::Bool) => bool_word(value).ok_or_else(unfit),
        Ok(AbiType::String) => value.as_str().map(|text| keccak256(&[text.as_bytes()])).ok_or_else(unfit),
        Ok(AbiType::Bytes) => hex_bytes(value).map(|bytes| keccak256(&[&bytes])).ok_or_else(unfit),
        Ok(AbiType::FixedBytes(length)) => {
            hex_bytes(value).filter(|bytes| bytes.len() == length).map(|bytes| left_word(&bytes)).ok_or_else(unfit)
        }
        Ok(AbiType::Int(bits)) => integer_word(kind, bits, true, value),
        Ok(AbiType::Uint(bits)) => integer_word(kind, bits, false, value),
        _ => Err(TypedDataError::UnknownType(kind.to_owned())),
    }
}
