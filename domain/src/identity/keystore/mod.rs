//! Key files: Web3 secret storage, version 3, with the extended key that Status adds.
//!
//! Files are read and written at the border (import, export, migration); at rest, keys live in the encrypted profile
//! database. A file comes from outside, so the cost that it asks for is bounded before any work is done.

mod crypto_section;
mod file_name;
mod key_file;

pub use crypto_section::{CipherParameters, CryptoSection, KdfParameters, ScryptCost};
pub use file_name::file_name;
pub use key_file::{KeyFile, MAX_FILE_LENGTH, OpenedKey};

use super::ExtendedKeyError;

/// Why a key file does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// Longer than any key file.
    #[error("key file is too large")]
    TooLarge,
    /// No JSON of a key file.
    #[error("key file is malformed: {0}")]
    Malformed(String),
    /// Another version than 3.
    #[error("version not supported: {0}")]
    Version(u64),
    /// Another cipher than aes-128-ctr.
    #[error("cipher not supported: {0}")]
    Cipher(String),
    /// Another key derivation than scrypt and PBKDF2 with HMAC-SHA256.
    #[error("unsupported KDF: {0}")]
    Kdf(String),
    /// Parameters of the key derivation that are missing, senseless, or ask for absurd work or memory.
    #[error("key derivation parameters are out of range")]
    KdfParameters,
    /// A value that is no hex text, or of a wrong length.
    #[error("key file has an invalid {0}")]
    InvalidValue(&'static str),
    /// The password is wrong (or the file was altered, which looks the same).
    #[error("could not decrypt key with given password")]
    WrongPassword,
    /// The key inside is no private key.
    #[error("invalid private key")]
    InvalidPrivateKey,
    /// The extended key inside is none.
    #[error(transparent)]
    InvalidExtendedKey(#[from] ExtendedKeyError),
    /// The key inside has another address than the file says.
    #[error("account mismatch: have {have}, want {want}")]
    AddressMismatch {
        /// Address of the key inside.
        have: String,
        /// Address that the file names.
        want: String,
    },
    /// The two keys inside do not belong together.
    #[error("PrivateKey and ExtendedKey are different")]
    DifferentKeys,
}

#[cfg(test)]
mod tests;
