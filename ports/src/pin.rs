//! Messages that are pinned to their chat.

use crate::{CompressedKey, Page, StorageError, UnixMillis};

/// Whether a message is pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinRecord {
    /// Derived from message and chat: 64 hex digits.
    pub id: String,
    /// The message.
    pub message_id: String,
    /// The chat as the sender names it.
    pub chat_id: String,
    /// The chat here.
    pub local_chat_id: String,
    /// Who pinned it, or took it down.
    pub from: CompressedKey,
    /// Lamport clock; the greater one wins.
    pub clock: u64,
    /// `MessageType` of the protobuf.
    pub message_type: i32,
    /// Pinned, or taken down.
    pub pinned: bool,
    /// Time of the Waku message.
    pub whisper_timestamp: UnixMillis,
}

/// Pins of the open profile. They are gone with their message.
pub trait PinStore {
    /// One pin, also one that was taken down.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_pin(&mut self, id: &str) -> Result<Option<PinRecord>, StorageError>;

    /// Inserts or replaces a pin.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_pin(&mut self, pin: &PinRecord) -> Result<(), StorageError>;

    /// What is pinned to a chat, the clock of the pin descending, then the id descending. Pins of messages that are
    /// not there or deleted for everybody are left out. No limit means all. The cursor is opaque: empty begins, and an
    /// empty one in the answer is the end.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails or the cursor is none of ours.
    fn pinned_messages(
        &mut self,
        local_chat_id: &str,
        cursor: &str,
        limit: Option<u32>,
    ) -> Result<Page<PinRecord>, StorageError>;
}
