//! How a signed transaction is stored.

use status_ports::{PendingTransactionRecord, TransactionState, UnixMillis};

use crate::wallet::{SignedTransaction, TransactionError, TransactionFees};

/// What a person's own transactions are for, unless they say otherwise.
pub const WALLET_TRANSFER: &str = "WalletTransfer";

/// What is remembered of a transaction besides itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Symbol of the token that is sent.
    pub symbol: String,
    /// What it is for; [`WALLET_TRANSFER`] if empty.
    pub kind: String,
    /// The multi-transaction that it is part of; 0 for none.
    pub multi_transaction_id: i64,
}

/// A signed transaction as it is stored.
///
/// # Errors
/// [`TransactionError::InvalidSignature`] if nobody can have signed it.
pub fn record(
    signed: &SignedTransaction,
    label: Label,
    now: UnixMillis,
) -> Result<PendingTransactionRecord, TransactionError> {
    let transaction = signed.transaction();
    let (max_fee_per_gas, max_priority_fee_per_gas) = match transaction.fees {
        TransactionFees::Legacy { gas_price } | TransactionFees::AccessList { gas_price, .. } => (gas_price, gas_price),
        TransactionFees::Dynamic { max_fee_per_gas, max_priority_fee_per_gas, .. } => {
            (max_fee_per_gas, max_priority_fee_per_gas)
        }
    };
    Ok(PendingTransactionRecord {
        chain_id: transaction.chain_id,
        hash: signed.hash(),
        from: signed.sender()?,
        to: transaction.to,
        nonce: Some(transaction.nonce),
        value: transaction.value,
        data: transaction.input.clone(),
        gas_limit: transaction.gas_limit,
        max_fee_per_gas,
        max_priority_fee_per_gas,
        raw: signed.encode(),
        timestamp: now.checked_div(1000).unwrap_or_default(),
        symbol: label.symbol,
        kind: if label.kind.is_empty() { WALLET_TRANSFER.to_owned() } else { label.kind },
        additional_data: String::new(),
        multi_transaction_id: label.multi_transaction_id,
        auto_delete: false,
        state: TransactionState::Signed,
    })
}
