//! Own messages byte for byte, so that they can be sent once more under the same id.

use crate::{StorageError, UnixMillis};

/// Sent messages of the open profile. They are gone with their message.
pub trait SentMessageStore {
    /// Keeps the serialized and signed application message; one of the same id is replaced.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_sent_message(&mut self, message_id: &str, bytes: &[u8], at: UnixMillis) -> Result<(), StorageError>;

    /// The serialized and signed application message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_sent_message(&mut self, message_id: &str) -> Result<Option<Vec<u8>>, StorageError>;

    /// Forgets what was sent before a time, and of the rest all but the `keep` that were sent last.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_sent_messages(&mut self, before: UnixMillis, keep: u32) -> Result<(), StorageError>;
}
