use diesel::prelude::*;
use status_ports::{Asset, AssetKind, BlockPlace, MinedTransactionRecord, StorageError, TransferRecord};

use crate::columns::{Amount, Bytes, U32, U64};
use crate::error::{Result, corrupt};
use crate::schema::wallet::{mined_transactions, transfers};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = transfers, treat_none_as_default_value = false)]
pub(super) struct TransferRow {
    chain_id: U64,
    id: Bytes<32>,
    account: Bytes<20>,
    kind: U32,
    contract: Bytes<20>,
    token_id: Amount,
    from_address: Bytes<20>,
    to_address: Option<Bytes<20>>,
    amount: Amount,
    transaction_hash: Bytes<32>,
    block_number: U64,
    block_hash: Bytes<32>,
    timestamp: U64,
    is_success: bool,
    created_contract: Option<Bytes<20>>,
    is_issue: bool,
    multi_transaction_id: i64,
}

pub(super) fn kind(number: U32) -> Result<AssetKind> {
    match number.0 {
        0 => Ok(AssetKind::Native),
        1 => Ok(AssetKind::Erc20),
        2 => Ok(AssetKind::Erc721),
        3 => Ok(AssetKind::Erc1155),
        _ => Err(corrupt("kind of an asset")),
    }
}

impl From<TransferRecord> for TransferRow {
    fn from(record: TransferRecord) -> Self {
        Self {
            chain_id: U64(record.asset.chain_id),
            id: Bytes(record.id),
            account: Bytes(record.account),
            kind: U32(record.asset.kind as u32),
            contract: Bytes(record.asset.contract),
            token_id: Amount(record.asset.token_id),
            from_address: Bytes(record.from),
            to_address: record.to.map(Bytes),
            amount: Amount(record.amount),
            transaction_hash: Bytes(record.transaction_hash),
            block_number: U64(record.block.number),
            block_hash: Bytes(record.block.hash),
            timestamp: U64(record.timestamp),
            is_success: record.is_success,
            created_contract: record.created_contract.map(Bytes),
            is_issue: record.is_issue,
            multi_transaction_id: record.multi_transaction_id,
        }
    }
}

impl TryFrom<TransferRow> for TransferRecord {
    type Error = StorageError;

    fn try_from(row: TransferRow) -> Result<Self> {
        let asset = Asset {
            kind: kind(row.kind)?,
            chain_id: row.chain_id.0,
            contract: row.contract.0,
            token_id: row.token_id.0,
        };
        Ok(Self {
            id: row.id.0,
            account: row.account.0,
            asset,
            from: row.from_address.0,
            to: row.to_address.map(|address| address.0),
            amount: row.amount.0,
            transaction_hash: row.transaction_hash.0,
            block: BlockPlace { number: row.block_number.0, hash: row.block_hash.0 },
            timestamp: row.timestamp.0,
            is_success: row.is_success,
            created_contract: row.created_contract.map(|address| address.0),
            is_issue: row.is_issue,
            multi_transaction_id: row.multi_transaction_id,
        })
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = mined_transactions, treat_none_as_default_value = false)]
pub(super) struct MinedTransactionRow {
    chain_id: U64,
    hash: Bytes<32>,
    block_number: U64,
    block_hash: Bytes<32>,
    transaction_index: U64,
    from_address: Bytes<20>,
    to_address: Option<Bytes<20>>,
    nonce: U64,
    value: Amount,
    input: Vec<u8>,
    gas_limit: U64,
    gas_used: U64,
    gas_price: Option<Amount>,
    max_fee_per_gas: Option<Amount>,
    max_priority_fee_per_gas: Option<Amount>,
    effective_gas_price: Amount,
    base_fee_per_gas: Option<Amount>,
    l1_fee: Option<Amount>,
    kind: U32,
    is_success: bool,
    created_contract: Option<Bytes<20>>,
}

impl From<MinedTransactionRecord> for MinedTransactionRow {
    fn from(record: MinedTransactionRecord) -> Self {
        Self {
            chain_id: U64(record.chain_id),
            hash: Bytes(record.hash),
            block_number: U64(record.block.number),
            block_hash: Bytes(record.block.hash),
            transaction_index: U64(record.transaction_index),
            from_address: Bytes(record.from),
            to_address: record.to.map(Bytes),
            nonce: U64(record.nonce),
            value: Amount(record.value),
            input: record.input,
            gas_limit: U64(record.gas_limit),
            gas_used: U64(record.gas_used),
            gas_price: record.gas_price.map(Amount),
            max_fee_per_gas: record.max_fee_per_gas.map(Amount),
            max_priority_fee_per_gas: record.max_priority_fee_per_gas.map(Amount),
            effective_gas_price: Amount(record.effective_gas_price),
            base_fee_per_gas: record.base_fee_per_gas.map(Amount),
            l1_fee: record.l1_fee.map(Amount),
            kind: U32(record.kind.into()),
            is_success: record.is_success,
            created_contract: record.created_contract.map(Bytes),
        }
    }
}

impl TryFrom<MinedTransactionRow> for MinedTransactionRecord {
    type Error = StorageError;

    fn try_from(row: MinedTransactionRow) -> Result<Self> {
        let amount = |amount: Amount| amount.0;
        Ok(Self {
            chain_id: row.chain_id.0,
            hash: row.hash.0,
            block: BlockPlace { number: row.block_number.0, hash: row.block_hash.0 },
            transaction_index: row.transaction_index.0,
            from: row.from_address.0,
            to: row.to_address.map(|address| address.0),
            nonce: row.nonce.0,
            value: row.value.0,
            input: row.input,
            gas_limit: row.gas_limit.0,
            gas_used: row.gas_used.0,
            gas_price: row.gas_price.map(amount),
            max_fee_per_gas: row.max_fee_per_gas.map(amount),
            max_priority_fee_per_gas: row.max_priority_fee_per_gas.map(amount),
            effective_gas_price: row.effective_gas_price.0,
            base_fee_per_gas: row.base_fee_per_gas.map(amount),
            l1_fee: row.l1_fee.map(amount),
            kind: u8::try_from(row.kind.0).map_err(|_| corrupt("type of a transaction"))?,
            is_success: row.is_success,
            created_contract: row.created_contract.map(|address| address.0),
        })
    }
}
