//! The profile itself moves to a keycard, or back (specification: accounts, section 13.5). Another password opens it from
//! then on: the card knows one that no person has to.

use serde_json::Value;
use status_ports::{KeypairKind, ProfileTransaction, StorageError, UnixMillis};

use super::change::Change;
use super::{KeycardDraft, KeypairError, Keyring, save_keycard};
use crate::identity::{ExtendedPrivateKey, key_uid, parse_address};
use crate::messaging::Outcome;
use crate::settings::{self, SettingError};

/// Settings about the card of the profile.
const INSTANCE: &str = "keycard-instance_uid";
const PAIRED_ON: &str = "keycard-paired_on";
const PAIRING: &str = "keycard-pairing";

/// Why a profile is not moved. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// It is the keypair of no profile here.
    #[error("cannot convert an unknown keypair")]
    UnknownKeypair,
    /// A card has a name of its own.
    #[error("a keycard needs a UID")]
    NoCard,
    /// The keypair stays as it is.
    #[error(transparent)]
    Keypair(#[from] KeypairError),
    /// What is told of the card is too much.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The card that a profile moves to, as a client describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileCard {
    /// Names the card; may be empty if the instance has a UID.
    pub keycard_uid: String,
    /// UID of what runs on the card.
    pub instance_uid: String,
    /// When it was paired, as the client counts it.
    pub paired_on: i64,
    /// The pairing.
    pub pairing: String,
}

/// Moves the keys of the profile to a card. They are forgotten here, but for the chat key, and so is the phrase.
///
/// # Errors
/// [`ConvertError`] with what is wrong.
pub fn move_profile_to_card(
    stores: &mut dyn ProfileTransaction,
    key_uid: &str,
    card: ProfileCard,
    name: String,
    now: UnixMillis,
) -> Result<Outcome, ConvertError> {
    let ring = Keyring::read(stores)?;
    let keypair = ring.keypair(key_uid).filter(|keypair| keypair.kind == KeypairKind::Profile);
    let key_uid = keypair.ok_or(ConvertError::UnknownKeypair)?.key_uid.clone();
    let ProfileCard { keycard_uid, instance_uid, paired_on, pairing } = card;
    let keycard_uid = if keycard_uid.is_empty() { instance_uid.clone() } else { keycard_uid };
    if keycard_uid.is_empty() {
        return Err(ConvertError::NoCard);
    }
    let addresses = ring.accounts_of(&key_uid).map(|account| account.address).collect();
    let draft = KeycardDraft { keycard_uid, name, key_uid, addresses };
    let outcome = save_keycard(stores, draft, false, now)?;
    write_card(stores, instance_uid, paired_on, pairing)?;
    stores.save_settings(&settings::write("mnemonic", &Value::Null)?)?;
    Ok(outcome)
}

/// Takes the keys of the profile from its cards into this device: its accounts sign here from now on.
///
/// # Errors
/// [`ConvertError`] with what is wrong.
pub fn move_profile_from_card(
    stores: &mut dyn ProfileTransaction,
    master: &ExtendedPrivateKey,
    now: UnixMillis,
) -> Result<Outcome, ConvertError> {
    let key_uid = key_uid(&master.public_key());
    let mut change = Change::begin(stores, now)?;
    let keypair = change.ring.keypair(&key_uid).filter(|keypair| keypair.kind == KeypairKind::Profile);
    keypair.ok_or(ConvertError::UnknownKeypair)?;
    change.keep_all_keys(&key_uid, master)?;
    change.ring.keycards.retain(|card| card.key_uid != key_uid);
    change.touch_keypair(&key_uid);
    let outcome = change.finish()?;
    write_card(stores, String::new(), 0, String::new())?;
    Ok(outcome)
}

fn write_card(
    stores: &mut dyn ProfileTransaction,
    instance_uid: String,
    paired_on: i64,
    pairing: String,
) -> Result<(), ConvertError> {
    for (name, value) in [
        (INSTANCE, Value::from(instance_uid)),
        (PAIRED_ON, Value::from(paired_on)),
        (PAIRING, Value::from(pairing)),
        ("profile-migration-needed", Value::Bool(false)),
    ] {
        stores.save_settings(&settings::write(name, &value)?)?;
    }
    Ok(())
}

/// Forgets a key that was brought in and is of no account.
///
/// # Errors
/// [`KeypairError::KeyOfAccount`] if it belongs to an account or a keypair: that is removed instead.
pub fn forget_imported_key(stores: &mut dyn ProfileTransaction, address: &[u8; 20]) -> Result<(), KeypairError> {
    let ring = Keyring::read(stores)?;
    let is_parent = |keypair: &status_ports::KeypairRecord| parse_address(&keypair.derived_from).ok() == Some(*address);
    if ring.account(address).is_some() || ring.keypairs.iter().any(is_parent) {
        return Err(KeypairError::KeyOfAccount);
    }
    Ok(super::keys::forget_keys(stores, &ring, [*address])?)
}
