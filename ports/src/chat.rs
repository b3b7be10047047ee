//! Chats.

use crate::{MessageContactRequestState, OutgoingStatus, StorageError, UnixMillis};

/// What a chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ChatKind {
    /// Two people; the id is the other one's uncompressed key as text.
    OneToOne = 1,
    /// Open to everybody who knows its name.
    Public = 2,
    /// A private group.
    PrivateGroup = 3,
    /// A channel of a community.
    Community = 6,
}

/// The newest message of a chat, with the state it had when it became the newest. Clients are shown this state beside
/// the chat; what becomes of the message later is in its own record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastMessage {
    /// Its id.
    pub id: String,
    /// Its Lamport clock.
    pub clock: u64,
    /// Read here.
    pub seen: bool,
    /// `None` for messages of others.
    pub outgoing_status: Option<OutgoingStatus>,
    /// State of the contact request it carries.
    pub contact_request_state: MessageContactRequestState,
}

/// What was last said of ourselves in a chat, so that it is not said again with every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentitySent {
    /// Hash of what was said.
    pub hash: [u8; 32],
    /// When.
    pub at: UnixMillis,
}

/// A chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatRecord {
    /// Identifier as in the API.
    pub id: String,
    /// What it is.
    pub kind: ChatKind,
    /// Name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// One emoji, or empty.
    pub emoji: String,
    /// Description.
    pub description: String,
    /// Shown in the list.
    pub active: bool,
    /// Last change.
    pub timestamp: UnixMillis,
    /// Greatest message clock seen.
    pub last_clock_value: u64,
    /// Messages up to this clock were deleted here.
    pub deleted_at_clock_value: u64,
    /// Messages up to this clock count as read.
    pub read_messages_at_clock_value: u64,
    /// Unread messages.
    pub unviewed_messages_count: u32,
    /// Unread mentions and replies.
    pub unviewed_mentions_count: u32,
    /// The newest message.
    pub last_message: Option<LastMessage>,
    /// Muted.
    pub muted: bool,
    /// End of the mute; 0 for ever.
    pub mute_till: UnixMillis,
    /// When we joined; 0 if never.
    pub joined: UnixMillis,
    /// Unix seconds up to which history was fetched.
    pub synced_to: u64,
    /// Unix seconds from which history was fetched.
    pub synced_from: u64,
    /// Unix seconds of the first message; 0 undefined, 1 none.
    pub first_message_timestamp: u64,
    /// Marked for attention.
    pub highlight: bool,
    /// The own chat identity that was last sent here.
    pub identity_sent: Option<IdentitySent>,
}

/// Chats of the open profile.
pub trait ChatStore {
    /// Every chat.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn chats(&mut self) -> Result<Vec<ChatRecord>, StorageError>;

    /// One chat.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_chat(&mut self, id: &str) -> Result<Option<ChatRecord>, StorageError>;

    /// The chats of these ids in one read, in no order. Ids that are not stored are left out, one that is given twice
    /// comes once.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn chats_of(&mut self, ids: &[String]) -> Result<Vec<ChatRecord>, StorageError>;

    /// The chats that are muted for a time, the one whose mute ends first before the others.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn chats_muted_for_a_time(&mut self) -> Result<Vec<ChatRecord>, StorageError>;

    /// Inserts or replaces a chat.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_chat(&mut self, chat: &ChatRecord) -> Result<(), StorageError>;

    /// Removes a chat, if there is one. Its messages stay.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_chat(&mut self, id: &str) -> Result<(), StorageError>;
}
