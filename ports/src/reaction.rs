//! Emoji reactions to messages.

use crate::{CompressedKey, StorageError};

/// What somebody feels about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReactionRecord {
    /// Derived from author, message and emoji: `0x` + 64 hex digits.
    pub id: String,
    /// The message.
    pub message_id: String,
    /// The chat as the sender names it.
    pub chat_id: String,
    /// The chat here.
    pub local_chat_id: String,
    /// Author.
    pub from: CompressedKey,
    /// `EmojiReaction.Type` of the protobuf.
    pub emoji: i32,
    /// Lamport clock; the greater one wins.
    pub clock: u64,
    /// `MessageType` of the protobuf.
    pub message_type: i32,
    /// Taken back.
    pub retracted: bool,
}

/// Reactions of the open profile. They are gone with their message.
pub trait ReactionStore {
    /// One reaction, retracted ones included.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_reaction(&mut self, id: &str) -> Result<Option<ReactionRecord>, StorageError>;

    /// Inserts or replaces a reaction.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_reaction(&mut self, reaction: &ReactionRecord) -> Result<(), StorageError>;

    /// Reactions to these messages of a chat in one read, without retracted ones, at most `limit`, in no order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn reactions_to(
        &mut self,
        local_chat_id: &str,
        message_ids: &[String],
        limit: u32,
    ) -> Result<Vec<ReactionRecord>, StorageError>;
}
