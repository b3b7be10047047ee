//! Messages that a wallet account signs (EIP-191, version 0x45): the prefix keeps them from being transactions.

use crate::crypto::{PrivateKey, SIGNATURE_LENGTH, Signature, keccak256};

/// What Ethereum adds to the recovery id of a signature.
const RECOVERY_OFFSET: u8 = 27;

/// Why a signature names no signer. The texts are those of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonalMessageError {
    /// Not 65 bytes.
    #[error("signature must be 65 bytes long")]
    SignatureLength,
    /// The last byte is neither 27 nor 28.
    #[error("invalid Ethereum signature (V is not 27 or 28)")]
    RecoveryId,
    /// No key fits.
    #[error("recovery failed")]
    RecoveryFailed,
}

/// The digest that is signed.
#[must_use]
pub fn hash_personal_message(message: &[u8]) -> [u8; 32] {
    keccak256(&[b"\x19Ethereum Signed Message:\n", message.len().to_string().as_bytes(), message])
}

/// Signs a message: R‖S‖V with V 27 or 28.
#[must_use]
pub fn sign_personal_message(key: &PrivateKey, message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
    sign_for_contracts(key, &hash_personal_message(message))
}

/// Signs a digest in the form that contracts check: R‖S‖V with V 27 or 28.
pub(super) fn sign_for_contracts(key: &PrivateKey, digest: &[u8; 32]) -> [u8; SIGNATURE_LENGTH] {
    let mut signature = Signature::sign_digest(key, digest).to_bytes();
    if let Some(v) = signature.last_mut() {
        *v = v.saturating_add(RECOVERY_OFFSET);
    }
    signature
}

/// Not 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hash is required to be exactly 32 bytes ({0})")]
pub struct HashLengthError(pub usize);

/// Signs a digest that the caller made, as it is: R‖S‖V with V 0 or 1. Whoever shows it to a person cannot show what it
/// is about.
///
/// # Errors
/// [`HashLengthError`] if it has not 32 bytes.
pub fn sign_hash(key: &PrivateKey, hash: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], HashLengthError> {
    let hash: &[u8; 32] = hash.try_into().map_err(|_| HashLengthError(hash.len()))?;
    Ok(Signature::sign_digest(key, hash).to_bytes())
}

/// The address of whoever signed a message.
///
/// # Errors
/// [`PersonalMessageError`] if the signature is none of a message.
pub fn recover_personal_message(message: &[u8], signature: &[u8]) -> Result<[u8; 20], PersonalMessageError> {
    let mut signature: [u8; SIGNATURE_LENGTH] =
        signature.try_into().map_err(|_| PersonalMessageError::SignatureLength)?;
    if let Some(v) = signature.last_mut() {
        *v = v.checked_sub(RECOVERY_OFFSET).filter(|v| *v < 2).ok_or(PersonalMessageError::RecoveryId)?;
    }
    let signature = Signature::from_bytes(&signature).map_err(|_| PersonalMessageError::SignatureLength)?;
    let key = signature.recover(&hash_personal_message(message)).map_err(|_| PersonalMessageError::RecoveryFailed)?;
    Ok(key.address())
}
