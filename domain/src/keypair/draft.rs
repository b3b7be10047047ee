//! Accounts and keypairs as clients describe them, and what of it is looked at before anything else.

use status_ports::{KeypairAccountRecord, KeypairKind, Operable};

use super::{KeypairError, Keyring, MAX_TEXT_BYTES, PROD_CHAINS, TEST_CHAINS};
use crate::crypto::PublicKey;
use crate::identity::DerivationPath;

/// An account that a client wants to add or to change. Position, clock, times and whether it can sign are decided here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountDraft {
    /// 20 bytes.
    pub address: [u8; 20],
    /// Key UID of its keypair; empty for one that is only watched.
    pub key_uid: String,
    /// `generated`, `seed`, `key` or `watch`.
    pub kind: String,
    /// Claims to be the default wallet account.
    pub wallet: bool,
    /// Claims to be the chat account.
    pub chat: bool,
    /// BIP44 path.
    pub path: String,
    /// Compressed or uncompressed public key; empty for one that is only watched.
    pub public_key: Vec<u8>,
    /// Name.
    pub name: String,
    /// One emoji.
    pub emoji: String,
    /// Customization colour by name.
    pub color: String,
    /// Not shown.
    pub hidden: bool,
    /// Preferred chains; empty for the default.
    pub prod_preferred_chain_ids: String,
    /// Preferred test chains; empty for the default.
    pub test_preferred_chain_ids: String,
    /// Nobody has seen the address.
    pub address_was_not_shown: bool,
}

/// A keypair that a client wants to add or to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeypairDraft {
    /// Key UID.
    pub key_uid: String,
    /// Name.
    pub name: String,
    /// `profile`, `seed` or `key`.
    pub kind: String,
    /// Address of the master key; empty for a private key.
    pub derived_from: String,
    /// Last index used.
    pub last_used_derivation_index: u64,
    /// Device it came from.
    pub synced_from: String,
    /// Its accounts.
    pub accounts: Vec<AccountDraft>,
}

/// What the type of an account says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AccountKind {
    Generated,
    Seed,
    Key,
    Watch,
}

impl AccountDraft {
    pub(super) fn is_watch_only(&self) -> bool {
        self.kind() == Some(AccountKind::Watch)
    }

    /// Whether its key is derived from another one.
    pub(super) fn is_derived(&self) -> bool {
        matches!(self.kind(), Some(AccountKind::Generated | AccountKind::Seed))
    }

    /// Whether it is one of those that the profile's keypair makes.
    pub(super) fn is_generated(&self) -> bool {
        self.kind() == Some(AccountKind::Generated)
    }

    fn kind(&self) -> Option<AccountKind> {
        match self.kind.as_str() {
            "generated" => Some(AccountKind::Generated),
            "seed" => Some(AccountKind::Seed),
            "key" => Some(AccountKind::Key),
            "watch" => Some(AccountKind::Watch),
            _ => None,
        }
    }

    /// What must be right for a new account, in the order in which clients are told.
    pub(super) fn check_new(&self, keyring: &Keyring) -> Result<(), KeypairError> {
        let filled = |is_filled: bool, field| if is_filled { Ok(()) } else { Err(KeypairError::AccountField(field)) };
        filled(self.address != [0; 20], "Address")?;
        filled(!self.kind.is_empty(), "Type")?;
        if self.wallet || self.chat {
            return Err(KeypairError::ProfileAccount);
        }
        filled(!self.name.is_empty(), "Name")?;
        filled(!self.emoji.is_empty(), "Emoji")?;
        filled(!self.color.is_empty(), "ColorID")?;
        if !self.is_watch_only() {
            filled(!self.key_uid.is_empty(), "KeyUID")?;
            filled(!self.public_key.is_empty(), "PublicKey")?;
            if self.kind() != Some(AccountKind::Key) {
                filled(!self.path.is_empty(), "Path")?;
            }
        }
        if keyring.account(&self.address).is_some() {
            return Err(KeypairError::AccountExists);
        }
        if self.kind().is_none() {
            return Err(KeypairError::AccountKind);
        }
        if self.is_watch_only() && !self.key_uid.is_empty() {
            return Err(KeypairError::WatchedOfKeypair);
        }
        self.check_texts()?;
        DerivationPath::parse(&self.path)?;
        Ok(())
    }

