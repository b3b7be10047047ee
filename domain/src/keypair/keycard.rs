//! Keycards. What a card has, this device has not: the private keys of a keypair that moves to a card are forgotten.

use std::collections::BTreeSet;

use status_ports::{KeycardRecord, KeypairKind, ProfileTransaction, UnixMillis};

use super::change::Change;
use super::keys::wallet_root;
use super::{KeypairError, MAX_TEXT_BYTES};
use crate::identity::parse_address;
use crate::messaging::Outcome;

/// A card as a client describes it. Its place and whether it is locked are decided here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeycardDraft {
    /// Names the card.
    pub keycard_uid: String,
    /// Name that the person gave.
    pub name: String,
    /// The keypair in it.
    pub key_uid: String,
    /// Accounts on it.
    pub addresses: BTreeSet<[u8; 20]>,
}

/// Takes in a card, or a name and more accounts of one that is here. If its keys were made here, they are forgotten, but
/// for the chat key: the profile could not be opened without it.
///
/// # Errors
/// [`KeypairError`] with what is wrong.
pub fn save_keycard(
    stores: &mut dyn ProfileTransaction,
    draft: KeycardDraft,
    keys_come_from_card: bool,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    if draft.addresses.is_empty() {
        return Err(KeypairError::KeycardWithoutAccounts);
    }
    let mut change = Change::begin(stores, now)?;
    if !change.ring.keypairs.iter().any(|keypair| keypair.key_uid == draft.key_uid) {
        return Err(KeypairError::KeycardOfUnknownKeypair);
    }
    check_text(&draft.keycard_uid, "KeycardUID")?;
    check_text(&draft.name, "KeycardName")?;
    let was_on_keycard = change.ring.is_on_keycard(&draft.key_uid);
    let key_uid = draft.key_uid.clone();
    change.put_keycard(draft)?;
    if !keys_come_from_card && !was_on_keycard {
        change.forget_keys_of(&key_uid)?;
    }
    if let Some(keypair) = change.touch_keypair(&key_uid)
        && !keys_come_from_card
    {
        keypair.synced_from.clear();
    }
    Ok(change.finish()?)
}

/// Changes the name of a card, or whether it is locked.
///
/// # Errors
/// [`KeypairError::KeycardNotFound`], or that the name is too long.
pub fn change_keycard(
    stores: &mut dyn ProfileTransaction,
    keycard_uid: &str,
    change_card: impl FnOnce(&mut KeycardRecord),
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    let card = change.keycard_mut(keycard_uid)?;
    change_card(card);
    check_text(&card.name, "KeycardName")?;
    let key_uid = card.key_uid.clone();
    change.touch_keypair(&key_uid);
    Ok(change.finish()?)
}

/// Gives a card another UID.
///
/// # Errors
/// [`KeypairError::KeycardNotFound`], [`KeypairError::KeycardExists`], or that the UID is empty or too long.
pub fn change_keycard_uid(
    stores: &mut dyn ProfileTransaction,
    keycard_uid: &str,
    new_uid: &str,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    check_text(new_uid, "KeycardUID")?;
    if new_uid != keycard_uid && change.keycard_mut(new_uid).is_ok() {
        return Err(KeypairError::KeycardExists);
    }
    let card = change.keycard_mut(keycard_uid)?;
    new_uid.clone_into(&mut card.keycard_uid);
    let key_uid = card.key_uid.clone();
    change.touch_keypair(&key_uid);
    Ok(change.finish()?)
}

/// Notes that accounts are not on a card any more.
///
/// # Errors
/// [`KeypairError::KeycardNotFound`].
pub fn forget_keycard_accounts(
    stores: &mut dyn ProfileTransaction,
    keycard_uid: &str,
    addresses: &[[u8; 20]],
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    change_keycard(stores, keycard_uid, |card| card.addresses.retain(|address| !addresses.contains(address)), now)
}

/// Forgets a card.
///
/// # Errors
/// [`KeypairError::KeycardNotFound`].
pub fn delete_keycard(
    stores: &mut dyn ProfileTransaction,
    keycard_uid: &str,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    let key_uid = change.keycard_mut(keycard_uid)?.key_uid.clone();
    change.ring.keycards.retain(|card| card.keycard_uid != keycard_uid);
    change.touch_keypair(&key_uid);
    Ok(change.finish()?)
}

/// Forgets all cards of a keypair.
///
/// # Errors
/// [`KeypairError::Storage`].
pub fn delete_keycards_of(
    stores: &mut dyn ProfileTransaction,
    key_uid: &str,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    if change.ring.is_on_keycard(key_uid) {
        change.ring.keycards.retain(|card| card.key_uid != key_uid);
        change.touch_keypair(key_uid);
    }
    Ok(change.finish()?)
}

fn check_text(text: &str, field: &'static str) -> Result<(), KeypairError> {
    if text.len() > MAX_TEXT_BYTES { Err(KeypairError::TooLong(field)) } else { Ok(()) }
}

impl Change<'_> {
    fn keycard_mut(&mut self, keycard_uid: &str) -> Result<&mut KeycardRecord, KeypairError> {
        let mut cards = self.ring.keycards.iter_mut();
        cards.find(|card| card.keycard_uid == keycard_uid).ok_or(KeypairError::KeycardNotFound)
    }

    fn put_keycard(&mut self, draft: KeycardDraft) -> Result<(), KeypairError> {
        if let Ok(known) = self.keycard_mut(&draft.keycard_uid) {
            if known.key_uid != draft.key_uid {
                return Err(KeypairError::KeycardExists);
            }
            known.name = draft.name;
            known.addresses.extend(draft.addresses);
            return Ok(());
        }
        let last = self.ring.keycards.iter().map(|card| card.position).max();
        self.ring.keycards.push(KeycardRecord {
            keycard_uid: draft.keycard_uid,
            name: draft.name,
            locked: false,
            key_uid: draft.key_uid,
            position: last.map_or(0, |last| last.saturating_add(1)),
            addresses: draft.addresses,
        });
        Ok(())
    }

    fn forget_keys_of(&mut self, key_uid: &str) -> Result<(), KeypairError> {
        let accounts = self.ring.accounts_of(key_uid).filter(|account| !account.chat);
        let mut gone: Vec<[u8; 20]> = accounts.map(|account| account.address).collect();
        if let Some(keypair) = self.ring.keypair(key_uid) {
            let is_profile = keypair.kind == KeypairKind::Profile;
            gone.extend(parse_address(&keypair.derived_from).ok());
            if is_profile {
                gone.extend(wallet_root(self.stores)?);
            }
        }
        Ok(self.stores.delete_private_keys(&gone)?)
    }
}
