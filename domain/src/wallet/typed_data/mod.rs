//! Structured data that a person signs for a contract (EIP-712), in its current form (`eth_signTypedData_v4`) and in
//! the older one of web pages that know no arrays.

mod error;
mod legacy;
mod types;
mod v4;
mod value;

pub use error::TypedDataError;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::personal_message::sign_for_contracts;
use crate::crypto::{PrivateKey, SIGNATURE_LENGTH, keccak256};

/// The type of the domain.
const DOMAIN_TYPE: &str = "EIP712Domain";

/// The member of the domain that names the chain.
const CHAIN_KEY: &str = "chainId";

/// Types of one document. Documents of contracts have a handful; the bound keeps hashing linear.
const MAX_TYPES: usize = 256;

/// Structures within structures.
const MAX_DEPTH: usize = 64;

/// A member of a structure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename = "typeddata.Field")]
pub struct TypedDataField {
    /// Its name.
    pub name: String,
    /// Its type in Solidity, or the name of a structure.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A document as clients send it, in JSON.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename = "typeddata.TypedData", rename_all = "camelCase")]
pub struct TypedData {
    /// The structures by their names, `EIP712Domain` among them.
    pub types: BTreeMap<String, Vec<TypedDataField>>,
    /// The structure of the message.
    pub primary_type: String,
    /// Who asks: name, version, chain, contract, salt.
    pub domain: Option<Map<String, Value>>,
    /// What is signed.
    pub message: Option<Map<String, Value>>,
}

impl TypedData {
    /// Checks that everything that is needed is there, as before the older form is hashed.
    ///
    /// # Errors
    /// [`TypedDataError`] naming what is missing.
    pub fn check_complete(&self) -> Result<(), TypedDataError> {
        if !self.types.contains_key(DOMAIN_TYPE) {
            return Err(TypedDataError::DomainTypeMissing);
        }
        if self.primary_type.is_empty() {
            return Err(TypedDataError::PrimaryTypeMissing);
        }
        if !self.types.contains_key(&self.primary_type) {
            return Err(TypedDataError::PrimaryTypeUndefined(self.primary_type.clone()));
        }
        if self.domain.is_none() {
            return Err(TypedDataError::DomainMissing);
        }
        if self.message.is_none() {
            return Err(TypedDataError::MessageMissing);
        }
        for (name, fields) in &self.types {
            for (index, field) in fields.iter().enumerate() {
                let missing = match field {
                    field if field.name.is_empty() => "name",
                    field if field.kind.is_empty() => "type",
                    _ => continue,
                };
                return Err(TypedDataError::InvalidField { index, structure: name.clone(), missing });
            }
        }
        Ok(())
    }

    /// The digest of a document that a page wants to be signed while the person has the chain `selected`: what is for
    /// another chain is refused, and the older form must say which one it is for.
    ///
    /// # Errors
    /// As of [`Self::check_chain`], [`Self::hash_v4`] and [`Self::hash_legacy`].
    pub fn hash_for_page(&self, selected: u64, is_legacy: bool) -> Result<[u8; 32], TypedDataError> {
        if is_legacy {
            return self.hash_legacy(selected);
        }
        if self.names_chain() {
            self.check_chain(selected)?;
        }
        self.hash_v4()
    }

    /// Whether the domain names a chain.
    #[must_use]
    pub fn names_chain(&self) -> bool {
        self.domain.as_ref().is_some_and(|domain| domain.contains_key(CHAIN_KEY))
    }

    /// Checks that the document is for the chain `selected`, and says so.
    ///
    /// # Errors
    /// [`TypedDataError::ChainMissing`], [`TypedDataError::ChainMismatch`], or [`TypedDataError::NotInteger`].
    pub fn check_chain(&self, selected: u64) -> Result<(), TypedDataError> {
        let named = self.domain.as_ref().and_then(|domain| domain.get(CHAIN_KEY));
        let named = value::chain(named.ok_or(TypedDataError::ChainMissing)?)?;
        if named == i128::from(selected) { Ok(()) } else { Err(TypedDataError::ChainMismatch { named, selected }) }
    }

    /// The digest of the current form (`eth_signTypedData_v4`). The chain of the domain is hashed, not checked.
    ///
    /// # Errors
    /// [`TypedDataError`] if the document does not fit its own types.
    pub fn hash_v4(&self) -> Result<[u8; 32], TypedDataError> {
        let (domain, message) = v4::hashes(self)?;
        Ok(digest(&domain, &message))
    }

    /// The digest of the older form, without arrays, for the chain `selected`.
    ///
    /// # Errors
    /// [`TypedDataError`] if the domain names no chain or another one, or the document does not fit its own types.
    pub fn hash_legacy(&self, selected: u64) -> Result<[u8; 32], TypedDataError> {
        self.check_chain(selected)?;
        let (domain, message) = legacy::hashes(self)?;
        Ok(digest(&domain, &message))
    }

    /// The type of the message as it is hashed: it and all structures it needs.
    #[must_use]
    pub fn type_text(&self) -> String {
        types::text(&self.types, &self.primary_type)
    }
}

/// Signs a digest of a document: R‖S‖V with V 27 or 28.
#[must_use]
pub fn sign_typed_data(key: &PrivateKey, digest: &[u8; 32]) -> [u8; SIGNATURE_LENGTH] {
    sign_for_contracts(key, digest)
}

/// EIP-191, version 1.
fn digest(domain: &[u8; 32], message: &[u8; 32]) -> [u8; 32] {
    keccak256(&[b"\x19\x01", domain, message])
}

#[cfg(test)]
mod tests;
