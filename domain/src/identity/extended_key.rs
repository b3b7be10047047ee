//! Extended private keys (BIP32).

use bip32::{ChildNumber, Prefix, XPrv};
use zeroize::Zeroizing;

use super::mnemonic::Seed;
use super::{DerivationPath, mnemonic};
use crate::crypto::{PrivateKey, PublicKey};

/// The text that stands for "no extended key".
pub const ZEROED_EXTENDED_KEY: &str = "Zeroed extended key";

/// The longest text of an extended key, in bytes.
const MAX_TEXT_LENGTH: usize = 112;

/// Why there is no extended key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtendedKeyError {
    /// The text is no Base58 with a right checksum.
    #[error("bad extended key checksum")]
    Checksum,
    /// The text is too long or too short.
    #[error("serialized extended key length is invalid")]
    Length,
    /// The text holds no private key of the main network, or numbers that are no key.
    #[error("key is invalid")]
    InvalidKey,
    /// A child of a key that is as deep as keys can be.
    #[error("max depth exceeded")]
    TooDeep,
    /// The child with this number does not exist (chance of 2^-127).
    #[error("error deriving child key")]
    Derivation,
}

/// A private key from which others can be derived. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct ExtendedPrivateKey(XPrv);

impl ExtendedPrivateKey {
    /// The master key of a seed.
    ///
    /// # Errors
    /// [`ExtendedKeyError::InvalidKey`] if the seed leads to no key (chance of 2^-127).
    pub fn from_seed(seed: &Seed) -> Result<Self, ExtendedKeyError> {
        XPrv::new(seed.as_ref()).map(Self).map_err(|_| ExtendedKeyError::InvalidKey)
    }

    /// The master key of a phrase, which may be any text.
    ///
    /// # Errors
    /// [`ExtendedKeyError::InvalidKey`] if the phrase leads to no key (chance of 2^-127).
    pub fn from_mnemonic(phrase: &str, passphrase: &str) -> Result<Self, ExtendedKeyError> {
        Self::from_seed(&mnemonic::seed(phrase, passphrase))
    }

    /// Reads the Base58 text `xprv…`. [`ZEROED_EXTENDED_KEY`] is read as `None`.
    ///
    /// # Errors
    /// [`ExtendedKeyError`] if the text is neither.
    pub fn parse(text: &str) -> Result<Option<Self>, ExtendedKeyError> {
        if text == ZEROED_EXTENDED_KEY {
            return Ok(None);
        }
        if text.len() > MAX_TEXT_LENGTH {
            return Err(ExtendedKeyError::Length);
        }
        let key: bip32::ExtendedKey = text.parse().map_err(|error| match error {
            bip32::Error::Base58 => ExtendedKeyError::Checksum,
            _ => ExtendedKeyError::Length,
        })?;
        if key.prefix != Prefix::XPRV {
            return Err(ExtendedKeyError::InvalidKey);
        }
        key.try_into().map(|key| Some(Self(key))).map_err(|_| ExtendedKeyError::InvalidKey)
    }

    /// The Base58 text `xprv…`.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        self.0.to_string(Prefix::XPRV)
    }

    /// The child with a number; hardened with [`super::HARDENED`] set.
    ///
    /// # Errors
    /// [`ExtendedKeyError::TooDeep`] below the 255th level, [`ExtendedKeyError::Derivation`] if there is none.
    pub fn derive_child(&self, index: u32) -> Result<Self, ExtendedKeyError> {
        self.0.derive_child(ChildNumber(index)).map(Self).map_err(|error| match error {
            bip32::Error::Depth => ExtendedKeyError::TooDeep,
            _ => ExtendedKeyError::Derivation,
        })
    }

    /// The descendant at the end of a path. The path begins at this key, whatever starting point it names.
    ///
    /// # Errors
    /// As for [`Self::derive_child`].
    pub fn derive(&self, path: &DerivationPath) -> Result<Self, ExtendedKeyError> {
        self.derive_all(path.indices())
    }

    pub(super) fn derive_all(&self, indices: &[u32]) -> Result<Self, ExtendedKeyError> {
        indices.iter().try_fold(self.clone(), |key, index| key.derive_child(*index))
    }

    /// The private key in it.
    #[must_use]
    pub fn private_key(&self) -> PrivateKey {
        PrivateKey::from_signing_key(self.0.private_key())
    }

    /// The public half of [`Self::private_key`].
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.private_key().public_key()
    }

    /// 20 bytes of the Ethereum address.
    #[must_use]
    pub fn address(&self) -> [u8; 20] {
        self.public_key().address()
    }

    /// The chain code. As secret as the key.
    #[must_use]
    pub fn chain_code(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.attrs().chain_code)
    }

    /// Levels below the master key.
    #[must_use]
    pub fn depth(&self) -> u8 {
        self.0.attrs().depth
    }
}

impl core::fmt::Debug for ExtendedPrivateKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ExtendedPrivateKey(..)")
    }
}
