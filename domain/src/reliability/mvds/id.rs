//! Identifiers of groups and messages.

use status_proto::mvds::Message;

use crate::crypto::{PublicKey, keccak256, sha256};

/// What stands before a message when its id is made.
const PREFIX: &[u8] = b"MESSAGE_ID";

/// The id of the conversation of two people.
pub type GroupId = [u8; 32];

/// The conversation of two people, the same for both: Keccak-256 of their compressed keys, the one with the smaller X
/// coordinate first.
#[must_use]
pub fn group_id(one: &PublicKey, other: &PublicKey) -> GroupId {
    let (first, second) = if one.x() < other.x() { (one, other) } else { (other, one) };
    keccak256(&[&first.to_compressed(), &second.to_compressed()])
}

/// The id of a message: SHA-256 of prefix, group, timestamp (eight bytes, little endian) and body.
#[must_use]
pub fn message_id(message: &Message) -> [u8; 32] {
    sha256(&[PREFIX, &message.group_id, &message.timestamp.to_le_bytes(), &message.body])
}

/// An id in a list of a payload: a short one is filled with zeros, a long one cut.
pub(super) fn from_list(bytes: &[u8]) -> [u8; 32] {
    let mut id = [0; 32];
    for (to, from) in id.iter_mut().zip(bytes) {
        *to = *from;
    }
    id
}
