//! Transactions are stored together, and then given to their chains one after the other.

use std::collections::BTreeSet;

use status_domain::crypto::PrivateKey;
use status_domain::wallet::execution::{
    self, NonceUse, Refusal, RefusalKind, Settled, Verdict, save_multi_transaction, settle_broadcast, store_signed,
};
use status_domain::wallet::{SignedTransaction, Transaction, TransactionError};
use status_ports::{
    MultiTransactionRecord, PendingTransactionRecord, StorageError, UnixMillis, WalletStoreExt as _, WalletTransaction,
};

use super::{Execution, Prepared, SendError, Shared};

/// Who signs.
pub(crate) enum Signer {
    /// This key, now. Nonces that were given are given again if they are taken meanwhile.
    Key(PrivateKey),
    /// It was signed elsewhere: R, S and V of each.
    Signatures(Vec<[u8; 65]>),
}

/// What belongs together: all of it is stored, or nothing.
pub(crate) struct Batch {
    /// The transactions, in the order in which they are sent.
    pub(crate) transactions: Vec<Prepared>,
    /// Who signs.
    pub(crate) signer: Signer,
    /// What they are parts of.
    pub(crate) multi_transaction: Option<MultiTransactionRecord>,
}

/// A transaction that the network has, or is given until it has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SentTransaction {
    /// Its chain.
    pub(crate) chain_id: u64,
    /// Its hash.
    pub(crate) hash: [u8; 32],
}

/// What came of a batch.
#[derive(Debug)]
pub(crate) struct BatchOutcome {
    /// Number of the multi-transaction; 0 for none.
    pub(crate) multi_transaction_id: i64,
    /// What was sent, in order.
    pub(crate) sent: Vec<SentTransaction>,
    /// Why the rest was not.
    pub(crate) error: Option<SendError>,
}

impl Execution {
    /// Sends one transaction.
    ///
    /// # Errors
    /// [`SendError`].
    pub(crate) async fn send_one(&self, transaction: Prepared, signer: Signer) -> Result<[u8; 32], SendError> {
        let batch = Batch { transactions: vec![transaction], signer, multi_transaction: None };
        let outcome = self.send(batch).await?;
        match (outcome.error, outcome.sent.first()) {
            (None, Some(sent)) => Ok(sent.hash),
            (Some(error), _) => Err(error),
            (None, None) => Err(TransactionError::Missing("a transaction").into()),
        }
    }

    /// Stores transactions in one unit of work, and gives them to their chains in order. When one is refused, those after
    /// it are not sent any more. One whose answer is missing counts as sent: it is given to the network until it is in a
    /// block.
    ///
    /// Once it is stored it goes its way, also when nobody waits for this any more.
    ///
    /// # Errors
    /// [`SendError`] if nothing was stored.
    pub(crate) async fn send(&self, batch: Batch) -> Result<BatchOutcome, SendError> {
        let this = self.clone();
        let sending = tokio::spawn(async move { this.send_to_the_end(batch).await });
        sending.await.unwrap_or_else(|_| Err(StorageError::Backend("sending was interrupted".into()).into()))
    }

    async fn send_to_the_end(&self, batch: Batch) -> Result<BatchOutcome, SendError> {
        let shared = &self.shared;
        let lanes: BTreeSet<_> = batch.transactions.iter().map(|one| (one.transaction.chain_id, one.from)).collect();
        let _lanes = shared.lanes.enter(lanes).await;
        let now = shared.clock.unix_millis();
        let (multi_transaction_id, rows) = shared.store.transact(move |stores| store_all(stores, batch, now)).await?;
        let mut followed = BTreeSet::new();
        let mut outcome = BatchOutcome { multi_transaction_id, sent: Vec::new(), error: None };
        for row in rows {
            let verdict = match &outcome.error {
                None => shared.broadcast(row.chain_id, row.hash, row.raw, true).await,
                Some(error) => Verdict::Refused(Refusal { kind: RefusalKind::NotAsked, message: error.to_string() }),
            };
            match shared.settle(row.chain_id, row.hash, verdict, true).await {
                Ok(Settled { refusal: None, .. }) => {
                    followed.insert(row.chain_id);
                    outcome.sent.push(SentTransaction { chain_id: row.chain_id, hash: row.hash });
                }
                Ok(Settled { refusal: Some(refusal), .. }) => {
                    outcome.error.get_or_insert(refusal.into());
                }
                // What is stored goes its way nonetheless.
                Err(error) => {
                    followed.insert(row.chain_id);
                    outcome.error.get_or_insert(error.into());
                }
            }
        }
        followed.into_iter().for_each(|chain_id| self.track(chain_id, false));
        Ok(outcome)
    }
}

