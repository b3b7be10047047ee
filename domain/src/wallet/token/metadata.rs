//! What contracts say about themselves.

use super::{MAX_NAME_LENGTH, MAX_SYMBOL_LENGTH, TokenError};
use crate::crypto::keccak256;
use crate::identity::parse_compressed_key;
use crate::wallet::{AbiType, AbiValue, decode_abi};

/// Bytes of a word.
const WORD: usize = 32;

/// What a token is asked about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenQuestion {
    /// `name()`.
    Name,
    /// `symbol()`.
    Symbol,
    /// `decimals()`.
    Decimals,
    /// `baseTokenURI()`: names the community of a community's token.
    BaseUri,
}

impl TokenQuestion {
    /// The call data.
    #[must_use]
    pub fn call_data(self) -> Vec<u8> {
        let signature = match self {
            Self::Name => "name()",
            Self::Symbol => "symbol()",
            Self::Decimals => "decimals()",
            Self::BaseUri => "baseTokenURI()",
        };
        keccak256(&[signature.as_bytes()]).into_iter().take(4).collect()
    }
}

/// The name that a contract answered: text, or 32 bytes as old contracts have it.
///
/// # Errors
/// [`TokenError::NoName`] if the answer is none, or longer than anybody shows.
pub fn decode_token_name(answer: &[u8]) -> Result<String, TokenError> {
    decode_label(answer, MAX_NAME_LENGTH).ok_or(TokenError::NoName)
}

/// The symbol that a contract answered: text, or 32 bytes as old contracts have it.
///
/// # Errors
/// [`TokenError::NoSymbol`] if the answer is none, or longer than anybody shows.
pub fn decode_token_symbol(answer: &[u8]) -> Result<String, TokenError> {
    decode_label(answer, MAX_SYMBOL_LENGTH).ok_or(TokenError::NoSymbol)
}

/// The decimals that a contract answered.
///
/// # Errors
/// [`TokenError::NoDecimals`] if the answer is none.
pub fn decode_token_decimals(answer: &[u8]) -> Result<u8, TokenError> {
    match answer.split_last() {
        Some((decimals, rest)) if answer.len() == WORD && rest.iter().all(|byte| *byte == 0) => Ok(*decimals),
        _ => Err(TokenError::NoDecimals),
    }
}

/// The community whose token a contract is, as `0x` and the compressed public key, by its answer to
/// [`TokenQuestion::BaseUri`]: the key is the last part of the path.
#[must_use]
pub fn community_of_base_uri(answer: &[u8]) -> Option<String> {
    let uri = decode_text(answer)?;
    let uri = uri.strip_suffix('/').unwrap_or(&uri);
    let key = parse_compressed_key(uri.rsplit('/').next()?).ok()?;
    Some(format!("0x{}", hex::encode(key.to_compressed())))
}

fn decode_text(answer: &[u8]) -> Option<String> {
    match decode_abi(&[AbiType::String], answer).ok()?.pop()? {
        AbiValue::String(text) => Some(text),
        _ => None,
    }
}

fn decode_label(answer: &[u8], most: usize) -> Option<String> {
    let text = if answer.len() == WORD {
        let end = answer.iter().position(|byte| *byte == 0).unwrap_or(WORD);
        String::from_utf8(answer.get(..end)?.to_vec()).ok()?
    } else {
        decode_text(answer)?
    };
    super::label(&text, most)
}
