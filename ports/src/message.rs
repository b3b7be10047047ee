//! Messages of chats.

use crate::{CompressedKey, Page, StorageError, UnixMillis};

/// How far an own message has come. It only moves forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutgoingStatus {
    /// Stored here, not yet on the network.
    Sending,
    /// On the network.
    Sent,
    /// A recipient confirmed it.
    Delivered,
}

/// State of a contact request that a message carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageContactRequestState {
    /// Not a contact request.
    #[default]
    None,
    /// Waiting for an answer.
    Pending,
    /// Accepted.
    Accepted,
    /// Dismissed.
    Dismissed,
}

/// A message of a chat as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRecord {
    /// `0x` + 64 hex digits, or a derived id.
    pub id: String,
    /// The chat here (`localChatId` of the API).
    pub local_chat_id: String,
    /// The chat as the sender names it (`chatId` of the API).
    pub chat_id: String,
    /// Author.
    pub from: CompressedKey,
    /// Time of the Waku message.
    pub whisper_timestamp: UnixMillis,
    /// Wall clock of the author.
    pub timestamp: UnixMillis,
    /// Lamport clock; messages are sorted by it.
    pub clock: u64,
    /// Body.
    pub text: String,
    /// `ContentType` of the chat message protobuf.
    pub content_type: i32,
    /// `MessageType` of the chat message protobuf.
    pub message_type: i32,
    /// Id of the message replied to, or empty.
    pub response_to: String,
    /// ENS name claimed by the author.
    pub ens_name: String,
    /// Display name of the author when it was sent.
    pub display_name: String,
    /// Read here.
    pub seen: bool,
    /// `None` for messages of others.
    pub outgoing_status: Option<OutgoingStatus>,
    /// Contact request state.
    pub contact_request_state: MessageContactRequestState,
    /// Mentions us.
    pub mentioned: bool,
    /// Replies to one of ours.
    pub replied: bool,
    /// Clock of the last edit; 0 without one.
    pub edited_at: u64,
    /// Deleted by its author or a moderator.
    pub deleted: bool,
    /// Deleted on own devices only.
    pub deleted_for_me: bool,
    /// Who deleted it, if that was not its author.
    pub deleted_by: Option<CompressedKey>,
    /// UUID that the images of an album share, or empty.
    pub album_id: String,
    /// What a bridge brought, or empty; searched like [`Self::text`].
    pub bridge_content: String,
    /// State of the identity verification that it belongs to: 1 pending, 2 accepted, 3 declined, 4 trusted,
    /// 5 untrustworthy, 6 canceled; 0 for other messages.
    pub contact_verification_state: u8,
    /// The serialized chat message, for what has no column; empty for system messages.
    pub payload: Vec<u8>,
}

impl MessageRecord {
    /// A message of which nothing is known but where it is and who wrote it.
    #[must_use]
    pub fn new(id: String, local_chat_id: String, from: CompressedKey) -> Self {
        Self {
            id,
            chat_id: local_chat_id.clone(),
            local_chat_id,
            from,
            whisper_timestamp: 0,
            timestamp: 0,
            clock: 0,
            text: String::new(),
            content_type: 0,
            message_type: 0,
            response_to: String::new(),
            ens_name: String::new(),
            display_name: String::new(),
            seen: false,
            outgoing_status: None,
            contact_request_state: MessageContactRequestState::None,
            mentioned: false,
            replied: false,
            edited_at: 0,
            deleted: false,
            deleted_for_me: false,
            deleted_by: None,
            album_id: String::new(),
            bridge_content: String::new(),
            contact_verification_state: 0,
            payload: Vec::new(),
        }
    }
}

/// Messages of the open profile.
pub trait MessageStore {
    /// One message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_message(&mut self, id: &str) -> Result<Option<MessageRecord>, StorageError>;

    /// The messages of these ids in one read, in no order. Ids that are not stored are left out, one that is given
    /// twice comes once.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn messages(&mut self, ids: &[String]) -> Result<Vec<MessageRecord>, StorageError>;

