use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{max, min};
use diesel::prelude::*;
use status_ports::{MultiTransactionQuery, MultiTransactionRecord, MultiTransactionStore, StorageError};

use super::SqlWalletTransaction;
use super::recipients::{Recipient, newest_recipients};
use crate::columns::{Amount, Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::multi_transactions;
use crate::transaction::first_rows;

impl MultiTransactionStore for SqlWalletTransaction<'_> {
    fn save_multi_transaction(&mut self, transaction: &MultiTransactionRecord) -> Result<()> {
        let row = MultiTransactionRow::from(transaction.clone());
        diesel::replace_into(multi_transactions::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_multi_transaction(&mut self, id: i64) -> Result<()> {
        diesel::delete(multi_transactions::table.find(id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<MultiTransactionRecord>> {
        let rows = multi_transactions::table
            .filter(multi_transactions::id.eq_any(ids))
            .order(multi_transactions::id)
            .select(MultiTransactionRow::as_select())
            .load(self.connection)
            .or_storage_error()?;
        rows.into_iter().map(MultiTransactionRecord::try_from).collect()
    }

    fn last_multi_transaction_id(&mut self) -> Result<Option<i64>> {
        multi_transactions::table.select(max(multi_transactions::id)).first(self.connection).or_storage_error()
    }

    fn multi_transactions_of(&mut self, query: &MultiTransactionQuery) -> Result<Vec<MultiTransactionRecord>> {
        let most = u32::try_from(query.limit).unwrap_or(u32::MAX);
        let (timestamp, id) = query.after.unwrap_or((u64::MAX, i64::MIN));
        let mut found = BTreeMap::new();
        for address in &query.addresses {
            let page = multi_transactions::table
                .filter(multi_transactions::timestamp.le(U64(timestamp)))
                .filter(multi_transactions::timestamp.ge(U64(query.since)))
                .filter(multi_transactions::timestamp.lt(U64(timestamp)).or(multi_transactions::id.gt(id)))
                .order((multi_transactions::timestamp.desc(), multi_transactions::id))
                .select(MultiTransactionRow::as_select());
            let given = page.filter(multi_transactions::from_address.eq(address.as_slice()));
            let given: Vec<MultiTransactionRow> = first_rows(given, self.connection, most)?;
            let got = page.filter(multi_transactions::to_address.eq(address.as_slice()));
            let got: Vec<MultiTransactionRow> = first_rows(got, self.connection, most)?;
            found.extend(given.into_iter().chain(got).map(|row| ((Reverse(row.timestamp.0), row.id), row)));
        }
        found.into_values().take(query.limit).map(MultiTransactionRecord::try_from).collect()
    }

    fn multi_transaction_recipients(
        &mut self,
        addresses: &BTreeSet<[u8; 20]>,
        limit: usize,
    ) -> Result<Vec<([u8; 20], u64)>> {
        let mut found = Vec::new();
        for address in addresses {
            let rows = multi_transactions::table
                .filter(multi_transactions::from_address.eq(address.as_slice()))
                .group_by(multi_transactions::to_address)
                .select((multi_transactions::to_address, min(multi_transactions::timestamp).assume_not_null()));
            let rows = rows.load::<(Bytes<20>, U64)>(self.connection).or_storage_error()?;
            found.extend(rows.into_iter().map(|(to_address, timestamp)| Recipient { to_address, timestamp }));
        }
        Ok(newest_recipients(found, limit))
    }

    fn oldest_multi_transaction_timestamp(&mut self, addresses: &BTreeSet<[u8; 20]>) -> Result<Option<u64>> {
        let mut oldest = None;
        for address in addresses {
            let timestamps = multi_transactions::table.order(multi_transactions::timestamp);
            let timestamps = timestamps.select(multi_transactions::timestamp);
            let given = timestamps.filter(multi_transactions::from_address.eq(address.as_slice()));
            let given: Vec<U64> = first_rows(given, self.connection, 1)?;
            let got = timestamps.filter(multi_transactions::to_address.eq(address.as_slice()));
            let got: Vec<U64> = first_rows(got, self.connection, 1)?;
            oldest = given.into_iter().chain(got).map(|timestamp| timestamp.0).chain(oldest).min();
        }
        Ok(oldest)
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = multi_transactions)]
struct MultiTransactionRow {
    id: i64,
    timestamp: U64,
    from_network_id: U64,
    to_network_id: U64,
    from_tx_hash: Bytes<32>,
    to_tx_hash: Bytes<32>,
    from_address: Bytes<20>,
    to_address: Bytes<20>,
    from_asset: String,
    to_asset: String,
    from_amount: Option<Amount>,
    to_amount: Option<Amount>,
    kind: U32,
    cross_tx_id: String,
}

impl From<MultiTransactionRecord> for MultiTransactionRow {
    fn from(record: MultiTransactionRecord) -> Self {
        Self {
            id: record.id,
            timestamp: U64(record.timestamp),
            from_network_id: U64(record.from_network_id),
            to_network_id: U64(record.to_network_id),
            from_tx_hash: Bytes(record.from_tx_hash),
            to_tx_hash: Bytes(record.to_tx_hash),
            from_address: Bytes(record.from_address),
            to_address: Bytes(record.to_address),
            from_asset: record.from_asset,
            to_asset: record.to_asset,
            from_amount: record.from_amount.map(Amount),
            to_amount: record.to_amount.map(Amount),
            kind: U32(record.kind.into()),
            cross_tx_id: record.cross_tx_id,
        }
    }
}

impl TryFrom<MultiTransactionRow> for MultiTransactionRecord {
    type Error = StorageError;

    fn try_from(row: MultiTransactionRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            timestamp: row.timestamp.0,
            from_network_id: row.from_network_id.0,
            to_network_id: row.to_network_id.0,
            from_tx_hash: row.from_tx_hash.0,
            to_tx_hash: row.to_tx_hash.0,
            from_address: row.from_address.0,
            to_address: row.to_address.0,
            from_asset: row.from_asset,
            to_asset: row.to_asset,
            from_amount: row.from_amount.map(|amount| amount.0),
            to_amount: row.to_amount.map(|amount| amount.0),
            kind: u8::try_from(row.kind.0).map_err(|_| corrupt("kind of a multi-transaction"))?,
            cross_tx_id: row.cross_tx_id,
        })
    }
}
