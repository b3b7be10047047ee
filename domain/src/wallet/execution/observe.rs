//! What a chain says of transactions that are not finished.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{BlockPlace, PendingTransactionRecord, PendingTransactionStore, StorageError, TransactionState};

use super::slot::{self, is_live};
use super::{Change, TransactionStatus};

/// Blocks after which one will not be undone: two epochs of Ethereum. Rollups end it sooner.
pub const CONFIRMATIONS: u64 = 64;

/// How many blocks ago a nonce was used when a transaction with that nonce, of which the chain knows nothing, is given up:
/// another device sent another one.
pub const REPLACEMENT_DEPTH: u64 = 12;

/// A transaction in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The block.
    pub block: BlockPlace,
    /// Whether it did what it was to do.
    pub is_success: bool,
}

/// What is to be asked of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Transactions whose receipts are wanted.
    pub receipts: BTreeSet<[u8; 32]>,
    /// Accounts of which is wanted how many of their transactions were in blocks [`REPLACEMENT_DEPTH`] blocks ago.
    pub accounts: BTreeSet<[u8; 20]>,
}

/// What a chain says at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainView {
    /// Height of its newest block.
    pub head: u64,
    /// Those of the sought transactions that are in blocks.
    pub inclusions: BTreeMap<[u8; 32], Inclusion>,
    /// Hashes of the blocks that were doubtful; `None` if there is none of that height.
    pub blocks: BTreeMap<u64, Option<[u8; 32]>>,
    /// How many transactions of accounts were in blocks [`REPLACEMENT_DEPTH`] blocks ago.
    pub used_nonces: BTreeMap<[u8; 20], u64>,
}

/// What is to be asked of a chain about what is unfinished on it.
#[must_use]
pub fn sought(unfinished: &[PendingTransactionRecord]) -> Sought {
    let mut sought = Sought::default();
    for row in unfinished {
        // One that was replaced is asked for again when the other one is not in a block any more.
        if !matches!(row.state, TransactionState::Replaced { .. }) {
            sought.receipts.insert(row.hash);
        }
        if is_live(row) && row.nonce.is_some() {
            sought.accounts.insert(row.from);
        }
    }
    sought
}

/// Blocks whose transactions have no receipt any more: whether they were undone, or whoever was asked is behind, their
/// hashes tell.
#[must_use]
pub fn doubtful_blocks(unfinished: &[PendingTransactionRecord], view: &ChainView) -> BTreeSet<u64> {
    let missing = unfinished.iter().filter(|row| !view.inclusions.contains_key(&row.hash));
    missing.filter_map(inclusion_of).map(|inclusion| inclusion.block.number).filter(|n| *n <= view.head).collect()
}

fn inclusion_of(row: &PendingTransactionRecord) -> Option<Inclusion> {
    match row.state {
        TransactionState::Included { block, is_success } | TransactionState::Final { block, is_success } => {
            Some(Inclusion { block, is_success })
        }
        _ => None,
    }
}

/// Brings what is unfinished on a chain to where the chain says it is; what clients are told.
///
/// # Errors
/// [`StorageError`].
pub fn observe<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    chain_id: u64,
    view: &ChainView,
) -> Result<Vec<Change>, StorageError> {
    let mut unfinished = stores.unfinished_transactions()?;
    unfinished.retain(|row| row.chain_id == chain_id);
    let mut changes = Vec::new();
    for before in unfinished.chunk_by(|a, b| a.nonce.is_some() && (a.from, a.nonce) == (b.from, b.nonce)) {
        let after: Vec<PendingTransactionRecord> =
            before.iter().zip(next_states(before, view)).map(|(row, state)| with_state(row, state)).collect();
        changes.extend(slot::changes(before, &after));
        for (earlier, row) in before.iter().zip(&after) {
            if row.auto_delete && TransactionStatus::of(&row.state) != TransactionStatus::Pending {
                stores.delete_pending_transaction(chain_id, &row.hash)?;
                changes.push(Change::listed(row, true));
            } else if row != earlier {
                stores.save_pending_transaction(row)?;
            }
        }
    }
    Ok(changes)
}

fn with_state(row: &PendingTransactionRecord, state: TransactionState) -> PendingTransactionRecord {
    PendingTransactionRecord { state, ..row.clone() }
}

/// The states of a slot's transactions, given what the chain says.
fn next_states(slot: &[PendingTransactionRecord], view: &ChainView) -> Vec<TransactionState> {
    let winner = slot
        .iter()
        .filter_map(|row| still_included(row, view).map(|inclusion| (row, inclusion)))
        .max_by_key(|(row, inclusion)| (view.inclusions.contains_key(&row.hash), inclusion.block.number));
    let Some((winner, inclusion)) = winner else { return slot.iter().map(|row| without_winner(row, view)).collect() };
    let is_deep = inclusion.block.number.saturating_add(CONFIRMATIONS) <= view.head;
    // Only what the chain says now is an end.
    let is_final = is_deep && view.inclusions.contains_key(&winner.hash);
    let Inclusion { block, is_success } = inclusion;
    slot.iter()
        .map(|row| match (row.hash == winner.hash, is_final) {
            (true, true) => TransactionState::Final { block, is_success },
            (true, false) => TransactionState::Included { block, is_success },
            (false, _) => TransactionState::Replaced { by: Some(winner.hash), is_final },
        })
        .collect()
}

/// Where a transaction is: as its receipt says, or as was known if there is no reason to doubt it.
fn still_included(row: &PendingTransactionRecord, view: &ChainView) -> Option<Inclusion> {
    if let Some(inclusion) = view.inclusions.get(&row.hash) {
        return Some(*inclusion);
    }
    let known = inclusion_of(row)?;
    let was_undone = view.blocks.get(&known.block.number).is_some_and(|hash| *hash != Some(known.block.hash));
    (!was_undone).then_some(known)
}

/// The state of a transaction when none with its nonce is in a block as far as is known.
fn without_winner(row: &PendingTransactionRecord, view: &ChainView) -> TransactionState {
    if is_live(row) {
        let used = view.used_nonces.get(&row.from).copied().unwrap_or_default();
        if row.nonce.is_some_and(|nonce| nonce < used) {
            return TransactionState::Replaced { by: None, is_final: true };
        }
        return row.state.clone();
    }
    // Its block, or that of the one that replaced it, was undone. Whether the network has it still is not known.
    TransactionState::Signed
}
