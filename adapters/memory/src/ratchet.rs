//! State of the end-to-end encryption in maps.

use std::collections::BTreeMap;

use status_ports::{
    CompressedKey, HashRatchetKeyRecord, HashRatchetStep, InstallationMetadata, InstallationRecord, MessageKeyRecord,
    RatchetStore, Secret32, SessionKey, SessionRecord, SignedPreKeyRecord, StorageError,
};

use crate::table::Table;

type Result<T> = std::result::Result<T, StorageError>;
type InstallationKey = (CompressedKey, String);
/// Sequence first, so that the order of the map is the order of pruning.
type MessageKeys = BTreeMap<u64, MessageKeyRecord>;

/// A [`RatchetStore`] that forgets everything when dropped. Two stores are equal if they hold the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryRatchetStore {
    signed_pre_keys: Table<(CompressedKey, String, CompressedKey), SignedPreKeyRecord>,
    sessions: Table<SessionKey, SessionRecord>,
    message_keys: Table<SessionKey, MessageKeys>,
    message_key_sequences: Table<(SessionKey, CompressedKey, u32), u64>,
    installations: Table<InstallationKey, InstallationRecord>,
    metadata: Table<InstallationKey, InstallationMetadata>,
    agreed_secrets: Table<CompressedKey, Secret32>,
    agreed_secret_installations: Table<InstallationKey, ()>,
    hash_ratchet_keys: Table<[u8; 32], HashRatchetKeyRecord>,
    hash_ratchet_steps: Table<([u8; 32], u32), Secret32>,
}

impl MemoryRatchetStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every session, for tests that look behind the curtain.
    pub fn sessions(&self) -> impl Iterator<Item = &SessionRecord> {
        self.sessions.values()
    }

    /// The waiting message keys of a session by sequence, for tests that look behind the curtain.
    pub fn message_keys(&self, session: &SessionKey) -> impl Iterator<Item = &MessageKeyRecord> {
        self.message_keys.get(session).into_iter().flat_map(BTreeMap::values)
    }

    /// How many chain steps are kept, for tests that look behind the curtain.
    #[must_use]
    pub fn hash_ratchet_step_count(&self) -> usize {
        self.hash_ratchet_steps.len()
    }

    fn drop_message_keys(&mut self, session: &SessionKey, dropped: MessageKeys) {
        for key in dropped.into_values() {
            self.message_key_sequences.remove(&(session.clone(), key.ratchet_key, key.number));
        }
    }

    fn installations_of(&self, identity: &CompressedKey) -> Vec<InstallationRecord> {
        let mut all: Vec<_> = self.installations.values().filter(|row| row.identity == *identity).cloned().collect();
        all.sort_by(|a, b| b.timestamp_ns.cmp(&a.timestamp_ns).then_with(|| a.installation_id.cmp(&b.installation_id)));
        all
    }
}

fn take<T>(mut rows: Vec<T>, limit: u32) -> Vec<T> {
    rows.truncate(limit as usize);
    rows
}

impl RatchetStore for MemoryRatchetStore {
    fn add_signed_pre_key(&mut self, record: &SignedPreKeyRecord) -> Result<()> {
        let key = (record.identity, record.installation_id.clone(), record.signed_pre_key);
        self.signed_pre_keys.insert_new(key, record.clone());
        Ok(())
    }

    fn find_current_signed_pre_key(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
    ) -> Result<Option<SignedPreKeyRecord>> {
        let found = self
            .signed_pre_keys
            .values()
            .filter(|row| row.identity == *identity && row.installation_id == installation_id && !row.expired);
        Ok(found.max_by_key(|row| row.version).cloned())
    }

    fn find_private_signed_pre_key(&mut self, signed_pre_key: &CompressedKey) -> Result<Option<SignedPreKeyRecord>> {
        let mut found = self.signed_pre_keys.values();
        Ok(found.find(|row| row.signed_pre_key == *signed_pre_key && row.private_key.is_some()).cloned())
    }

