//! Phrases and private keys that a person brings, and making accounts operable with them.

use status_ports::{
    KeypairAccountRecord, KeypairKind, KeypairRecord, Operable, PrivateKeyRecord, ProfileTransaction, UnixMillis,
};
use zeroize::Zeroizing;

use super::change::Change;
use super::keys::{derive_with_address, keep_key, parents, private_key_record, single_key_record};
use super::{DeriveError, KeypairError, Keyring, PrivateKeyTextError};
use crate::crypto::PrivateKey;
use crate::identity::{DerivationPath, ExtendedPrivateKey, ProfileKeys, key_uid, parse_address};
use crate::messaging::Outcome;

/// The master key of a phrase, whose words may stand apart by any white space. It takes thousands of rounds of hashing.
///
/// # Errors
/// [`KeypairError::EmptyPhrase`], or [`KeypairError::Derive`] if the phrase leads to no key (chance of 2^-127).
pub fn phrase_key(phrase: &str) -> Result<ExtendedPrivateKey, KeypairError> {
    phrase_key_with(phrase, "")
}

/// Like [`phrase_key`], with a passphrase.
///
/// # Errors
/// As [`phrase_key`].
pub fn phrase_key_with(phrase: &str, passphrase: &str) -> Result<ExtendedPrivateKey, KeypairError> {
    // Sized beforehand: a growing text would leave copies of itself behind.
    let mut words = Zeroizing::new(String::with_capacity(phrase.len()));
    for word in phrase.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    if words.is_empty() {
        return Err(KeypairError::EmptyPhrase);
    }
    Ok(ExtendedPrivateKey::from_mnemonic(&words, passphrase).map_err(DeriveError::from)?)
}

/// Reads 64 hex digits with or without `0x`.
///
/// # Errors
/// [`PrivateKeyTextError`] with what is wrong.
pub fn parse_private_key(text: &str) -> Result<PrivateKey, PrivateKeyTextError> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let bytes = Zeroizing::new(hex::decode(digits).map_err(|_| PrivateKeyTextError::Hex)?);
    if bytes.len() != 32 {
        return Err(PrivateKeyTextError::Length);
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(PrivateKeyTextError::Zero);
    }
    PrivateKey::from_bytes(&bytes).map_err(|_| PrivateKeyTextError::TooLarge)
}

/// Keeps the master key of a phrase, for a keypair that is to be added with it.
///
/// # Errors
/// [`KeypairError::PhraseKnown`] if there is such a keypair already.
pub fn import_phrase(stores: &mut dyn ProfileTransaction, master: &ExtendedPrivateKey) -> Result<(), KeypairError> {
    let ring = Keyring::read(stores)?;
    if ring.keypair(&key_uid(&master.public_key())).is_some() {
        return Err(KeypairError::PhraseKnown);
    }
    Ok(keep_key(stores, &private_key_record(master))?)
}

/// Keeps a private key, for a keypair that is to be added with it.
///
/// # Errors
/// [`KeypairError::PrivateKeyKnown`] if there is such a keypair already.
pub fn import_private_key(stores: &mut dyn ProfileTransaction, key: &PrivateKey) -> Result<(), KeypairError> {
    let ring = Keyring::read(stores)?;
    if ring.keypair(&key_uid(&key.public_key())).is_some() {
        return Err(KeypairError::PrivateKeyKnown);
    }
    Ok(keep_key(stores, &single_key_record(key))?)
}

/// Keeps keys, for accounts that are here or are to be added with them.
///
/// # Errors
/// [`KeypairError::OnKeycard`] for the key of an account whose keypair is on a card.
pub fn import_keys(
    stores: &mut dyn ProfileTransaction,
    keys: &[PrivateKeyRecord],
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let change = Change::begin(stores, now)?;
    for key in keys {
        let account = change.ring.account(&key.address).and_then(|account| account.key_uid.as_deref());
        let parent = |keypair: &&KeypairRecord| parse_address(&keypair.derived_from).ok() == Some(key.address);
        let parent = change.ring.keypairs.iter().find(parent).map(|keypair| keypair.key_uid.as_str());
        if account.or(parent).is_some_and(|key_uid| change.ring.is_on_keycard(key_uid)) {
            return Err(KeypairError::OnKeycard);
        }
        keep_key(change.stores, key)?;
    }
    Ok(change.finish()?)
}

/// Makes all accounts of the keypair of a private key able to sign here.
///
/// # Errors
/// [`KeypairError::KeypairNotFound`] or [`KeypairError::OnKeycard`].
pub fn make_private_key_operable(
    stores: &mut dyn ProfileTransaction,
    key: &PrivateKey,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    let key_uid = key_uid(&key.public_key());
    change.check_off_keycard(&key_uid)?;
    keep_key(change.stores, &single_key_record(key))?;
    change.belongs_here(&key_uid);
    Ok(change.finish()?)
}

