//! This side.

use status_ports::CompressedKey;

use crate::crypto::{PrivateKey, PublicKey};

/// The own identity on this device.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) identity: PrivateKey,
    pub(super) public_key: PublicKey,
    /// The public key as stores and messages have it.
    pub(super) key: CompressedKey,
    pub(super) installation_id: String,
}

impl Own {
    pub(super) fn new(identity: PrivateKey, installation_id: String) -> Self {
        let public_key = identity.public_key();
        Self { key: public_key.to_compressed(), public_key, identity, installation_id }
    }
}
