//! Transactions that are followed, as pages and older clients ask for them.

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use status_domain::wallet::execution::{ExecutionError, TransactionStatus};
use status_ports::{PendingTransactionRecord, TransactionState};

use super::pending::{PendingTransactionJson, not_empty};
use crate::json::{CommonAddress, Hash};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "pending_getPendingByAddress",
        "Transactions of an account on some chains, also those that are in a block.",
        &["chainIDs", "address"],
        |session: Session, (chain_ids, address): (Option<Vec<u64>>, CommonAddress)| async move {
            let chain_ids = chain_ids.unwrap_or_default();
            if chain_ids.is_empty() {
                return Err(RpcError::method("GetPendingByAddress: at least 1 chainID is required"));
            }
            let rows = session.execution().of_account(chain_ids, address.0).await?;
            Ok(not_empty(rows.into_iter().map(PendingTransactionJson::from)))
        },
    );
    table.method(
        "pending_getPendingEntry",
        "A transaction, also if it is in a block.",
        &["chainID", "hash"],
        |session: Session, (chain_id, hash): (u64, Hash)| async move {
            get(&session, chain_id, hash).await.map(PendingTransactionJson::from)
        },
    );
    table.method(
        "pending_watch",
        "The status of a transaction: `Pending`, `Success` or `Failed`.",
        &["chainID", "hash"],
        |session: Session, (chain_id, hash): (u64, Hash)| async move {
            let row = get(&session, chain_id, hash).await?;
            Ok::<_, RpcError>(TransactionStatus::of(&row.state).text())
        },
    );
    table.method(
        "pending_delete",
        "Forgets a transaction. One that was sent from here and is still pending stays.",
        &["chainID", "transactionHash"],
        |session: Session, (chain_id, hash): (u64, Hash)| async move {
            Ok::<_, RpcError>(session.execution().forget(chain_id, hash.0).await?)
        },
    );
    table.method(
        "pending_countPendingTxsFromNonce",
        "How many transactions of an account with this nonce or a higher one are not in a block.",
        &["chainID", "address", "nonce"],
        |session: Session, (chain_id, address, nonce): (u64, CommonAddress, u64)| async move {
            Ok::<_, RpcError>(session.execution().count_from_nonce(chain_id, address.0, nonce).await?)
        },
    );
    table.method(
        "pending_storeAndTrackPendingTx",
        "Follows a transaction that was sent elsewhere.",
        &["transaction"],
        |session: Session, (transaction,): (Option<WatchedJson>,)| async move {
            let transaction = transaction.ok_or_else(|| RpcError::method("no transaction is given"))?;
            Ok::<_, RpcError>(session.execution().watch_foreign(transaction.into()).await?)
        },
    );
    table.method(
        "pending_trackPendingTransaction",
        "Follows a transaction that was sent elsewhere, of which no more is known.",
        &["chainID", "hash", "from", "to", "trType", "autoDelete", "additionalData"],
        |session: Session, (chain_id, hash, from, to, kind, auto_delete, additional_data): Tracked| async move {
            let transaction = WatchedJson {
                hash,
                from,
                to,
                kind,
                additional_data,
                network_id: chain_id,
                auto_delete: Some(auto_delete),
                ..WatchedJson::default()
            };
            Ok::<_, RpcError>(session.execution().watch_foreign(transaction.into()).await?)
        },
    );
}

type Tracked = (u64, Hash, CommonAddress, CommonAddress, String, bool, String);

async fn get(session: &Session, chain_id: u64, hash: Hash) -> Result<PendingTransactionRecord, RpcError> {
    let found = session.execution().find(vec![(chain_id, hash.0)]).await?;
    Ok(found.into_iter().flatten().next().ok_or(ExecutionError::NotFound)?)
}

/// `transactions.PendingTransaction` of a transaction that was sent elsewhere. Its nonce is 0 if it is not known.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "transactions.WatchedTransaction")]
#[serde(rename = "transactions.PendingTransaction")]
struct WatchedJson {
    hash: Hash,
    /// Unix seconds; 0 stands for the time of the call.
    timestamp: u64,
    value: DecimalAmount,
    from: CommonAddress,
    to: CommonAddress,
    data: String,
    symbol: String,
    #[serde(rename = "gasPrice")]
    gas_price: DecimalAmount,
    #[serde(rename = "gasLimit")]
    gas_limit: DecimalAmount,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "additionalData")]
    additional_data: String,
    network_id: u64,
    multi_transaction_id: i64,
    nonce: u64,
    /// Whether it is forgotten once it is in a block; true if it is not said.
    #[serde(rename = "autoDelete")]
    auto_delete: Option<bool>,
}

impl From<WatchedJson> for PendingTransactionRecord {
    fn from(json: WatchedJson) -> Self {
        Self {
            chain_id: json.network_id,
            hash: json.hash.0,
            from: json.from.0,
            to: Some(json.to.0),
            nonce: (json.nonce != 0).then_some(json.nonce),
            value: json.value.0,
            data: json.data.into_bytes(),
            gas_limit: json.gas_limit.0.saturating_to(),
            max_fee_per_gas: json.gas_price.0,
            max_priority_fee_per_gas: json.gas_price.0,
            raw: Vec::new(),
            timestamp: json.timestamp,
            symbol: json.symbol,
            kind: json.kind,
            additional_data: json.additional_data,
            multi_transaction_id: json.multi_transaction_id,
            auto_delete: json.auto_delete.unwrap_or(true),
            state: TransactionState::Broadcast,
        }
    }
}

/// A decimal number, as text or not.
#[derive(Clone, Copy, Debug, Default, JsonSchema)]
#[schemars(transparent)]
struct DecimalAmount(#[schemars(with = "String")] U256);

impl<'de> Deserialize<'de> for DecimalAmount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::Null => return Ok(Self::default()),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let is_number = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        let amount = is_number.then(|| text.parse().ok()).flatten();
        amount.map(Self).ok_or_else(|| serde::de::Error::custom(format!("not a valid big integer: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json;

    #[test]
    fn amounts_are_texts_or_numbers() {
        for (text, expected) in [
            (r#""0""#, Some(0_u64)),
            (r#""007""#, Some(7)),
            ("1000000", Some(1_000_000)),
            ("null", Some(0)),
            (r#""""#, None),
            ("-1", None),
            ("1.5", None),
            (r#""0x10""#, None),
            (r#""1_000""#, None),
            ("{}", None),
        ] {
            let read: Result<DecimalAmount, _> = json::from_text(text);
            assert_eq!(read.ok().map(|amount| amount.0), expected.map(U256::from), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_as_decimal_is_read(limbs: [u64; 4]) {
            let amount = U256::from_limbs(limbs);
            let read: DecimalAmount = json::from_text(&format!("\"{amount}\"")).unwrap();
            prop_assert_eq!(read.0, amount);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,100}") {
            let _: Result<DecimalAmount, _> = json::from_text(&serde_json::to_string(&text).unwrap());
        }
    }
}
