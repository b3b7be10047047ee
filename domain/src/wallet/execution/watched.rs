//! What clients see of transactions, and those that they only have watched.

use status_ports::{PendingTransactionRecord, PendingTransactionStore, StorageError, TransactionState};

use super::slot::{self, is_live};
use super::{Change, ExecutionError};

/// What clients see of all that is not in a block yet: of one nonce only one.
///
/// # Errors
/// [`StorageError`].
pub fn pending_transactions<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
) -> Result<Vec<PendingTransactionRecord>, StorageError> {
    let mut pending = listed_transactions(&stores.unfinished_transactions()?);
    pending.retain(is_live);
    Ok(pending)
}

/// Of each nonce the transaction that clients see.
#[must_use]
pub fn listed_transactions(sorted: &[PendingTransactionRecord]) -> Vec<PendingTransactionRecord> {
    let slots =
        sorted.chunk_by(|a, b| a.nonce.is_some() && (a.chain_id, a.from, a.nonce) == (b.chain_id, b.from, b.nonce));
    slots.filter_map(slot::shown).cloned().collect()
}

/// How many of an account's transactions with this nonce or a higher one may still get into a block.
///
/// # Errors
/// [`StorageError`].
pub fn count_from_nonce<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    chain_id: u64,
    from: &[u8; 20],
    nonce: u64,
) -> Result<u64, StorageError> {
    let rows = listed_transactions(&stores.transactions_from_nonce(chain_id, from, nonce)?);
    Ok(u64::try_from(rows.iter().filter(|row| is_live(row)).count()).unwrap_or(u64::MAX))
}

/// Has a transaction watched that was sent elsewhere; what clients are told. One that is known already stays as it is.
///
/// # Errors
/// [`StorageError`].
pub fn watch_transaction<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    transaction: PendingTransactionRecord,
) -> Result<Vec<Change>, StorageError> {
    if stores.find_pending_transaction(transaction.chain_id, &transaction.hash)?.is_some() {
        return Ok(Vec::new());
    }
    let watched = PendingTransactionRecord { raw: Vec::new(), state: TransactionState::Broadcast, ..transaction };
    stores.save_pending_transaction(&watched)?;
    Ok(vec![Change::listed(&watched, false)])
}

/// Forgets a transaction; what clients are told. One that was sent from here stays while it is pending: forgetting it
/// would not take it back, and its nonce would be given away again.
///
/// # Errors
/// [`ExecutionError::NotFound`]; [`ExecutionError::StillPending`] if it stays; [`ExecutionError::Storage`].
pub fn delete_transaction<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    chain_id: u64,
    hash: &[u8; 32],
) -> Result<Vec<Change>, ExecutionError> {
    let row = stores.find_pending_transaction(chain_id, hash)?.ok_or(ExecutionError::NotFound)?;
    if !row.raw.is_empty() && is_live(&row) {
        return Err(ExecutionError::StillPending);
    }
    stores.delete_pending_transaction(chain_id, hash)?;
    Ok(vec![Change::listed(&row, true)])
}
