//! New accounts and keypairs.

use status_ports::{KeypairKind, KeypairRecord, ProfileTransaction, UnixMillis};

use super::change::Change;
use super::keys::{derive_with_address, keep_key, parents, private_key_record};
use super::{AccountDraft, DeriveError, KeyAccess, KeypairDraft, KeypairError, Keyring};
use crate::crypto::{PrivateKey, PublicKey};
use crate::identity::{DerivationPath, key_uid, parse_address, path};
use crate::messaging::Outcome;

/// What can be said of a new account before anything is done. `true` if its key is to be made, for which the password
/// is needed, if one is given.
///
/// # Errors
/// [`KeypairError`] with the first thing that is wrong.
pub fn check_new_account(ring: &Keyring, draft: &AccountDraft) -> Result<bool, KeypairError> {
    draft.check_new(ring)?;
    let known = draft.is_watch_only() || ring.keypairs.iter().any(|keypair| keypair.key_uid == draft.key_uid);
    if !known {
        return Err(KeypairError::UnknownKeypair);
    }
    Ok(draft.is_derived() && !ring.is_on_keycard(&draft.key_uid))
}

/// What can be said of a new keypair before anything is done. `true` if keys are to be made, for which the password is
/// needed, if one is given.
///
/// # Errors
/// [`KeypairError`] with the first thing that is wrong.
pub fn check_new_keypair(ring: &Keyring, draft: &KeypairDraft) -> Result<bool, KeypairError> {
    draft.check_fields()?;
    for account in &draft.accounts {
        if account.key_uid != draft.key_uid {
            return Err(KeypairError::OtherKeyUid);
        }
        account.check_new(ring)?;
    }
    Ok(draft.accounts.iter().any(AccountDraft::is_derived) && !ring.is_on_keycard(&draft.key_uid))
}

/// Adds an account to a keypair that is here, or one that is only watched. Its key is made if access is granted.
///
/// # Errors
/// [`KeypairError`] with what is wrong.
pub fn add_account(
    stores: &mut dyn ProfileTransaction,
    draft: AccountDraft,
    access: KeyAccess,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    check_new_account(&change.ring, &draft)?;
    let address_was_not_shown = draft.is_generated() || draft.address_was_not_shown;
    change.insert(AccountDraft { address_was_not_shown, ..draft }, access)?;
    Ok(change.finish()?)
}

/// Adds a keypair with its accounts, or accounts to one that is here. Keys are made if access is granted.
///
/// # Errors
/// [`KeypairError`] with what is wrong.
pub fn add_keypair(
    stores: &mut dyn ProfileTransaction,
    draft: KeypairDraft,
    access: KeyAccess,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    check_new_keypair(&change.ring, &draft)?;
    change.put_keypair(&draft)?;
    for account in draft.accounts {
        // One after the other: the same account may come twice.
        account.check_new(&change.ring)?;
        change.insert(account, access)?;
    }
    Ok(change.finish()?)
}