/// Signs and stores a batch.
fn store_all(
    stores: &mut dyn WalletTransaction,
    batch: Batch,
    now: UnixMillis,
) -> Result<(i64, Vec<PendingTransactionRecord>), SendError> {
    let multi_transaction_id = match batch.multi_transaction {
        Some(multi_transaction) => save_multi_transaction(stores, multi_transaction, now)?,
        None => 0,
    };
    let mut rows = Vec::with_capacity(batch.transactions.len());
    for (position, prepared) in batch.transactions.into_iter().enumerate() {
        let signed = match &batch.signer {
            Signer::Key(key) => next_transaction(stores, &prepared)?.sign(key),
            Signer::Signatures(signatures) => {
                let signature = signatures.get(position).ok_or(TransactionError::SignatureSize)?;
                prepared.transaction.clone().with_signature(signature)?
            }
        };
        rows.push(store_one(stores, prepared, &signed, multi_transaction_id, now)?);
    }
    Ok((multi_transaction_id, rows))
}

/// A transaction with the nonce that is free now. One that the client chose stays.
fn next_transaction(stores: &mut dyn WalletTransaction, prepared: &Prepared) -> Result<Transaction, SendError> {
    let mut transaction = prepared.transaction.clone();
    if let NonceUse::Next { pending_count } = prepared.nonce_use {
        transaction.nonce = execution::next_nonce(stores, transaction.chain_id, &prepared.from, pending_count)?;
    }
    Ok(transaction)
}

fn store_one(
    stores: &mut dyn WalletTransaction,
    prepared: Prepared,
    signed: &SignedTransaction,
    multi_transaction_id: i64,
    now: UnixMillis,
) -> Result<PendingTransactionRecord, SendError> {
    let mut row = execution::record(signed, prepared.label, now)?;
    if row.from != prepared.from {
        return Err(TransactionError::InvalidSender.into());
    }
    if multi_transaction_id != 0 {
        row.multi_transaction_id = multi_transaction_id;
    }
    store_signed(stores, row.clone(), prepared.nonce_use)?;
    Ok(row)
}

impl Shared {
    /// Gives a transaction to its chain.
    pub(super) async fn broadcast(&self, chain_id: u64, hash: [u8; 32], raw: Vec<u8>, is_first: bool) -> Verdict {
        let chain = match self.sources.chain(chain_id) {
            Ok(chain) => chain,
            Err(error) => return Verdict::of(&Err::<(), _>(error)),
        };
        let verdict = Verdict::of(&chain.send_raw_transaction(raw).await);
        let is_used = matches!(&verdict, Verdict::Refused(Refusal { kind: RefusalKind::NonceTooLow, .. }));
        // One provider may have taken it, and another one seen it in a block before its answer came.
        if is_first && is_used && matches!(chain.transaction(hash).await, Ok(Some(_)) | Err(_)) {
            return Verdict::Unknown;
        }
        verdict
    }

    /// Remembers what came of it, and tells.
    pub(super) async fn settle(
        &self,
        chain_id: u64,
        hash: [u8; 32],
        verdict: Verdict,
        is_first: bool,
    ) -> Result<Settled, StorageError> {
        let settle =
            move |stores: &mut dyn WalletTransaction| settle_broadcast(stores, chain_id, &hash, &verdict, is_first);
        let settled = self.store.transact(settle).await?;
        self.tell(&settled.changes);
        Ok(settled)
    }
}
