//! A new group key for everybody who stays, each encrypted to one member, in one broadcast (section 11.5).

use std::collections::BTreeMap;

use status_ports::{Entropy, HashRatchetKeyRecord, Secret32};
use status_proto::encryption::RekeyGroup;

use super::exchange::is_possible;
use super::{HashRatchetError, group_key};
use crate::crypto::{PrivateKey, PublicKey, open_nonce_first, seal_nonce_first};

/// Nonce, key, tag.
const ENTRY_LENGTH: usize = 60;

/// Where a member finds what is meant for it: the first four bytes of the X coordinate, little endian. Several members
/// may share a place.
#[must_use]
pub fn member_key(member: &PublicKey) -> u32 {
    let [a, b, c, d, ..] = member.x();
    u32::from_le_bytes([a, b, c, d])
}

/// Encrypts a group key to each member.
pub fn seal_rekey(
    sender: &PrivateKey,
    key: &HashRatchetKeyRecord,
    members: &[PublicKey],
    entropy: &mut dyn Entropy,
) -> RekeyGroup {
    let mut keys = BTreeMap::<u32, Vec<u8>>::new();
    for member in members {
        let shared = sender.diffie_hellman(member);
        let entry = seal_nonce_first(shared.as_bytes(), key.key.as_bytes(), entropy);
        keys.entry(member_key(member)).or_default().extend(entry);
    }
    RekeyGroup { timestamp: key.timestamp_ms, keys }
}

/// The new key, if there is one for this member.
///
/// # Errors
/// [`HashRatchetError::NoTimestamp`] if the message is not dated.
pub fn open_rekey(
    member: &PrivateKey,
    sender: &PublicKey,
    group_id: &[u8],
    rekey: &RekeyGroup,
) -> Result<Option<HashRatchetKeyRecord>, HashRatchetError> {
    if rekey.timestamp == 0 {
        return Err(HashRatchetError::NoTimestamp);
    }
    let Some(entries) = rekey.keys.get(&member_key(&member.public_key())) else { return Ok(None) };
    if !is_possible(rekey.timestamp) {
        return Ok(None);
    }
    let shared = member.diffie_hellman(sender);
    let mut opened = entries.chunks_exact(ENTRY_LENGTH).filter_map(|entry| {
        let key = zeroize::Zeroizing::new(open_nonce_first(shared.as_bytes(), entry).ok()?);
        Some(Secret32::new(key.as_slice().try_into().ok()?))
    });
    Ok(opened.next().map(|key| group_key(group_id, rekey.timestamp, key)))
}
