//! What is known of all that happened to some accounts at once (specification: wallet, section 10.6).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use status_ports::StorageError;

use super::ViewStores;
use crate::wallet::execution::pending_transactions;

/// Recipients of each source that are looked at.
const MOST_RECIPIENTS: usize = 10_000;

/// Whom these accounts sent something to on these chains: who got something first most recently comes first, then by
/// address. So many of them are left out at the beginning, and so many are returned at most.
///
/// # Errors
/// [`StorageError`].
pub fn recipients<S: ViewStores + ?Sized>(
    stores: &mut S,
    accounts: &BTreeSet<[u8; 20]>,
    chains: &BTreeSet<u64>,
    offset: usize,
    limit: usize,
) -> Result<Vec<[u8; 20]>, StorageError> {
    let mut found = stores.transfer_recipients(accounts, chains, MOST_RECIPIENTS)?;
    found.extend(stores.multi_transaction_recipients(accounts, MOST_RECIPIENTS)?);
    for sent in pending_transactions(stores)? {
        let is_single = sent.multi_transaction_id == 0;
        if is_single && accounts.contains(&sent.from) && chains.contains(&sent.chain_id) {
            found.extend(sent.to.map(|to| (to, sent.timestamp)));
        }
    }
    let mut oldest: BTreeMap<[u8; 20], u64> = BTreeMap::new();
    for (address, timestamp) in found {
        let known = oldest.entry(address).or_insert(timestamp);
        *known = timestamp.min(*known);
    }
    let mut oldest: Vec<_> = oldest.into_iter().map(|(address, timestamp)| (Reverse(timestamp), address)).collect();
    oldest.sort_unstable();
    Ok(oldest.into_iter().map(|(_, address)| address).skip(offset).take(limit).collect())
}

/// When the oldest of all that happened to these accounts was, Unix seconds.
///
/// # Errors
/// [`StorageError`].
pub fn oldest_timestamp<S: ViewStores + ?Sized>(
    stores: &mut S,
    accounts: &BTreeSet<[u8; 20]>,
    chains: &BTreeSet<u64>,
) -> Result<Option<u64>, StorageError> {
    let moved = stores.oldest_transfer_timestamp(accounts, chains)?;
    let wanted = stores.oldest_multi_transaction_timestamp(accounts)?;
    let is_of = |address: Option<[u8; 20]>| address.is_some_and(|address| accounts.contains(&address));
    let sent = pending_transactions(stores)?.into_iter().filter(|sent| is_of(Some(sent.from)) || is_of(sent.to));
    Ok(sent.map(|sent| sent.timestamp).chain(moved).chain(wanted).min())
}
