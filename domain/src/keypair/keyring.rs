//! Everything that is known of keypairs, read at once: they are a handful.

use std::collections::BTreeSet;

use status_ports::{
    KeycardRecord, KeypairAccountRecord, KeypairKind, KeypairRecord, Operable, ProfileTransaction, StorageError,
};

use super::{CHAT_POSITION, KeypairError, MAX_ACCOUNTS, MAX_KEYPAIRS, MAX_WATCH_ONLY_ACCOUNTS};
use crate::identity::{parse_address, path};

/// Addresses that are offered for a new account.
const OFFERED_ADDRESSES: u64 = 100;
/// Addresses that are offered beyond the last used one if a card has to derive them.
const OFFERED_ADDRESSES_OF_CARD: u64 = 10;

/// The keypairs, accounts and cards of a profile without removed ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyring {
    /// Keypairs, that of the profile first.
    pub keypairs: Vec<KeypairRecord>,
    /// Accounts by position, the chat account first.
    pub accounts: Vec<KeypairAccountRecord>,
    /// Cards by position.
    pub keycards: Vec<KeycardRecord>,
}

impl Keyring {
    /// Reads all of it.
    ///
    /// # Errors
    /// [`StorageError`] if the store fails.
    pub fn read(stores: &mut dyn ProfileTransaction) -> Result<Self, StorageError> {
        let mut keypairs = stores.keypairs()?;
        keypairs.sort_by_key(|keypair| keypair.kind != KeypairKind::Profile);
        Ok(Self { keypairs, accounts: stores.keypair_accounts()?, keycards: stores.keycards()? })
    }

    /// The keypair with a key UID. The empty text stands for the profile's.
    #[must_use]
    pub fn keypair(&self, key_uid: &str) -> Option<&KeypairRecord> {
        if key_uid.is_empty() {
            return self.profile();
        }
        self.keypairs.iter().find(|keypair| keypair.key_uid == key_uid)
    }

    /// The keypair of the profile.
    #[must_use]
    pub fn profile(&self) -> Option<&KeypairRecord> {
        self.keypairs.iter().find(|keypair| keypair.kind == KeypairKind::Profile)
    }

    /// The account with an address.
    #[must_use]
    pub fn account(&self, address: &[u8; 20]) -> Option<&KeypairAccountRecord> {
        self.accounts.iter().find(|account| account.address == *address)
    }

    /// The accounts of a keypair.
    pub fn accounts_of<'a>(&'a self, key_uid: &'a str) -> impl Iterator<Item = &'a KeypairAccountRecord> {
        self.accounts.iter().filter(move |account| account.key_uid.as_deref() == Some(key_uid))
    }

    /// All but the chat account.
    pub fn wallet_accounts(&self) -> impl Iterator<Item = &KeypairAccountRecord> {
        self.accounts.iter().filter(|account| !account.chat)
    }

    /// Accounts of no keypair.
    pub fn watch_only_accounts(&self) -> impl Iterator<Item = &KeypairAccountRecord> {
        self.accounts.iter().filter(|account| account.key_uid.is_none())
    }

    /// Whether a card has the keys of a keypair.
    #[must_use]
    pub fn is_on_keycard(&self, key_uid: &str) -> bool {
        self.keycards.iter().any(|card| card.key_uid == key_uid)
    }

    /// How many accounts may still be added.
    ///
    /// # Errors
    /// [`KeypairError::TooManyAccounts`] if none may.
    pub fn account_capacity(&self) -> Result<usize, KeypairError> {
        remaining(MAX_ACCOUNTS, self.wallet_accounts().count()).ok_or(KeypairError::TooManyAccounts)
    }

    /// How many keypairs may still be added.
    ///
    /// # Errors
    /// [`KeypairError::TooManyKeypairs`] if none may.
    pub fn keypair_capacity(&self) -> Result<usize, KeypairError> {
        remaining(MAX_KEYPAIRS, self.keypairs.len()).ok_or(KeypairError::TooManyKeypairs)
    }

    /// How many accounts that are only watched may still be added.
    ///
    /// # Errors
    /// [`KeypairError::TooManyWatchOnlyAccounts`] if none may.
    pub fn watch_only_capacity(&self) -> Result<usize, KeypairError> {
        remaining(MAX_WATCH_ONLY_ACCOUNTS, self.watch_only_accounts().count())
            .ok_or(KeypairError::TooManyWatchOnlyAccounts)
    }

    /// How many addresses of a keypair are offered to choose a new account from.
    #[must_use]
    pub fn offered_addresses(&self, key_uid: &str) -> u64 {
        match self.keypair(key_uid) {
            Some(keypair) if self.is_on_keycard(&keypair.key_uid) => {
                keypair.last_used_derivation_index.saturating_add(OFFERED_ADDRESSES_OF_CARD).min(OFFERED_ADDRESSES)
            }
            _ => OFFERED_ADDRESSES,
        }
    }

    /// The path that a new account of a keypair should have: the first free one after the last that was used. It is
    /// relative for profiles of old clients, whose accounts are derived from the wallet root.
    ///
    /// # Errors
    /// [`KeypairError::NoFreePath`].
    pub fn suggested_path(&self, key_uid: &str, wallet_root: Option<[u8; 20]>) -> Result<String, KeypairError> {
        let Some(keypair) = self.keypair(key_uid) else { return Ok(path::wallet(0)) };
        let used: BTreeSet<&str> = self.accounts_of(&keypair.key_uid).map(|account| account.path.as_str()).collect();
        let first = keypair.last_used_derivation_index.saturating_add(1);
        let mut indices = first..self.offered_addresses(&keypair.key_uid);
        let free = indices.find_map(|index| {
            let (whole, relative) = (format!("{}/{index}", path::WALLET_ROOT), format!("m/{index}"));
            let is_free = !used.contains(whole.as_str()) && !used.contains(relative.as_str());
            is_free.then_some((whole, relative))
        });
        let (whole, relative) = free.ok_or(KeypairError::NoFreePath)?;
        let is_below_root = keypair.kind == KeypairKind::Profile
            && wallet_root.is_some()
            && parse_address(&keypair.derived_from).ok() == wallet_root;
        Ok(if is_below_root { relative } else { whole })
    }

    /// Whether an account can sign here, by the keys that are at rest.
    #[must_use]
    pub(super) fn operability(&self, account: &KeypairAccountRecord, keys: &BTreeSet<[u8; 20]>) -> Operable {
        let Some(key_uid) = account.key_uid.as_deref() else { return Operable::Fully };
        if self.is_on_keycard(key_uid) || keys.contains(&account.address) {
            return Operable::Fully;
        }
        let parent = self.keypair(key_uid).and_then(|keypair| parse_address(&keypair.derived_from).ok());
        if parent.is_some_and(|parent| keys.contains(&parent)) { Operable::Partially } else { Operable::No }
    }

    /// Numbers the accounts anew in the order in which they stand: the chat account apart, the others from zero without
    /// holes.
    pub(super) fn renumber(&mut self) {
        self.accounts.sort_by_key(|account| (!account.chat, account.position, account.address));
        let (chat, wallet): (Vec<_>, Vec<_>) = self.accounts.iter_mut().partition(|account| account.chat);
        for account in chat {
            account.position = CHAT_POSITION;
        }
        for (account, position) in wallet.into_iter().zip(0..) {
            account.position = position;
        }
    }
}

fn remaining(most: usize, count: usize) -> Option<usize> {
    most.checked_sub(count).filter(|remaining| *remaining > 0)
}
