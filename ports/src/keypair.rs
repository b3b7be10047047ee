//! Keypairs, their accounts, and the private keys of a profile. They rest in the encrypted profile database.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::{StorageError, UnixMillis};

/// Where the key of a keypair comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeypairKind {
    /// The profile's own seed phrase.
    Profile,
    /// Another imported seed phrase.
    Seed,
    /// An imported private key.
    Key,
}

/// Whether an account can sign on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operable {
    /// No key here.
    No,
    /// The key of the keypair is here, the account's is derived on first use.
    Partially,
    /// The account's own key is here.
    Fully,
}

/// One account of a keypair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeypairAccountRecord {
    /// 20 bytes.
    pub address: [u8; 20],
    /// Key UID of the keypair; `None` for a watch-only account.
    pub key_uid: Option<String>,
    /// Uncompressed public key, empty for a watch-only account.
    pub public_key: Vec<u8>,
    /// BIP44 path.
    pub path: String,
    /// Name that the person gave.
    pub name: String,
    /// Customization colour by name.
    pub color: String,
    /// One emoji, or empty.
    pub emoji: String,
    /// The default wallet account.
    pub wallet: bool,
    /// The chat account.
    pub chat: bool,
    /// Not shown.
    pub hidden: bool,
    /// Whether it can sign here.
    pub operable: Operable,
    /// When it was created.
    pub created_at: UnixMillis,
    /// Lamport clock.
    pub clock: u64,
    /// Place in the list; -1 for the chat account.
    pub position: i64,
    /// Soft-deleted.
    pub removed: bool,
    /// Preferred chains, `1:10:42161`.
    pub prod_preferred_chain_ids: String,
    /// Preferred test chains.
    pub test_preferred_chain_ids: String,
    /// The address was never shown to anybody.
    pub address_was_not_shown: bool,
}

/// A keypair without its accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeypairRecord {
    /// `0x` + SHA-256 of the public key in hex.
    pub key_uid: String,
    /// Name; equals the display name for the profile's.
    pub name: String,
    /// Origin.
    pub kind: KeypairKind,
    /// Address text of the master key; empty for an imported private key.
    pub derived_from: String,
    /// Last index used below m/44'/60'/0'/0.
    pub last_used_derivation_index: u64,
    /// Device it came from.
    pub synced_from: String,
    /// Lamport clock.
    pub clock: u64,
    /// Soft-deleted.
    pub removed: bool,
}

/// A private key at rest.
#[derive(Clone)]
pub struct PrivateKeyRecord {
    /// 20 bytes of the address.
    pub address: [u8; 20],
    /// 32 bytes.
    pub private_key: Zeroizing<Vec<u8>>,
    /// Base58 `xprv…` text; empty for keys that derive nothing.
    pub extended_key: Zeroizing<String>,
}

impl core::fmt::Debug for PrivateKeyRecord {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("PrivateKeyRecord").finish_non_exhaustive()
    }
}

/// Keypairs, accounts and private keys of the open profile.
pub trait KeypairStore {
    /// Keypairs that are not removed.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn keypairs(&mut self) -> Result<Vec<KeypairRecord>, StorageError>;

    /// Accounts that are not removed, by position.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn keypair_accounts(&mut self) -> Result<Vec<KeypairAccountRecord>, StorageError>;

    /// One keypair, removed or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_keypair(&mut self, key_uid: &str) -> Result<Option<KeypairRecord>, StorageError>;

    /// One account, removed or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_keypair_account(&mut self, address: &[u8; 20]) -> Result<Option<KeypairAccountRecord>, StorageError>;

    /// Inserts or replaces a keypair.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_keypair(&mut self, keypair: &KeypairRecord) -> Result<(), StorageError>;

    /// Inserts or replaces an account.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_keypair_account(&mut self, account: &KeypairAccountRecord) -> Result<(), StorageError>;

    /// Forgets every account of a keypair. The keypair and its private keys stay.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_accounts_of_keypair(&mut self, key_uid: &str) -> Result<(), StorageError>;

    /// Forgets keypairs and accounts that are removed and whose clock is below `clock`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_removed_keypairs(&mut self, clock: u64) -> Result<(), StorageError>;

    /// The addresses of all private keys.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn private_key_addresses(&mut self) -> Result<BTreeSet<[u8; 20]>, StorageError>;

    /// The private key of an address.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_private_key(&mut self, address: &[u8; 20]) -> Result<Option<PrivateKeyRecord>, StorageError>;

    /// Inserts or replaces a private key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_private_key(&mut self, key: &PrivateKeyRecord) -> Result<(), StorageError>;

    /// Forgets the private keys of these addresses, where there are any.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_private_keys(&mut self, addresses: &[[u8; 20]]) -> Result<(), StorageError>;
}
