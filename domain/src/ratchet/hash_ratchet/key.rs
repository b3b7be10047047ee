//! Group keys and their ids (section 11.2).

use status_ports::{Entropy, HashRatchetKeyRecord, RatchetStore, Secret32, StorageError};

use crate::crypto::{PrivateKey, keccak256};

/// How far ahead of the clock a new key is dated, so that it is newer than anything made at the same time.
const TIMESTAMP_LEAD_MS: u64 = 10;

/// Keccak-256 of group id, timestamp (little endian) and key.
#[must_use]
pub fn derive_key_id(group_id: &[u8], timestamp_ms: u64, key: &Secret32) -> [u8; 32] {
    keccak256(&[group_id, &timestamp_ms.to_le_bytes(), key.as_bytes()])
}

/// A group key with its ids.
#[must_use]
pub fn group_key(group_id: &[u8], timestamp_ms: u64, key: Secret32) -> HashRatchetKeyRecord {
    let [a, b, c, d, ..] = timestamp_ms.to_le_bytes();
    HashRatchetKeyRecord {
        group_id: group_id.to_vec(),
        key_id: derive_key_id(group_id, timestamp_ms, &key),
        deprecated_key_id: u32::from_le_bytes([a, b, c, d]),
        key,
        timestamp_ms,
    }
}

/// Makes a new key, which is from now on the group's current one.
pub(in crate::ratchet) fn generate(
    store: &mut dyn RatchetStore,
    group_id: &[u8],
    now_ms: u64,
    entropy: &mut dyn Entropy,
) -> Result<HashRatchetKeyRecord, StorageError> {
    let newest = store.hash_ratchet_keys(group_id, 1)?.into_iter().next();
    let timestamp_ms = match newest {
        Some(newest) if newest.timestamp_ms >= now_ms => newest.timestamp_ms.saturating_add(1),
        _ => now_ms.saturating_add(TIMESTAMP_LEAD_MS),
    };
    let key = group_key(group_id, timestamp_ms, Secret32::new(*PrivateKey::generate(entropy).to_bytes()));
    store.save_hash_ratchet_key(&key)?;
    Ok(key)
}
