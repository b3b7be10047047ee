//! Which nonce the next transaction of an account has.

use status_ports::{PendingTransactionStore, StorageError};

use super::slot::is_live;

/// The nonce of the next transaction. `pending_count` is how many transactions of the account the chain knows, those that
/// wait for a block included.
///
/// It is the next after all that the chain knows and all that are stored and may still get into a block. Only if one in
/// between was dropped, its nonce is taken first: those after it would wait for ever.
///
/// # Errors
/// [`StorageError`].
pub fn next_nonce<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    chain_id: u64,
    from: &[u8; 20],
    pending_count: u64,
) -> Result<u64, StorageError> {
    let used = stores.highest_used_nonce(chain_id, from)?;
    let floor = pending_count.max(used.map_or(0, |nonce| nonce.saturating_add(1)));
    let rows = stores.transactions_from_nonce(chain_id, from, floor)?;
    let live: Vec<u64> = rows.iter().filter(|row| is_live(row)).filter_map(|row| row.nonce).collect();
    let Some(last) = live.last() else { return Ok(floor) };
    let freed = rows.iter().filter_map(|row| row.nonce).find(|nonce| nonce < last && !live.contains(nonce));
    Ok(freed.unwrap_or_else(|| last.saturating_add(1)))
}
