//! What transactions are parts of.

use status_ports::{MultiTransactionRecord, MultiTransactionStore, StorageError, UnixMillis};

use super::ExecutionError;
use crate::wallet::route::{RouteRequest, SendType};

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

impl MultiTransactionKind {
    /// What a route is for.
    #[must_use]
    pub const fn of_route(send_type: i64) -> Self {
        match SendType::from_number(send_type) {
            Some(SendType::Bridge) => Self::Bridge,
            Some(SendType::Swap) => Self::Swap,
            _ => Self::Send,
        }
    }
}

/// What the transactions of a route are parts of. Its chains are not named: there may be several.
#[must_use]
pub fn multi_transaction_of_route(request: &RouteRequest) -> MultiTransactionRecord {
    MultiTransactionRecord {
        id: 0,
        timestamp: 0,
        from_network_id: 0,
        to_network_id: 0,
        from_tx_hash: [0; 32],
        to_tx_hash: [0; 32],
        from_address: request.from,
        to_address: request.to,
        from_asset: request.token.clone(),
        to_asset: request.to_token.clone(),
        from_amount: request.amount_in,
        to_amount: Some(request.amount_out.unwrap_or_default()),
        kind: MultiTransactionKind::of_route(request.send_type) as u8,
        cross_tx_id: String::new(),
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
