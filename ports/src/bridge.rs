//! Messages that came over a bridge from another network.

use crate::{CompressedKey, StorageError};

/// Who brought a message over which bridge into which chat: within that, ids of the other network are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeRecord {
    /// The chat here.
    pub local_chat_id: String,
    /// Who sends the bridge's messages.
    pub author: CompressedKey,
    /// Name of the bridge.
    pub name: String,
}

/// What a message is on the other side of a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgedMessageRecord {
    /// Its id here.
    pub message_id: String,
    /// The bridge.
    pub bridge: BridgeRecord,
    /// Its id there.
    pub bridge_message_id: String,
    /// The id there of the message that it replies to, or empty.
    pub parent_message_id: String,
}

/// Bridged messages of the open profile. They are gone with their message.
pub trait BridgeStore {
    /// Inserts or replaces what is known of a message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_bridged_message(&mut self, message: &BridgedMessageRecord) -> Result<(), StorageError>;

    /// The id here of the message with an id there; of several the lowest.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_bridged_message(
        &mut self,
        bridge: &BridgeRecord,
        bridge_message_id: &str,
    ) -> Result<Option<String>, StorageError>;

    /// The ids here of messages that reply to one with an id there, lowest first, at most `limit`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn bridged_replies(
        &mut self,
        bridge: &BridgeRecord,
        bridge_message_id: &str,
        limit: u32,
    ) -> Result<Vec<String>, StorageError>;
}
