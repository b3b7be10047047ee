//! A transaction that waits is sped up or cancelled: by another one with its nonce that pays more.

use ruint::aliases::U256;
use status_ports::{PendingTransactionRecord, PendingTransactionStore};

use super::slot::is_live;
use super::{ExecutionError, Label, needs_at_least};
use crate::wallet::fee::ChainFees;
use crate::wallet::{SignedTransaction, TransactionFees, TransactionRequest};

/// What takes the place of a transaction that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// The same transaction.
    Same,
    /// Nothing: its account sends nothing to itself.
    Nothing,
}

/// What a person wants to pay for a replacement, in wei for each unit of gas. What is left open follows from the chain and
/// from what is replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WishedFees {
    /// At most, tip included; the gas price of a legacy transaction.
    pub max_fee_per_gas: Option<U256>,
    /// The tip at most.
    pub max_priority_fee_per_gas: Option<U256>,
}

/// The transaction that takes the place of one that waits, and what is remembered with it. It pays enough more for the
/// network to take it, and what the chain asks of who is in a hurry, unless the person wants to pay something else.
///
/// # Errors
/// [`ExecutionError::NotFound`]; [`ExecutionError::NotSentHere`] for one that is only watched;
/// [`ExecutionError::NotPending`] for one that will not get into a block any more, or is in one;
/// [`ExecutionError::Storage`].
pub fn replacement<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    chain_id: u64,
    hash: &[u8; 32],
    replacement: Replacement,
    fees: (&ChainFees, WishedFees),
) -> Result<(TransactionRequest, Label), ExecutionError> {
    let row = stores.find_pending_transaction(chain_id, hash)?.ok_or(ExecutionError::NotFound)?;
    let nonce = row.nonce.filter(|_| !row.raw.is_empty()).ok_or(ExecutionError::NotSentHere)?;
    if !is_live(&row) {
        return Err(ExecutionError::NotPending);
    }
    let mut rivals = stores.transactions_from_nonce(chain_id, &row.from, nonce)?;
    rivals.retain(|rival| rival.nonce == Some(nonce) && is_live(rival));
    let replaced = SignedTransaction::decode(&row.raw)?;
    let is_dynamic = matches!(replaced.transaction().fees, TransactionFees::Dynamic { .. });
    let request = TransactionRequest { from: row.from, nonce: Some(nonce), ..TransactionRequest::default() };
    let request = with_fees(request, is_dynamic, &rivals, fees);
    Ok(match replacement {
        Replacement::Same => {
            let (to, value, input) = (row.to, Some(row.value), row.data);
            let label = Label { symbol: row.symbol, kind: row.kind, multi_transaction_id: row.multi_transaction_id };
            (TransactionRequest { to, value, input, gas: Some(row.gas_limit), ..request }, label)
        }
        // What it needs depends on the chain.
        Replacement::Nothing => {
            (TransactionRequest { to: Some(row.from), value: Some(U256::ZERO), ..request }, Label::default())
        }
    })
}

fn with_fees(
    request: TransactionRequest,
    is_dynamic: bool,
    rivals: &[PendingTransactionRecord],
    (chain, wished): (&ChainFees, WishedFees),
) -> TransactionRequest {
    let least = |fee: fn(&PendingTransactionRecord) -> U256| {
        rivals.iter().map(|rival| needs_at_least(fee(rival))).max().unwrap_or_default()
    };
    let (least_fee, least_tip) = (least(|rival| rival.max_fee_per_gas), least(|rival| rival.max_priority_fee_per_gas));
    if !is_dynamic {
        let price = wished.max_fee_per_gas.unwrap_or_else(|| least_fee.max(chain.gas_price));
        return TransactionRequest { gas_price: Some(price), ..request };
    }
    let tip = wished.max_priority_fee_per_gas.unwrap_or_else(|| least_tip.max(chain.tips.high));
    let most = wished.max_fee_per_gas.unwrap_or_else(|| least_fee.max(chain.max_fees.high).max(tip));
    // Nobody takes a tip that is higher than what is paid.
    TransactionRequest { max_fee_per_gas: Some(most), max_priority_fee_per_gas: Some(tip.min(most)), ..request }
}
