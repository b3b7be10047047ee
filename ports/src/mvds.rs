//! State of the data synchronisation with each peer.

use crate::{CompressedKey, StorageError, UnixMillis};

/// What is sent about a datasync message until the peer reacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MvdsStateKind {
    /// The id, asking for the message.
    Request,
    /// The message itself.
    Message,
}

/// Something that is sent to one peer again and again until it reacts. Its key is `(message_id, peer)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MvdsStateRecord {
    /// Datasync message id.
    pub message_id: [u8; 32],
    /// Whom it is for.
    pub peer: CompressedKey,
    /// What is sent.
    pub kind: MvdsStateKind,
    /// Group of the message. Zeros for a request.
    pub group_id: [u8; 32],
    /// Timestamp inside the message, part of its id. Unix seconds. 0 for a request.
    pub timestamp_seconds: i64,
    /// The message. Empty for a request.
    pub body: Vec<u8>,
    /// When the state began.
    pub created_at: UnixMillis,
    /// How often it was sent.
    pub send_count: u32,
    /// When it is to be sent next.
    pub next_send_at: UnixMillis,
}

/// An acknowledgement that waits to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MvdsAckRecord {
    /// Whom it is for.
    pub peer: CompressedKey,
    /// The message that arrived.
    pub message_id: [u8; 32],
}

/// Data synchronisation of the open profile.
///
/// Every method costs a bounded number of row accesses by index: none may scan what piles up over time.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait MvdsStore {
    /// Adds a state. One with the same key stays as it is; then this returns `false`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn add_mvds_state(&mut self, state: &MvdsStateRecord) -> Result<bool, StorageError>;

    /// The state of a message towards a peer.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_mvds_state(
        &mut self,
        message_id: &[u8; 32],
        peer: &CompressedKey,
    ) -> Result<Option<MvdsStateRecord>, StorageError>;

    /// Changes the schedule of a state. Does nothing if there is none.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn schedule_mvds_state(
        &mut self,
        message_id: &[u8; 32],
        peer: &CompressedKey,
        send_count: u32,
        next_send_at: UnixMillis,
    ) -> Result<(), StorageError>;

    /// Removes a state. Returns whether there was one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_mvds_state(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<bool, StorageError>;

    /// At most `limit` states whose time has come (`next_send_at <= now`), by `next_send_at`, then in the order in
    /// which they were added.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn due_mvds_states(&mut self, now: UnixMillis, limit: u32) -> Result<Vec<MvdsStateRecord>, StorageError>;

    /// The smallest `next_send_at` of all states.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn next_mvds_send_at(&mut self) -> Result<Option<UnixMillis>, StorageError>;

    /// Of the states of a peer that are scheduled later than `at`, sets at most `limit` to `at`, those that were added
    /// first. Returns how many.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn bring_forward_mvds_states(
        &mut self,
        peer: &CompressedKey,
        at: UnixMillis,
        limit: u32,
    ) -> Result<u32, StorageError>;

    /// Adds an acknowledgement. Adding it twice is as adding it once.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn add_mvds_ack(&mut self, ack: &MvdsAckRecord) -> Result<(), StorageError>;

    /// At most `limit` waiting acknowledgements, by peer, within a peer in the order in which they were added.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn mvds_acks(&mut self, limit: u32) -> Result<Vec<MvdsAckRecord>, StorageError>;

    /// Removes acknowledgements that were sent. Unknown ones are ignored.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_mvds_acks(&mut self, acks: &[MvdsAckRecord]) -> Result<(), StorageError>;

    /// Remembers that a message arrived from a peer. Returns `false` if it had arrived before; then the earlier time
    /// is kept.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn mark_mvds_received(
        &mut self,
        message_id: &[u8; 32],
        peer: &CompressedKey,
        at: UnixMillis,
    ) -> Result<bool, StorageError>;

    /// Whether a message arrived from a peer before.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn mvds_received(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<bool, StorageError>;

    /// Forgets arrivals that are older than `before`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_mvds_received(&mut self, before: UnixMillis) -> Result<(), StorageError>;
}
