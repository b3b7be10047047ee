//! The data key under a key from the password: Argon2id, then XChaCha20-Poly1305 bound to the key UID.

use orion::hazardous::aead::xchacha20poly1305::{Nonce, SecretKey, XChaCha20Poly1305};
use orion::hazardous::kdf::argon2::{Argon2, CostParams, ID, Sequential};
use status_ports::{DataKey, StorageError, UnlockError};
use zeroize::Zeroizing;

use super::entropy::fill;
use crate::error::{Result, corrupt};

/// What wraps are made with. Stored with each, so that others may follow.
pub(super) const ALGORITHM: &str = "argon2id+xchacha20poly1305";

/// How hard guessing a password is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) iterations: u32,
}

impl Cost {
    /// For wraps made now. More than OWASP's least for Argon2id, and a third of what a login may take: see docs/storage.md.
    pub(super) const CURRENT: Self = Self { memory_kib: 19 * 1024, iterations: 3 };

    /// Of a stored wrap: what is dearer than this was not written by us, and computing it would take the machine down.
    const MOST: Self = Self { memory_kib: 1024 * 1024, iterations: 64 };
}

/// A wrapped data key as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrappedKey {
    pub(super) cost: Cost,
    pub(super) salt: [u8; 16],
    pub(super) nonce: [u8; 24],
    pub(super) ciphertext: [u8; 48],
}

/// Wraps a data key. Takes as long as a login.
pub(super) fn wrap(key_uid: &str, password: &str, data_key: &DataKey, cost: Cost) -> Result<WrappedKey> {
    let (mut salt, mut nonce, mut ciphertext) = ([0; 16], [0; 24], [0; 48]);
    fill(&mut salt)?;
    fill(&mut nonce)?;
    let key = derive(password, &salt, cost)?;
    let associated = key_uid.as_bytes();
    XChaCha20Poly1305::seal(&key, &Nonce::from(nonce), &data_key.0, Some(associated), &mut ciphertext)
        .map_err(|_| StorageError::Backend("the data key could not be wrapped".to_owned()))?;
    Ok(WrappedKey { cost, salt, nonce, ciphertext })
}

/// Unwraps a data key.
pub(super) fn unwrap(key_uid: &str, password: &str, wrapped: &WrappedKey) -> std::result::Result<DataKey, UnlockError> {
    let cost = wrapped.cost;
    if cost.memory_kib > Cost::MOST.memory_kib || cost.iterations > Cost::MOST.iterations {
        return Err(corrupt("cost of a wrapped data key").into());
    }
    let key = derive(password, &wrapped.salt, cost)?;
    let mut data_key = DataKey([0; 32]);
    let nonce = Nonce::from(wrapped.nonce);
    XChaCha20Poly1305::open(&key, &nonce, &wrapped.ciphertext, Some(key_uid.as_bytes()), &mut data_key.0)
        .map_err(|_| UnlockError::WrongPassword)?;
    Ok(data_key)
}

fn derive(password: &str, salt: &[u8; 16], cost: Cost) -> Result<SecretKey> {
    let parameters =
        CostParams::new(cost.iterations, cost.memory_kib, 1).map_err(|_| corrupt("cost of a wrapped data key"))?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::<ID, Sequential>::derive_key(password.as_bytes(), salt, &parameters, None, None, key.as_mut_slice())
        .map_err(|_| StorageError::Backend("no key could be derived from the password".to_owned()))?;
    SecretKey::try_from(key.as_slice()).map_err(|_| StorageError::Backend("no key could be made".to_owned()))
}

#[cfg(test)]
mod tests;
