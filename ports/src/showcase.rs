//! What people show of themselves in their profile.

use std::collections::BTreeSet;

use crate::{CompressedKey, StorageError};

/// What somebody shows us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowcaseRecord {
    /// Whose it is.
    pub contact: CompressedKey,
    /// A serialized `ProfileShowcaseEntries`: all that we may see, by order.
    pub entries: Vec<u8>,
    /// Addresses of the accounts in it, as texts in lower case.
    pub addresses: BTreeSet<String>,
}

/// Showcases of the open profile: our own and those of contacts.
pub trait ShowcaseStore {
    /// What somebody shows us.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_showcase(&mut self, contact: &CompressedKey) -> Result<Option<ShowcaseRecord>, StorageError>;

    /// Inserts or replaces what somebody shows us.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_showcase(&mut self, showcase: &ShowcaseRecord) -> Result<(), StorageError>;

    /// Whoever shows the account with this address (in lower case), by person. At most 100 people.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn showcases_with_account(&mut self, address: &str) -> Result<Vec<ShowcaseRecord>, StorageError>;

    /// What we show and to whom: a serialized `SyncProfileShowcasePreferences`. `None` before it was ever saved.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn showcase_preferences(&mut self) -> Result<Option<Vec<u8>>, StorageError>;

    /// Replaces what we show.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_showcase_preferences(&mut self, preferences: &[u8]) -> Result<(), StorageError>;
}
