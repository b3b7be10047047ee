//! Encrypting and opening with a group key (section 11.3).

use status_ports::{Entropy, HashRatchetKeyRecord, RatchetStore, StorageError};
use status_proto::encryption::HrHeader;

use super::chain::{ChainMemo, Position};
use super::{HashRatchetError, MissingGroupKey};
use crate::crypto::{open_nonce_last, seal_nonce_last};
use crate::ratchet::OpenError;

/// A text encrypted with a group key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCiphertext {
    /// The key.
    pub key_id: [u8; 32],
    /// How old receivers know the key.
    pub deprecated_key_id: u32,
    /// Position in the key's chain, from 1.
    pub seq_no: u32,
    /// The ciphertext, the nonce at its end.
    pub payload: Vec<u8>,
}

/// Encrypts with the current key of a group, at the position after the newest one.
pub(in crate::ratchet) fn seal(
    store: &mut dyn RatchetStore,
    memo: &ChainMemo,
    group_id: &[u8],
    plaintext: &[u8],
    entropy: &mut dyn Entropy,
) -> Result<GroupCiphertext, HashRatchetError> {
    let key = store.hash_ratchet_keys(group_id, 1)?.into_iter().next().ok_or(HashRatchetError::NoGroupKey)?;
    let position = Position::next(store, memo, &key)?;
    let payload = seal_nonce_last(position.hash.as_bytes(), plaintext, entropy);
    let seq_no = position.seq_no();
    position.note(store)?;
    Ok(GroupCiphertext { key_id: key.key_id, deprecated_key_id: key.deprecated_key_id, seq_no, payload })
}

/// Opens what was encrypted with `key` at `seq_no`. The same text opens any number of times, in any order.
pub(in crate::ratchet) fn open(
    store: &mut dyn RatchetStore,
    memo: &ChainMemo,
    key: &HashRatchetKeyRecord,
    seq_no: u32,
    ciphertext: &[u8],
) -> Result<Vec<u8>, HashRatchetError> {
    let position = Position::find(store, memo, key, seq_no)?;
    let plaintext = open_nonce_last(position.hash.as_bytes(), ciphertext)?;
    position.note(store)?;
    Ok(plaintext)
}

/// The key that a header names.
pub(in crate::ratchet) fn find_key(
    store: &mut dyn RatchetStore,
    header: &HrHeader,
) -> Result<HashRatchetKeyRecord, OpenError> {
    let key_id = match header.key_id.as_slice() {
        [] => None,
        bytes => Some(<[u8; 32]>::try_from(bytes).map_err(|_| OpenError::MalformedHeader)?),
    };
    let found: Result<_, StorageError> = match &key_id {
        Some(key_id) => store.find_hash_ratchet_key(key_id),
        None => store.find_hash_ratchet_key_by_deprecated_id(&header.group_id, header.deprecated_key_id),
    };
    found?.filter(|key| key.group_id == header.group_id).ok_or_else(|| {
        let (group_id, deprecated_key_id) = (header.group_id.clone(), header.deprecated_key_id);
        OpenError::GroupKeyNotFound(MissingGroupKey { group_id, key_id, deprecated_key_id })
    })
}
