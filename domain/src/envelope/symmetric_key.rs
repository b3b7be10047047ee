//! The key that everybody derives who knows the name of a chat.

use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Rounds of PBKDF2. Not 65,536: the reference has this number, and it is part of the protocol.
const ROUNDS: u32 = 65_356;

/// A key of nothing but zeros encrypts for everybody, so it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid symmetric key: all zeros")]
pub struct ZeroKey;

/// The AES-256 key of a Waku payload. Never all zeros.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SymmetricKey([u8; 32]);

impl SymmetricKey {
    /// Derives the key of a name: PBKDF2-HMAC-SHA256 without salt. Takes milliseconds, so callers keep the result.
    #[must_use]
    pub fn derive(name: &str) -> Self {
        Self(pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(name.as_bytes(), &[], ROUNDS))
    }

    /// Takes a key that was derived before.
    ///
    /// # Errors
    /// [`ZeroKey`] if all bytes are zero.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, ZeroKey> {
        if bytes == [0; 32] { Err(ZeroKey) } else { Ok(Self(bytes)) }
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl core::fmt::Debug for SymmetricKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SymmetricKey(..)")
    }
}
