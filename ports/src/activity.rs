//! The activity center: what a person should look at.

use crate::{CompressedKey, Page, StorageError, UnixMillis};

/// One entry of the activity center.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRecord {
    /// Message id bytes, or another identifier by kind.
    pub id: Vec<u8>,
    /// Type number of the API: 1 new one-to-one, 3 mention, 4 reply, 5 contact request, 11 contact removed, …
    pub kind: u32,
    /// Chat it belongs to.
    pub chat_id: String,
    /// Community it is about (`0x…`), or empty.
    pub community_id: String,
    /// Name shown.
    pub name: String,
    /// Who caused it; `None` when nobody did.
    pub author: Option<CompressedKey>,
    /// Message it shows, or empty.
    pub message_id: String,
    /// Message it answers, or empty.
    pub reply_message_id: String,
    /// When it happened.
    pub timestamp: UnixMillis,
    /// Seen by the person.
    pub read: bool,
    /// Refused.
    pub dismissed: bool,
    /// Accepted.
    pub accepted: bool,
    /// Deleted; kept so that other devices agree.
    pub deleted: bool,
    /// State of a contact verification.
    pub contact_verification_status: u8,
    /// Lamport clock of the last change.
    pub updated_at: UnixMillis,
}

impl ActivityRecord {
    /// An unread entry of which nothing is known but what it is, where it belongs and when it happened.
    #[must_use]
    pub const fn new(id: Vec<u8>, kind: u32, chat_id: String, timestamp: UnixMillis) -> Self {
        Self {
            id,
            kind,
            chat_id,
            community_id: String::new(),
            name: String::new(),
            author: None,
            message_id: String::new(),
            reply_message_id: String::new(),
            timestamp,
            read: false,
            dismissed: false,
            accepted: false,
            deleted: false,
            contact_verification_status: 0,
            updated_at: timestamp,
        }
    }
}

/// Which entries to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadFilter {
    /// Read ones.
    Read,
    /// Unread ones.
    Unread,
    /// All.
    All,
}

/// Entries that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivityScope<'a> {
    /// Of one chat.
    Chat(&'a str),
    /// Caused by one person.
    Author(&'a CompressedKey),
    /// About one community. Nothing is about the empty one.
    Community(&'a str),
    /// Not read yet.
    Unread,
}

/// Whether the person has looked since the newest entry came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityState {
    /// Nothing new.
    pub has_seen: bool,
    /// When that changed.
    pub updated_at: UnixMillis,
}

impl Default for ActivityState {
    /// There is nothing to look at yet.
    fn default() -> Self {
        Self { has_seen: true, updated_at: 0 }
    }
}

/// The activity center of the open profile.
pub trait ActivityStore {
    /// One entry, deleted ones included.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_activity(&mut self, id: &[u8]) -> Result<Option<ActivityRecord>, StorageError>;

    /// Inserts or replaces an entry.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_activity(&mut self, entry: &ActivityRecord) -> Result<(), StorageError>;

    /// A page, newest first, without deleted entries. No kinds means all kinds. The cursor is opaque.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails or the cursor is none of ours.
    fn activities(
        &mut self,
        kinds: &[u32],
        read: ReadFilter,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<ActivityRecord>, StorageError>;

    /// All entries of a scope, without deleted ones, by id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn activities_in(&mut self, scope: ActivityScope<'_>) -> Result<Vec<ActivityRecord>, StorageError>;

    /// How many entries of each kind there are, without deleted ones. No kinds means all kinds.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn count_activities(&mut self, kinds: &[u32], read: ReadFilter) -> Result<Vec<(u32, u32)>, StorageError>;

    /// The state; [`ActivityState::default`] before one was saved.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn activity_state(&mut self) -> Result<ActivityState, StorageError>;

    /// Replaces the state.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_activity_state(&mut self, state: ActivityState) -> Result<(), StorageError>;
}
