//! Pages of transfers.
//!
//! The newest of each account on each chain lie together in an index, so that which rows are in a page is known before
//! any is read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use ruint::aliases::U256;
use status_ports::{TransferKey, TransferPlace, TransferQuery, TransferRecord};

use super::{SqlWalletTransaction, TransferRow, pairs};
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::wallet::transfers;
use crate::transaction::{AT_ONCE, first_rows};

/// Where a row stands in the list, and its number.
type Placed = BTreeSet<(Reverse<u64>, TransferKey, i64)>;

/// After what the rows of one account on one chain go on: those that are older than the time, and those of this second
/// with a higher id.
struct After {
    timestamp: u64,
    /// Empty is before all.
    id: Vec<u8>,
}

impl After {
    /// `None` if nothing comes.
    fn new(place: Option<TransferPlace>, account: &[u8; 20], chain_id: u64) -> Option<Self> {
        let Some(TransferPlace { timestamp, key }) = place else {
            return Some(Self { timestamp: u64::MAX, id: Vec::new() });
        };
        let Some(key) = key else { return Some(Self { timestamp, id: Vec::new() }) };
        if chain_id < key.chain_id {
            return Some(Self { timestamp: timestamp.checked_sub(1)?, id: Vec::new() });
        }
        if chain_id > key.chain_id {
            return Some(Self { timestamp, id: Vec::new() });
        }
        // Of the same id the higher accounts come, too.
        let before_id = || U256::from_be_bytes(key.id).checked_sub(U256::ONE).map(|id| id.to_be_bytes_vec());
        let id = if *account > key.account { before_id().unwrap_or_default() } else { key.id.to_vec() };
        Some(Self { timestamp, id })
    }
}

impl SqlWalletTransaction<'_> {
    pub(super) fn transfer_page(&mut self, query: &TransferQuery) -> Result<Vec<TransferRecord>> {
        let most = u32::try_from(query.limit).unwrap_or(u32::MAX);
        let mut placed = Placed::new();
        // What is older than all rows of a full page is in none.
        let mut since = query.since;
        for (account, chain_id) in pairs(&query.accounts, &query.chains) {
            let Some(after) = After::new(query.after, account, chain_id) else { continue };
            let of_account = transfers::table
                .filter(transfers::account.eq(account.as_slice()))
                .filter(transfers::chain_id.eq(U64(chain_id)))
                .filter(transfers::timestamp.le(U64(after.timestamp)))
                .filter(transfers::timestamp.ge(U64(since)))
                .filter(transfers::timestamp.lt(U64(after.timestamp)).or(transfers::id.gt(after.id)))
                .order((transfers::timestamp.desc(), transfers::id))
                .select((transfers::timestamp, transfers::id, transfers::row_id));
            let rows: Vec<(U64, Bytes<32>, i64)> = if query.is_single {
                let single = of_account.filter(transfers::multi_transaction_id.eq(0));
                first_rows(single, self.connection, most)?
            } else {
                first_rows(of_account, self.connection, most)?
            };
            let place = |(timestamp, id, row): (U64, Bytes<32>, i64)| {
                (Reverse(timestamp.0), TransferKey { chain_id, id: id.0, account: *account }, row)
            };
            placed.extend(rows.into_iter().map(place));
            while placed.len() > query.limit {
                placed.pop_last();
            }
            if placed.len() == query.limit {
                since = placed.last().map_or(since, |(timestamp, ..)| timestamp.0);
            }
        }
        self.placed_rows(&placed)
    }

    /// The rows with these numbers, in order.
    fn placed_rows(&mut self, placed: &Placed) -> Result<Vec<TransferRecord>> {
        let numbers: Vec<i64> = placed.iter().map(|(.., row)| *row).collect();
        let mut found = BTreeMap::new();
        for numbers in numbers.chunks(AT_ONCE) {
            let rows = transfers::table.filter(transfers::row_id.eq_any(numbers));
            let rows = rows.select((transfers::row_id, TransferRow::as_select()));
            found.extend(rows.load::<(i64, TransferRow)>(self.connection).or_storage_error()?);
        }
        let rows = numbers.iter().filter_map(|number| found.remove(number));
        rows.map(TransferRecord::try_from).collect()
    }
}
