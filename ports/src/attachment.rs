//! Bytes that belong to messages: pictures, recordings. They are kept beside the messages, so that whoever reads a page of
//! a chat does not read them.

use crate::StorageError;

/// Attachments of the open profile: at most one of each message. Whatever removes a message from the
/// [`MessageStore`](crate::MessageStore) removes its attachment, too; replacing a message leaves it.
pub trait AttachmentStore {
    /// Inserts or replaces the attachment of a message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_attachment(&mut self, message_id: &str, bytes: &[u8]) -> Result<(), StorageError>;

    /// The attachment of a message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_attachment(&mut self, message_id: &str) -> Result<Option<Vec<u8>>, StorageError>;

    /// Removes the attachment of a message, if it has one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_attachment(&mut self, message_id: &str) -> Result<(), StorageError>;
}
