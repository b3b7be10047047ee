//! Removing accounts and keypairs. They are remembered for a while, for the other devices of the profile; their private
//! keys are forgotten at once.

use status_ports::{KeypairKind, ProfileTransaction, UnixMillis};

use super::KeypairError;
use super::change::Change;
use crate::messaging::Outcome;

/// Removes an account with its private key. With the last account of a keypair goes the keypair.
///
/// # Errors
/// [`KeypairError::AccountNotFound`], or that the account is the chat or the default wallet account.
pub fn remove_account(
    stores: &mut dyn ProfileTransaction,
    address: &[u8; 20],
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    let account = change.ring.account(address).ok_or(KeypairError::AccountNotFound)?;
    if account.chat {
        return Err(KeypairError::RemoveChat);
    }
    if account.wallet {
        return Err(KeypairError::RemoveDefaultWallet);
    }
    let key_uid = account.key_uid.clone();
    change.ring.accounts.retain(|account| account.address != *address);
    if let Some(key_uid) = key_uid {
        let is_empty = change.ring.accounts_of(&key_uid).next().is_none();
        if is_empty {
            change.ring.keypairs.retain(|keypair| keypair.key_uid != key_uid);
        } else {
            change.touch_keypair(&key_uid);
        }
    }
    Ok(change.finish()?)
}

/// Removes a keypair with its accounts, cards and private keys.
///
/// # Errors
/// [`KeypairError::KeypairNotFound`], or [`KeypairError::RemoveProfile`].
pub fn remove_keypair(
    stores: &mut dyn ProfileTransaction,
    key_uid: &str,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    let keypair = change.ring.keypairs.iter().find(|keypair| keypair.key_uid == key_uid);
    if keypair.ok_or(KeypairError::KeypairNotFound)?.kind == KeypairKind::Profile {
        return Err(KeypairError::RemoveProfile);
    }
    change.ring.keypairs.retain(|keypair| keypair.key_uid != key_uid);
    change.ring.accounts.retain(|account| account.key_uid.as_deref() != Some(key_uid));
    Ok(change.finish()?)
}
