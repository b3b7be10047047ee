//! Recoverable ECDSA signatures, 65 bytes R‖S‖V with V in {0, 1}, as Ethereum makes them.

use super::{PrivateKey, PublicKey, fast};

/// The length of an encoded [`Signature`].
pub const SIGNATURE_LENGTH: usize = 65;

/// Why a signature names no signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not 65 bytes.
    #[error("invalid signature length")]
    InvalidLength,
    /// R, S or V out of range, or no point answers to it.
    #[error("signature recovery failed")]
    RecoveryFailed,
}

/// A recoverable signature: it names its signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u8; SIGNATURE_LENGTH]);

impl Signature {
    /// Signs a 32-byte digest. Deterministic (RFC 6979).
    #[must_use]
    pub fn sign_digest(key: &PrivateKey, digest: &[u8; 32]) -> Self {
        let (signature, recovery) = key.signing_key().sign_prehash_recoverable(digest);
        let mut out = [0; SIGNATURE_LENGTH];
        for (to, from) in out.iter_mut().zip(signature.to_bytes().into_iter().chain([recovery.to_byte()])) {
            *to = from;
        }
        Self(out)
    }

    /// Reads the 65 bytes of a signature.
    ///
    /// # Errors
    /// [`SignatureError::InvalidLength`] for any other length. The content is looked at by [`Self::recover`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        bytes.try_into().map(Self).map_err(|_| SignatureError::InvalidLength)
    }

    /// The 65 bytes.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; SIGNATURE_LENGTH] {
        self.0
    }

    /// The key that signed `digest`.
    ///
    /// # Errors
    /// [`SignatureError::RecoveryFailed`] if the values are out of range or no key fits.
    pub fn recover(&self, digest: &[u8; 32]) -> Result<PublicKey, SignatureError> {
        fast::recover(&self.0, digest).ok_or(SignatureError::RecoveryFailed)
    }
}
