//! Extended triple Diffie-Hellman as Status does it: no one-time prekeys, no KDF but Keccak-256, no associated data
//! (section 5.2).

use status_ports::Secret32;
use zeroize::Zeroizing;

use crate::crypto::{PrivateKey, PublicKey, SharedSecret, keccak256};

/// The secret of who begins: with the own identity, a fresh ephemeral key, and the two keys of the responder's bundle.
#[must_use]
pub fn initiate(
    identity: &PrivateKey,
    ephemeral: &PrivateKey,
    remote_identity: &PublicKey,
    remote_signed_pre_key: &PublicKey,
) -> Secret32 {
    combine(&[
        identity.diffie_hellman(remote_signed_pre_key),
        ephemeral.diffie_hellman(remote_identity),
        ephemeral.diffie_hellman(remote_signed_pre_key),
    ])
}

/// The same secret for who answers, with the private halves of the own bundle.
#[must_use]
pub fn respond(
    identity: &PrivateKey,
    signed_pre_key: &PrivateKey,
    remote_identity: &PublicKey,
    remote_ephemeral: &PublicKey,
) -> Secret32 {
    combine(&[
        signed_pre_key.diffie_hellman(remote_identity),
        identity.diffie_hellman(remote_ephemeral),
        signed_pre_key.diffie_hellman(remote_ephemeral),
    ])
}

fn combine([dh1, dh2, dh3]: &[SharedSecret; 3]) -> Secret32 {
    let secret = Zeroizing::new(keccak256(&[dh1.as_bytes(), dh2.as_bytes(), dh3.as_bytes()]));
    Secret32::new(*secret)
}

#[cfg(test)]
mod tests;
