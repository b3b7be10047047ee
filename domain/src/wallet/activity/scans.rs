//! How far a chain was read for each account.
//!
//! Accounts that were read up to the same block are read on together. An account that comes later is read up to where
//! the others are, alone, and joins them there. What is left out below is a gap: the past from before where an account
//! began, which is read backwards and later, and single blocks of which a provider did not tell all.

use std::collections::BTreeSet;

use status_ports::{ChainScans, KeypairAccountRecord, ScanGap, ScanRecord};

use super::{BlockRange, RangeHeads, RangeSize, ScanCursor, ScanError};
use crate::wallet::network::average_block_time_ms;

/// How many ranges of an account's past are read before all else.
const HISTORY_RANGES: u64 = 30;
/// How far an account's past is read, milliseconds: 3 million blocks of mainnet.
const HISTORY_MS: u64 = 3_000_000 * 12_000;
/// Gaps of one chain.
const MOST_GAPS: usize = 256;
/// How often the time to the next attempt is doubled.
const MOST_DOUBLINGS: u32 = 12;

/// How many blocks a chain is asked for events at once (specification: wallet, section 11).
#[must_use]
pub const fn log_range(chain_id: u64) -> u64 {
    match chain_id {
        11_155_420 | 421_614 => 10_000,
        56 | 97 => 5_000,
        _ => 100_000,
    }
}

/// The first block that is read for an account before all else, if the newest one is at this height.
#[must_use]
pub const fn history_start(chain_id: u64, head: u64) -> u64 {
    head.saturating_sub(log_range(chain_id).saturating_mul(HISTORY_RANGES))
}

/// The oldest block that is read for an account, if the newest one is at this height: equally long ago on all chains.
#[must_use]
pub fn oldest_block(chain_id: u64, head: u64) -> u64 {
    head.saturating_sub(HISTORY_MS.checked_div(average_block_time_ms(chain_id)).unwrap_or(HISTORY_MS))
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
    /// Whether they were left out before.
    pub is_gap: bool,
}

/// How far a chain was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scans {
    /// By how far they were read, the one furthest behind first.
    groups: Vec<Group>,
    /// What was left out.
    gaps: Vec<ScanGap>,
}

impl Scans {
    /// As they were stored.
    #[must_use]
    pub fn restore(records: &ChainScans) -> Self {
        let group =
            |record: &ScanRecord| Group { accounts: record.accounts.clone(), cursor: ScanCursor::of_record(record) };
        let mut scans = Self { groups: records.scans.iter().map(group).collect(), gaps: records.gaps.clone() };
        scans.gaps.retain(|gap| gap.first <= gap.last);
        scans.arrange();
        scans
    }

    /// What there is to store.
    #[must_use]
    pub fn records(&self) -> ChainScans {
        let scans = self.groups.iter().map(|group| group.cursor.to_record(group.accounts.clone())).collect();
        ChainScans { scans, gaps: self.gaps.clone() }
    }

    /// Only these accounts are kept. Those that are not.
    pub fn keep_accounts(&mut self, accounts: &BTreeSet<[u8; 20]>) -> BTreeSet<[u8; 20]> {
        let known = self.accounts();
        for group in &mut self.groups {
            group.accounts.retain(|account| accounts.contains(account));
        }
        for gap in &mut self.gaps {
            gap.accounts.retain(|account| accounts.contains(account));
        }
        self.arrange();
        known.difference(accounts).copied().collect()
    }

    /// Those of these accounts that are not read yet begin at a block. What is before it, down to the oldest one, is read
    /// later.
    pub fn add_accounts(&mut self, accounts: &BTreeSet<[u8; 20]>, start: u64, oldest: u64) {
        let come: BTreeSet<[u8; 20]> = accounts.difference(&self.accounts()).copied().collect();
        if let Some(last) = start.checked_sub(1).filter(|last| oldest <= *last) {
            self.gaps.push(ScanGap { accounts: come.clone(), first: oldest, last, attempts: 0, not_before: 0 });
        }
        self.groups.push(Group { accounts: come, cursor: ScanCursor::new(start) });
        self.arrange();
    }

    fn accounts(&self) -> BTreeSet<[u8; 20]> {
        self.groups.iter().flat_map(|group| group.accounts.clone()).collect()
    }

    /// What to read next, if the newest block is at this height: what is new, and else the past of those that are behind.
    #[must_use]
    pub fn next(&self, head: u64, size: RangeSize) -> Option<ScanStep> {
        let step = |group: &Group, head: u64| {
            let range = group.cursor.next_range(head, size)?;
            Some(ScanStep { accounts: group.accounts.clone(), range, is_gap: false })
        };
        if let Some(newest) = self.groups.last().and_then(|group| step(group, head)) {
            return Some(newest);
        }
        self.groups.windows(2).find_map(|pair| {
            let [behind, ahead] = pair else { return None };
            step(behind, ahead.cursor.next_block().checked_sub(1)?.min(head))
        })
    }

