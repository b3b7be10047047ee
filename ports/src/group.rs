//! Private groups.

use crate::{CompressedKey, StorageError};

/// Somebody in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Identity key.
    pub public_key: CompressedKey,
    /// May remove others and make them admins.
    pub is_admin: bool,
}

/// The 65 bytes of the signature of an event. No two events have the same.
pub type EventSignature = [u8; 65];

/// Where an event stands in the history of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventPosition {
    /// Lamport clock.
    pub clock: u64,
    /// Among events of one clock.
    pub signature: EventSignature,
}

/// What the history of a group comes to, kept so that one more event needs no look at those before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRecord {
    /// The chat it belongs to.
    pub chat_id: String,
    /// Name.
    pub name: String,
    /// `#rrggbb`; may be empty.
    pub color: String,
    /// Everybody in it, in the order of joining.
    pub members: Vec<GroupMember>,
    /// How many events count.
    pub accepted_events: u32,
    /// How many events are kept that do not count.
    pub refused_events: u32,
    /// The last of all events that are kept.
    pub last_event: Option<EventPosition>,
    /// Hash over the signatures of the events that count, in their order.
    pub digest: [u8; 32],
    /// Whom we asked to let us in, for as long as we wait.
    pub invitation_admin: Option<CompressedKey>,
    /// Who told us first of the group.
    pub received_invitation_admin: Option<CompressedKey>,
}

/// One event of the history of a group, as its author signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupEventRecord {
    /// Where it stands.
    pub position: EventPosition,
    /// Who signed it.
    pub author: CompressedKey,
    /// The serialized `MembershipUpdateEvent`, verbatim.
    pub event: Vec<u8>,
    /// It counts: no rule forbids it where it stands.
    pub is_accepted: bool,
}

/// Somebody's wish to join a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRecord {
    /// Derived from sender and chat: `0x` + 64 hex digits.
    pub id: String,
    /// The group.
    pub chat_id: String,
    /// Who wants to join.
    pub from: CompressedKey,
    /// Why.
    pub introduction_message: String,
    /// `GroupChatInvitation.State` of the protobuf.
    pub state: i32,
    /// Lamport clock; the greater one wins.
    pub clock: u64,
}

/// Groups of the open profile.
pub trait GroupStore {
    /// One group.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_group(&mut self, chat_id: &str) -> Result<Option<GroupRecord>, StorageError>;

    /// The groups of these chats, in no order. Chats without a group are left out, one that is given twice comes once.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn groups_of(&mut self, chat_ids: &[String]) -> Result<Vec<GroupRecord>, StorageError>;

    /// Inserts or replaces a group. Its picture and its events stay.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_group(&mut self, group: &GroupRecord) -> Result<(), StorageError>;

    /// Everybody in a group, in the order of joining; nobody if there is no such group.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn group_members(&mut self, chat_id: &str) -> Result<Vec<GroupMember>, StorageError>;

    /// The pictures of the groups of these chats: each with the id of its chat, in no order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn group_images_of(&mut self, chat_ids: &[String]) -> Result<Vec<(String, Vec<u8>)>, StorageError>;

    /// Inserts or replaces the picture of a group.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_group_image(&mut self, chat_id: &str, image: &[u8]) -> Result<(), StorageError>;

    /// Every event of a group, also those that do not count, in their order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn group_events(&mut self, chat_id: &str) -> Result<Vec<GroupEventRecord>, StorageError>;

    /// The events that count of the groups of these chats: each with the id of its chat, those of a chat in their order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn accepted_group_events_of(
        &mut self,
        chat_ids: &[String],
    ) -> Result<Vec<(String, GroupEventRecord)>, StorageError>;

    /// Which of these events of a group are kept, by their signatures, in no order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn known_group_events(
        &mut self,
        chat_id: &str,
        signatures: &[EventSignature],
    ) -> Result<Vec<EventSignature>, StorageError>;

    /// Inserts or replaces events of a group.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_group_events(&mut self, chat_id: &str, events: &[GroupEventRecord]) -> Result<(), StorageError>;

    /// One wish to join.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_invitation(&mut self, id: &str) -> Result<Option<InvitationRecord>, StorageError>;

    /// All wishes to join, by id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn invitations(&mut self) -> Result<Vec<InvitationRecord>, StorageError>;

    /// Inserts or replaces a wish to join.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_invitation(&mut self, invitation: &InvitationRecord) -> Result<(), StorageError>;
}
