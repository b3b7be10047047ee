//! What transactions cost, and how long they take.

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::fee::{ChainFees, EstimatedTime};

use super::gwei::{gwei_text, parse_gwei};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::route::{FeeQuote, estimated_time};

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getSuggestedFees",
        "What transactions of a chain should pay, in gwei: the base fee of the next block, a tip, and for low, medium and high the most to pay.",
        &["chainID"],
        |session: Session, (chain_id,): (u64,)| async move {
            let chain = session.wallet().chain(chain_id)?;
            let quote = FeeQuote::ask(chain.as_ref(), chain_id).await?;
            Ok::<_, RpcError>(SuggestedFeesJson::from(quote.fees))
        },
    );
    table.method(
        "wallet_getTransactionEstimatedTime",
        "How long a transaction probably takes that pays at most so many gwei per gas: 1 is under a minute, 2 under three, 3 under five, 4 over five, 0 unknown.",
        &["chainID", "maxFeePerGas"],
        |session: Session, (chain_id, max_fee): (u64, GweiText)| async move {
            let Ok(chain) = session.wallet().chain(chain_id) else { return Ok(EstimatedTime::Unknown.number()) };
            Ok::<_, RpcError>(estimated_time(chain.as_ref(), max_fee.0).await.number())
        },
    );
}

/// A number of gwei as text, in wei.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(transparent)]
struct GweiText(#[schemars(with = "String")] U256);

impl<'de> Deserialize<'de> for GweiText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wei = parse_gwei(&text);
        wei.map(Self)
            .ok_or_else(|| serde::de::Error::custom(format!("math/big: cannot unmarshal {text:?} into a *big.Float")))
    }
}

/// `fees.SuggestedFeesGwei`: numbers of gwei as text.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "fees.SuggestedFeesGwei")]
#[serde(rename_all = "camelCase")]
pub(crate) struct SuggestedFeesJson {
    gas_price: String,
    base_fee: String,
    max_priority_fee_per_gas: String,
    max_fee_per_gas_low: String,
    max_fee_per_gas_medium: String,
    max_fee_per_gas_high: String,
    #[serde(rename = "eip1559Enabled")]
    is_eip1559: bool,
}

impl From<ChainFees> for SuggestedFeesJson {
    fn from(fees: ChainFees) -> Self {
        Self {
            gas_price: gwei_text(fees.gas_price),
            base_fee: gwei_text(fees.base_fee),
            max_priority_fee_per_gas: gwei_text(fees.tips.medium),
            max_fee_per_gas_low: gwei_text(fees.max_fees.low),
            max_fee_per_gas_medium: gwei_text(fees.max_fees.medium),
            max_fee_per_gas_high: gwei_text(fees.max_fees.high),
            is_eip1559: fees.is_eip1559,
        }
    }
}
