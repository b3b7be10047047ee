//! Transactions of one account with one nonce: of them at most one is ever carried out.

use status_ports::{PendingTransactionRecord, TransactionState};

use super::change::{Change, TransactionStatus};

/// Not in a block as far as is known, and may get into one.
pub(super) const fn is_live(row: &PendingTransactionRecord) -> bool {
    matches!(row.state, TransactionState::Signed | TransactionState::Broadcast)
}

/// In a block.
pub(super) const fn is_in_block(row: &PendingTransactionRecord) -> bool {
    matches!(row.state, TransactionState::Included { .. } | TransactionState::Final { .. })
}

/// The one of a slot that a person sees: the one in a block, else the one that pays most of those that the network may
/// take, else the one that paid most.
pub(super) fn shown(rows: &[PendingTransactionRecord]) -> Option<&PendingTransactionRecord> {
    let candidates = rows.iter().filter(|row| !matches!(row.state, TransactionState::Dropped { .. }));
    candidates.max_by_key(|row| {
        (is_in_block(row), is_live(row), row.max_fee_per_gas, row.max_priority_fee_per_gas, row.timestamp, row.hash)
    })
}

/// What is told of a slot that was one way and is another.
pub(super) fn changes(before: &[PendingTransactionRecord], after: &[PendingTransactionRecord]) -> Vec<Change> {
    let mut changes = Vec::new();
    let (was, is) = (shown(before), shown(after));
    if was.map(|row| row.hash) != is.map(|row| row.hash) {
        changes.extend(was.map(|row| Change::listed(row, true)));
        changes.extend(is.map(|row| Change::listed(row, false)));
    }
    for row in after {
        let earlier = before.iter().find(|earlier| earlier.hash == row.hash);
        let status = |row: &PendingTransactionRecord| TransactionStatus::of(&row.state);
        if earlier.is_some_and(|earlier| status(earlier) != status(row)) {
            changes.push(Change::status(row));
        }
    }
    changes
}
