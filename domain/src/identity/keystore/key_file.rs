//! A key file as a whole.

use serde::{Deserialize, Deserializer, Serialize};
use status_ports::Entropy;

use super::KeyFileError;
use super::crypto_section::{CryptoSection, ScryptCost};
use crate::crypto::PrivateKey;
use crate::identity::{ExtendedPrivateKey, checksum_address, parse_address};

/// Files are below 2 KiB.
pub const MAX_FILE_LENGTH: usize = 64 << 10;

/// A key file. Nothing in it is secret without the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    /// 40 hex digits in lower case, without `0x`.
    #[serde(default)]
    pub address: String,
    /// The private key, sealed.
    #[serde(alias = "Crypto")]
    pub crypto: CryptoSection,
    /// A random UUID.
    #[serde(default)]
    pub id: String,
    /// 3.
    pub version: u64,
    /// The text of the extended private key, sealed; empty for a key that derives nothing.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub extendedkey: CryptoSection,
    /// Always 0.
    #[serde(default)]
    pub subaccountindex: u32,
}

/// What a key file holds.
#[derive(Clone, Debug)]
pub struct OpenedKey {
    /// The private key.
    pub private_key: PrivateKey,
    /// The same key with the means to derive others, if the file has it.
    pub extended_key: Option<ExtendedPrivateKey>,
}

impl KeyFile {
    /// Reads the JSON of a file.
    ///
    /// # Errors
    /// [`KeyFileError`] if it is too large, malformed, or of another version.
    pub fn parse(json: &[u8]) -> Result<Self, KeyFileError> {
        if json.len() > MAX_FILE_LENGTH {
            return Err(KeyFileError::TooLarge);
        }
        let file: Self = serde_json::from_slice(json).map_err(|error| KeyFileError::Malformed(error.to_string()))?;
        if file.version != 3 {
            return Err(KeyFileError::Version(file.version));
        }
        Ok(file)
    }

    /// The JSON of the file, members in the order in which the reference writes them.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serializing plain text and numbers cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Seals a private key that derives nothing.
    ///
    /// # Errors
    /// [`KeyFileError::KdfParameters`] for an absurd cost.
    pub fn seal_private_key(
        key: &PrivateKey,
        password: &str,
        cost: ScryptCost,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, KeyFileError> {
        Ok(Self {
            address: hex::encode(key.public_key().address()),
            crypto: CryptoSection::seal(key.to_bytes().as_ref(), password, cost, entropy)?,
            id: random_uuid(entropy),
            version: 3,
            extendedkey: CryptoSection::default(),
            subaccountindex: 0,
        })
    }

    /// Seals an extended private key and the private key in it.
    ///
    /// # Errors
    /// [`KeyFileError::KdfParameters`] for an absurd cost.
    pub fn seal_extended_key(
        key: &ExtendedPrivateKey,
        password: &str,
        cost: ScryptCost,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, KeyFileError> {
        let file = Self::seal_private_key(&key.private_key(), password, cost, entropy)?;
        let extendedkey = CryptoSection::seal(key.to_text().as_bytes(), password, cost, entropy)?;
        Ok(Self { extendedkey, ..file })
    }

    /// Opens the file.
    ///
    /// # Errors
    /// [`KeyFileError::WrongPassword`], or another if the file is none or asks for absurd work.
    pub fn open(&self, password: &str) -> Result<OpenedKey, KeyFileError> {
        let private_key = self.open_private_key(password)?;
        if self.extendedkey.is_empty() {
            return Ok(OpenedKey { private_key, extended_key: None });
        }
        let text = self.extendedkey.open(password)?;
        let text = core::str::from_utf8(&text).map_err(|_| KeyFileError::InvalidValue("extended key"))?;
        let extended_key = ExtendedPrivateKey::parse(text)?;
        let public_key = private_key.public_key();
        if extended_key.as_ref().is_some_and(|extended| extended.public_key() != public_key) {
            return Err(KeyFileError::DifferentKeys);
        }
        Ok(OpenedKey { private_key, extended_key })
    }

    /// Opens the private key only: half of the work of [`Self::open`], enough to verify a password.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_private_key(&self, password: &str) -> Result<PrivateKey, KeyFileError> {
        let bytes = self.crypto.open(password)?;
        let key = PrivateKey::from_bytes(&bytes).map_err(|_| KeyFileError::InvalidPrivateKey)?;
        // Some programs leave the address out for privacy.
        if !self.address.is_empty() {
            let have = key.public_key().address();
            let want = parse_address(&self.address).map_err(|_| KeyFileError::InvalidValue("address"))?;
            if have != want {
                let (have, want) = (checksum_address(&have), checksum_address(&want));
                return Err(KeyFileError::AddressMismatch { have, want });
            }
        }
        Ok(key)
    }

    /// The same keys under another password, at the cost of the old file.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn change_password(
        &self,
        password: &str,
        new_password: &str,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, KeyFileError> {
        let opened = self.open(password)?;
        let cost = self.crypto.scrypt_cost().unwrap_or(ScryptCost::LIGHT);
        match opened.extended_key {
            Some(key) => Self::seal_extended_key(&key, new_password, cost, entropy),
            None => Self::seal_private_key(&opened.private_key, new_password, cost, entropy),
        }
    }
}

fn null_as_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CryptoSection, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A random UUID (version 4).
fn random_uuid(entropy: &mut dyn Entropy) -> String {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
    let (g, h) = (g & 0x0f | 0x40, h);
    let [i, j, node @ ..] = rest;
    let i = i & 0x3f | 0x80;
    let group = |bytes: &[u8]| hex::encode(bytes);
    format!("{}-{}-{}-{}-{}", group(&[a, b, c, d]), group(&[e, f]), group(&[g, h]), group(&[i, j]), group(&node))
}
