//! Addresses of others that the person saved under a name.

use crate::{StorageError, UnixMillis};

/// A saved address. Address and mode name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAddressRecord {
    /// 20 bytes.
    pub address: [u8; 20],
    /// Whether it is for test chains.
    pub is_test: bool,
    /// Name that the person gave.
    pub name: String,
    /// Short names of preferred chains, `eth:oeth:arb1:`.
    pub chain_short_names: String,
    /// ENS name; empty without one.
    pub ens_name: String,
    /// Customization colour by name.
    pub color: String,
    /// When it was saved first.
    pub created_at: UnixMillis,
    /// Lamport clock.
    pub clock: u64,
    /// Soft-deleted.
    pub removed: bool,
}

/// The saved addresses of the open profile.
pub trait SavedAddressStore {
    /// Addresses that are not removed, by the time at which they were saved first, then by address and mode.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn saved_addresses(&mut self) -> Result<Vec<SavedAddressRecord>, StorageError>;

    /// One address, removed or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_saved_address(
        &mut self,
        address: &[u8; 20],
        is_test: bool,
    ) -> Result<Option<SavedAddressRecord>, StorageError>;

    /// Inserts or replaces an address.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_saved_address(&mut self, saved: &SavedAddressRecord) -> Result<(), StorageError>;

    /// Forgets addresses that are removed and whose clock is below `clock`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_removed_saved_addresses(&mut self, clock: u64) -> Result<(), StorageError>;
}
