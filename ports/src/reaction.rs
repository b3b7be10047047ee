//! Emoji reactions to messages.

use crate::CompressedKey;

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

/// Reactions of the open profile.
pub trait ReactionStore {}
