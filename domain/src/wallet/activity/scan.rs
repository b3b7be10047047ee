//! Which blocks are read, and what happens when a chain takes blocks back.

use std::collections::BTreeSet;

use status_ports::{BlockPlace, ScanRecord, ScannedRange};

/// Blocks that a chain may take back.
pub const RANGE_DEPTH: u64 = 64;

/// Blocks from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockRange {
    /// The first.
    pub first: u64,
    /// The last; not below the first.
    pub last: u64,
}

impl BlockRange {
    /// Whether a block is one of them.
    #[must_use]
    pub const fn contains(&self, number: u64) -> bool {
        self.first <= number && number <= self.last
    }
}

/// How many blocks are asked for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeSize {
    current: u64,
    most: u64,
}

impl RangeSize {
    /// Begins with the most.
    #[must_use]
    pub fn new(most: u64) -> Self {
        let most = most.max(1);
        Self { current: most, most }
    }

    /// Now; at least 1.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.current
    }

    /// The provider finds that too many. `false` if it is one block already.
    #[must_use]
    pub fn halve(&mut self) -> bool {
        let is_divisible = self.current > 1;
        self.current = self.current.div_ceil(2);
        is_divisible
    }

    /// The provider finds that too many, and will find so again: there are never more from now on. `false` if it is one
    /// block already.
    #[must_use]
    pub fn lower(&mut self) -> bool {
        let is_lower = self.halve();
        self.most = self.current;
        is_lower
    }

    /// It went well.
    pub fn grow(&mut self) {
        self.current = self.current.saturating_mul(2).min(self.most);
    }
}

/// What tells the blocks of a range from others at the same heights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeHeads {
    /// Hash of the block before the first.
    pub parent_hash: [u8; 32],
    /// Hash of the last.
    pub last_hash: [u8; 32],
}

/// Why a range that was read does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// It is not the next one.
    #[error("the blocks are not the next ones")]
    NotNext,
    /// The chain took blocks back while it was read.
    #[error("the chain took blocks back meanwhile")]
    Moved,
    /// Too much is left out.
    #[error("the chain does not tell what became of many transactions")]
    TooManyGaps,
}

/// How far a chain was read. It is stored in the transaction that stores what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanCursor {
    next_block: u64,
    /// The newest ranges, oldest first, each followed by the next.
    ranges: Vec<ScannedRange>,
}

impl ScanCursor {
    /// Begins with this block.
    #[must_use]
    pub const fn new(next_block: u64) -> Self {
        Self { next_block, ranges: Vec::new() }
    }

    /// As it was stored. Of ranges that do not follow one another up to the next block, only those that do are kept.
    #[must_use]
    pub fn restore(next_block: u64, mut ranges: Vec<ScannedRange>) -> Self {
        let mut end = next_block;
        let is_broken = |range: &ScannedRange| {
            let follows = range.first <= range.last.number && range.last.number.checked_add(1) == Some(end);
            end = range.first;
            !follows
        };
        if let Some(place) = ranges.iter().rposition(is_broken) {
            ranges = ranges.split_off(place.saturating_add(1));
        }
        Self { next_block, ranges }
    }

    /// As it was stored.
    #[must_use]
    pub fn of_record(record: &ScanRecord) -> Self {
        Self::restore(record.next_block, record.ranges.clone())
    }

    /// What there is to store, for these accounts.
    #[must_use]
    pub fn to_record(&self, accounts: BTreeSet<[u8; 20]>) -> ScanRecord {
        ScanRecord { accounts, next_block: self.next_block, ranges: self.ranges.clone() }
    }

    /// The block that is read next.
    #[must_use]
    pub const fn next_block(&self) -> u64 {
        self.next_block
    }

    /// The newest ranges that were read, oldest first: what there is to store.
    #[must_use]
    pub fn ranges(&self) -> &[ScannedRange] {
        &self.ranges
    }

    /// What to read next, if the newest block is at this height.
    #[must_use]
    pub fn next_range(&self, head: u64, size: RangeSize) -> Option<BlockRange> {
        let last = self.next_block.saturating_add(size.get().saturating_sub(1)).min(head);
        (self.next_block <= head).then_some(BlockRange { first: self.next_block, last })
    }

    /// Takes a range as read. Its heads were read before its logs and again after them.
    ///
    /// # Errors
    /// [`ScanError`] if what was read may not be of the chain that was read before: nothing changes, nothing of it may
    /// be stored, and [`Self::rewind`] says where to go on.
    pub fn accept(&mut self, range: BlockRange, before: RangeHeads, after: RangeHeads) -> Result<(), ScanError> {
        let next = range.last.checked_add(1).ok_or(ScanError::NotNext)?;
        if range.first != self.next_block || range.last < range.first {
            return Err(ScanError::NotNext);
        }
        let is_joined = self.ranges.last().is_none_or(|range| range.last.hash == after.parent_hash);
        if before != after || !is_joined {
            return Err(ScanError::Moved);
        }
        let last = BlockPlace { number: range.last, hash: after.last_hash };
        self.ranges.push(ScannedRange { first: range.first, last });
        self.next_block = next;
        // The newest range that will stay is kept, as what the others are joined to.
        let stays = |range: &ScannedRange| range.last.number.saturating_add(RANGE_DEPTH) < next;
        let unneeded = self.ranges.iter().take_while(|range| stays(range)).count().saturating_sub(1);
        self.ranges.drain(..unneeded);
        Ok(())
    }

    /// Compares what was read with what the chain is now: `hash_at` knows the blocks that the chain has at the ends of
    /// [`Self::ranges`], `None` for one that it no longer has. The first block that is to be read again, if any: what
    /// was found in it and above is undone.
    pub fn rewind(&mut self, hash_at: impl Fn(u64) -> Option<[u8; 32]>) -> Option<u64> {
        // The hash of a block stands for all before it, so that the newest one that is there decides.
        let is_there = |range: &ScannedRange| hash_at(range.last.number) == Some(range.last.hash);
        let kept = self.ranges.iter().rposition(is_there).map_or(0, |place| place.saturating_add(1));
        let undone = self.ranges.get(kept)?.first;
        self.ranges.truncate(kept);
        self.next_block = undone;
        Some(undone)
    }
}
