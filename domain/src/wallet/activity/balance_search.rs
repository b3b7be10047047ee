//! Blocks in which the native balance of an account changed.
//!
//! Nothing is logged when the native currency moves. But an account that has the same balance and sent as many
//! transactions at both ends of a range is taken to have been left alone in it; another range is halved.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::AccountState;

use super::BlockRange;

/// Ranges that are looked at together.
const MOST_OPEN: usize = 60;

/// A search in the blocks of a range.
#[derive(Clone, Debug)]
pub struct BalanceSearch {
    known: BTreeMap<u64, AccountState>,
    /// Pairs of blocks: the change is after the first, not after the second. The ones to be looked at next are last.
    open: Vec<(u64, u64)>,
    changed: BTreeSet<u64>,
}

impl BalanceSearch {
    /// Searches in these blocks. Before block 0 an account has nothing.
    #[must_use]
    pub fn new(range: BlockRange) -> Self {
        let mut search = Self { known: BTreeMap::new(), open: Vec::new(), changed: BTreeSet::new() };
        if range.first <= range.last {
            match range.first.checked_sub(1) {
                Some(before) => search.open.push((before, range.last)),
                // The first block has no one before: what there is in it was given in it.
                None => search.open.push((0, range.last)),
            }
        }
        search
    }

    /// At which blocks the account's state is to be asked for next; nothing if the search is over.
    #[must_use]
    pub fn questions(&self) -> BTreeSet<u64> {
        let ends = self.open.iter().rev().take(MOST_OPEN).flat_map(|(before, last)| [*before, *last]);
        ends.filter(|block| !self.known.contains_key(block)).collect()
    }

    /// Takes what a chain answered.
    pub fn take(&mut self, answers: impl IntoIterator<Item = (u64, AccountState)>) {
        self.known.extend(answers);
        let mut waiting = Vec::new();
        while let Some((before, last)) = self.open.pop() {
            let (Some(old), Some(new)) = (self.known.get(&before), self.known.get(&last)) else {
                waiting.push((before, last));
                continue;
            };
            let middle = before.midpoint(last);
            if old == new {
                continue;
            }
            if middle == before {
                self.changed.insert(last);
            } else {
                waiting.extend([(middle, last), (before, middle)]);
            }
        }
        self.open = waiting;
        // Only what is at the end of an open range is needed any more.
        let needed: BTreeSet<u64> = self.open.iter().flat_map(|(before, last)| [*before, *last]).collect();
        self.known.retain(|block, _| needed.contains(block));
    }

    /// The blocks in which it changed, as far as they are found.
    #[must_use]
    pub const fn changed(&self) -> &BTreeSet<u64> {
        &self.changed
    }
}
