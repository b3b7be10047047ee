//! Transactions are signed, stored, given to their chain, and followed until they are in a block that stays.

mod built;
mod error;
mod keycard;
mod lane;
mod prepare;
mod replace;
mod send;
mod tell;
mod track;
mod watch;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use status_domain::wallet::execution::{self, TransactionStatus};
use status_ports::{
    ChainError, ChainProvider, Clock, MultiTransactionRecord, PendingTransactionRecord, StorageError, WalletStore,
    WalletStoreExt as _,
};
use tokio::sync::{broadcast, watch as changes};

use super::{Wallet, WalletEvent};
use crate::signal::SignalHub;

pub(crate) use built::{BuiltStep, SentRoute, SignatureParts, Signatures, digest_text};
pub(crate) use error::SendError;
pub(crate) use prepare::Prepared;
pub(crate) use send::{Batch, BatchOutcome, Signer};

/// How many changes of status may wait for who watches.
const STATUS_QUEUE: usize = 256;

/// What execution needs of the rest of the wallet.
pub(crate) trait ExecutionSources: Send + Sync {
    /// A chain, by all its providers.
    fn chain(&self, chain_id: u64) -> Result<Arc<dyn ChainProvider>, ChainError>;

    /// The height of the newest block of a chain as it grows; 0 until it is known.
    fn watch_blocks(&self, chain_id: u64) -> Result<changes::Receiver<u64>, ChainError>;

    /// Emits the signal `wallet`.
    fn emit(&self, event: WalletEvent);

    /// Where clients listen.
    fn signals(&self) -> &SignalHub;
}

impl ExecutionSources for Wallet {
    fn chain(&self, chain_id: u64) -> Result<Arc<dyn ChainProvider>, ChainError> {
        Ok(Self::chain(self, chain_id)?)
    }

    fn watch_blocks(&self, chain_id: u64) -> Result<changes::Receiver<u64>, ChainError> {
        Self::watch_blocks(self, chain_id)
    }

    fn emit(&self, event: WalletEvent) {
        Self::emit(self, event);
    }

    fn signals(&self) -> &SignalHub {
        Self::signals(self)
    }
}

/// What carries transactions out. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Execution {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<dyn WalletStore>,
    sources: Arc<dyn ExecutionSources>,
    clock: Arc<dyn Clock>,
    lanes: lane::Lanes,
    trackers: track::Trackers,
    /// Statuses as they change.
    statuses: broadcast::Sender<(u64, [u8; 32], TransactionStatus)>,
    /// Transactions whose end is told by a signal of its own.
    announced: Mutex<BTreeSet<(u64, [u8; 32])>>,
    /// What waits for its signatures.
    built: Mutex<Option<built::Built>>,
    /// What waits for the signatures of a keycard.
    for_keycard: Mutex<Option<keycard::ForKeycard>>,
}

impl Shared {
    fn announced(&self) -> MutexGuard<'_, BTreeSet<(u64, [u8; 32])>> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_built(&self, built: Option<built::Built>) {
        *self.built.lock().unwrap_or_else(PoisonError::into_inner) = built;
    }

    fn take_built(&self) -> Option<built::Built> {
        self.built.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Execution {
    pub(crate) fn new(store: Arc<dyn WalletStore>, sources: Arc<dyn ExecutionSources>, clock: Arc<dyn Clock>) -> Self {
        let (statuses, _) = broadcast::channel(STATUS_QUEUE);
        let shared = Shared {
            store,
            sources,
            clock,
            lanes: lane::Lanes::default(),
            trackers: track::Trackers::default(),
            statuses,
            announced: Mutex::default(),
            built: Mutex::default(),
            for_keycard: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Takes up what was not finished when the wallet was closed: it is given to the chains again.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn resume(&self) -> Result<(), StorageError> {
        let unfinished = self.shared.store.query(|stores| stores.unfinished_transactions()).await?;
        let chains: BTreeSet<u64> = unfinished.iter().map(|row| row.chain_id).collect();
        chains.into_iter().for_each(|chain_id| self.track(chain_id, true));
        Ok(())
    }

    /// The same, without waiting.
    pub(crate) fn resume_in_background(&self) {
        let this = self.clone();
        tokio::spawn(async move {
            if let Err(error) = this.resume().await {
                tracing::warn!(%error, "Transactions that were not finished are not followed.");
            }
        });
    }

    /// Ends what follows transactions.
    pub(crate) fn close(&self) {
        self.shared.trackers.close();
    }

    /// What is not in a block, as clients see it.
    pub(crate) async fn pending(&self) -> Result<Vec<PendingTransactionRecord>, StorageError> {
        self.shared.store.query(|stores| execution::pending_transactions(stores)).await
    }

    /// Transactions by chain and hash; `None` for those that are not known.
    pub(crate) async fn find(
        &self,
        identities: Vec<(u64, [u8; 32])>,
    ) -> Result<Vec<Option<PendingTransactionRecord>>, StorageError> {
        let find = move |stores: &mut dyn status_ports::WalletTransaction| {
            identities.iter().map(|(chain_id, hash)| stores.find_pending_transaction(*chain_id, hash)).collect()
        };
        self.shared.store.query(find).await
    }

    /// Transactions of an account on some chains, as clients see them.
    pub(crate) async fn of_account(
        &self,
        chain_ids: Vec<u64>,
        from: [u8; 20],
    ) -> Result<Vec<PendingTransactionRecord>, StorageError> {
        let find =
            move |stores: &mut dyn status_ports::WalletTransaction| stores.transactions_of_account(&chain_ids, &from);
        let rows: Vec<PendingTransactionRecord> = self.shared.store.query::<_, StorageError, _>(find).await?;
        Ok(execution::listed_transactions(&rows))
    }

    /// How many of an account's transactions with this nonce or a higher one may still get into a block.
    pub(crate) async fn count_from_nonce(
        &self,
        chain_id: u64,
        from: [u8; 20],
        nonce: u64,
    ) -> Result<u64, StorageError> {
        let count = move |stores: &mut dyn status_ports::WalletTransaction| {
            execution::count_from_nonce(stores, chain_id, &from, nonce)
        };
        self.shared.store.query(count).await
    }

    /// Multi-transactions by number.
    pub(crate) async fn multi_transactions(&self, ids: Vec<i64>) -> Result<Vec<MultiTransactionRecord>, StorageError> {
        self.shared.store.query(move |stores| stores.multi_transactions(&ids)).await
    }

    /// Has a transaction watched that was sent elsewhere.
    pub(crate) async fn watch_foreign(&self, mut transaction: PendingTransactionRecord) -> Result<(), StorageError> {
        let chain_id = transaction.chain_id;
        if transaction.timestamp == 0 {
            transaction.timestamp = self.shared.clock.unix_millis() / 1000;
        }
        let store =
            move |stores: &mut dyn status_ports::WalletTransaction| execution::watch_transaction(stores, transaction);
        let changes = self.shared.store.transact::<_, StorageError, _>(store).await?;
        self.shared.tell(&changes);
        self.track(chain_id, false);
        Ok(())
    }

    /// Forgets a transaction.
    pub(crate) async fn forget(&self, chain_id: u64, hash: [u8; 32]) -> Result<(), execution::ExecutionError> {
        let delete = move |stores: &mut dyn status_ports::WalletTransaction| {
            execution::delete_transaction(stores, chain_id, &hash)
        };
        let changes = self.shared.store.transact(delete).await?;
        self.shared.tell(&changes);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
