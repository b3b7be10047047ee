//! A change of the ring while it is made. Whatever is done to it, what is stored at the end keeps the rules: positions
//! without holes, cards and private keys of nothing that is gone, accounts that say truly whether they can sign.

use std::collections::BTreeSet;

use status_ports::{KeypairAccountRecord, KeypairRecord, ProfileTransaction, SettingRecord, StorageError, UnixMillis};

use super::keys::forget_keys;
use super::{Keyring, REMEMBERED_MS};
use crate::identity::parse_address;
use crate::messaging::Outcome;
use crate::settings::WALLET_POSITIONS_CLOCK;
use crate::showcase;

pub(super) struct Change<'a> {
    pub(super) stores: &'a mut dyn ProfileTransaction,
    /// What will be stored.
    pub(super) ring: Keyring,
    pub(super) now: UnixMillis,
    /// Later than any clock on the ring: what changes gets it.
    pub(super) clock: u64,
    before: Keyring,
}

impl<'a> Change<'a> {
    pub(super) fn begin(stores: &'a mut dyn ProfileTransaction, now: UnixMillis) -> Result<Self, StorageError> {
        let ring = Keyring::read(stores)?;
        let keypairs = ring.keypairs.iter().map(|keypair| keypair.clock);
        let latest = keypairs.chain(ring.accounts.iter().map(|account| account.clock)).max().unwrap_or_default();
        Ok(Self { stores, before: ring.clone(), ring, now, clock: later(now, latest) })
    }

    /// The clock after `known`, if that is later than the clock of this change.
    pub(super) fn pass(&mut self, known: u64) {
        self.clock = later(self.clock, known);
    }

    pub(super) fn account_mut(&mut self, address: &[u8; 20]) -> Option<&mut KeypairAccountRecord> {
        self.ring.accounts.iter_mut().find(|account| account.address == *address)
    }

    /// Something of a keypair changes, or of what belongs to it.
    pub(super) fn touch_keypair(&mut self, key_uid: &str) -> Option<&mut KeypairRecord> {
        let clock = self.clock;
        let keypair = self.ring.keypairs.iter_mut().find(|keypair| keypair.key_uid == key_uid)?;
        keypair.clock = clock;
        Some(keypair)
    }

    /// Stores what is different now, with all that follows from it.
    pub(super) fn finish(mut self) -> Result<Outcome, StorageError> {
        self.ring.keycards.retain(|card| self.ring.keypairs.iter().any(|keypair| keypair.key_uid == card.key_uid));
        self.ring.renumber();
        let gone_keypairs = gone(&self.before.keypairs, &self.ring.keypairs, |keypair| keypair.key_uid.clone());
        let gone_accounts = gone(&self.before.accounts, &self.ring.accounts, |account| account.address);
        let gone_keycards = gone(&self.before.keycards, &self.ring.keycards, |card| card.keycard_uid.clone());

        let parents = gone_keypairs.iter().filter_map(|keypair| parse_address(&keypair.derived_from).ok());
        let candidates: Vec<_> = gone_accounts.iter().map(|account| account.address).chain(parents).collect();
        if !candidates.is_empty() {
            forget_keys(self.stores, &self.ring, candidates)?;
        }
        let keys = self.stores.private_key_addresses()?;
        let operable: Vec<_> = self.ring.accounts.iter().map(|account| self.ring.operability(account, &keys)).collect();
        for (account, operable) in self.ring.accounts.iter_mut().zip(operable) {
            account.operable = operable;
        }

        for keypair in self.ring.keypairs.iter().filter(|keypair| !self.before.keypairs.contains(keypair)) {
            self.stores.save_keypair(keypair)?;
        }
        for keypair in gone_keypairs {
            self.stores.save_keypair(&KeypairRecord { removed: true, clock: self.clock, ..keypair })?;
        }
        for card in self.ring.keycards.iter().filter(|card| !self.before.keycards.contains(card)) {
            self.stores.save_keycard(card)?;
        }
        for card in gone_keycards {
            self.stores.delete_keycard(&card.keycard_uid)?;
        }
        let changed: Vec<_> =
            self.ring.accounts.iter().filter(|account| !self.before.accounts.contains(account)).collect();
        for account in &changed {
            self.stores.save_keypair_account(account)?;
        }
        if !(changed.is_empty() && gone_accounts.is_empty()) {
            let value = self.clock.to_string();
            self.stores.save_settings(&[SettingRecord { name: WALLET_POSITIONS_CLOCK.to_owned(), value }])?;
        }
        let addresses: BTreeSet<_> = gone_accounts.iter().map(|account| account.address).collect();
        showcase::hide_accounts(self.stores, &addresses, self.now)?;
        for account in gone_accounts {
            self.stores.save_keypair_account(&KeypairAccountRecord { removed: true, clock: self.clock, ..account })?;
        }
        self.stores.prune_removed_keypairs(self.now.saturating_sub(REMEMBERED_MS))?;
        // What the profile shows of its accounts may be different now.
        Ok(Outcome { publish_contact_code: true, ..Outcome::default() })
    }
}

/// A clock after `known` and not before `now`.
pub(super) fn later(now: u64, known: u64) -> u64 {
    now.max(known.saturating_add(1))
}

fn gone<T: Clone, K: Ord>(before: &[T], now: &[T], key: impl Fn(&T) -> K) -> Vec<T> {
    let left: BTreeSet<K> = now.iter().map(&key).collect();
    before.iter().filter(|row| !left.contains(&key(row))).cloned().collect()
}