    /// The images of an album in a chat, at most `limit`, by clock and then by id. There is no album without an id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn album_messages(
        &mut self,
        local_chat_id: &str,
        album_id: &str,
        limit: u32,
    ) -> Result<Vec<MessageRecord>, StorageError>;

    /// Whether a message is stored; cheaper than [`Self::find_message`].
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn message_exists(&mut self, id: &str) -> Result<bool, StorageError>;

    /// Inserts or replaces a message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_message(&mut self, message: &MessageRecord) -> Result<(), StorageError>;

    /// A page of a chat, clock descending then id descending. The cursor is opaque: empty begins, and an empty one
    /// in the answer is the end.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails or the cursor is none of ours.
    fn chat_messages(
        &mut self,
        local_chat_id: &str,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<MessageRecord>, StorageError>;

    /// A page of a chat upwards: the messages that follow a cursor of [`Self::chat_messages`], clock ascending then id
    /// ascending, without the one at the cursor. The cursor in the answer is the last of them; it is empty at the newest.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails or the cursor is none of ours.
    fn newer_chat_messages(
        &mut self,
        local_chat_id: &str,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<MessageRecord>, StorageError>;

    /// Moves the status of an own message forward; a lower or equal status changes nothing. `true` if it moved.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn advance_outgoing_status(&mut self, id: &str, status: OutgoingStatus) -> Result<bool, StorageError>;

    /// The newest message of a chat that carries a contact request (content type 11) which has a state.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_latest_contact_request(&mut self, local_chat_id: &str) -> Result<Option<MessageRecord>, StorageError>;

    /// Marks messages of a chat as read. Returns how many changed, and how many of those mention us or reply. If any did,
    /// the notes of how two people are to each other (content types 15 to 17) become read with them, uncounted.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn mark_messages_seen(&mut self, local_chat_id: &str, ids: &[String]) -> Result<(u32, u32), StorageError>;

    /// Marks every message of a chat as read.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn mark_all_messages_seen(&mut self, local_chat_id: &str) -> Result<(), StorageError>;

    /// Marks as unread the messages of others in a chat from a clock on, but no notes of how two people are to each other
    /// (content types 15 to 17). Returns how many changed, and how many of those
    /// mention us or reply.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn mark_messages_unseen(&mut self, local_chat_id: &str, from: u64) -> Result<(u32, u32), StorageError>;

    /// How many messages of a chat are not read, and how many of those are mentions: they mention us, or reply, or are
    /// above a clock, if one is given, and no note of the chat itself (content types 14 to 17). An album counts once;
    /// what was deleted does not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn count_unseen_messages(
        &mut self,
        local_chat_id: &str,
        mentions_above: Option<u64>,
    ) -> Result<(u32, u32), StorageError>;

    /// Whether [`Self::count_unseen_messages`] counts an album already, and whether as a mention.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn unseen_album(
        &mut self,
        local_chat_id: &str,
        album_id: &str,
        mentions_above: Option<u64>,
    ) -> Result<(bool, bool), StorageError>;

    /// The unread message of a chat with the lowest clock, then the lowest id; deleted ones do not count.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_first_unseen_message(&mut self, local_chat_id: &str) -> Result<Option<String>, StorageError>;

    /// An image of an album that was deleted for everybody, of those by this author: the one with the lowest
    /// [`MessageRecord::deleted_by`], none being the lowest.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_deleted_image(
        &mut self,
        local_chat_id: &str,
        album_id: &str,
        author: &CompressedKey,
    ) -> Result<Option<MessageRecord>, StorageError>;

    /// At most `limit` messages that reply to this one, in no order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn replies_to(&mut self, message_id: &str, limit: u32) -> Result<Vec<MessageRecord>, StorageError>;

    /// Removes a message, if it is there.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_message(&mut self, id: &str) -> Result<(), StorageError>;

    /// Removes every message of a chat.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_messages_of_chat(&mut self, local_chat_id: &str) -> Result<(), StorageError>;

    /// Removes every message that a person wrote. Returns the chats that lost one, each once, in order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_messages_of_author(&mut self, author: &CompressedKey) -> Result<Vec<String>, StorageError>;
}
