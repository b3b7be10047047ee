//! Keys as the store keeps them, turned into keys that compute.

use status_ports::{CompressedKey, Secret32, StorageError};

use crate::crypto::{PrivateKey, PublicKey, SharedSecret};

/// A private key from the store.
pub(super) fn private_key(secret: &Secret32) -> Result<PrivateKey, StorageError> {
    PrivateKey::from_bytes(secret.as_bytes()).map_err(|_| StorageError::Corrupt("private key of the ratchet".into()))
}

/// A public key from the store.
pub(super) fn public_key(key: &CompressedKey) -> Result<PublicKey, StorageError> {
    PublicKey::from_bytes(key).map_err(|_| StorageError::Corrupt("public key of the ratchet".into()))
}

/// A private key for the store.
pub(super) fn secret_of_key(key: &PrivateKey) -> Secret32 {
    Secret32::new(*key.to_bytes())
}

/// The result of a Diffie-Hellman exchange for the store.
pub(super) const fn secret_of(shared: &SharedSecret) -> Secret32 {
    Secret32::new(*shared.as_bytes())
}
