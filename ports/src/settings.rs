//! Settings of a profile: named values.

use crate::StorageError;

/// A setting as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingRecord {
    /// The name that the API uses, for instance `display-name`.
    pub name: String,
    /// The value as JSON text.
    pub value: String,
}

/// The settings of the open profile.
pub trait SettingsStore {
    /// All settings that were ever stored. Absent ones have the default of the domain.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn settings(&mut self) -> Result<Vec<SettingRecord>, StorageError>;

    /// One setting's JSON text.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_setting(&mut self, name: &str) -> Result<Option<String>, StorageError>;

    /// Inserts or replaces settings.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_settings(&mut self, settings: &[SettingRecord]) -> Result<(), StorageError>;
}
