//! The numbers of tokens that there is only one of, which clients pass where others have a symbol.

use ruint::aliases::U256;

use super::number_to_hex;

/// A text that is no number of a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to convert {0} to big.Int")]
pub struct TokenIdError(pub String);

/// Reads the number of a token: decimal, or in the base that its prefix names.
///
/// # Errors
/// [`TokenIdError`] for what is no number, below zero, or beyond 256 bits.
pub fn parse_token_id(text: &str) -> Result<U256, TokenIdError> {
    let digits = number_to_hex(text).filter(|digits| digits.len() <= 64);
    digits.and_then(|digits| U256::from_str_radix(&digits, 16).ok()).ok_or_else(|| TokenIdError(text.to_owned()))
}
