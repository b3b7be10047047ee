//! Names of the Ethereum Name Service that people say they have.

use crate::{CompressedKey, StorageError};

/// What a person last said to be called, and how far that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnsClaimRecord {
    /// Who says so.
    pub public_key: CompressedKey,
    /// The name; empty if they say that they have none any more.
    pub name: String,
    /// Lamport clock of what they said.
    pub clock: u64,
    /// How many checks did not confirm it.
    pub failures: u32,
    /// When it is to be checked, Unix seconds; `None` if it is not.
    pub check_at: Option<u64>,
}

/// The newest claim of each person.
pub trait EnsClaimStore {
    /// What a person claims.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_ens_claim(&mut self, public_key: &CompressedKey) -> Result<Option<EnsClaimRecord>, StorageError>;

    /// Inserts or replaces the claim of a person.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_ens_claim(&mut self, claim: &EnsClaimRecord) -> Result<(), StorageError>;

    /// At most 20 claims that are to be checked until `now`, Unix seconds, those that are due longest first.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn due_ens_claims(&mut self, now: u64) -> Result<Vec<EnsClaimRecord>, StorageError>;

    /// When the first claim is to be checked, Unix seconds.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn next_ens_check(&mut self) -> Result<Option<u64>, StorageError>;
}
