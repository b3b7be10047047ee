//! What was last said of ourselves beside the contact code.

use crate::{IdentitySent, StorageError};

/// What everybody who looks for our contact code was told of us.
pub trait PublishedIdentityStore {
    /// What was published last; `None` if nothing ever was.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn published_identity(&mut self) -> Result<Option<IdentitySent>, StorageError>;

    /// Remembers what is published.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_published_identity(&mut self, published: &IdentitySent) -> Result<(), StorageError>;
}