    fn highest_signed_pre_key_version(&mut self, identity: &CompressedKey, installation_id: &str) -> Result<u32> {
        let rows = self.signed_pre_keys.values();
        let own = rows.filter(|row| row.identity == *identity && row.installation_id == installation_id);
        Ok(own.map(|row| row.version).max().unwrap_or(0))
    }

    fn expire_signed_pre_keys_below(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
        version: u32,
    ) -> Result<()> {
        let is_older = |row: &SignedPreKeyRecord| {
            row.identity == *identity && row.installation_id == installation_id && row.version < version
        };
        self.signed_pre_keys.change(is_older, |row| row.expired = true);
        Ok(())
    }

    fn expire_private_signed_pre_keys(&mut self, identity: &CompressedKey) -> Result<()> {
        let is_ours = |row: &SignedPreKeyRecord| row.identity == *identity && row.private_key.is_some();
        self.signed_pre_keys.change(is_ours, |row| row.expired = true);
        Ok(())
    }

    fn find_session(&mut self, key: &SessionKey) -> Result<Option<SessionRecord>> {
        Ok(self.sessions.get(key).cloned())
    }

    fn save_session(&mut self, session: &SessionRecord) -> Result<()> {
        self.sessions.insert(session.key.clone(), session.clone());
        Ok(())
    }

    fn find_message_key(
        &mut self,
        session: &SessionKey,
        ratchet_key: &CompressedKey,
        number: u32,
    ) -> Result<Option<Secret32>> {
        let Some(sequence) = self.message_key_sequences.get(&(session.clone(), *ratchet_key, number)) else {
            return Ok(None);
        };
        let row = self.message_keys.get(session).and_then(|keys| keys.get(sequence));
        Ok(row.map(|row| row.message_key.clone()))
    }

    fn save_message_keys(&mut self, session: &SessionKey, keys: &[MessageKeyRecord]) -> Result<()> {
        for key in keys {
            self.remove_message_key(session, &key.ratchet_key, key.number)?;
            let rows = self.message_keys.get_or_default(session.clone());
            rows.insert(key.sequence, key.clone());
            self.message_key_sequences.insert((session.clone(), key.ratchet_key, key.number), key.sequence);
        }
        Ok(())
    }

    fn remove_message_key(&mut self, session: &SessionKey, ratchet_key: &CompressedKey, number: u32) -> Result<()> {
        if let Some(sequence) = self.message_key_sequences.remove(&(session.clone(), *ratchet_key, number))
            && let Some(rows) = self.message_keys.get_mut(session)
        {
            rows.remove(&sequence);
        }
        Ok(())
    }

    fn prune_message_keys(&mut self, session: &SessionKey, first_sequence: u64, keep: u32) -> Result<()> {
        let Some(rows) = self.message_keys.get_mut(session) else { return Ok(()) };
        let kept = rows.split_off(&first_sequence);
        let old = std::mem::replace(rows, kept);
        let mut surplus = MessageKeys::new();
        while rows.len() > keep as usize
            && let Some((sequence, key)) = rows.pop_first()
        {
            surplus.insert(sequence, key);
        }
        self.drop_message_keys(session, old);
        self.drop_message_keys(session, surplus);
        Ok(())
    }

    fn find_installation(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
    ) -> Result<Option<InstallationRecord>> {
        Ok(self.installations.get(&(*identity, installation_id.to_owned())).cloned())
    }

    fn save_installation(&mut self, installation: &InstallationRecord) -> Result<()> {
        let key = (installation.identity, installation.installation_id.clone());
        self.installations.insert(key, installation.clone());
        Ok(())
    }

    fn enabled_installations(&mut self, identity: &CompressedKey, limit: u32) -> Result<Vec<InstallationRecord>> {
        Ok(take(self.installations_of(identity).into_iter().filter(|row| row.enabled).collect(), limit))
    }

    fn installations(&mut self, identity: &CompressedKey, limit: u32) -> Result<Vec<InstallationRecord>> {
        Ok(take(self.installations_of(identity), limit))
    }

    fn installation_metadata(
        &mut self,
        identity: &CompressedKey,
        limit: u32,
    ) -> Result<Vec<(String, InstallationMetadata)>> {
        let rows = self.metadata.iter().filter(|((owner, _), _)| owner == identity);
        Ok(take(rows.map(|((_, id), metadata)| (id.clone(), metadata.clone())).collect(), limit))
    }

