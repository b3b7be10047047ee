//! Transactions are given to the network until they are in a block.

use status_ports::{
    MultiTransactionStore, PendingTransactionRecord, PendingTransactionStore, StorageError, TransactionState,
};

use super::Change;
use super::refusal::{Refusal, RefusalKind, Verdict};
use super::slot::{self, is_live};

/// What the network is to be given of what is unfinished on a chain: of each nonce the one that pays most, lowest nonces
/// first. `all` names also those that a provider has taken: after a restart, and now and then, for nodes forget.
#[must_use]
pub fn bytes_to_send(unfinished: &[PendingTransactionRecord], all: bool) -> Vec<([u8; 32], Vec<u8>)> {
    let mut sent: Vec<&PendingTransactionRecord> = Vec::new();
    let slots =
        unfinished.chunk_by(|a, b| a.nonce.is_some() && (a.chain_id, a.from, a.nonce) == (b.chain_id, b.from, b.nonce));
    for slot in slots {
        let shown = slot::shown(slot).filter(|row| is_live(row) && !row.raw.is_empty());
        sent.extend(shown.filter(|row| all || row.state == TransactionState::Signed));
    }
    sent.sort_by_key(|row| (row.nonce, row.hash));
    sent.into_iter().map(|row| (row.hash, row.raw.clone())).collect()
}

/// What became of a transaction that was given to the network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// What clients are told.
    pub changes: Vec<Change>,
    /// Why it was dropped: what whoever sends it is told. It is to be committed nonetheless.
    pub refusal: Option<Refusal>,
}

/// Remembers what came of giving a transaction to the network. `is_first` says that nobody can have been given it before:
/// then every refusal is the end of it. What is dropped frees its nonce; a multi-transaction no part of which was ever taken
/// is forgotten, since whoever sends it is told, and nothing happened.
///
/// # Errors
/// [`StorageError`].
pub fn settle_broadcast<S: PendingTransactionStore + MultiTransactionStore + ?Sized>(
    stores: &mut S,
    chain_id: u64,
    hash: &[u8; 32],
    verdict: &Verdict,
    is_first: bool,
) -> Result<Settled, StorageError> {
    let Some(row) = stores.find_pending_transaction(chain_id, hash)? else { return Ok(Settled::default()) };
    let mut after = match row.nonce {
        Some(nonce) => stores.transactions_from_nonce(chain_id, &row.from, nonce)?,
        None => vec![row.clone()],
    };
    after.retain(|other| other.nonce == row.nonce);
    let mut before = after.clone();
    if is_first {
        // Nothing was told of it yet.
        before.retain(|other| other.hash != *hash);
    }
    let mut settled = Settled::default();
    // An observation may have been faster.
    if is_live(&row) {
        let state = next_state(&row, verdict, is_first);
        if let (TransactionState::Dropped { .. }, Verdict::Refused(refusal)) = (&state, verdict) {
            settled.refusal = Some(refusal.clone());
        }
        for other in after.iter_mut().filter(|other| other.hash == *hash && other.state != state) {
            other.state = state.clone();
            stores.save_pending_transaction(other)?;
        }
        if is_first && settled.refusal.is_some() {
            forget_if_refused(stores, row.multi_transaction_id)?;
        }
    }
    settled.changes = slot::changes(&before, &after);
    Ok(settled)
}

/// Forgets a multi-transaction if no chain took any part of it.
fn forget_if_refused<S: PendingTransactionStore + MultiTransactionStore + ?Sized>(
    stores: &mut S,
    id: i64,
) -> Result<(), StorageError> {
    let parts = stores.parts_of_multi_transactions(&[id])?;
    if parts.iter().all(|part| matches!(part.state, TransactionState::Dropped { .. })) {
        stores.delete_multi_transaction(id)?;
    }
    Ok(())
}

fn next_state(row: &PendingTransactionRecord, verdict: &Verdict, is_first: bool) -> TransactionState {
    match verdict {
        Verdict::Taken => TransactionState::Broadcast,
        Verdict::Unknown => row.state.clone(),
        // A block has something with its nonce: perhaps itself, or one that it replaced.
        Verdict::Refused(refusal)
            if !is_first
                && matches!(
                    refusal.kind,
                    RefusalKind::NonceTooLow | RefusalKind::ReplacementUnderpriced | RefusalKind::NotAsked
                ) =>
        {
            row.state.clone()
        }
        Verdict::Refused(refusal) => TransactionState::Dropped { reason: refusal.message.clone() },
    }
}
