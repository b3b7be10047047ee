//! People.

use crate::{CompressedKey, StorageError, UnixMillis};

/// One side's view of a contact request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContactRequestState {
    /// Nothing asked.
    #[default]
    None,
    /// We asked, or accepted.
    Sent,
    /// They asked, or accepted.
    Received,
    /// We said no.
    Dismissed,
}

/// What a person says of another one's key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrustStatus {
    /// Nothing said.
    #[default]
    Unknown,
    /// Trusted.
    Trusted,
    /// Untrustworthy.
    Untrustworthy,
}

/// A person who is more than a sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRecord {
    /// Their identity key.
    pub public_key: CompressedKey,
    /// ENS name they claim; empty without one.
    pub ens_name: String,
    /// Whether the claim was checked.
    pub ens_verified: bool,
    /// Display name they chose.
    pub display_name: String,
    /// Nickname that we gave.
    pub local_nickname: String,
    /// What they say of themselves.
    pub bio: String,
    /// Customization colour by name.
    pub customization_color: String,
    /// Blocked by us.
    pub blocked: bool,
    /// Removed by us.
    pub removed: bool,
    /// Our side of the request.
    pub local_state: ContactRequestState,
    /// Lamport clock of our side.
    pub local_clock: u64,
    /// Their side of the request.
    pub remote_state: ContactRequestState,
    /// Lamport clock of their side.
    pub remote_clock: u64,
    /// Clock of the newest update received.
    pub last_updated: u64,
    /// Clock of the newest change made here.
    pub last_updated_locally: u64,
    /// 0 unverified, 1 verifying, 2 verified.
    pub verification_status: u8,
    /// Clock of the newest chat identity received.
    pub identity_clock: u64,
}

/// Contacts of the open profile.
pub trait ContactStore {
    /// Everybody stored.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn contacts(&mut self) -> Result<Vec<ContactRecord>, StorageError>;

    /// One person.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_contact(&mut self, public_key: &CompressedKey) -> Result<Option<ContactRecord>, StorageError>;

    /// Those of these people who are stored, in one read and in no order. One who is given twice comes once.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn contacts_of(&mut self, public_keys: &[CompressedKey]) -> Result<Vec<ContactRecord>, StorageError>;

    /// Inserts or replaces a contact.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_contact(&mut self, contact: &ContactRecord) -> Result<(), StorageError>;

    /// What we say of a key, [`TrustStatus::Unknown`] when nothing is stored.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn trust_status(&mut self, public_key: &CompressedKey) -> Result<TrustStatus, StorageError>;

    /// All keys of which we say something.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn trust_statuses(&mut self) -> Result<Vec<(CompressedKey, TrustStatus)>, StorageError>;

    /// Stores what we say of a key; [`TrustStatus::Unknown`] removes the row.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_trust_status(
        &mut self,
        public_key: &CompressedKey,
        status: TrustStatus,
        updated_at: UnixMillis,
    ) -> Result<(), StorageError>;
}