    /// What must be right for what may change later.
    pub(super) fn check_texts(&self) -> Result<(), KeypairError> {
        let texts = [
            (&self.name, "Name"),
            (&self.emoji, "Emoji"),
            (&self.color, "ColorID"),
            (&self.path, "Path"),
            (&self.prod_preferred_chain_ids, "ProdPreferredChainIDs"),
            (&self.test_preferred_chain_ids, "TestPreferredChainIDs"),
        ];
        if let Some((_, field)) = texts.into_iter().find(|(text, _)| text.len() > MAX_TEXT_BYTES) {
            return Err(KeypairError::TooLong(field));
        }
        let is_list = |text: &str| text.split(':').all(|id| id.parse::<u64>().is_ok());
        let lists = [&self.prod_preferred_chain_ids, &self.test_preferred_chain_ids];
        if lists.into_iter().any(|list| !list.is_empty() && !is_list(list)) {
            return Err(KeypairError::Chains);
        }
        Ok(())
    }

    /// The public key, which must be that of the address.
    pub(super) fn public_key(&self) -> Result<PublicKey, KeypairError> {
        let key = PublicKey::from_bytes(&self.public_key).map_err(|_| KeypairError::PublicKey)?;
        if key.address() == self.address { Ok(key) } else { Err(KeypairError::PublicKey) }
    }

    /// A record of it, the last one in the list. What cannot change later is set here.
    pub(super) fn new_record(&self, public_key: Option<&PublicKey>, now: u64, clock: u64) -> KeypairAccountRecord {
        let chains = |given: &str, usual: &str| {
            let is_usual = given.is_empty() && !self.is_watch_only();
            if is_usual { usual.to_owned() } else { given.to_owned() }
        };
        KeypairAccountRecord {
            address: self.address,
            key_uid: Some(self.key_uid.clone()).filter(|key_uid| !key_uid.is_empty()),
            public_key: public_key.map(|key| key.to_uncompressed().to_vec()).unwrap_or_default(),
            path: self.path.clone(),
            name: self.name.clone(),
            color: self.color.clone(),
            emoji: self.emoji.clone(),
            wallet: false,
            chat: false,
            hidden: self.hidden,
            operable: Operable::Fully,
            created_at: now,
            clock,
            position: i64::MAX,
            removed: false,
            prod_preferred_chain_ids: chains(&self.prod_preferred_chain_ids, PROD_CHAINS),
            test_preferred_chain_ids: chains(&self.test_preferred_chain_ids, TEST_CHAINS),
            address_was_not_shown: self.address_was_not_shown,
        }
    }
}

impl KeypairDraft {
    /// What must be filled, in the order in which clients are told.
    pub(super) fn check_fields(&self) -> Result<(), KeypairError> {
        let filled = |is_filled: bool, field| if is_filled { Ok(()) } else { Err(KeypairError::KeypairField(field)) };
        filled(!self.key_uid.is_empty(), "KeyUID")?;
        filled(!self.name.is_empty(), "Name")?;
        filled(!self.kind.is_empty(), "Type")?;
        filled(!self.derived_from.is_empty() || self.kind == "key", "DerivedFrom")
    }

    /// What must be right for texts.
    pub(super) fn check_texts(&self) -> Result<(), KeypairError> {
        let texts = [(&self.key_uid, "KeyUID"), (&self.name, "Name"), (&self.synced_from, "SyncedFrom")];
        match texts.into_iter().find(|(text, _)| text.len() > MAX_TEXT_BYTES) {
            Some((_, field)) => Err(KeypairError::TooLong(field)),
            None => Ok(()),
        }
    }

    /// What it is, unless it claims to be the profile's.
    pub(super) fn new_kind(&self) -> Result<KeypairKind, KeypairError> {
        match self.kind.as_str() {
            "seed" => Ok(KeypairKind::Seed),
            "key" => Ok(KeypairKind::Key),
            _ => Err(KeypairError::KeypairKind),
        }
    }
}
