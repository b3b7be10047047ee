//! What waits to be published, and which delivery confirms which message.

use crate::{CompressedKey, StorageError, UnixMillis};

/// How urgent an envelope is. A person's message goes before what machines say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Contact codes, status updates.
    Low = 0,
    /// Acknowledgements, retransmissions.
    Normal = 1,
    /// What a person waits for.
    High = 2,
}

/// A Waku message that waits for the network. It stays until it was published, over restarts too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingEnvelope {
    /// Row; 0 before it is stored.
    pub id: i64,
    /// Pubsub topic.
    pub pubsub_topic: String,
    /// The encoded Waku message.
    pub message: Vec<u8>,
    /// Application messages inside, by id.
    pub message_ids: Vec<String>,
    /// Urgency.
    pub priority: Priority,
    /// How often publishing failed.
    pub attempts: u32,
    /// Not before.
    pub next_attempt_at: UnixMillis,
}

/// Envelopes that wait, and confirmations that are awaited.
pub trait OutboxStore {
    /// Stores an envelope and returns its row.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn enqueue_envelope(&mut self, envelope: &OutgoingEnvelope) -> Result<i64, StorageError>;

    /// The envelope to publish next: due at `now`, highest priority, then oldest.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn next_envelope(&mut self, now: UnixMillis) -> Result<Option<OutgoingEnvelope>, StorageError>;

    /// When the next envelope becomes due, if any waits.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn next_envelope_at(&mut self) -> Result<Option<UnixMillis>, StorageError>;

    /// Puts an envelope off after a failure.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn postpone_envelope(&mut self, id: i64, attempts: u32, until: UnixMillis) -> Result<(), StorageError>;

    /// Removes a published envelope.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_envelope(&mut self, id: i64) -> Result<(), StorageError>;

    /// Whether an envelope that carries this application message still waits.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn message_awaits_envelope(&mut self, message_id: &str) -> Result<bool, StorageError>;

    /// Remembers that the datasync message `datasync_id` to `recipient` carries the application message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn expect_confirmation(
        &mut self,
        datasync_id: &[u8; 32],
        message_id: &str,
        recipient: &CompressedKey,
    ) -> Result<(), StorageError>;

    /// The application message that `datasync_id` to `recipient` carries, confirmed or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_confirmation(
        &mut self,
        datasync_id: &[u8; 32],
        recipient: &CompressedKey,
    ) -> Result<Option<String>, StorageError>;

    /// The application message that `sender` confirms by `datasync_id`, marked as confirmed. `None` for an id that
    /// was not sent to this person.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn confirm(
        &mut self,
        datasync_id: &[u8; 32],
        sender: &CompressedKey,
        at: UnixMillis,
    ) -> Result<Option<String>, StorageError>;
}
