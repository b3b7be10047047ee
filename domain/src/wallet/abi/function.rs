//! Functions of contracts, and calls of them.

use core::fmt;
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

/// With all types in full.
impl fmt::Display for FunctionSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, joined(&self.inputs))
    }
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
        selector(&self.to_string())
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

/// Of functions that may be meant, the likelier first, the one that is called: the first whose arguments fill the call data,
/// else the first whose arguments are there. Who enters a function into a directory can choose its name so that it has
/// the selector of another.
#[must_use]
pub fn called_function(call_data: &[u8], functions: &[String]) -> Option<(FunctionSignature, FunctionCall)> {
    let mut partial = None;
    for function in functions {
        let Ok(function) = function.parse::<FunctionSignature>() else { continue };
        let Ok(call) = function.decode(call_data) else { continue };
        if function.encode(&call.inputs).as_deref() == Ok(call_data) {
            return Some((function, call));
        }
        partial.get_or_insert((function, call));
    }
    partial
}

/// The selector of a function whose types are written in full.
pub(in crate::wallet) fn selector(signature: &str) -> [u8; SELECTOR_LENGTH] {
    let hash = keccak256(&[signature.as_bytes()]);
    hash.first_chunk().copied().unwrap_or_default()
}
