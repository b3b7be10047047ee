//! Changing what a person says of their accounts and keypairs.

use status_ports::{KeypairKind, ProfileTransaction, StorageError, UnixMillis};

use super::change::Change;
use super::{AccountDraft, KeyAccess, KeypairDraft, KeypairError, MAX_TEXT_BYTES, check_new_account};
use crate::messaging::Outcome;

/// Changes name, emoji, colour, chains and whether an account is shown, or adds one that is not here yet, without making
/// its key.
///
/// # Errors
/// [`KeypairError`] with what is wrong.
pub fn save_account(
    stores: &mut dyn ProfileTransaction,
    draft: AccountDraft,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    change.put_account(draft)?;
    Ok(change.finish()?)
}

/// Changes name and origin of a keypair and its accounts, or adds one that is not here yet, without making keys.
///
/// # Errors
/// [`KeypairError`] with what is wrong.
pub fn save_keypair(
    stores: &mut dyn ProfileTransaction,
    draft: KeypairDraft,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    draft.check_fields()?;
    if draft.accounts.iter().any(|account| account.key_uid != draft.key_uid) {
        return Err(KeypairError::SavedOtherKeyUid);
    }
    change.put_keypair(&draft)?;
    for account in draft.accounts {
        change.put_account(account)?;
    }
    Ok(change.finish()?)
}

/// Names a keypair. That of the profile is named after the person.
///
/// # Errors
/// [`KeypairError::ProfileName`], [`KeypairError::KeypairNotFound`], or that the name is empty or too long.
pub fn rename_keypair(
    stores: &mut dyn ProfileTransaction,
    key_uid: &str,
    name: &str,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    let known = change.ring.keypairs.iter().find(|keypair| keypair.key_uid == key_uid);
    let known = known.ok_or(KeypairError::KeypairNotFound)?;
    if known.kind == KeypairKind::Profile {
        return if known.name == name { Ok(Outcome::default()) } else { Err(KeypairError::ProfileName) };
    }
    if name.is_empty() {
        return Err(KeypairError::KeypairField("Name"));
    }
    if name.len() > MAX_TEXT_BYTES {
        return Err(KeypairError::TooLong("Name"));
    }
    if let Some(keypair) = change.touch_keypair(key_uid) {
        name.clone_into(&mut keypair.name);
    }
    Ok(change.finish()?)
}

/// Notes that somebody saw the address of an account.
///
/// # Errors
/// [`StorageError`].
pub fn address_was_shown(stores: &mut dyn ProfileTransaction, address: &[u8; 20]) -> Result<(), StorageError> {
    let known = stores.find_keypair_account(address)?;
    let Some(mut account) = known.filter(|account| account.address_was_not_shown) else { return Ok(()) };
    account.address_was_not_shown = false;
    stores.save_keypair_account(&account)
}

impl Change<'_> {
    fn put_account(&mut self, draft: AccountDraft) -> Result<(), KeypairError> {
        if self.ring.account(&draft.address).is_none() {
            check_new_account(&self.ring, &draft)?;
            return self.insert(draft, KeyAccess::Withheld);
        }
        draft.check_texts()?;
        let clock = self.clock;
        let Some(account) = self.account_mut(&draft.address) else { return Err(KeypairError::AccountNotFound) };
        if account.key_uid.as_deref().unwrap_or_default() != draft.key_uid {
            return Err(KeypairError::OtherKeyUid);
        }
        // The chat account is named after the person.
        if !account.chat {
            account.name = draft.name;
        }
        account.emoji = draft.emoji;
        account.color = draft.color;
        account.hidden = draft.hidden;
        account.prod_preferred_chain_ids = draft.prod_preferred_chain_ids;
        account.test_preferred_chain_ids = draft.test_preferred_chain_ids;
        account.clock = clock;
        if let Some(key_uid) = account.key_uid.clone() {
            self.touch_keypair(&key_uid);
        }
        Ok(())
    }
}
