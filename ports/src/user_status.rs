//! Who is online.

use crate::{CompressedKey, StorageError};

/// What somebody last said about being there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserStatusRecord {
    /// Whose it is.
    pub public_key: CompressedKey,
    /// `StatusUpdate.StatusType` of the protobuf: 1 automatic, 2 do not disturb, 3 always online, 4 inactive.
    pub status_type: i32,
    /// Unix seconds.
    pub clock: u64,
    /// Free text.
    pub text: String,
}

/// Statuses of others, the newest of each.
pub trait UserStatusStore {
    /// Everybody's status, by person.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn user_statuses(&mut self) -> Result<Vec<UserStatusRecord>, StorageError>;

    /// The status of one person.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_user_status(&mut self, public_key: &CompressedKey) -> Result<Option<UserStatusRecord>, StorageError>;

    /// Inserts or replaces the status of a person.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_user_status(&mut self, status: &UserStatusRecord) -> Result<(), StorageError>;

    /// The clock of the oldest automatic status (type 1), in Unix seconds.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn oldest_automatic_status(&mut self) -> Result<Option<u64>, StorageError>;

    /// At most 100 automatic statuses (type 1) with this clock or an older one, the oldest first.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn automatic_statuses_until(&mut self, clock: u64) -> Result<Vec<UserStatusRecord>, StorageError>;

    /// Removes statuses with an older clock.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_user_statuses(&mut self, before: u64) -> Result<(), StorageError>;
}
