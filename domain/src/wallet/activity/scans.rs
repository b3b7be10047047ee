//! How far a chain was read for each account.
//!
//! Accounts that were read up to the same block are read on together. An account that comes later is read up to where
//! the others are, alone, and joins them there.

use std::collections::BTreeSet;

use status_ports::{KeypairAccountRecord, ScanRecord};

use super::{BlockRange, RangeHeads, RangeSize, ScanCursor, ScanError};

/// How many ranges of an account's past are read.
const HISTORY_RANGES: u64 = 30;

/// How many blocks a chain is asked for events at once (specification: wallet, section 11).
#[must_use]
pub const fn log_range(chain_id: u64) -> u64 {
    match chain_id {
        11_155_420 | 421_614 => 10_000,
        56 | 97 => 5_000,
        _ => 100_000,
    }
}

/// The first block that is read for an account, if the newest one is at this height.
#[must_use]
pub const fn history_start(chain_id: u64, head: u64) -> u64 {
    head.saturating_sub(log_range(chain_id).saturating_mul(HISTORY_RANGES))
}

/// The accounts whose transfers are looked for. While the person has not seen the seed phrase, nobody is asked about
/// addresses that were never shown: nobody can have used them, and asking tells that they belong together.
#[must_use]
pub fn watched_accounts(accounts: &[KeypairAccountRecord], was_mnemonic_shown: bool) -> BTreeSet<[u8; 20]> {
    let is_watched = |account: &&KeypairAccountRecord| {
        !account.chat && !account.removed && (was_mnemonic_shown || !account.address_was_not_shown)
    };
    accounts.iter().filter(is_watched).map(|account| account.address).collect()
}

/// Accounts that were read equally far.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    accounts: BTreeSet<[u8; 20]>,
    cursor: ScanCursor,
}

/// What is to be read next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanStep {
    /// For these accounts.
    pub accounts: BTreeSet<[u8; 20]>,
    /// These blocks.
    pub range: BlockRange,
}

/// How far a chain was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scans {
    /// By how far they were read, the one furthest behind first.
    groups: Vec<Group>,
}

impl Scans {
    /// As they were stored.
    #[must_use]
    pub fn restore(records: &[ScanRecord]) -> Self {
        let group =
            |record: &ScanRecord| Group { accounts: record.accounts.clone(), cursor: ScanCursor::of_record(record) };
        let mut scans = Self { groups: records.iter().map(group).collect() };
        scans.arrange();
        scans
    }

    /// What there is to store.
    #[must_use]
    pub fn records(&self) -> Vec<ScanRecord> {
        self.groups.iter().map(|group| group.cursor.to_record(group.accounts.clone())).collect()
    }

    /// From now on these are the accounts; one that comes begins at this block. Those that are no longer.
    pub fn set_accounts(&mut self, accounts: &BTreeSet<[u8; 20]>, start: u64) -> BTreeSet<[u8; 20]> {
        let known: BTreeSet<[u8; 20]> = self.groups.iter().flat_map(|group| group.accounts.clone()).collect();
        for group in &mut self.groups {
            group.accounts.retain(|account| accounts.contains(account));
        }
        let come: BTreeSet<[u8; 20]> = accounts.difference(&known).copied().collect();
        self.groups.push(Group { accounts: come, cursor: ScanCursor::new(start) });
        self.arrange();
        known.difference(accounts).copied().collect()
    }

    /// What to read next, if the newest block is at this height: what is new, and else the past of those that are behind.
    #[must_use]
    pub fn next(&self, head: u64, size: RangeSize) -> Option<ScanStep> {
        let step = |group: &Group, head: u64| {
            let range = group.cursor.next_range(head, size)?;
            Some(ScanStep { accounts: group.accounts.clone(), range })
        };
        if let Some(newest) = self.groups.last().and_then(|group| step(group, head)) {
            return Some(newest);
        }
        self.groups.windows(2).find_map(|pair| {
            let [behind, ahead] = pair else { return None };
            step(behind, ahead.cursor.next_block().checked_sub(1)?.min(head))
        })
    }

    /// Takes a step as done. Its heads were read before its logs and again after them.
    ///
    /// # Errors
    /// [`ScanError`], as [`ScanCursor::accept`] says.
    pub fn accept(&mut self, step: &ScanStep, before: RangeHeads, after: RangeHeads) -> Result<(), ScanError> {
        let group = self.groups.iter_mut().find(|group| group.accounts == step.accounts).ok_or(ScanError::NotNext)?;
        group.cursor.accept(step.range, before, after)?;
        self.arrange();
        Ok(())
    }

    /// Blocks whose hashes are to be asked for to see what a chain took back.
    #[must_use]
    pub fn range_ends(&self) -> BTreeSet<u64> {
        self.groups.iter().flat_map(|group| group.cursor.ranges()).map(|range| range.last.number).collect()
    }

    /// Compares what was read with what the chain is now, as [`ScanCursor::rewind`] says: for which accounts what was
    /// found in which block and above is undone.
    pub fn rewind(&mut self, hash_at: impl Fn(u64) -> Option<[u8; 32]>) -> Vec<(BTreeSet<[u8; 20]>, u64)> {
        let mut undone = Vec::new();
        for group in &mut self.groups {
            undone.extend(group.cursor.rewind(&hash_at).map(|first| (group.accounts.clone(), first)));
        }
        self.arrange();
        undone
    }

    /// The accounts for which everything up to this block was read.
    #[must_use]
    pub fn read_up_to(&self, head: u64) -> BTreeSet<[u8; 20]> {
        let is_read = |group: &&Group| group.cursor.next_block() > head;
        self.groups.iter().filter(is_read).flat_map(|group| group.accounts.clone()).collect()
    }

    /// Puts those together that were read up to the same block.
    fn arrange(&mut self) {
        self.groups.retain(|group| !group.accounts.is_empty());
        self.groups.sort_by_key(|group| group.cursor.next_block());
        let mut arranged: Vec<Group> = Vec::new();
        for group in core::mem::take(&mut self.groups) {
            match arranged.last_mut().filter(|before| are_level(&before.cursor, &group.cursor)) {
                Some(before) => {
                    before.accounts.extend(group.accounts);
                    // What can be compared with the chain is kept.
                    if before.cursor.ranges().is_empty() {
                        before.cursor = group.cursor;
                    }
                }
                None => arranged.push(group),
            }
        }
        self.groups = arranged;
    }
}

/// Whether both were read up to the same block of the same chain.
fn are_level(one: &ScanCursor, other: &ScanCursor) -> bool {
    let last = |cursor: &ScanCursor| cursor.ranges().last().map(|range| range.last.hash);
    let is_same = match (last(one), last(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    one.next_block() == other.next_block() && is_same
}
