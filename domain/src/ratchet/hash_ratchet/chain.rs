//! The chain of hashes of a group key, walked without doing the same work twice.
//!
//! The store keeps the newest position that a genuine message had, and every 1024th step below it. Steps that were walked
//! for a message that turned out not to be genuine are remembered in memory only: who sends garbage with high positions
//! makes us walk a chain once, not once per message.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use status_ports::{HashRatchetKeyRecord, HashRatchetStep, RatchetStore, Secret32, StorageError};
use zeroize::Zeroizing;

use super::HashRatchetError;
use crate::crypto::keccak256;

/// How far ahead of the newest known position a message may be.
pub const MAX_FORWARD_STEPS: u32 = 100_000;
const CHECKPOINT_INTERVAL: u32 = 1024;
const MAX_REMEMBERED_KEYS: usize = 256;

type Checkpoints = BTreeMap<u32, Secret32>;

/// The hash at a position of a chain: Keccak-256 applied so many times to the key.
#[must_use]
pub fn step_hash(key: &Secret32, seq_no: u32) -> Secret32 {
    walk(key.clone(), 0, seq_no, |_, _| ())
}

fn walk(from: Secret32, position: u32, to: u32, mut passed: impl FnMut(u32, &Secret32)) -> Secret32 {
    let mut hash = from;
    for position in position.saturating_add(1)..=to {
        hash = Secret32::new(*Zeroizing::new(keccak256(&[hash.as_bytes()])));
        if position.is_multiple_of(CHECKPOINT_INTERVAL) {
            passed(position, &hash);
        }
    }
    hash
}

/// Steps that were walked before, of a bounded number of keys.
#[derive(Debug, Default)]
pub(in crate::ratchet) struct ChainMemo(Mutex<BTreeMap<[u8; 32], Checkpoints>>);

impl ChainMemo {
    fn chains(&self) -> MutexGuard<'_, BTreeMap<[u8; 32], Checkpoints>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last_before(&self, key_id: &[u8; 32], seq_no: u32) -> Option<HashRatchetStep> {
        let chains = self.chains();
        let (position, hash) = chains.get(key_id)?.range(..=seq_no).next_back()?;
        Some(HashRatchetStep { seq_no: *position, hash: hash.clone() })
    }

    fn remember(&self, key_id: &[u8; 32], passed: Checkpoints) {
        if passed.is_empty() {
            return;
        }
        let mut chains = self.chains();
        if chains.len() >= MAX_REMEMBERED_KEYS && !chains.contains_key(key_id) {
            chains.pop_first();
        }
        chains.entry(*key_id).or_default().extend(passed);
    }

    fn between(&self, key_id: &[u8; 32], above: u32, to: u32) -> Vec<HashRatchetStep> {
        let range = above.saturating_add(1)..=to;
        let chains = self.chains();
        let steps = chains.get(key_id).into_iter().flat_map(|steps| steps.range(range.clone()));
        steps.map(|(seq_no, hash)| HashRatchetStep { seq_no: *seq_no, hash: hash.clone() }).collect()
    }
}

/// A position in the chain of a key, and how to note that a genuine message was there.
pub(super) struct Position<'a> {
    memo: &'a ChainMemo,
    key_id: [u8; 32],
    seq_no: u32,
    /// The newest position so far; 0 if there is none.
    newest: u32,
    pub(super) hash: Secret32,
}

impl<'a> Position<'a> {
    /// The position of the next message to send.
    pub(super) fn next(
        store: &mut dyn RatchetStore,
        memo: &'a ChainMemo,
        key: &HashRatchetKeyRecord,
    ) -> Result<Self, HashRatchetError> {
        let newest = store.find_hash_ratchet_step(&key.key_id, u32::MAX)?;
        let seq_no = newest.map_or(0, |step| step.seq_no).checked_add(1).ok_or(HashRatchetError::SeqNoTooHigh)?;
        Self::find(store, memo, key, seq_no)
    }

    /// The position of a message that has come.
    pub(super) fn find(
        store: &mut dyn RatchetStore,
        memo: &'a ChainMemo,
        key: &HashRatchetKeyRecord,
        seq_no: u32,
    ) -> Result<Self, HashRatchetError> {
        let key_id = key.key_id;
        let newest = store.find_hash_ratchet_step(&key_id, u32::MAX)?;
        let newest_seq_no = newest.as_ref().map_or(0, |step| step.seq_no);
        if seq_no.saturating_sub(newest_seq_no) > MAX_FORWARD_STEPS {
            return Err(HashRatchetError::SeqNoTooHigh);
        }
        let stored = if seq_no < newest_seq_no { store.find_hash_ratchet_step(&key_id, seq_no)? } else { newest };
        let stored = stored.unwrap_or_else(|| HashRatchetStep { seq_no: 0, hash: key.key.clone() });
        let start = match memo.last_before(&key_id, seq_no) {
            Some(remembered) if remembered.seq_no > stored.seq_no => remembered,
            _ => stored,
        };
        let mut passed = Checkpoints::new();
        let hash = walk(start.hash, start.seq_no, seq_no, |position, hash| {
            passed.insert(position, hash.clone());
        });
        memo.remember(&key_id, passed);
        Ok(Self { memo, key_id, seq_no, newest: newest_seq_no, hash })
    }

    pub(super) const fn seq_no(&self) -> u32 {
        self.seq_no
    }

    /// A genuine message was here.
    pub(super) fn note(self, store: &mut dyn RatchetStore) -> Result<(), StorageError> {
        if self.seq_no <= self.newest {
            return Ok(());
        }
        let mut steps = self.memo.between(&self.key_id, self.newest, self.seq_no);
        steps.retain(|step| step.seq_no != self.seq_no);
        steps.push(HashRatchetStep { seq_no: self.seq_no, hash: self.hash });
        store.save_hash_ratchet_steps(&self.key_id, &steps)?;
        if self.newest != 0 && !self.newest.is_multiple_of(CHECKPOINT_INTERVAL) {
            store.remove_hash_ratchet_step(&self.key_id, self.newest)?;
        }
        Ok(())
    }
}
