//! Why the hash ratchet did not do what it was asked.

use status_ports::StorageError;

use crate::crypto::SealError;

/// A group key that is needed and not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingGroupKey {
    /// The group.
    pub group_id: Vec<u8>,
    /// The key's id; old senders do not name it.
    pub key_id: Option<[u8; 32]>,
    /// The id that old senders name.
    pub deprecated_key_id: u32,
}

/// Why the hash ratchet did not do what it was asked. Nothing was stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HashRatchetError {
    /// The group has no key to encrypt with.
    #[error("no encryption key found for the community")]
    NoGroupKey,
    /// The key that is named is not known.
    #[error("no ratchet key for given keyID")]
    UnknownKey,
    /// The position is too far ahead of the newest message known.
    #[error("hash ratchet seq no is too high")]
    SeqNoTooHigh,
    /// Another key, or altered bytes.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A rekey message without the time at which its key was made.
    #[error("timestamp can't be nil")]
    NoTimestamp,
    /// Bytes that are no key exchange.
    #[error("malformed key exchange")]
    Malformed,
    /// There is nothing for this member.
    #[error("can't find related grant in the map")]
    NoGrant,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
