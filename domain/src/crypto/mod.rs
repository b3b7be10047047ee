//! Keys and primitives under the names the protocol uses. The primitives themselves come from RustCrypto crates, and for
//! what every received message needs from libsecp256k1; this module only fixes encodings and layouts.

mod fast;
mod gcm;
mod hash;
mod keys;
mod readers;
mod signature;

pub use gcm::{SealError, open_nonce_first, open_nonce_last, seal_nonce_first, seal_nonce_last};
pub use hash::{hmac_sha256, keccak256, sha256};
pub use keys::{KeyError, PrivateKey, PublicKey, SharedSecret};
pub use readers::{Readers, ReadersError, SealedText, open_as_reader};
pub use signature::{SIGNATURE_LENGTH, Signature, SignatureError};

#[cfg(test)]
mod tests;
