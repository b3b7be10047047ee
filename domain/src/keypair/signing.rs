//! The key with which an account signs.

use status_ports::{Operable, ProfileTransaction, StorageError};

use super::keys::{derive_with_address, parents};
use super::{DeriveError, KeypairError, Keyring};
use crate::crypto::PrivateKey;
use crate::identity::{DerivationPath, checksum_address};

/// Why an account cannot sign here. The texts are those of the API where it has them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SigningKeyError {
    /// No such account.
    #[error("account doesn't exist")]
    UnknownAccount,
    /// Nobody here has the key of an account that is only watched.
    #[error("the account is only watched and cannot sign")]
    WatchOnly,
    /// The card signs.
    #[error("the key of the account is on a keycard, which has to sign itself")]
    OnKeycard,
    /// The key is on another device.
    #[error("cannot locate account for address: {0}")]
    NoKey(String),
    /// What rests is no key.
    #[error("the stored key of the account is damaged")]
    Damaged,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The private key of an account, derived if only its parent is here. Whether the person may use it is to be asked
/// before.
///
/// # Errors
/// [`SigningKeyError`] that says where the key is instead.
pub fn signing_key(stores: &mut dyn ProfileTransaction, address: &[u8; 20]) -> Result<PrivateKey, SigningKeyError> {
    let ring = Keyring::read(stores)?;
    let account = ring.account(address).ok_or(SigningKeyError::UnknownAccount)?;
    let key_uid = account.key_uid.as_deref().ok_or(SigningKeyError::WatchOnly)?;
    // The chat key opens the profile, on a card or not; no wallet signs with it.
    if ring.is_on_keycard(key_uid) {
        return Err(SigningKeyError::OnKeycard);
    }
    if let Some(own) = stores.find_private_key(address)? {
        return PrivateKey::from_bytes(&own.private_key).map_err(|_| SigningKeyError::Damaged);
    }
    let absent = || SigningKeyError::NoKey(checksum_address(address));
    let keypair = ring.keypair(key_uid).filter(|_| account.operable == Operable::Partially).ok_or_else(absent)?;
    let path = DerivationPath::parse(&account.path).map_err(|_| SigningKeyError::Damaged)?;
    let derived = parents(stores, &ring, keypair).and_then(|parents| derive_with_address(&parents, &path, address));
    match derived {
        Ok(Some(key)) => Ok(key.private_key()),
        Ok(None) => Err(absent()),
        Err(DeriveError::Storage(error)) => Err(error.into()),
        Err(_) => Err(SigningKeyError::Damaged),
    }
}

/// Who signs for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningPlace {
    /// Its keypair.
    pub key_uid: String,
    /// Where the key of the account is below that of the keypair.
    pub path: String,
    /// Whether a card has the key and has to sign itself.
    pub is_on_keycard: bool,
}

/// Who signs for an account.
///
/// # Errors
/// [`KeypairError::AccountNotFound`]; [`KeypairError::KeypairNotFound`] for an account that is only watched;
/// [`KeypairError::Storage`].
pub fn signing_place(stores: &mut dyn ProfileTransaction, address: &[u8; 20]) -> Result<SigningPlace, KeypairError> {
    let ring = Keyring::read(stores)?;
    let account = ring.account(address).ok_or(KeypairError::AccountNotFound)?;
    let keypair = account.key_uid.as_deref().and_then(|key_uid| ring.keypair(key_uid));
    let key_uid = keypair.ok_or(KeypairError::KeypairNotFound)?.key_uid.clone();
    let is_on_keycard = ring.is_on_keycard(&key_uid);
    Ok(SigningPlace { key_uid, path: account.path.clone(), is_on_keycard })
}
