//! Several transactions at once, as older clients send them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::TransactionRequest;
use status_domain::wallet::execution::{Label, MultiTransactionKind};
use status_ports::MultiTransactionRecord;

use super::sign::{sign_and_send, signed_by};
use super::transaction::{SignaturesJson, TransactionJson, signatures};
use crate::json::{CommonAddress, Hash, HexAmount, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::execution::{BatchOutcome, Prepared};

/// Who carries what is written as a plain transaction.
const PLAIN: [&str; 5] = ["Transfer", "StickersBuy", "ENSRegister", "ENSRelease", "ENSPublicKey"];

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_createMultiTransaction",
        "Sends transactions one after the other. Without a password the signal `wallet.sign.transactions` tells what a keycard is to sign. Deprecated: wallet_buildTransactionsFromRoute.",
        &["multiTransactionCommand", "data", "password"],
        |session: Session, (command, data, password): (Option<CommandJson>, Transactions, SecretText)| async move {
            let command = command.ok_or_else(|| RpcError::method("no multi-transaction is given"))?;
            create(&session, command, data.unwrap_or_default(), &password).await
        },
    );
    table.method(
        "wallet_proceedWithTransactionsSignatures",
        "Sends what `wallet.sign.transactions` asked a keycard to sign. Deprecated: wallet_sendRouterTransactionsWithSignatures.",
        &["signatures"],
        |session: Session, (signed,): (SignaturesJson,)| async move {
            let outcome = session.execution().send_signed_by_keycard(&signatures(signed)).await?;
            CreatedJson::new(outcome)
        },
    );
}

type Transactions = Option<Vec<Option<PartJson>>>;

/// `transfer.MultiTransactionCommand`: what a person wants.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "transfer.MultiTransactionCommand")]
#[serde(rename = "transfer.MultiTransactionCommand", rename_all = "camelCase")]
struct CommandJson {
    from_address: CommonAddress,
    to_address: CommonAddress,
    from_asset: String,
    to_asset: String,
    from_amount: Option<HexAmount>,
    to_amount: Option<HexAmount>,
    /// 0 sending, 1 swap, 2 bridging, 3 approval.
    #[serde(rename = "type")]
    kind: u8,
}

/// `pathprocessor.MultipathProcessorTxArgs`: one of its transactions. Those of bridges, exchanges and collectibles are left
/// out: routes carry them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "pathprocessor.MultipathProcessorTxArgs")]
#[serde(rename = "pathprocessor.MultipathProcessorTxArgs")]
struct PartJson {
    #[serde(rename = "bridgeName")]
    processor: String,
    #[serde(rename = "ChainID")]
    chain_id: u64,
    #[serde(rename = "TransferTx")]
    transfer: Option<TransactionJson>,
}

/// `transfer.MultiTransactionCommandResult`: its number, and the hashes by chain.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "transfer.MultiTransactionCommandResult")]
struct CreatedJson {
    id: i64,
    hashes: BTreeMap<u64, Vec<Hash>>,
}

impl CreatedJson {
    fn new(outcome: BatchOutcome) -> Result<Self, RpcError> {
        if let Some(error) = outcome.error {
            return Err(error.into());
        }
        let mut hashes: BTreeMap<u64, Vec<Hash>> = BTreeMap::new();
        for sent in outcome.sent {
            hashes.entry(sent.chain_id).or_default().push(Hash(sent.hash));
        }
        Ok(Self { id: outcome.multi_transaction_id, hashes })
    }
}

impl CommandJson {
    /// What it is stored as. Its chain is told if it has only one transaction.
    fn record(&self, parts: &[(u64, TransactionRequest)]) -> MultiTransactionRecord {
        let from_network_id = match parts {
            [(chain_id, _)] => *chain_id,
            _ => 0,
        };
        MultiTransactionRecord {
            id: 0,
            timestamp: 0,
            from_network_id,
            to_network_id: 0,
            from_tx_hash: [0; 32],
            to_tx_hash: [0; 32],
            from_address: self.from_address.0,
            to_address: self.to_address.0,
            from_asset: self.from_asset.clone(),
            to_asset: self.to_asset.clone(),
            from_amount: self.from_amount.map(|amount| amount.0),
            to_amount: Some(self.to_amount.unwrap_or_default().0),
            kind: self.kind,
            cross_tx_id: String::new(),
        }
    }
}

impl PartJson {
    fn request(self) -> Result<(u64, TransactionRequest), RpcError> {
        let is_plain = PLAIN.contains(&self.processor.as_str());
        match self.transfer {
            Some(transfer) if is_plain => Ok((self.chain_id, transfer.request())),
            _ => Err(RpcError::method(format!("a transaction of {:?} is not sent this way", self.processor))),
        }
    }
}

/// Sends a multi-transaction. Null if a keycard has to sign first.
async fn create(
    session: &Session,
    command: CommandJson,
    data: Vec<Option<PartJson>>,
    password: &SecretText,
) -> Result<Option<CreatedJson>, RpcError> {
    MultiTransactionKind::try_from(command.kind)?;
    let parts: Vec<_> = data.into_iter().flatten().map(PartJson::request).collect::<Result<_, _>>()?;
    let from = command.from_address.0;
    for (_, request) in &parts {
        request.check_sender(&from)?;
    }
    let record = command.record(&parts);
    let signed_by = signed_by(session, from, password).await?;
    let transactions = prepare(session, parts, &command.from_asset).await?;
    let outcome = sign_and_send(session, signed_by, transactions, Some(record)).await?;
    outcome.map(CreatedJson::new).transpose()
}

/// Fills in what transactions leave open; those of one chain follow each other.
async fn prepare(
    session: &Session,
    parts: Vec<(u64, TransactionRequest)>,
    symbol: &str,
) -> Result<Vec<Prepared>, RpcError> {
    let mut prepared: Vec<Prepared> = Vec::with_capacity(parts.len());
    for (chain_id, request) in parts {
        let before = prepared.iter().rev().find(|earlier| earlier.transaction.chain_id == chain_id);
        let label = Label { symbol: symbol.to_owned(), ..Label::default() };
        let next = session.execution().prepare(chain_id, request, label, before).await?;
        prepared.push(next);
    }
    Ok(prepared)
}
