//! What happened to our messages on their way.

use crate::{CompressedKey, StorageError, UnixMillis};

/// Why a message is not tried any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveUpReason {
    /// The network will never take it: it breaks its rules.
    Refused,
    /// It was published as often as it may be, and no node that keeps messages got it.
    NeverStored,
}

/// What happened to one message of ours so far, whoever it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Application message.
    pub message_id: String,
    /// When it was put into the outbox, in the transaction that made it.
    pub queued_at: UnixMillis,
    /// When the network took its first envelope.
    pub first_published_at: Option<UnixMillis>,
    /// When the network took its last envelope.
    pub last_published_at: Option<UnixMillis>,
    /// How many envelopes of it the network took. A message to several people has one or more for each.
    pub published_envelopes: u32,
    /// How many peers took one of its envelopes, at most.
    pub peers: u32,
    /// When a node that keeps messages was found to have all of it.
    pub stored_at: Option<UnixMillis>,
    /// When it was given up, and why.
    pub given_up: Option<(UnixMillis, GiveUpReason)>,
}

/// How far a message came towards one of its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientDelivery {
    /// Whom it is for.
    pub recipient: CompressedKey,
    /// The datasync message that carries it there.
    pub datasync_id: [u8; 32],
    /// Since when a confirmation is expected.
    pub expected_at: UnixMillis,
    /// When it came.
    pub confirmed_at: Option<UnixMillis>,
    /// The installation that confirmed it first; `None` if none did, or if it did not say which it is.
    pub confirmed_by: Option<String>,
    /// When it was sent as often as it may be.
    pub given_up_at: Option<UnixMillis>,
}

/// The delivery record of own messages. Confirmations are those of the outbox.
pub trait DeliveryStore {
    /// A message was put into the outbox. One that is there already stays as it is.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delivery_queued(&mut self, message_id: &str, at: UnixMillis) -> Result<(), StorageError>;

    /// `peers` peers took an envelope with these messages. Messages without a record are passed over.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delivery_published(&mut self, message_ids: &[String], peers: u32, at: UnixMillis) -> Result<(), StorageError>;

    /// A node that keeps messages has all of these messages. The first time counts.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delivery_stored(&mut self, message_ids: &[String], at: UnixMillis) -> Result<(), StorageError>;

    /// These messages are not tried any more. The first reason counts.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delivery_given_up(
        &mut self,
        message_ids: &[String],
        reason: GiveUpReason,
        at: UnixMillis,
    ) -> Result<(), StorageError>;

    /// The datasync message `datasync_id` was sent to `recipient` as often as it may be. Returns the application message
    /// that it carries, confirmed or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn confirmation_given_up(
        &mut self,
        datasync_id: &[u8; 32],
        recipient: &CompressedKey,
        at: UnixMillis,
    ) -> Result<Option<String>, StorageError>;

    /// What happened to a message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_delivery(&mut self, message_id: &str) -> Result<Option<DeliveryRecord>, StorageError>;

    /// How far a message came towards each of its recipients, by recipient. A message that is sent again has a row for
    /// each time.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn recipient_deliveries(&mut self, message_id: &str) -> Result<Vec<RecipientDelivery>, StorageError>;

    /// Forgets messages that were queued before `before`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_deliveries(&mut self, before: UnixMillis) -> Result<(), StorageError>;
}
