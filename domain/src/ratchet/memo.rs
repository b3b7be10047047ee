//! Results of pure functions that are dear to compute and asked for again and again. Forgetting them changes nothing but
//! the time it takes.

use std::sync::{Mutex, PoisonError};

use crate::crypto::{PrivateKey, Signature, keccak256};

/// The last signature made. ECDSA is deterministic here, so the same digest has the same signature.
#[derive(Debug, Default)]
pub(super) struct SignatureMemo(Mutex<Option<([u8; 32], Signature)>>);

impl SignatureMemo {
    /// Signs, or gives what was signed last if it is the same. `key` must always be the same.
    pub(super) fn sign(&self, key: &PrivateKey, digest: &[u8; 32]) -> Signature {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *last {
            Some((signed, signature)) if signed == *digest => signature,
            _ => {
                let signature = Signature::sign_digest(key, digest);
                *last = Some((*digest, signature));
                signature
            }
        }
    }
}

/// Statements that were found true before: at most 256, each in the slot that its hash names.
#[derive(Debug)]
pub(super) struct TrueMemo(Mutex<Vec<[u8; 32]>>);

impl Default for TrueMemo {
    fn default() -> Self {
        Self(Mutex::new(vec![[0; 32]; 256]))
    }
}

impl TrueMemo {
    /// Whether the statement that consists of `parts` is true: remembered, or found out by `prove`. Only success is
    /// remembered.
    pub(super) fn check<E>(&self, parts: &[&[u8]], prove: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let hash = keccak256(parts);
        let slot = usize::from(hash.first().copied().unwrap_or_default());
        let known = |slots: &Vec<[u8; 32]>| slots.get(slot) == Some(&hash);
        if known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        prove()?;
        if let Some(place) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(slot) {
            *place = hash;
        }
        Ok(())
    }
}
