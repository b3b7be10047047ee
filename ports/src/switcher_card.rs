//! Cards of the chat switcher of mobile clients.

use crate::StorageError;

/// A screen that a client offers to switch to. What the fields mean is up to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitcherCardRecord {
    /// Names the card.
    pub card_id: String,
    /// Kind.
    pub kind: i64,
    /// When it was used last.
    pub clock: u64,
    /// Which screen.
    pub screen_id: String,
}

/// Cards that a client keeps here.
pub trait SwitcherCardStore {
    /// Every card, the one used last first.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn switcher_cards(&mut self) -> Result<Vec<SwitcherCardRecord>, StorageError>;

    /// Inserts or replaces a card.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_switcher_card(&mut self, card: &SwitcherCardRecord) -> Result<(), StorageError>;

    /// Removes a card, if there is one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_switcher_card(&mut self, card_id: &str) -> Result<(), StorageError>;
}
