//! secp256k1 keys. Every asymmetric key of the Status protocol is one of these.

use k256::ecdsa::signature::hazmat::PrehashVerifier as _;
use k256::elliptic_curve::scalar::IsHigh as _;
use k256::elliptic_curve::sec1::ToSec1Point;
use status_ports::Entropy;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{fast, keccak256};

/// Why bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not 32 bytes, zero, or not below the order of the group.
    #[error("invalid private key")]
    InvalidPrivateKey,
    /// Not the encoding of a point of the curve.
    #[error("invalid public key")]
    InvalidPublicKey,
}

/// The result of a Diffie-Hellman exchange: the raw X coordinate, 32 bytes big endian, never hashed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SharedSecret(pub(super) [u8; 32]);

impl SharedSecret {
    /// The X coordinate.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl core::fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}

/// A private key. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct PrivateKey(k256::SecretKey);

impl PrivateKey {
    /// Draws a fresh key.
    pub fn generate(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        // A random 32-byte string is a valid scalar but for a chance of 2^-128.
        loop {
            entropy.fill(bytes.as_mut());
            if let Ok(key) = Self::from_bytes(bytes.as_ref()) {
                return key;
            }
        }
    }

    /// Reads a key of 32 bytes, big endian.
    ///
    /// # Errors
    /// [`KeyError::InvalidPrivateKey`] for a wrong length, zero, or a number outside the group.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() != 32 {
            return Err(KeyError::InvalidPrivateKey);
        }
        k256::SecretKey::from_slice(bytes).map(Self).map_err(|_| KeyError::InvalidPrivateKey)
    }

    /// The key as 32 bytes, big endian.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// Diffie-Hellman with the raw X coordinate as result.
    #[must_use]
    pub fn diffie_hellman(&self, other: &PublicKey) -> SharedSecret {
        fast::diffie_hellman(self, other).unwrap_or_else(|| {
            let secret = k256::ecdh::diffie_hellman(self.0.to_nonzero_scalar(), other.0.as_affine());
            SharedSecret((*secret.raw_secret_bytes()).into())
        })
    }

    /// The key that another primitive holds.
    pub(crate) fn from_signing_key(key: &k256::ecdsa::SigningKey) -> Self {
        Self(key.as_nonzero_scalar().into())
    }

    pub(super) fn signing_key(&self) -> k256::ecdsa::SigningKey {
        (&self.0).into()
    }
}

impl core::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

/// A public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey(pub(super) k256::PublicKey);

impl PublicKey {
    /// Reads a key of 33 (compressed) or 65 (uncompressed) bytes.
    ///
    /// # Errors
    /// [`KeyError::InvalidPublicKey`] if the bytes are no point of the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        // The crate below would take more: the compact form of 33 bytes beginning with 5, and the single byte 0.
        if !matches!((bytes.len(), bytes.first()), (33, Some(2 | 3)) | (65, Some(4))) {
            return Err(KeyError::InvalidPublicKey);
        }
        k256::PublicKey::from_sec1_bytes(bytes).map(Self).map_err(|_| KeyError::InvalidPublicKey)
    }

    /// 33 bytes: the form used inside protocol messages.
    #[must_use]
    pub fn to_compressed(&self) -> [u8; 33] {
        let mut out = [0; 33];
        let point = self.0.to_sec1_point(true);
        for (to, from) in out.iter_mut().zip(point.as_bytes()) {
            *to = *from;
        }
        out
    }

    /// 65 bytes beginning with 0x04: the form used in the API and in message ids.
    #[must_use]
    pub fn to_uncompressed(&self) -> [u8; 65] {
        let mut out = [0; 65];
        let point = self.0.to_sec1_point(false);
        for (to, from) in out.iter_mut().zip(point.as_bytes()) {
            *to = *from;
        }
        out
    }

    /// Whether this key made the signature R‖S of `digest`. The larger of the two values that S may have is refused, so
    /// that nobody can change a signature that another made.
    #[must_use]
    pub fn verifies(&self, digest: &[u8; 32], signature: &[u8; 64]) -> bool {
        let Ok(signature) = k256::ecdsa::Signature::from_slice(signature) else { return false };
        let is_low = bool::from(!signature.s().is_high());
        is_low && k256::ecdsa::VerifyingKey::from(&self.0).verify_prehash(digest, &signature).is_ok()
    }

    /// The X coordinate, 32 bytes big endian.
    #[must_use]
    pub fn x(&self) -> [u8; 32] {
        let mut out = [0; 32];
        for (to, from) in out.iter_mut().zip(self.to_compressed().into_iter().skip(1)) {
            *to = from;
        }
        out
    }

    /// The 20-byte Ethereum address: the end of the Keccak-256 of the two coordinates.
    #[must_use]
    pub fn address(&self) -> [u8; 20] {
        let uncompressed = self.to_uncompressed();
        let coordinates = uncompressed.split_first().map_or(&[][..], |(_, rest)| rest);
        let mut out = [0; 20];
        for (to, from) in out.iter_mut().zip(keccak256(&[coordinates]).into_iter().skip(12)) {
            *to = from;
        }
        out
    }
}

impl core::hash::Hash for PublicKey {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.to_compressed().hash(state);
    }
}

impl core::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PublicKey({})", hex::encode(self.to_compressed()))
    }
}