/// Makes all accounts of the keypair of a phrase able to sign here.
///
/// # Errors
/// [`KeypairError::KeypairNotFound`], [`KeypairError::OnKeycard`], or [`KeypairError::OtherAddress`] if an account is
/// not of this phrase.
pub fn make_phrase_operable(
    stores: &mut dyn ProfileTransaction,
    master: &ExtendedPrivateKey,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    let key_uid = key_uid(&master.public_key());
    change.check_off_keycard(&key_uid)?;
    change.keep_all_keys(&key_uid, master)?;
    change.belongs_here(&key_uid);
    Ok(change.finish()?)
}

/// Makes the keys of all accounts whose parent is here. Returns their addresses.
///
/// # Errors
/// [`KeypairError::OtherAddress`] if an account is not of the key that it claims to be derived from.
pub fn make_partially_operable_fully(
    stores: &mut dyn ProfileTransaction,
    now: UnixMillis,
) -> Result<Vec<[u8; 20]>, KeypairError> {
    let change = Change::begin(stores, now)?;
    let mut made = Vec::new();
    for keypair in change.ring.keypairs.iter().filter(|keypair| keypair.kind != KeypairKind::Key) {
        let waiting: Vec<_> = change
            .ring
            .accounts_of(&keypair.key_uid)
            .filter(|account| account.operable == Operable::Partially)
            .collect();
        if waiting.is_empty() {
            continue;
        }
        let parents = parents(change.stores, &change.ring, keypair)?;
        for account in waiting {
            let key = account_key(&parents, account)?;
            keep_key(change.stores, &private_key_record(&key))?;
            made.push(account.address);
        }
    }
    change.finish()?;
    Ok(made)
}

/// Whether the keypair of a phrase can be taken from its cards into this device.
///
/// # Errors
/// [`KeypairError::KeypairNotFound`], [`KeypairError::MigrateProfile`] or [`KeypairError::NotOnKeycard`].
pub fn check_app_migration(ring: &Keyring, master: &ExtendedPrivateKey) -> Result<(), KeypairError> {
    let keypair = ring.keypair(&key_uid(&master.public_key())).ok_or(KeypairError::KeypairNotFound)?;
    if keypair.kind == KeypairKind::Profile {
        return Err(KeypairError::MigrateProfile);
    }
    if ring.is_on_keycard(&keypair.key_uid) { Ok(()) } else { Err(KeypairError::NotOnKeycard) }
}

/// Takes a keypair from its cards into this device: its accounts sign here from now on.
///
/// # Errors
/// As [`check_app_migration`], or [`KeypairError::OtherAddress`] if an account is not of this phrase.
pub fn migrate_to_app(
    stores: &mut dyn ProfileTransaction,
    master: &ExtendedPrivateKey,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    check_app_migration(&change.ring, master)?;
    let key_uid = key_uid(&master.public_key());
    change.keep_all_keys(&key_uid, master)?;
    change.ring.keycards.retain(|card| card.key_uid != key_uid);
    change.touch_keypair(&key_uid);
    Ok(change.finish()?)
}

fn account_key(
    parents: &[ExtendedPrivateKey],
    account: &KeypairAccountRecord,
) -> Result<ExtendedPrivateKey, KeypairError> {
    let path = DerivationPath::parse(&account.path)?;
    derive_with_address(parents, &path, &account.address)?.ok_or(KeypairError::OtherAddress)
}

impl Change<'_> {
    fn check_off_keycard(&self, key_uid: &str) -> Result<(), KeypairError> {
        self.ring.keypair(key_uid).ok_or(KeypairError::KeypairNotFound)?;
        if self.ring.is_on_keycard(key_uid) { Err(KeypairError::OnKeycard) } else { Ok(()) }
    }

    /// The keys of a keypair are on this device, whatever it came from.
    fn belongs_here(&mut self, key_uid: &str) {
        if let Some(keypair) = self.touch_keypair(key_uid) {
            keypair.synced_from.clear();
        }
    }

    /// Keeps the master key of a keypair and the key of each of its accounts; of the profile, also those that it is made
    /// with.
    pub(super) fn keep_all_keys(&mut self, key_uid: &str, master: &ExtendedPrivateKey) -> Result<(), KeypairError> {
        let keys = ProfileKeys::from_master(master.clone()).map_err(DeriveError::from)?;
        let keypair = self.ring.keypair(key_uid).ok_or(KeypairError::KeypairNotFound)?;
        let mut kept = vec![private_key_record(master)];
        let root = keys.wallet_root.address();
        if keypair.kind == KeypairKind::Profile {
            kept.extend(keys.derived().into_iter().map(|(_, key)| private_key_record(key)));
        } else if parse_address(&keypair.derived_from).ok() == Some(root) {
            kept.push(private_key_record(&keys.wallet_root));
        }
        let parents = [master.clone(), keys.wallet_root];
        for account in self.ring.accounts_of(key_uid) {
            kept.push(private_key_record(&account_key(&parents, account)?));
        }
        for key in kept {
            keep_key(self.stores, &key)?;
        }
        Ok(())
    }
}
