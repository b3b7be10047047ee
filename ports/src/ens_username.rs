//! Names of the Ethereum Name Service that are the person's own.

use crate::StorageError;

/// A name on a chain. Both together name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnsUsernameRecord {
    /// The whole name, as `alice.stateofus.eth`.
    pub username: String,
    /// The chain whose registry has it.
    pub chain_id: u64,
    /// Lamport clock, Unix seconds: the devices of a profile compare it.
    pub clock: u64,
    /// Soft-deleted.
    pub removed: bool,
}

/// The person's own names.
pub trait EnsUsernameStore {
    /// Names that are not removed, by name and chain.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn ens_usernames(&mut self) -> Result<Vec<EnsUsernameRecord>, StorageError>;

    /// One name, removed or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_ens_username(&mut self, username: &str, chain_id: u64) -> Result<Option<EnsUsernameRecord>, StorageError>;

    /// Inserts or replaces a name.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_ens_username(&mut self, username: &EnsUsernameRecord) -> Result<(), StorageError>;

    /// Forgets names that are removed and whose clock is below `clock`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_removed_ens_usernames(&mut self, clock: u64) -> Result<(), StorageError>;
}
