//! Pictures of contacts.

use crate::{CompressedKey, StorageError};

/// One variant of the picture that somebody has of themselves.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactImageRecord {
    /// Whose it is.
    pub contact: CompressedKey,
    /// `thumbnail` or `large`.
    pub name: String,
    /// Clock of the chat identity that brought it, in milliseconds.
    pub clock: u64,
    /// The encoded picture.
    pub payload: Vec<u8>,
}

impl core::fmt::Debug for ContactImageRecord {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { contact, name, clock, payload } = self;
        write!(f, "ContactImageRecord({name} of {contact:02x?} at {clock}, {} bytes)", payload.len())
    }
}

/// Pictures that contacts have of themselves.
pub trait ContactImageStore {
    /// All pictures of everybody, by person and name.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn contact_images(&mut self) -> Result<Vec<ContactImageRecord>, StorageError>;

    /// All pictures of these people, in one read and in no order. Who is given twice counts once.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn contact_images_of(&mut self, contacts: &[CompressedKey]) -> Result<Vec<ContactImageRecord>, StorageError>;

    /// One picture.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_contact_image(
        &mut self,
        contact: &CompressedKey,
        name: &str,
    ) -> Result<Option<ContactImageRecord>, StorageError>;

    /// Inserts or replaces a picture.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_contact_image(&mut self, image: &ContactImageRecord) -> Result<(), StorageError>;

    /// Removes all pictures of somebody. Whether there were any.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_contact_images(&mut self, contact: &CompressedKey) -> Result<bool, StorageError>;
}
