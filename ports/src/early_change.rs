//! Changes of messages that arrived before their message.

use crate::{CompressedKey, StorageError, UnixMillis};

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyChangeKind {
    /// `EditMessage`.
    Edit,
    /// `DeleteMessage`.
    Delete,
    /// `PinMessage`.
    Pin,
    /// `EmojiReaction`.
    Reaction,
}

/// A change that waits for its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlyChangeRecord {
    /// Application message id of the change.
    pub id: String,
    /// The message that it changes.
    pub message_id: String,
    /// The chat here.
    pub local_chat_id: String,
    /// Who signed it.
    pub author: CompressedKey,
    /// What it does.
    pub kind: EarlyChangeKind,
    /// The serialized protobuf of its kind.
    pub payload: Vec<u8>,
    /// Time of the Waku message.
    pub whisper_timestamp: UnixMillis,
    /// When it arrived.
    pub received_at: UnixMillis,
    /// We have nothing to do with the author but that they write.
    pub from_stranger: bool,
}

/// Changes that share a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyChangeScope<'a> {
    /// Of one author.
    Author(&'a CompressedKey),
    /// Of all strangers together.
    Strangers,
}

/// Changes that wait for their message.
pub trait EarlyChangeStore {
    /// Inserts or replaces a change.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_early_change(&mut self, change: &EarlyChangeRecord) -> Result<(), StorageError>;

    /// Everything that waits for a message, by id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn early_changes(&mut self, message_id: &str) -> Result<Vec<EarlyChangeRecord>, StorageError>;

    /// Forgets what waits for a message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_early_changes(&mut self, message_id: &str) -> Result<(), StorageError>;

    /// Forgets all changes of a scope but the `keep` that arrived last.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn keep_newest_early_changes(&mut self, scope: EarlyChangeScope<'_>, keep: u32) -> Result<(), StorageError>;

    /// Forgets changes that arrived before a time.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_early_changes(&mut self, before: UnixMillis) -> Result<(), StorageError>;
}
