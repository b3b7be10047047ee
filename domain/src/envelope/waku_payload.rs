//! 26/WAKU2-PAYLOAD, version 1: data with padding and signature, encrypted with a symmetric key or for a public key.

mod frame;

pub use frame::Frame;
use status_ports::Entropy;

use super::SymmetricKey;
use super::ecies;
use crate::crypto::{PrivateKey, PublicKey, SealError, SignatureError, open_nonce_last, seal_nonce_last};

/// The longest data that the size field can express.
pub const MAX_DATA_LENGTH: usize = 0xff_ffff;

/// Why a payload cannot be made or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WakuPayloadError {
    /// More than [`MAX_DATA_LENGTH`] bytes.
    #[error("data of {0} bytes is too long for one payload")]
    TooLong(usize),
    /// The symmetric key does not open it.
    #[error("couldn't decrypt using symmetric key: {0}")]
    Symmetric(#[from] SealError),
    /// The private key does not open it.
    #[error("couldn't decrypt using asymmetric key")]
    Asymmetric,
    /// It opened, but what is inside is cut off.
    #[error("truncated payload frame")]
    Truncated,
    /// It opened, but the signature names nobody.
    #[error("invalid signature of payload: {0}")]
    Signature(#[from] SignatureError),
}

/// Signs, pads and encrypts `data` for everybody who has the key.
///
/// # Errors
/// [`WakuPayloadError::TooLong`].
pub fn seal_symmetric(
    data: &[u8],
    signer: Option<&PrivateKey>,
    key: &SymmetricKey,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, WakuPayloadError> {
    let frame = Frame::compose(data, signer, entropy)?;
    Ok(seal_nonce_last(key.as_bytes(), &frame.encode(), entropy))
}

/// Signs, pads and encrypts `data` for one person.
///
/// # Errors
/// [`WakuPayloadError::TooLong`].
pub fn seal_asymmetric(
    data: &[u8],
    signer: Option<&PrivateKey>,
    recipient: &PublicKey,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, WakuPayloadError> {
    let frame = Frame::compose(data, signer, entropy)?;
    Ok(ecies::seal(recipient, frame.encode(), entropy))
}

/// Decrypts with a symmetric key, and finds the signer.
///
/// # Errors
/// [`WakuPayloadError::Symmetric`] if it is not for this key, else what is wrong with the content.
pub fn open_symmetric(payload: &[u8], key: &SymmetricKey) -> Result<Frame, WakuPayloadError> {
    Frame::decode(&open_nonce_last(key.as_bytes(), payload)?)
}

/// Decrypts with a private key, and finds the signer.
///
/// # Errors
/// [`WakuPayloadError::Asymmetric`] if it is not for this key, else what is wrong with the content.
pub fn open_asymmetric(payload: &[u8], key: &PrivateKey) -> Result<Frame, WakuPayloadError> {
    Frame::decode(&ecies::open(key, payload).map_err(|_| WakuPayloadError::Asymmetric)?)
}

#[cfg(test)]
mod tests;
