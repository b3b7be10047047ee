//! Functions of contracts, and calls of them.

use core::str::FromStr;

use super::{AbiError, AbiType, AbiValue, decode_abi, encode_abi, joined};
use crate::crypto::keccak256;

/// Bytes by which a contract finds a function.
const SELECTOR_LENGTH: usize = 4;

/// A function as directories of them write it: `transfer(address,uint256)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionSignature {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub inputs: Vec<AbiType>,
}

/// What a transaction calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionCall {
    /// The name of the function.
    pub name: String,
    /// What it is given.
    pub inputs: Vec<AbiValue>,
}

impl FromStr for FunctionSignature {
    type Err = AbiError;

    fn from_str(text: &str) -> Result<Self, AbiError> {
        let unknown = || AbiError::UnknownFunction(text.to_owned());
        let (name, inputs) = text.trim().strip_suffix(')').and_then(|text| text.split_once('(')).ok_or_else(unknown)?;
        let is_name = name.chars().all(|character| character.is_ascii_alphanumeric() || "_$".contains(character))
            && name.starts_with(|first: char| !first.is_ascii_digit());
        if !is_name {
            return Err(unknown());
        }
        Ok(Self { name: name.to_owned(), inputs: AbiType::parse_all(inputs, 0)? })
    }
}

impl FunctionSignature {
    /// The first bytes of each call.
    #[must_use]
    pub fn selector(&self) -> [u8; SELECTOR_LENGTH] {
        selector(&format!("{}({})", self.name, joined(&self.inputs)))
    }

    /// The call data.
    ///
    /// # Errors
    /// [`AbiError::Mismatch`] if the values do not fit the types.
    pub fn encode(&self, inputs: &[AbiValue]) -> Result<Vec<u8>, AbiError> {
        Ok([self.selector().as_slice(), &encode_abi(&self.inputs, inputs)?].concat())
    }

    /// Reads call data.
    ///
    /// # Errors
    /// [`AbiError::OtherFunction`] if another function is called, or another [`AbiError`] if the values do not fit.
    pub fn decode(&self, call_data: &[u8]) -> Result<FunctionCall, AbiError> {
        let inputs = call_data.strip_prefix(self.selector().as_slice()).ok_or(AbiError::OtherFunction)?;
        Ok(FunctionCall { name: self.name.clone(), inputs: decode_abi(&self.inputs, inputs)? })
    }
}

/// The selector of a function whose types are written in full.
pub(in crate::wallet) fn selector(signature: &str) -> [u8; SELECTOR_LENGTH] {
    let hash = keccak256(&[signature.as_bytes()]);
    hash.first_chunk().copied().unwrap_or_default()
}
