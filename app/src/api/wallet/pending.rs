//! Transactions on their way into a chain, and what they are parts of.

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::execution::TransactionStatus;
use status_ports::{MultiTransactionRecord, PendingTransactionRecord};

use crate::json::{Address, CommonAddress, Hash, HexAmount};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    // Two names of one method.
    for name in ["wallet_getPendingTransactions", "pending_getAllPending"] {
        table.method(
            name,
            "Transactions that are not in a block yet: of those of one account and nonce the one that pays most.",
            &[],
            |session: Session, (): ()| async move {
                let rows = session.execution().pending().await?;
                Ok::<_, RpcError>(not_empty(rows.into_iter().map(PendingTransactionJson::from)))
            },
        );
    }
    table.method(
        "wallet_getPendingTransactionsForIdentities",
        "Transactions that were sent from here, in the order in which they are named; null for those that are not known.",
        &["identities"],
        |session: Session, (identities,): (Option<Vec<IdentityJson>>,)| async move {
            let identities = identities.unwrap_or_default();
            let named = identities.iter().map(|identity| (identity.chain_id, identity.hash.0)).collect();
            let found = session.execution().find(named).await?;
            let found = found.into_iter().map(|row| row.map(PendingTransactionJson::from));
            Ok::<_, RpcError>(found.collect::<Vec<_>>())
        },
    );
    table.method(
        "wallet_watchTransactionByChainID",
        "Answers when a transaction is not pending any more, which the signal `wallet.transaction.status-changed` tells; at once, and without it, if that is so already.",
        &["chainID", "transactionHash"],
        |session: Session, (chain_id, hash): (u64, Hash)| async move {
            Ok::<_, RpcError>(session.execution().watch(chain_id, hash.0).await?)
        },
    );
    table.method(
        "wallet_getMultiTransactions",
        "Multi-transactions by their numbers; null if none of them is known.",
        &["transactionIDs"],
        |session: Session, (ids,): (Option<Vec<i64>>,)| async move {
            let found = session.execution().multi_transactions(ids.unwrap_or_default()).await?;
            Ok::<_, RpcError>(not_empty(found.into_iter().map(MultiTransactionJson::from)))
        },
    );
}

/// Clients are told null for nothing.
pub(super) fn not_empty<T>(items: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let items: Vec<T> = items.collect();
    (!items.is_empty()).then_some(items)
}

/// `transfer.TransactionIdentity`. Chain and hash are enough.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "transfer.TransactionIdentity")]
#[serde(rename = "transfer.TransactionIdentity", rename_all = "camelCase")]
struct IdentityJson {
    chain_id: u64,
    hash: Hash,
}

/// `transactions.PendingTransaction`. Amounts are decimal.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "transactions.PendingTransaction")]
pub(super) struct PendingTransactionJson {
    hash: Hash,
    /// Unix seconds.
    timestamp: u64,
    /// Wei.
    value: String,
    from: Address,
    to: Address,
    /// Call data of what was sent from here, as `0x` and digits; of what is only watched, the text that was given.
    data: String,
    symbol: String,
    /// Wei for each unit of gas at most.
    #[serde(rename = "gasPrice")]
    gas_price: String,
    #[serde(rename = "gasLimit")]
    gas_limit: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "additionalData")]
    additional_data: String,
    network_id: u64,
    multi_transaction_id: i64,
    nonce: u64,
    /// `Pending`, `Success` or `Failed`.
    status: &'static str,
    #[serde(rename = "autoDelete")]
    auto_delete: bool,
}

impl From<PendingTransactionRecord> for PendingTransactionJson {
    fn from(row: PendingTransactionRecord) -> Self {
        let data = match (row.data.is_empty(), row.raw.is_empty()) {
            (true, _) => String::new(),
            (false, true) => String::from_utf8_lossy(&row.data).into_owned(),
            (false, false) => format!("0x{}", hex::encode(&row.data)),
        };
        Self {
            hash: Hash(row.hash),
            timestamp: row.timestamp,
            value: row.value.to_string(),
            from: Address(row.from),
            to: Address(row.to.unwrap_or_default()),
            data,
            symbol: row.symbol,
            gas_price: row.max_fee_per_gas.to_string(),
            gas_limit: row.gas_limit.to_string(),
            kind: row.kind,
            additional_data: row.additional_data,
            network_id: row.chain_id,
            multi_transaction_id: row.multi_transaction_id,
            nonce: row.nonce.unwrap_or_default(),
            status: TransactionStatus::of(&row.state).text(),
            auto_delete: row.auto_delete,
        }
    }
}

/// `transfer.MultiTransaction`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "transfer.MultiTransaction")]
#[serde(rename_all = "camelCase")]
struct MultiTransactionJson {
    id: i64,
    /// Unix seconds.
    timestamp: u64,
    #[serde(rename = "fromNetworkID")]
    from_network_id: u64,
    #[serde(rename = "toNetworkID")]
    to_network_id: u64,
    from_tx_hash: Hash,
    to_tx_hash: Hash,
    from_address: CommonAddress,
    to_address: CommonAddress,
    from_asset: String,
    to_asset: String,
    from_amount: Option<HexAmount>,
    to_amount: Option<HexAmount>,
    /// 0 sending, 1 swap, 2 bridging, 3 approval.
    #[serde(rename = "type")]
    kind: u8,
    #[serde(rename = "CrossTxID")]
    cross_tx_id: String,
}

impl From<MultiTransactionRecord> for MultiTransactionJson {
    fn from(row: MultiTransactionRecord) -> Self {
        let amount = |amount: Option<U256>| amount.map(HexAmount);
        Self {
            id: row.id,
            timestamp: row.timestamp,
            from_network_id: row.from_network_id,
            to_network_id: row.to_network_id,
            from_tx_hash: Hash(row.from_tx_hash),
            to_tx_hash: Hash(row.to_tx_hash),
            from_address: CommonAddress(row.from_address),
            to_address: CommonAddress(row.to_address),
            from_asset: row.from_asset,
            to_asset: row.to_asset,
            from_amount: amount(row.from_amount),
            to_amount: amount(row.to_amount),
            kind: row.kind,
            cross_tx_id: row.cross_tx_id,
        }
    }
}
