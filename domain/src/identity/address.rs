//! Addresses, key UIDs and password hashes as text.

use crate::crypto::{PublicKey, keccak256, sha256};

/// A text that is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid address")]
pub struct AddressError;

/// `0x` and 40 digits whose case is a checksum (EIP-55).
#[must_use]
pub fn checksum_address(address: &[u8; 20]) -> String {
    let digits = hex::encode(address);
    let hash = hex::encode(keccak256(&[digits.as_bytes()]));
    let cased = digits.chars().zip(hash.chars()).map(
        |(digit, hash)| {
            if hash >= '8' { digit.to_ascii_uppercase() } else { digit }
        },
    );
    "0x".chars().chain(cased).collect()
}

/// Reads 40 hex digits of any case, with or without `0x`. The checksum is not looked at.
///
/// # Errors
/// [`AddressError`] for anything else.
pub fn parse_address(text: &str) -> Result<[u8; 20], AddressError> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let mut address = [0; 20];
    hex::decode_to_slice(digits, &mut address).map_err(|_| AddressError)?;
    Ok(address)
}

/// The name of a keypair: `0x` and the SHA-256 of the uncompressed public key in lower-case hex. For a keypair with a
/// phrase it is the public key of the master key.
#[must_use]
pub fn key_uid(public_key: &PublicKey) -> String {
    format!("0x{}", hex::encode(sha256(&[&public_key.to_uncompressed()])))
}

/// What mobile clients send in place of a password: `0x` and its Keccak-256 in lower-case hex. Desktop clients send
/// the digits in upper case. The core takes either as a password like any other and never hashes one itself.
#[must_use]
pub fn password_hash(password: &str) -> String {
    format!("0x{}", hex::encode(keccak256(&[password.as_bytes()])))
}
