//! Handing group keys over in the clear, inside whatever protects the message around them (sections 11.4 and 11.10).

use prost::Message;
use status_ports::{HashRatchetKeyRecord, RatchetStore, Secret32, StorageError};
use status_proto::encryption::{HrHeader, HrKey, HrKeys};

use super::{HashRatchetError, group_key};

/// How many keys of a group are handed over at most.
const MAX_EXCHANGED_KEYS: u32 = 1000;

/// Keys as they are written into messages.
#[must_use]
pub fn write_keys(keys: &[HashRatchetKeyRecord]) -> HrKeys {
    let keys = keys.iter().map(|key| HrKey {
        deprecated_key_id: key.deprecated_key_id,
        key: key.key.as_bytes().to_vec(),
        timestamp: key.timestamp_ms,
    });
    HrKeys { keys: keys.collect(), rekey_group: None }
}

/// Keys as they were written into a message. What cannot be a key is left out. Old senders date a key by its
/// deprecated id alone.
#[must_use]
pub fn read_keys(group_id: &[u8], keys: &HrKeys) -> Vec<HashRatchetKeyRecord> {
    let keys = keys.keys.iter().filter_map(|key| {
        let secret = Secret32::new(key.key.as_slice().try_into().ok()?);
        let timestamp_ms = if key.timestamp == 0 { key.deprecated_key_id.into() } else { key.timestamp };
        is_possible(timestamp_ms).then(|| group_key(group_id, timestamp_ms, secret))
    });
    keys.collect()
}

/// Whether a key can have been made at this time. Databases count in 63 bits, and so does every clock.
pub(super) const fn is_possible(timestamp_ms: u64) -> bool {
    timestamp_ms <= i64::MAX as u64
}

/// The header that carries keys of a group: of a 1:1 key exchange, and in the synchronisation of devices.
#[must_use]
pub fn key_exchange_header(group_id: &[u8], keys: HrKeys) -> HrHeader {
    HrHeader { group_id: group_id.to_vec(), keys: Some(keys), ..HrHeader::default() }
}

/// Every known key of a group, newest first.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn all_keys(store: &mut dyn RatchetStore, group_id: &[u8]) -> Result<Vec<HashRatchetKeyRecord>, StorageError> {
    store.hash_ratchet_keys(group_id, MAX_EXCHANGED_KEYS)
}

/// The keys in a serialized header of [`key_exchange_header`].
///
/// # Errors
/// [`HashRatchetError::Malformed`] if the bytes are no such header.
pub fn read_key_exchange(header: &[u8]) -> Result<Vec<HashRatchetKeyRecord>, HashRatchetError> {
    let header = HrHeader::decode(header).map_err(|_| HashRatchetError::Malformed)?;
    Ok(header.keys.map(|keys| read_keys(&header.group_id, &keys)).unwrap_or_default())
}
