use diesel::dsl::max;
use diesel::prelude::*;
use status_ports::{MultiTransactionRecord, MultiTransactionStore, StorageError};

use super::SqlWalletTransaction;
use crate::columns::{Amount, Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::multi_transactions;

impl MultiTransactionStore for SqlWalletTransaction<'_> {
    fn save_multi_transaction(&mut self, transaction: &MultiTransactionRecord) -> Result<()> {
        let row = MultiTransactionRow::from(transaction.clone());
        diesel::replace_into(multi_transactions::table).values(row).execute(self.connection).or_storage_error()?;
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
