//! Keycards: smart cards that hold a keypair.

use std::collections::BTreeSet;

use crate::StorageError;

/// A card that holds the keys of a keypair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeycardRecord {
    /// Names the card.
    pub keycard_uid: String,
    /// Name that the person gave.
    pub name: String,
    /// Too many wrong PINs were entered.
    pub locked: bool,
    /// The keypair in it.
    pub key_uid: String,
    /// Place in the list.
    pub position: u64,
    /// Accounts of the keypair that are on the card.
    pub addresses: BTreeSet<[u8; 20]>,
}

/// The cards of the open profile. They are a handful.
pub trait KeycardStore {
    /// Every card, by position.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn keycards(&mut self) -> Result<Vec<KeycardRecord>, StorageError>;

    /// Inserts or replaces a card, its addresses included.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_keycard(&mut self, keycard: &KeycardRecord) -> Result<(), StorageError>;

    /// Removes a card, if there is one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_keycard(&mut self, keycard_uid: &str) -> Result<(), StorageError>;
}
