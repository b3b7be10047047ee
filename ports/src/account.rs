//! The accounts database: who can log in on this device.

use async_trait::async_trait;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{StorageError, UnixMillis};

/// One row of the list of people who can log in here. Nothing in it is secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountRecord {
    /// `0x` + SHA-256 of the master public key in lower-case hex.
    pub key_uid: String,
    /// Display name.
    pub name: String,
    /// When this account last logged in.
    pub login_timestamp: UnixMillis,
    /// Colour hash of the chat key: pairs of run length and colour index.
    pub color_hash: Vec<(u8, u8)>,
    /// Colour id of the chat key.
    pub color_id: u8,
    /// Customization colour by name.
    pub customization_color: String,
    /// Lamport clock of the customization colour.
    pub customization_color_clock: u64,
    /// Iterations that a client told at creation; kept for clients, our key derivation does not use them.
    pub kdf_iterations: u32,
    /// Whether the terms of use were accepted on this device.
    pub has_accepted_terms: bool,
    /// Pairing of a keycard; empty without one.
    pub keycard_pairing: String,
    /// Profile images.
    pub images: Vec<IdentityImageRecord>,
}

/// One variant of a profile image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentityImageRecord {
    /// `thumbnail` or `large`.
    pub name: String,
    /// The encoded picture.
    pub payload: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes.
    pub file_size: u32,
    /// Pixels of the shorter side.
    pub resize_target: u32,
    /// Lamport clock, milliseconds.
    pub clock: u64,
}

/// The random key that opens the profile and wallet databases of one account.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DataKey(pub [u8; 32]);

impl core::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

/// What somebody decided about usage metrics on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MetricsConsent {
    /// Nobody was asked.
    #[default]
    NotAsked,
    /// They may be collected.
    Given,
    /// They may not.
    Refused,
}

/// Why a password did not lead to a data key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnlockError {
    /// No account with this key UID.
    #[error("account not found")]
    UnknownAccount,
    /// The password is wrong.
    #[error("file is not a database")]
    WrongPassword,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The accounts database. Work on it is rare and small.
#[async_trait]
pub trait AccountsStore: Send + Sync {
    /// All accounts, most recent login first.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn accounts(&self) -> Result<Vec<AccountRecord>, StorageError>;

    /// One account.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn find_account(&self, key_uid: &str) -> Result<Option<AccountRecord>, StorageError>;

    /// Inserts or replaces an account, its images included. The wrapped key is not touched.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn save_account(&self, account: &AccountRecord) -> Result<(), StorageError>;

    /// Removes an account and its wrapped key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn delete_account(&self, key_uid: &str) -> Result<(), StorageError>;

    /// Wraps `data_key` with a key derived from `password` (memory-hard) and stores it for the account, in place of
    /// an earlier one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn wrap_data_key(&self, key_uid: &str, password: &str, data_key: &DataKey) -> Result<(), StorageError>;

    /// Saves an account and wraps its data key anew, both or nothing. So a profile that moves to a keycard is never listed
    /// in one way and opened in another.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn save_account_with_key(
        &self,
        account: &AccountRecord,
        password: &str,
        data_key: &DataKey,
    ) -> Result<(), StorageError>;

    /// Derives the key from `password` and unwraps the data key. The cost is memory-hard on purpose.
    ///
    /// # Errors
    /// [`UnlockError::WrongPassword`], [`UnlockError::UnknownAccount`], or the store's failure.
    async fn unwrap_data_key(&self, key_uid: &str, password: &str) -> Result<DataKey, UnlockError>;

    /// What was decided about usage metrics.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn metrics_consent(&self) -> Result<MetricsConsent, StorageError>;

    /// Keeps a decision about usage metrics in place of an earlier one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    async fn save_metrics_consent(&self, consent: MetricsConsent) -> Result<(), StorageError>;
}
