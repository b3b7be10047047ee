//! Identity verification between contacts.

use crate::{CompressedKey, StorageError, UnixMillis};

/// A question by which a contact shall prove who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationRecord {
    /// Id of the application message that asked.
    pub id: String,
    /// Who asks.
    pub from: CompressedKey,
    /// Who is asked.
    pub to: CompressedKey,
    /// The question.
    pub challenge: String,
    /// The answer; empty as long as there is none.
    pub response: String,
    /// When it was asked.
    pub requested_at: UnixMillis,
    /// 1 pending, 2 accepted, 3 declined, 4 canceled, 5 trusted, 6 untrustworthy.
    pub status: u8,
    /// Time of the answer; 0 without one.
    pub replied_at: u64,
}

/// Verifications of the open profile.
pub trait VerificationStore {
    /// One verification.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_verification(&mut self, id: &str) -> Result<Option<VerificationRecord>, StorageError>;

    /// Inserts or replaces a verification.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_verification(&mut self, verification: &VerificationRecord) -> Result<(), StorageError>;

    /// What a person was asked by everybody, newest first, then by id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn verifications_of(&mut self, to: &CompressedKey) -> Result<Vec<VerificationRecord>, StorageError>;

    /// The newest that one person asked another one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_latest_verification(
        &mut self,
        from: &CompressedKey,
        to: &CompressedKey,
    ) -> Result<Option<VerificationRecord>, StorageError>;
}
