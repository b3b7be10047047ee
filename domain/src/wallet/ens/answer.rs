//! What resolvers answer.

use super::EnsName;
use crate::crypto::PublicKey;
use crate::wallet::{AbiType, AbiValue, decode_abi};

/// Most bytes of the place of a page. The longest ones in use have some dozens.
const MAX_CONTENT_HASH: usize = 1_024;

/// Most bytes of an answer with a text or with bytes: its head, and what it may hold.
const MAX_ANSWER: usize = 2_048;

/// `OffchainLookup(address,string[],bytes,bytes4,bytes)`, as hex.
const OFFCHAIN_LOOKUP: &str = "0x556f1830";

/// Why an answer tells nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnsAnswerError {
    /// It is not of the type that was asked for, or too long.
    #[error("malformed answer of a resolver")]
    Malformed,
    /// It is no point of the curve.
    #[error("the name has no valid public key")]
    InvalidPublicKey,
    /// There is no name, or none in the one form that names have (ENSIP-15).
    #[error("no resolution")]
    NoName,
}

/// Whether a resolver says that a server outside of the chain knows the answer (EIP-3668). `data`: what it said when it
/// reverted, as hex. The server would learn who is looked up, so that nobody asks it.
#[must_use]
pub fn is_offchain_lookup(data: &str) -> bool {
    data.get(..OFFCHAIN_LOOKUP.len()).is_some_and(|selector| selector.eq_ignore_ascii_case(OFFCHAIN_LOOKUP))
}

/// The public key that a name says it has; `None` if it says none.
///
/// # Errors
/// [`EnsAnswerError`] if it is none.
pub fn read_ens_public_key(answer: &[u8]) -> Result<Option<PublicKey>, EnsAnswerError> {
    let coordinates: &[u8; 64] = answer.try_into().map_err(|_| EnsAnswerError::Malformed)?;
    if coordinates.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    let key = [&[0x04], coordinates.as_slice()].concat();
    PublicKey::from_bytes(&key).map(Some).map_err(|_| EnsAnswerError::InvalidPublicKey)
}

/// Where the page of a name is; empty if it has none.
///
/// # Errors
/// [`EnsAnswerError::Malformed`] if it is nothing of the kind, or too long.
pub fn read_content_hash(answer: &[u8]) -> Result<Vec<u8>, EnsAnswerError> {
    match read_one(&AbiType::Bytes, answer)? {
        AbiValue::Bytes(bytes) if bytes.len() <= MAX_CONTENT_HASH => Ok(bytes),
        _ => Err(EnsAnswerError::Malformed),
    }
}

/// The name that an address gave itself. Whether the name agrees is to be asked (ENSIP-3).
///
/// # Errors
/// [`EnsAnswerError`] if there is none that could be asked.
pub fn read_reverse_name(answer: &[u8]) -> Result<EnsName, EnsAnswerError> {
    match read_one(&AbiType::String, answer)? {
        AbiValue::String(text) => EnsName::normal(&text).ok_or(EnsAnswerError::NoName),
        _ => Err(EnsAnswerError::Malformed),
    }
}

fn read_one(kind: &AbiType, answer: &[u8]) -> Result<AbiValue, EnsAnswerError> {
    if answer.len() > MAX_ANSWER {
        return Err(EnsAnswerError::Malformed);
    }
    let values = decode_abi(core::slice::from_ref(kind), answer).map_err(|_| EnsAnswerError::Malformed)?;
    values.into_iter().next().ok_or(EnsAnswerError::Malformed)
}
