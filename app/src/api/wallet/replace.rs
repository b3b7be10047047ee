//! Transactions that wait for a block are sped up or cancelled.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::wallet::execution::{Replacement, WishedFees};

use super::sign::{sign_and_send, signed_by};
use crate::json::{Hash, HexAmount, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_replaceTransaction",
        "Sends a transaction that waits once more, under the same nonce, for more: both fees at least ten percent higher, and not less than the chain asks. At most one of them is carried out. Answers the hash of the new one; without a password null, and a keycard signs as for wallet_createMultiTransaction.",
        &["chainID", "transactionHash", "fees", "password"],
        |session: Session, (chain_id, hash, fees, password): (u64, Hash, Option<FeesJson>, SecretText)| async move {
            let wished = fees.map(WishedFees::from).unwrap_or_default();
            replace(&session, chain_id, hash, Replacement::Same, wished, &password).await
        },
    );
    table.method(
        "wallet_cancelTransaction",
        "Sends nothing to the own account under the nonce of a transaction that waits, for more, so that it is not carried out. It may be too late. Answers as wallet_replaceTransaction.",
        &["chainID", "transactionHash", "password"],
        |session: Session, (chain_id, hash, password): (u64, Hash, SecretText)| async move {
            replace(&session, chain_id, hash, Replacement::Nothing, WishedFees::default(), &password).await
        },
    );
}

/// What a replacement is to pay, in wei for each unit of gas. What is left open is found out.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "wallet.ReplacementFees")]
#[serde(rename = "wallet.ReplacementFees", rename_all = "camelCase")]
struct FeesJson {
    /// At most, tip included; the gas price of a legacy transaction.
    max_fee_per_gas: Option<HexAmount>,
    /// The tip at most.
    max_priority_fee_per_gas: Option<HexAmount>,
}

impl From<FeesJson> for WishedFees {
    fn from(fees: FeesJson) -> Self {
        Self {
            max_fee_per_gas: fees.max_fee_per_gas.map(|fee| fee.0),
            max_priority_fee_per_gas: fees.max_priority_fee_per_gas.map(|fee| fee.0),
        }
    }
}

async fn replace(
    session: &Session,
    chain_id: u64,
    hash: Hash,
    by: Replacement,
    wished: WishedFees,
    password: &SecretText,
) -> Result<Option<Hash>, RpcError> {
    let execution = session.execution();
    let prepared = execution.prepare_replacement(chain_id, hash.0, by, wished).await?;
    let signed_by = signed_by(session, prepared.from, password).await?;
    let Some(outcome) = sign_and_send(session, signed_by, vec![prepared], None).await? else {
        return Ok(None);
    };
    if let Some(error) = outcome.error {
        return Err(error.into());
    }
    let sent: Vec<_> = outcome.sent.iter().map(|sent| (sent.chain_id, sent.hash)).collect();
    let hash = sent.first().map(|(_, hash)| Hash(*hash));
    execution.announce_ends(sent).await?;
    Ok(hash)
}
