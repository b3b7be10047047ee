//! What transactions are parts of.

use status_ports::{MultiTransactionRecord, MultiTransactionStore, StorageError, UnixMillis};

use super::ExecutionError;

/// What a person wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum MultiTransactionKind {
    /// Something goes to somebody.
    Send = 0,
    /// Something is given for something else.
    Swap = 1,
    /// Something goes to another chain.
    Bridge = 2,
    /// Somebody is allowed to take something.
    Approve = 3,
}

impl TryFrom<u8> for MultiTransactionKind {
    type Error = ExecutionError;

    fn try_from(number: u8) -> Result<Self, ExecutionError> {
        match number {
            0 => Ok(Self::Send),
            1 => Ok(Self::Swap),
            2 => Ok(Self::Bridge),
            3 => Ok(Self::Approve),
            other => Err(ExecutionError::UnknownKind(other)),
        }
    }
}

/// Stores a multi-transaction that is made now, under a number of its own, which is returned.
///
/// # Errors
/// [`StorageError`].
pub fn save_multi_transaction<S: MultiTransactionStore + ?Sized>(
    stores: &mut S,
    transaction: MultiTransactionRecord,
    now: UnixMillis,
) -> Result<i64, StorageError> {
    let last = stores.last_multi_transaction_id()?;
    let id = i64::try_from(now).unwrap_or(i64::MAX).max(last.map_or(1, |last| last.saturating_add(1)));
    let timestamp = now.checked_div(1000).unwrap_or_default();
    stores.save_multi_transaction(&MultiTransactionRecord { id, timestamp, ..transaction })?;
    Ok(id)
}