    fn save_installation_metadata(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
        metadata: &InstallationMetadata,
    ) -> Result<()> {
        self.metadata.insert((*identity, installation_id.to_owned()), metadata.clone());
        Ok(())
    }

    fn find_agreed_secret(&mut self, identity: &CompressedKey) -> Result<Option<Secret32>> {
        Ok(self.agreed_secrets.get(identity).cloned())
    }

    fn add_agreed_secret(&mut self, identity: &CompressedKey, secret: &Secret32) -> Result<()> {
        self.agreed_secrets.insert_new(*identity, secret.clone());
        Ok(())
    }

    fn remove_agreed_secret(&mut self, identity: &CompressedKey) -> Result<()> {
        self.agreed_secrets.remove(identity);
        self.agreed_secret_installations.retain(|(owner, _), ()| owner != identity);
        Ok(())
    }

    fn add_agreed_secret_installation(&mut self, identity: &CompressedKey, installation_id: &str) -> Result<()> {
        self.agreed_secret_installations.insert_new((*identity, installation_id.to_owned()), ());
        Ok(())
    }

    fn is_agreed_secret_installation(&mut self, identity: &CompressedKey, installation_id: &str) -> Result<bool> {
        Ok(self.agreed_secret_installations.contains_key(&(*identity, installation_id.to_owned())))
    }

    fn agreed_secrets(&mut self, after: &CompressedKey, limit: u32) -> Result<Vec<(CompressedKey, Secret32)>> {
        let above = (std::ops::Bound::Excluded(*after), std::ops::Bound::Unbounded);
        let rows = self.agreed_secrets.range(above).take(limit as usize);
        Ok(rows.map(|(identity, secret)| (*identity, secret.clone())).collect())
    }

    fn save_hash_ratchet_key(&mut self, key: &HashRatchetKeyRecord) -> Result<()> {
        self.hash_ratchet_keys.insert(key.key_id, key.clone());
        Ok(())
    }

    fn find_hash_ratchet_key(&mut self, key_id: &[u8; 32]) -> Result<Option<HashRatchetKeyRecord>> {
        Ok(self.hash_ratchet_keys.get(key_id).cloned())
    }

    fn find_hash_ratchet_key_by_deprecated_id(
        &mut self,
        group_id: &[u8],
        deprecated_key_id: u32,
    ) -> Result<Option<HashRatchetKeyRecord>> {
        let rows = self.hash_ratchet_keys.values();
        let found = rows.filter(|key| key.group_id == group_id && key.deprecated_key_id == deprecated_key_id);
        Ok(found.max_by_key(|key| key.timestamp_ms).cloned())
    }

    fn hash_ratchet_keys(&mut self, group_id: &[u8], limit: u32) -> Result<Vec<HashRatchetKeyRecord>> {
        let rows = self.hash_ratchet_keys.values();
        let mut rows: Vec<_> = rows.filter(|key| key.group_id == group_id).cloned().collect();
        rows.sort_by_key(|key| (std::cmp::Reverse(key.timestamp_ms), key.key_id));
        Ok(take(rows, limit))
    }

    fn find_hash_ratchet_step(&mut self, key_id: &[u8; 32], seq_no: u32) -> Result<Option<HashRatchetStep>> {
        let found = self.hash_ratchet_steps.range((*key_id, 0)..=(*key_id, seq_no)).next_back();
        Ok(found.map(|((_, seq_no), hash)| HashRatchetStep { seq_no: *seq_no, hash: hash.clone() }))
    }

    fn save_hash_ratchet_steps(&mut self, key_id: &[u8; 32], steps: &[HashRatchetStep]) -> Result<()> {
        for step in steps {
            self.hash_ratchet_steps.insert((*key_id, step.seq_no), step.hash.clone());
        }
        Ok(())
    }

    fn remove_hash_ratchet_step(&mut self, key_id: &[u8; 32], seq_no: u32) -> Result<()> {
        self.hash_ratchet_steps.remove(&(*key_id, seq_no));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
