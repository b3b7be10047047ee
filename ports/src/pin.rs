//! Messages that are pinned to their chat.

use crate::{CompressedKey, UnixMillis};

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

/// Pins of the open profile.
pub trait PinStore {}
