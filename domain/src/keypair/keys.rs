//! Private keys at rest: finding, deriving, keeping and forgetting them.

use std::collections::BTreeSet;

use status_ports::{KeypairRecord, PrivateKeyRecord, ProfileTransaction, StorageError};
use zeroize::Zeroizing;

use super::Keyring;
use crate::crypto::{PrivateKey, PublicKey};
use crate::identity::{DerivationPath, ExtendedKeyError, ExtendedPrivateKey, PathError, parse_address};

/// Most paths that are derived at once.
const MAX_PATHS: usize = 1000;
/// Settings with the addresses of the keys that a profile is made with.
const ROOTS: [&str; 3] = ["address", WALLET_ROOT, "eip1581-address"];
/// The setting with the address of the key above all wallet accounts.
const WALLET_ROOT: &str = "wallet-root-address";

/// Whether the person showed that they know the password of the profile, so that keys may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAccess {
    /// They did.
    Granted,
    /// They were not asked. What needs no new key is possible.
    Withheld,
}

/// Why a key cannot be had. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeriveError {
    /// The password is wrong.
    #[error("cannot retrieve a valid key for a given account: could not decrypt key with given password")]
    WrongPassword,
    /// The key is not on this device.
    #[error("cannot retrieve a valid key for a given account: no key for given address or file")]
    NoKey,
    /// The key of an imported private key has no children.
    #[error("selected account cannot derive child keys")]
    NoChildren,
    /// More paths than anybody looks at.
    #[error("too many derivation paths")]
    TooManyPaths,
    /// The text is no path.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The path leads to no key.
    #[error(transparent)]
    Key(#[from] ExtendedKeyError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The key at the end of each path, every path once.
///
/// # Errors
/// [`DeriveError`] if a path leads to no key.
pub fn derive_keys(key: &PrivateKeyRecord, paths: Vec<String>) -> Result<Vec<(String, PrivateKeyRecord)>, DeriveError> {
    if paths.len() > MAX_PATHS {
        return Err(DeriveError::TooManyPaths);
    }
    let paths: BTreeSet<String> = paths.into_iter().collect();
    let parent = extended(key)?;
    let derived = paths.into_iter().map(|path| {
        let parsed = DerivationPath::parse(&path)?;
        let child = match &parent {
            Some(parent) => private_key_record(&parent.derive(&parsed)?),
            None if parsed.indices().is_empty() => key.clone(),
            None => return Err(DeriveError::NoChildren),
        };
        Ok((path, child))
    });
    derived.collect()
}

/// The address and the public key at the end of each path, every path once.
///
/// # Errors
/// [`DeriveError`] if a path leads to no key.
pub fn derive_addresses(
    key: &PrivateKeyRecord,
    paths: Vec<String>,
) -> Result<Vec<(String, [u8; 20], PublicKey)>, DeriveError> {
    let derived = derive_keys(key, paths)?.into_iter().map(|(path, child)| {
        let own = PrivateKey::from_bytes(&child.private_key).map_err(|_| ExtendedKeyError::InvalidKey)?;
        Ok((path, child.address, own.public_key()))
    });
    derived.collect()
}

/// The extended key in a record; `None` if it derives nothing.
fn extended(key: &PrivateKeyRecord) -> Result<Option<ExtendedPrivateKey>, ExtendedKeyError> {
    if key.extended_key.is_empty() { Ok(None) } else { ExtendedPrivateKey::parse(&key.extended_key) }
}

/// How an extended key rests.
#[must_use]
pub fn private_key_record(key: &ExtendedPrivateKey) -> PrivateKeyRecord {
    PrivateKeyRecord {
        address: key.address(),
        private_key: Zeroizing::new(key.private_key().to_bytes().to_vec()),
        extended_key: key.to_text(),
    }
}

/// How a key rests that has no children.
#[must_use]
pub fn single_key_record(key: &PrivateKey) -> PrivateKeyRecord {
    PrivateKeyRecord {
        address: key.public_key().address(),
        private_key: Zeroizing::new(key.to_bytes().to_vec()),
        extended_key: Zeroizing::new(String::new()),
    }
}

/// The address of the key above all wallet accounts of the profile.
pub(super) fn wallet_root(stores: &mut dyn ProfileTransaction) -> Result<Option<[u8; 20]>, StorageError> {
    address_setting(stores, WALLET_ROOT)
}

fn address_setting(stores: &mut dyn ProfileTransaction, name: &str) -> Result<Option<[u8; 20]>, StorageError> {
    let stored = stores.find_setting(name)?;
    let text = stored.and_then(|value| serde_json::from_str::<String>(&value).ok());
    Ok(text.and_then(|text| parse_address(&text).ok()))
}

/// The keys that are here from which accounts of a keypair may be derived: that which it names, and the wallet root of
/// the profile, from which old clients derived.
pub(super) fn parents(
    stores: &mut dyn ProfileTransaction,
    keyring: &Keyring,
    keypair: &KeypairRecord,
) -> Result<Vec<ExtendedPrivateKey>, DeriveError> {
    let mut addresses: Vec<[u8; 20]> = parse_address(&keypair.derived_from).ok().into_iter().collect();
    if keyring.profile() == Some(keypair) {
        addresses.extend(wallet_root(stores)?);
    }
    let mut parents = Vec::new();
    for address in addresses {
        if let Some(record) = stores.find_private_key(&address)? {
            parents.extend(extended(&record)?);
        }
    }
    Ok(parents)
}

/// The key at a path below one of several that has the address.
pub(super) fn derive_with_address(
    parents: &[ExtendedPrivateKey],
    path: &DerivationPath,
    address: &[u8; 20],
) -> Result<Option<ExtendedPrivateKey>, DeriveError> {
    for parent in parents {
        let child = parent.derive(path)?;
        if child.address() == *address {
            return Ok(Some(child));
        }
    }
    Ok(None)
}

/// Keeps a key unless it is here already: the one that is here may know its children.
pub(super) fn keep_key(stores: &mut dyn ProfileTransaction, key: &PrivateKeyRecord) -> Result<(), StorageError> {
    match stores.find_private_key(&key.address)? {
        Some(known) if !known.extended_key.is_empty() || key.extended_key.is_empty() => Ok(()),
        _ => stores.save_private_key(key),
    }
}

/// Forgets those keys that nothing on the ring needs any more.
pub(super) fn forget_keys(
    stores: &mut dyn ProfileTransaction,
    left: &Keyring,
    candidates: impl IntoIterator<Item = [u8; 20]>,
) -> Result<(), StorageError> {
    let mut needed: BTreeSet<[u8; 20]> = left.accounts.iter().map(|account| account.address).collect();
    needed.extend(left.keypairs.iter().filter_map(|keypair| parse_address(&keypair.derived_from).ok()));
    for root in ROOTS {
        needed.extend(address_setting(stores, root)?);
    }
    let gone: Vec<[u8; 20]> = candidates.into_iter().filter(|address| !needed.contains(address)).collect();
    stores.delete_private_keys(&gone)
}
