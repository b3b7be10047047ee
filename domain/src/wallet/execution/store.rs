//! A transaction is stored before anybody sees it.

use ruint::aliases::U256;
use status_ports::{PendingTransactionRecord, PendingTransactionStore, StorageError, TransactionState};

use super::slot::is_live;
use super::{ExecutionError, next_nonce};

/// A replacement must pay at least one part in so many more, on both fees, which is ten percent: nodes do not take less.
const REPLACEMENT_BUMP_PART: u64 = 10;

/// How a transaction came to its nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonceUse {
    /// It was given the next free one. It replaces nothing.
    Next {
        /// How many transactions of the account the chain knew then.
        pending_count: u64,
    },
    /// The person chose it, perhaps to speed another transaction up or to cancel it.
    Chosen,
}

/// The least fee per gas with which a transaction that pays `fee` can be replaced.
#[must_use]
pub fn needs_at_least(fee: U256) -> U256 {
    let bump = fee.div_ceil(U256::from(REPLACEMENT_BUMP_PART)).max(U256::from(1_u64));
    fee.saturating_add(bump)
}

/// Stores a signed transaction as [`TransactionState::Signed`]. Nothing is told yet: that follows from the first answer
/// of the network ([`settle_broadcast`](super::settle_broadcast)).
///
/// Storing the same one again changes nothing, unless it was dropped.
///
/// # Errors
/// [`ExecutionError::BadNonce`] if the nonce is used, or was meant to be free and is not;
/// [`ExecutionError::ReplacementUnderpriced`] if it would replace another one and pays too little for that;
/// [`ExecutionError::Storage`].
pub fn store_signed<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    transaction: PendingTransactionRecord,
    nonce_use: NonceUse,
) -> Result<(), ExecutionError> {
    let nonce = transaction.nonce.unwrap_or_default();
    let mut slot = stores.transactions_from_nonce(transaction.chain_id, &transaction.from, nonce)?;
    slot.retain(|row| row.nonce == Some(nonce));
    let same = slot.iter().find(|row| row.hash == transaction.hash);
    if same.is_some_and(|row| !row.raw.is_empty() && !matches!(row.state, TransactionState::Dropped { .. })) {
        return Ok(());
    }
    let pending_count = match nonce_use {
        NonceUse::Next { pending_count } => pending_count,
        NonceUse::Chosen => 0,
    };
    let used = stores.highest_used_nonce(transaction.chain_id, &transaction.from)?;
    let is_used = used.is_some_and(|used| nonce <= used);
    let replaced: Vec<&PendingTransactionRecord> = slot.iter().filter(|row| is_live(row)).collect();
    let is_taken = matches!(nonce_use, NonceUse::Next { .. }) && !replaced.is_empty();
    if is_used || is_taken {
        let expected = next_nonce(stores, transaction.chain_id, &transaction.from, pending_count)?;
        return Err(ExecutionError::BadNonce { expected, found: nonce });
    }
    if !replaced.iter().all(|earlier| can_replace(&transaction, earlier)) {
        return Err(ExecutionError::ReplacementUnderpriced);
    }
    save(stores, transaction)?;
    Ok(())
}

fn can_replace(new: &PendingTransactionRecord, earlier: &PendingTransactionRecord) -> bool {
    new.max_fee_per_gas >= needs_at_least(earlier.max_fee_per_gas)
        && new.max_priority_fee_per_gas >= needs_at_least(earlier.max_priority_fee_per_gas)
}

fn save<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    transaction: PendingTransactionRecord,
) -> Result<(), StorageError> {
    stores.save_pending_transaction(&PendingTransactionRecord { state: TransactionState::Signed, ..transaction })
}
