//! The secret that two identities share, and who is known to know it (section 9.1). The negotiated topic is made of it.

use status_ports::{CompressedKey, RatchetStore, Secret32, StorageError};

use super::stored::secret_of;
use crate::crypto::{PrivateKey, PublicKey};

/// The secret of two identities: raw Diffie-Hellman, the same for ever.
pub(super) fn shared_secret(identity: &PrivateKey, peer: &PublicKey) -> Secret32 {
    secret_of(&identity.diffie_hellman(peer))
}

/// The secret shared with `peer`, stored from now on, with `installation_id` as one that knows it.
pub(super) fn learn(
    store: &mut dyn RatchetStore,
    identity: &PrivateKey,
    peer: &PublicKey,
    installation_id: &str,
) -> Result<Secret32, StorageError> {
    let key = peer.to_compressed();
    let secret = match store.find_agreed_secret(&key)? {
        Some(stored) => stored,
        None => {
            let secret = shared_secret(identity, peer);
            store.add_agreed_secret(&key, &secret)?;
            secret
        }
    };
    if !store.is_agreed_secret_installation(&key, installation_id)? {
        store.add_agreed_secret_installation(&key, installation_id)?;
    }
    Ok(secret)
}

/// Whether every one of the recipient's `installations` is known to know the secret. Of none it is not.
pub(super) fn is_agreed<'a>(
    store: &mut dyn RatchetStore,
    peer: &CompressedKey,
    installations: impl IntoIterator<Item = &'a str>,
) -> Result<bool, StorageError> {
    let mut agreed = false;
    for installation_id in installations {
        if !store.is_agreed_secret_installation(peer, installation_id)? {
            return Ok(false);
        }
        agreed = true;
    }
    Ok(agreed)
}
