//! One view of transfers, transactions on their way and multi-transactions.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use status_ports::{TransferKey, TransferPlace};

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
        Self::new(entry.timestamp, entry.key)
    }

    /// The place of what happened then and has this key.
    #[must_use]
    pub const fn new(timestamp: u64, key: EntryKey) -> Self {
        Self { newest_first: Reverse(timestamp), key }
    }

    /// The place after all that happened in this second.
    #[must_use]
    pub const fn after_second(timestamp: u64) -> Self {
        Self::new(timestamp, EntryKey::Pending { chain_id: u64::MAX, hash: [u8::MAX; 32], account: [u8::MAX; 20] })
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

    /// Where the transfers go on after it; `None` if there are none.
    #[must_use]
    pub const fn transfers_after(&self) -> Option<TransferPlace> {
        let timestamp = self.timestamp();
        match self.key {
            EntryKey::MultiTransaction(_) => Some(TransferPlace { timestamp, key: None }),
            EntryKey::Transfer { chain_id, id, account } => {
                Some(TransferPlace { timestamp, key: Some(TransferKey { chain_id, id, account }) })
            }
            EntryKey::Pending { .. } => match timestamp.checked_sub(1) {
                Some(timestamp) => Some(TransferPlace { timestamp, key: None }),
                None => None,
            },
        }
    }

    /// The time and the number after which the multi-transactions go on after it.
    #[must_use]
    pub const fn multi_transactions_after(&self) -> (u64, i64) {
        match self.key {
            EntryKey::MultiTransaction(id) => (self.timestamp(), id),
            // Those of the same second are all before.
            EntryKey::Transfer { .. } | EntryKey::Pending { .. } => (self.timestamp(), i64::MAX),
        }
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