    /// What of the gaps to read next, if the newest block is at this height: the newest first.
    #[must_use]
    pub fn next_gap(&self, head: u64, size: RangeSize) -> Option<ScanStep> {
        let due = self.gaps.iter().filter(|gap| gap.not_before <= head);
        let gap = due.max_by_key(|gap| gap.last)?;
        let first = gap.last.saturating_sub(size.get().saturating_sub(1)).max(gap.first);
        Some(ScanStep { accounts: gap.accounts.clone(), range: BlockRange { first, last: gap.last }, is_gap: true })
    }

    /// Takes a step as done while the newest block is at this height, but for the blocks of it that were not told whole:
    /// they are tried again later. Its heads were read before its logs and again after them.
    ///
    /// # Errors
    /// [`ScanError`], as [`ScanCursor::accept`] says, and [`ScanError::TooManyGaps`]: then nothing changes.
    pub fn accept(
        &mut self,
        step: &ScanStep,
        before: RangeHeads,
        after: RangeHeads,
        untold: &BTreeSet<u64>,
        head: u64,
    ) -> Result<(), ScanError> {
        if !untold.is_empty() && self.gaps.len().saturating_add(untold.len()) > MOST_GAPS {
            return Err(ScanError::TooManyGaps);
        }
        let mut attempts = 0;
        if step.is_gap {
            let place = self.place_of_gap(step).ok_or(ScanError::NotNext)?;
            if before != after {
                return Err(ScanError::Moved);
            }
            if let Some(gap) = self.gaps.get_mut(place) {
                // Of one block it is known how often it was tried.
                attempts = if gap.first == gap.last { gap.attempts } else { 0 };
                match step.range.first.checked_sub(1).filter(|last| gap.first <= *last) {
                    Some(last) => (gap.last, gap.attempts, gap.not_before) = (last, 0, 0),
                    None => gap.accounts.clear(),
                }
            }
        } else {
            let group =
                self.groups.iter_mut().find(|group| group.accounts == step.accounts).ok_or(ScanError::NotNext)?;
            group.cursor.accept(step.range, before, after)?;
        }
        self.gaps.extend(untold.iter().map(|block| {
            let gap = ScanGap { accounts: step.accounts.clone(), first: *block, last: *block, attempts, not_before: 0 };
            tried(gap, head)
        }));
        self.arrange();
        Ok(())
    }

    /// A step of a gap failed while the newest block was at this height: it is tried again later.
    pub fn postpone(&mut self, step: &ScanStep, head: u64) {
        if let Some(gap) = self.place_of_gap(step).and_then(|place| self.gaps.get_mut(place)) {
            *gap = tried(gap.clone(), head);
        }
    }

    /// How often blocks up to this one were tried in vain.
    #[must_use]
    pub fn attempts(&self, last: u64) -> u32 {
        self.gaps.iter().filter(|gap| gap.last == last).map(|gap| gap.attempts).max().unwrap_or_default()
    }

    fn place_of_gap(&self, step: &ScanStep) -> Option<usize> {
        self.gaps.iter().position(|gap| {
            gap.accounts == step.accounts && gap.last == step.range.last && gap.first <= step.range.first
        })
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
        for (accounts, first) in &undone {
            self.cut_gaps(accounts, *first);
        }
        self.arrange();
        undone
    }

    /// What is read anew is no gap.
    fn cut_gaps(&mut self, accounts: &BTreeSet<[u8; 20]>, first: u64) {
        let mut shorter = Vec::new();
        for gap in self.gaps.iter_mut().filter(|gap| gap.last >= first) {
            let cut: BTreeSet<[u8; 20]> = gap.accounts.intersection(accounts).copied().collect();
            gap.accounts.retain(|account| !cut.contains(account));
            if let Some(last) = first.checked_sub(1).filter(|last| gap.first <= *last) {
                shorter.push(ScanGap { accounts: cut, last, ..gap.clone() });
            }
        }
        self.gaps.extend(shorter);
    }

    /// The accounts for which everything up to this block was read.
    #[must_use]
    pub fn read_up_to(&self, head: u64) -> BTreeSet<[u8; 20]> {
        let is_read = |group: &&Group| group.cursor.next_block() > head;
        self.groups.iter().filter(is_read).flat_map(|group| group.accounts.clone()).collect()
    }

    /// Puts those together that were read up to the same block.
    fn arrange(&mut self) {
        self.gaps.retain(|gap| !gap.accounts.is_empty());
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

/// A gap that was tried in vain while the newest block was at this height.
fn tried(gap: ScanGap, head: u64) -> ScanGap {
    let wait = 1_u64 << gap.attempts.min(MOST_DOUBLINGS);
    ScanGap { attempts: gap.attempts.saturating_add(1), not_before: head.saturating_add(wait), ..gap }
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
