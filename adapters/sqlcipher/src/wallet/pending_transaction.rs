use diesel::prelude::*;
use status_ports::{BlockPlace, PendingTransactionRecord, PendingTransactionStore, StorageError, TransactionState};

use super::SqlWalletTransaction;
use super::transfer::IsPart;
use crate::columns::{Amount, Bytes, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::pending_transactions;
use crate::transaction::AT_ONCE;

/// States as they are stored.
const SIGNED: i32 = 1;
const BROADCAST: i32 = 2;
const INCLUDED: i32 = 3;
const FINAL: i32 = 4;
const REPLACED: i32 = 5;
const REPLACED_FOR_GOOD: i32 = 6;
const DROPPED: i32 = 7;

impl PendingTransactionStore for SqlWalletTransaction<'_> {
    fn save_pending_transaction(&mut self, transaction: &PendingTransactionRecord) -> Result<()> {
        let row = PendingTransactionRow::from(transaction.clone());
        diesel::replace_into(pending_transactions::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_pending_transaction(&mut self, chain_id: u64, hash: &[u8; 32]) -> Result<()> {
        let row = pending_transactions::table.find((U64(chain_id), hash.as_slice()));
        diesel::delete(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn find_pending_transaction(&mut self, chain_id: u64, hash: &[u8; 32]) -> Result<Option<PendingTransactionRecord>> {
        let row = pending_transactions::table.find((U64(chain_id), hash.as_slice()));
        let row = row.select(PendingTransactionRow::as_select()).first(self.connection).optional();
        row.or_storage_error()?.map(PendingTransactionRecord::try_from).transpose()
    }

    fn unfinished_transactions(&mut self) -> Result<Vec<PendingTransactionRecord>> {
        // The literal lets SQLite use the partial index.
        let is_unfinished = diesel::dsl::sql::<diesel::sql_types::Bool>("state IN (1, 2, 3, 5)");
        let rows = pending_transactions::table.filter(is_unfinished).order((
            pending_transactions::chain_id,
            pending_transactions::from_address,
            pending_transactions::nonce,
            pending_transactions::hash,
        ));
        records(rows.select(PendingTransactionRow::as_select()).load(self.connection))
    }

    fn transactions_from_nonce(
        &mut self,
        chain_id: u64,
        from: &[u8; 20],
        nonce: u64,
    ) -> Result<Vec<PendingTransactionRecord>> {
        let rows = pending_transactions::table
            .filter(pending_transactions::chain_id.eq(U64(chain_id)))
            .filter(pending_transactions::from_address.eq(from.as_slice()))
            .filter(pending_transactions::nonce.ge(U64(nonce)))
            .order((pending_transactions::nonce, pending_transactions::hash));
        records(rows.select(PendingTransactionRow::as_select()).load(self.connection))
    }

    fn highest_used_nonce(&mut self, chain_id: u64, from: &[u8; 20]) -> Result<Option<u64>> {
        let is_used = diesel::dsl::sql::<diesel::sql_types::Bool>("state IN (3, 4, 5, 6)");
        let nonce: Option<U64> = pending_transactions::table
            .filter(is_used)
            .filter(pending_transactions::chain_id.eq(U64(chain_id)))
            .filter(pending_transactions::from_address.eq(from.as_slice()))
            .filter(pending_transactions::nonce.is_not_null())
            .order(pending_transactions::nonce.desc())
            .select(pending_transactions::nonce.assume_not_null())
            .first(self.connection)
            .optional()
            .or_storage_error()?;
        Ok(nonce.map(|nonce| nonce.0))
    }

    fn transactions_of_account(&mut self, chain_ids: &[u64], from: &[u8; 20]) -> Result<Vec<PendingTransactionRecord>> {
        let rows = pending_transactions::table
            .filter(pending_transactions::chain_id.eq_any(chain_ids.iter().copied().map(U64)))
            .filter(pending_transactions::from_address.eq(from.as_slice()))
            .order((pending_transactions::chain_id, pending_transactions::nonce, pending_transactions::hash));
        records(rows.select(PendingTransactionRow::as_select()).load(self.connection))
    }

    fn pending_transactions_by_hash(
        &mut self,
        chain_id: u64,
        hashes: &[[u8; 32]],
    ) -> Result<Vec<PendingTransactionRecord>> {
        let mut found = Vec::new();
        for hashes in hashes.chunks(AT_ONCE) {
            let rows = pending_transactions::table
                .filter(pending_transactions::chain_id.eq(U64(chain_id)))
                .filter(pending_transactions::hash.eq_any(hashes.iter().map(<[u8; 32]>::as_slice)));
            let rows = rows.select(PendingTransactionRow::as_select()).load(self.connection);
            found.append(&mut records(rows)?);
        }
        found.sort_by_key(|transaction| transaction.hash);
        Ok(found)
    }

    fn parts_of_multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<PendingTransactionRecord>> {
        let mut found = Vec::new();
        for ids in ids.chunks(AT_ONCE) {
            let rows = pending_transactions::table
                .filter(pending_transactions::multi_transaction_id.eq_any(ids))
                .filter(IsPart::new(pending_transactions::multi_transaction_id));
            let rows = rows.select(PendingTransactionRow::as_select()).load(self.connection);
            found.append(&mut records(rows)?);
        }
        found.sort_by_key(|row| (row.chain_id, row.from, row.nonce, row.hash));
        Ok(found)
    }
}

fn records(rows: QueryResult<Vec<PendingTransactionRow>>) -> Result<Vec<PendingTransactionRecord>> {
    rows.or_storage_error()?.into_iter().map(PendingTransactionRecord::try_from).collect()
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = pending_transactions, treat_none_as_default_value = false)]
struct PendingTransactionRow {
    chain_id: U64,
    hash: Bytes<32>,
    from_address: Bytes<20>,
    to_address: Option<Bytes<20>>,
    nonce: Option<U64>,
    value: Amount,
    data: Vec<u8>,
    gas_limit: U64,
    max_fee_per_gas: Amount,
    max_priority_fee_per_gas: Amount,
    raw: Vec<u8>,
    timestamp: U64,
    symbol: String,
    kind: String,
    additional_data: String,
    multi_transaction_id: i64,
    auto_delete: bool,
    state: i32,
    block_number: Option<U64>,
    block_hash: Option<Bytes<32>>,
    is_success: Option<bool>,
    replaced_by: Option<Bytes<32>>,
    reason: Option<String>,
}

/// The columns of a state.
#[derive(Default)]
struct StateColumns {
    state: i32,
    block: Option<BlockPlace>,
    is_success: Option<bool>,
    replaced_by: Option<[u8; 32]>,
    reason: Option<String>,
}

impl From<TransactionState> for StateColumns {
    fn from(state: TransactionState) -> Self {
        let empty = Self::default();
        match state {
            TransactionState::Signed => Self { state: SIGNED, ..empty },
            TransactionState::Broadcast => Self { state: BROADCAST, ..empty },
            TransactionState::Included { block, is_success } => {
                Self { state: INCLUDED, block: Some(block), is_success: Some(is_success), ..empty }
            }
            TransactionState::Final { block, is_success } => {
                Self { state: FINAL, block: Some(block), is_success: Some(is_success), ..empty }
            }
            TransactionState::Replaced { by, is_final: false } => Self { state: REPLACED, replaced_by: by, ..empty },
            TransactionState::Replaced { by, is_final: true } => {
                Self { state: REPLACED_FOR_GOOD, replaced_by: by, ..empty }
            }
            TransactionState::Dropped { reason } => Self { state: DROPPED, reason: Some(reason), ..empty },
        }
    }
}

impl TryFrom<StateColumns> for TransactionState {
    type Error = StorageError;

    fn try_from(columns: StateColumns) -> Result<Self> {
        let StateColumns { state, block, is_success, replaced_by: by, reason } = columns;
        match (state, block, is_success, reason) {
            (SIGNED, ..) => Ok(Self::Signed),
            (BROADCAST, ..) => Ok(Self::Broadcast),
            (INCLUDED, Some(block), Some(is_success), _) => Ok(Self::Included { block, is_success }),
            (FINAL, Some(block), Some(is_success), _) => Ok(Self::Final { block, is_success }),
            (REPLACED, ..) => Ok(Self::Replaced { by, is_final: false }),
            (REPLACED_FOR_GOOD, ..) => Ok(Self::Replaced { by, is_final: true }),
            (DROPPED, _, _, Some(reason)) => Ok(Self::Dropped { reason }),
            _ => Err(corrupt("state of a transaction")),
        }
    }
}

impl From<PendingTransactionRecord> for PendingTransactionRow {
    fn from(record: PendingTransactionRecord) -> Self {
        let state = StateColumns::from(record.state);
        Self {
            chain_id: U64(record.chain_id),
            hash: Bytes(record.hash),
            from_address: Bytes(record.from),
            to_address: record.to.map(Bytes),
            nonce: record.nonce.map(U64),
            value: Amount(record.value),
            data: record.data,
            gas_limit: U64(record.gas_limit),
            max_fee_per_gas: Amount(record.max_fee_per_gas),
            max_priority_fee_per_gas: Amount(record.max_priority_fee_per_gas),
            raw: record.raw,
            timestamp: U64(record.timestamp),
            symbol: record.symbol,
            kind: record.kind,
            additional_data: record.additional_data,
            multi_transaction_id: record.multi_transaction_id,
            auto_delete: record.auto_delete,
            state: state.state,
            block_number: state.block.map(|block| U64(block.number)),
            block_hash: state.block.map(|block| Bytes(block.hash)),
            is_success: state.is_success,
            replaced_by: state.replaced_by.map(Bytes),
            reason: state.reason,
        }
    }
}

impl TryFrom<PendingTransactionRow> for PendingTransactionRecord {
    type Error = StorageError;

    fn try_from(row: PendingTransactionRow) -> Result<Self> {
        let block = row.block_number.zip(row.block_hash);
        let state = StateColumns {
            state: row.state,
            block: block.map(|(number, hash)| BlockPlace { number: number.0, hash: hash.0 }),
            is_success: row.is_success,
            replaced_by: row.replaced_by.map(|hash| hash.0),
            reason: row.reason,
        };
        Ok(Self {
            chain_id: row.chain_id.0,
            hash: row.hash.0,
            from: row.from_address.0,
            to: row.to_address.map(|address| address.0),
            nonce: row.nonce.map(|nonce| nonce.0),
            value: row.value.0,
            data: row.data,
            gas_limit: row.gas_limit.0,
            max_fee_per_gas: row.max_fee_per_gas.0,
            max_priority_fee_per_gas: row.max_priority_fee_per_gas.0,
            raw: row.raw,
            timestamp: row.timestamp.0,
            symbol: row.symbol,
            kind: row.kind,
            additional_data: row.additional_data,
            multi_transaction_id: row.multi_transaction_id,
            auto_delete: row.auto_delete,
            state: state.try_into()?,
        })
    }
}
