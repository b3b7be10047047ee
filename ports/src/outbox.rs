//! What waits to be published, and which delivery confirms which message.

use crate::{CompressedKey, PublishedEnvelope, StorageError, UnixMillis};

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

    /// Whether an envelope that carries this application message still waits, be it to be published or to be found at a
    /// node that keeps messages.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn message_awaits_envelope(&mut self, message_id: &str) -> Result<bool, StorageError>;

    /// Remembers an envelope that was published, until it is found at a node that keeps messages.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_published_envelope(&mut self, envelope: &PublishedEnvelope) -> Result<(), StorageError>;

    /// Envelopes that were published at `until` or before, the oldest first.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn published_envelopes(&mut self, until: UnixMillis, limit: u32) -> Result<Vec<PublishedEnvelope>, StorageError>;

    /// When the oldest of them was published.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn first_published_at(&mut self) -> Result<Option<UnixMillis>, StorageError>;

    /// Forgets a published envelope, if it is there.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_published_envelope(&mut self, hash: &[u8; 32]) -> Result<(), StorageError>;

    /// Forgets published envelopes all of whose messages are this one: it arrived.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_published_envelopes_of(&mut self, message_id: &str) -> Result<(), StorageError>;

    /// Remembers that the datasync message `datasync_id` to `recipient` carries the application message, since `at`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn expect_confirmation(
        &mut self,
        datasync_id: &[u8; 32],
        message_id: &str,
        recipient: &CompressedKey,
        at: UnixMillis,
    ) -> Result<(), StorageError>;

    /// Forgets confirmations that were first expected before `before`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_confirmations(&mut self, before: UnixMillis) -> Result<(), StorageError>;

    /// The application message that `datasync_id` to `recipient` carries, confirmed or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_confirmation(
        &mut self,
        datasync_id: &[u8; 32],
        recipient: &CompressedKey,
    ) -> Result<Option<String>, StorageError>;

    /// The application message that `sender` confirms by `datasync_id`, marked as confirmed on the installation
    /// `device`, if it is known; the first time counts. `None` for an id that was not sent to this person.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn confirm(
        &mut self,
        datasync_id: &[u8; 32],
        sender: &CompressedKey,
        device: Option<&str>,
        at: UnixMillis,
    ) -> Result<Option<String>, StorageError>;
}
