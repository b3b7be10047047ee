//! One transaction, for pages and keycards: built here, signed elsewhere.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::keypair::{KeypairError, signing_place};
use status_domain::wallet::execution::Label;
use status_ports::ProfileStoreExt as _;

use super::transaction::{TransactionJson, signature_bytes};
use crate::json::{self, Address, Hash};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::execution::Signer;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_buildTransaction",
        "What is to be signed for a transaction, which is a document as text, and who signs. What is left open is asked of the chain.",
        &["chainID", "sendTxArgsJSON"],
        |session: Session, (chain_id, transaction): (u64, String)| async move {
            build(&session, chain_id, json::from_text(&transaction)?).await
        },
    );
    table.method(
        "wallet_buildRawTransaction",
        "The bytes and the hash of a transaction with its signature: R, S and V, digits without prefix. Nothing is sent.",
        &["chainID", "sendTxArgsJSON", "signature"],
        |session: Session, (chain_id, transaction, signature): (u64, String, String)| async move {
            build_raw(&session, chain_id, &transaction, &signature).await
        },
    );
    table.method(
        "wallet_sendTransactionWithSignature",
        "Sends a transaction with its signature: R, S and V, digits without prefix. Its type says what it is for, as `WalletConnectTransfer`.",
        &["chainID", "txType", "sendTxArgsJSON", "signature"],
        |session: Session, (chain_id, kind, transaction, signature): (u64, String, String, String)| async move {
            let signature = signature_bytes(&signature).map_err(RpcError::method)?;
            let transaction: TransactionJson = json::from_text(&transaction)?;
            let execution = session.execution();
            let label = transaction.label(&kind);
            let prepared = execution.prepare_signed(chain_id, &transaction.request(), label).await?;
            let hash = execution.send_one(prepared, Signer::Signatures(vec![signature])).await?;
            Ok::<_, RpcError>(Hash(hash))
        },
    );
}

/// `transfer.TxResponse`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "transfer.TxResponse")]
#[serde(rename_all = "camelCase")]
struct BuiltJson {
    #[serde(skip_serializing_if = "String::is_empty")]
    key_uid: String,
    address: Address,
    #[serde(skip_serializing_if = "String::is_empty")]
    address_path: String,
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    sign_on_keycard: bool,
    chain_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_to_sign: Option<Hash>,
    tx_args: TransactionJson,
    /// `0x` and digits.
    #[serde(skip_serializing_if = "String::is_empty")]
    raw_tx: String,
    /// Zero before it is signed.
    tx_hash: Hash,
}

async fn build(session: &Session, chain_id: u64, transaction: TransactionJson) -> Result<BuiltJson, RpcError> {
    let address = transaction.from;
    let place = session.profile().query(move |stores| signing_place(stores, &address.0)).await;
    let place = place.map_err(|error| match error {
        KeypairError::AccountNotFound => RpcError::method(format!("failed to resolve account: {error}")),
        other => other.into(),
    })?;
    let prepared = session.execution().prepare(chain_id, transaction.request(), Label::default(), None).await?;
    Ok(BuiltJson {
        key_uid: place.key_uid,
        address,
        address_path: place.path,
        sign_on_keycard: place.is_on_keycard,
        chain_id,
        message_to_sign: Some(Hash(prepared.transaction.signing_hash())),
        tx_args: transaction.filled(&prepared.transaction),
        raw_tx: String::new(),
        tx_hash: Hash::default(),
    })
}

async fn build_raw(
    session: &Session,
    chain_id: u64,
    transaction: &str,
    signature: &str,
) -> Result<BuiltJson, RpcError> {
    let signature = signature_bytes(signature).map_err(RpcError::method)?;
    let transaction: TransactionJson = json::from_text(transaction)?;
    let prepared = session.execution().prepare_signed(chain_id, &transaction.request(), Label::default()).await?;
    let signed = prepared.signed_with(&signature)?;
    Ok(BuiltJson {
        key_uid: String::new(),
        address: Address::default(),
        address_path: String::new(),
        sign_on_keycard: false,
        chain_id,
        message_to_sign: None,
        tx_args: transaction,
        raw_tx: format!("0x{}", hex::encode(signed.encode())),
        tx_hash: Hash(signed.hash()),
    })
}
