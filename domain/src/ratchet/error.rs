//! Why a message could not be encrypted or opened.

use status_ports::StorageError;

use super::bundle::BundleError;
use super::double_ratchet::RatchetError;
use super::hash_ratchet::{HashRatchetError, MissingGroupKey};
use crate::crypto::SealError;

/// Why a message could not be encrypted. Nothing was changed but, perhaps, the own prekey renewed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptError {
    /// A session cannot go on.
    #[error(transparent)]
    Ratchet(#[from] RatchetError),
    /// A group key cannot be used.
    #[error(transparent)]
    HashRatchet(#[from] HashRatchetError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a message could not be opened. No session, message key or group key was changed; bundles that were verified before
/// the failure may have been stored if the caller does not roll back, which does no harm.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The bytes are none of this layer. They may be an application message that was sent without it.
    #[error("not a protocol message")]
    NotAProtocolMessage,
    /// Neither public nor encrypted content.
    #[error("no payload")]
    NoPayload,
    /// It was encrypted for other installations than this one.
    #[error("device not found")]
    DeviceNotFound,
    /// Another device of the own identity wrote it, and does not know this one.
    #[error("received a message from not paired device")]
    NotPairedDevice,
    /// It belongs to a session, or to a prekey, that is not known here.
    #[error("session not found")]
    SessionNotFound,
    /// It does not say how it is protected.
    #[error("no key specified")]
    NoKeySpecified,
    /// A header has a field of the wrong form.
    #[error("malformed header")]
    MalformedHeader,
    /// The sender's bundle was refused.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// It does not pass the double ratchet.
    #[error(transparent)]
    Ratchet(#[from] RatchetError),
    /// It does not open with the key that the sender derived for this message alone.
    #[error(transparent)]
    DhOnly(#[from] SealError),
    /// The group key is not known (yet): keep the message, and open it when the key has come.
    #[error("hash ratchet group id not found")]
    GroupKeyNotFound(MissingGroupKey),
    /// It does not pass the hash ratchet.
    #[error(transparent)]
    HashRatchet(#[from] HashRatchetError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
