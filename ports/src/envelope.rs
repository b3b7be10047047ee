//! What the transport remembers: which Waku messages were handled, and derived symmetric keys.

use crate::{StorageError, UnixMillis};

/// Memory of the transport.
pub trait EnvelopeStore {
    /// Whether the Waku message with this deterministic hash was handled.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn envelope_processed(&mut self, hash: &[u8; 32]) -> Result<bool, StorageError>;

    /// Remembers a Waku message as handled.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn mark_envelope_processed(&mut self, hash: &[u8; 32], at: UnixMillis) -> Result<(), StorageError>;

    /// Forgets Waku messages that were handled before `before`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_processed_envelopes(&mut self, before: UnixMillis) -> Result<(), StorageError>;

    /// The symmetric key derived for a name. Deriving costs milliseconds, so it is kept.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_symmetric_key(&mut self, name: &str) -> Result<Option<[u8; 32]>, StorageError>;

    /// Keeps a derived symmetric key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_symmetric_key(&mut self, name: &str, key: &[u8; 32]) -> Result<(), StorageError>;

    /// Forgets the symmetric key derived for a name. Does nothing if there is none.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_symmetric_key(&mut self, name: &str) -> Result<(), StorageError>;
}
