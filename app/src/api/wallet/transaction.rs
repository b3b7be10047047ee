//! Transactions as clients write them, and signatures of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::execution::Label;
use status_domain::wallet::{Transaction, TransactionError, TransactionFees, TransactionRequest};

use crate::json::{self, Address, HexAmount, HexBytes, HexNumber};
use crate::wallet::execution::{SignatureParts, Signatures};

/// `transactions.SendTxArgs`: what is left open is asked of the chain. Amounts and fees are wei.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(rename = "transactions.SendTxArgs", rename_all = "camelCase")]
pub(crate) struct TransactionJson {
    pub(super) version: u64,
    pub(super) from: Address,
    /// Nobody creates a contract.
    pub(super) to: Option<Address>,
    pub(super) gas: Option<HexNumber>,
    pub(super) gas_price: Option<HexAmount>,
    pub(super) value: Option<HexAmount>,
    pub(super) nonce: Option<HexNumber>,
    pub(super) max_fee_per_gas: Option<HexAmount>,
    pub(super) max_priority_fee_per_gas: Option<HexAmount>,
    /// Call data.
    pub(super) input: HexBytes,
    /// The older name of `input`.
    pub(super) data: HexBytes,
    #[serde(rename = "multiTransactionID")]
    pub(super) multi_transaction_id: i64,
}

impl TransactionJson {
    pub(crate) fn request(&self) -> TransactionRequest {
        let amount = |amount: Option<HexAmount>| amount.map(|amount| amount.0);
        TransactionRequest {
            from: self.from.0,
            to: self.to.map(|to| to.0),
            gas: self.gas.map(|gas| gas.0),
            gas_price: amount(self.gas_price),
            value: amount(self.value),
            nonce: self.nonce.map(|nonce| nonce.0),
            max_fee_per_gas: amount(self.max_fee_per_gas),
            max_priority_fee_per_gas: amount(self.max_priority_fee_per_gas),
            input: self.input.0.clone(),
            data: self.data.0.clone(),
        }
    }

    /// It with what was left open. Without a price of its own, the most that it pays is its price.
    pub(crate) fn filled(self, transaction: &Transaction) -> Self {
        let price = match transaction.fees {
            TransactionFees::Legacy { gas_price } | TransactionFees::AccessList { gas_price, .. } => gas_price,
            TransactionFees::Dynamic { max_fee_per_gas, .. } => max_fee_per_gas,
        };
        Self {
            value: self.value.or(Some(HexAmount(transaction.value))),
            nonce: Some(HexNumber(transaction.nonce)),
            gas: Some(HexNumber(transaction.gas_limit)),
            gas_price: self.gas_price.or(Some(HexAmount(price))),
            ..self
        }
    }

    /// What is remembered with it. `kind` says what it is for.
    pub(crate) fn label(&self, kind: &str) -> Label {
        Label { kind: kind.to_owned(), multi_transaction_id: self.multi_transaction_id, ..Label::default() }
    }
}

/// The bytes of a signature, from digits without prefix.
///
/// # Errors
/// Words for what are none.
pub(crate) fn signature_bytes(digits: &str) -> Result<[u8; 65], String> {
    let bytes = json::bytes_of_digits(digits)?;
    bytes.try_into().map_err(|_| TransactionError::SignatureSize.to_string())
}

/// `transfer.SignatureDetails`: digits without prefix; V is `00` or `01`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "transfer.SignatureDetails")]
#[serde(rename = "transfer.SignatureDetails")]
pub(super) struct SignatureJson {
    r: String,
    s: String,
    v: String,
}

/// Signatures by the hash that was signed, `0x` and digits in lower case.
pub(super) type SignaturesJson = Option<BTreeMap<String, SignatureJson>>;

pub(super) fn signatures(signatures: SignaturesJson) -> Signatures {
    let parts = |signature: SignatureJson| SignatureParts { r: signature.r, s: signature.s, v: signature.v };
    signatures.unwrap_or_default().into_iter().map(|(hash, signature)| (hash, parts(signature))).collect()
}
