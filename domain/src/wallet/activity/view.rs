//! One view of transfers, transactions on their way and multi-transactions.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Entry, EntryKey};

/// The place of an entry in the view: newest first, and among those of one second by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    newest_first: Reverse<u64>,
    key: EntryKey,
}

impl Order {
    /// The place of an entry.
    #[must_use]
    pub const fn of(entry: &Entry) -> Self {
        Self { newest_first: Reverse(entry.timestamp), key: entry.key }
    }

    /// Unix seconds of the entry.
    #[must_use]
    pub const fn timestamp(&self) -> u64 {
        self.newest_first.0
    }

    /// Which entry it is.
    #[must_use]
    pub const fn key(&self) -> EntryKey {
        self.key
    }
}

/// A page of the view: the first entries of all sources together that come after a place. Each source gave at least as
/// many of its first ones after that place as there are to be in the page, or all that it has.
#[must_use]
pub fn merge(sources: impl IntoIterator<Item = Vec<Entry>>, after: Option<&Order>, limit: usize) -> Vec<Entry> {
    let entries = sources.into_iter().flatten().map(|entry| (Order::of(&entry), entry));
    let entries: BTreeMap<Order, Entry> =
        entries.filter(|(order, _)| after.is_none_or(|after| after < order)).collect();
    entries.into_values().take(limit).collect()
}