impl Change<'_> {
    /// Takes a keypair onto the ring, or what may change of one that is there.
    pub(super) fn put_keypair(&mut self, draft: &KeypairDraft) -> Result<(), KeypairError> {
        draft.check_texts()?;
        if let Some(known) = self.ring.keypairs.iter().find(|known| known.key_uid == draft.key_uid) {
            if known.kind == KeypairKind::Profile && known.name != draft.name {
                return Err(KeypairError::ProfileName);
            }
            if let Some(keypair) = self.touch_keypair(&draft.key_uid) {
                keypair.name.clone_from(&draft.name);
                keypair.synced_from.clone_from(&draft.synced_from);
                // Clients may not know it.
                let index = keypair.last_used_derivation_index.max(draft.last_used_derivation_index);
                keypair.last_used_derivation_index = index;
            }
            return Ok(());
        }
        let kind = draft.new_kind()?;
        if draft.accounts.is_empty() {
            return Err(KeypairError::NoAccounts);
        }
        self.ring.keypair_capacity()?;
        if let Some(removed) = self.stores.find_keypair(&draft.key_uid)? {
            self.stores.delete_accounts_of_keypair(&draft.key_uid)?;
            self.pass(removed.clock);
        }
        self.check_key_uid(draft, kind)?;
        self.ring.keypairs.push(KeypairRecord {
            key_uid: draft.key_uid.clone(),
            name: draft.name.clone(),
            kind,
            derived_from: draft.derived_from.clone(),
            last_used_derivation_index: draft.last_used_derivation_index,
            synced_from: draft.synced_from.clone(),
            clock: self.clock,
            removed: false,
        });
        Ok(())
    }

    /// A keypair that claims the key of another one would take it along when it is removed.
    fn check_key_uid(&mut self, draft: &KeypairDraft, kind: KeypairKind) -> Result<(), KeypairError> {
        if kind == KeypairKind::Key {
            return if draft.derived_from.is_empty() { Ok(()) } else { Err(KeypairError::KeyUid) };
        }
        let parent = parse_address(&draft.derived_from).map_err(|_| KeypairError::KeyUid)?;
        let known = self.stores.find_private_key(&parent)?;
        let master = known.and_then(|record| PrivateKey::from_bytes(&record.private_key).ok());
        match master {
            Some(master) if key_uid(&master.public_key()) != draft.key_uid => Err(KeypairError::KeyUid),
            _ => Ok(()),
        }
    }

    /// Takes a checked account onto the ring.
    pub(super) fn insert(&mut self, draft: AccountDraft, access: KeyAccess) -> Result<(), KeypairError> {
        if let Some(removed) = self.stores.find_keypair_account(&draft.address)? {
            self.pass(removed.clock);
        }
        self.ring.account_capacity()?;
        let public_key = if draft.is_watch_only() {
            self.ring.watch_only_capacity()?;
            None
        } else {
            Some(self.join(&draft, access)?)
        };
        let account = draft.new_record(public_key.as_ref(), self.now, self.clock);
        self.ring.accounts.push(account);
        self.ring.renumber();
        Ok(())
    }

    /// Makes the account one of its keypair.
    fn join(&mut self, draft: &AccountDraft, access: KeyAccess) -> Result<PublicKey, KeypairError> {
        let public_key = draft.public_key()?;
        let keypair = self.ring.keypairs.iter().find(|keypair| keypair.key_uid == draft.key_uid).cloned();
        let keypair = keypair.ok_or(KeypairError::UnknownKeypair)?;
        if keypair.kind == KeypairKind::Key {
            if key_uid(&public_key) != keypair.key_uid {
                return Err(KeypairError::KeyUid);
            }
        } else {
            let path = DerivationPath::parse(&draft.path)?;
            let parents = parents(self.stores, &self.ring, &keypair)?;
            let wants_key =
                access == KeyAccess::Granted && draft.is_derived() && !self.ring.is_on_keycard(&keypair.key_uid);
            if parents.is_empty() && wants_key {
                return Err(DeriveError::NoKey.into());
            }
            if !parents.is_empty() {
                let key = derive_with_address(&parents, &path, &draft.address)?.ok_or(KeypairError::OtherAddress)?;
                if wants_key {
                    keep_key(self.stores, &private_key_record(&key))?;
                }
            }
        }
        self.note_path(&keypair, &draft.path);
        Ok(public_key)
    }

    /// The index of a wallet path counts as used if it is the next free one.
    fn note_path(&mut self, keypair: &KeypairRecord, used: &str) {
        let index = used.strip_prefix(path::WALLET_ROOT).and_then(|rest| rest.strip_prefix('/'));
        let index = index.and_then(|index| index.parse::<u64>().ok());
        let is_used = |index: u64| {
            let path = format!("{}/{index}", path::WALLET_ROOT);
            self.ring.accounts_of(&keypair.key_uid).any(|account| account.path == path)
        };
        let first = keypair.last_used_derivation_index.saturating_add(1);
        let next = (first..).find(|index| !is_used(*index));
        if let Some(keypair) = self.touch_keypair(&keypair.key_uid)
            && index.is_some()
            && index == next
        {
            keypair.last_used_derivation_index = index.unwrap_or_default();
        }
    }
}
