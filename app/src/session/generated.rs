//! Private keys that a client made before it has an account for them. They are kept in memory until the next login.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use status_ports::{Entropy, PrivateKeyRecord};

/// Most keys.
const MAX_KEYS: usize = 100;

/// Why a key is not kept or found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GeneratedKeyError {
    /// No key has this name.
    #[error("account not found")]
    Unknown,
    /// Too many keys wait.
    #[error("too many accounts are kept in memory: reset them")]
    TooMany,
}

/// Keys by a name that was made for each.
#[derive(Default)]
pub(crate) struct GeneratedKeys(Mutex<BTreeMap<String, PrivateKeyRecord>>);

impl GeneratedKeys {
    /// Keeps a key. Returns its name.
    pub(crate) fn add(&self, key: PrivateKeyRecord, entropy: &mut dyn Entropy) -> Result<String, GeneratedKeyError> {
        let mut name = [0; 16];
        entropy.fill(&mut name);
        let name = uuid::Builder::from_random_bytes(name).into_uuid().to_string();
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MAX_KEYS {
            return Err(GeneratedKeyError::TooMany);
        }
        keys.insert(name.clone(), key);
        Ok(name)
    }

    /// The key with a name.
    pub(crate) fn find(&self, name: &str) -> Result<PrivateKeyRecord, GeneratedKeyError> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(name).cloned().ok_or(GeneratedKeyError::Unknown)
    }

    /// Forgets all keys.
    pub(crate) fn reset(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
