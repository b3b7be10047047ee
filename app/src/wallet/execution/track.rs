//! What is unfinished on a chain is looked at when it has a new block. While nothing is, nothing runs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use status_domain::wallet::execution::{
    ChainView, Inclusion, REPLACEMENT_DEPTH, Refusal, RefusalKind, Verdict, bytes_to_send, doubtful_blocks, observe,
    sought,
};
use status_ports::{
    BlockId, BlockPlace, ChainError, ChainProvider, PendingTransactionRecord, StorageError, WalletStoreExt as _,
    WalletTransaction,
};
use tokio::task::AbortHandle;

use super::{Execution, Shared};

/// After so many blocks the network is given all that is unfinished again: nodes forget.
const BLOCKS_UNTIL_SENT_AGAIN: u64 = 32;

/// One task for each chain on which something is unfinished.
#[derive(Default)]
pub(super) struct Trackers(Mutex<State>);

#[derive(Default)]
struct State {
    by_chain: BTreeMap<u64, Tracker>,
    is_closed: bool,
}

struct Tracker {
    task: AbortHandle,
    /// Something was stored since it looked last.
    has_news: bool,
}

impl Trackers {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        for tracker in std::mem::take(&mut state.by_chain).into_values() {
            tracker.task.abort();
        }
    }

    /// Notes that the tracker of a chain is about to look.
    fn looks(&self, chain_id: u64) {
        if let Some(tracker) = self.state().by_chain.get_mut(&chain_id) {
            tracker.has_news = false;
        }
    }

    /// Ends the tracker of a chain, unless something was stored since it looked.
    fn ends(&self, chain_id: u64) -> bool {
        let mut state = self.state();
        let ends = state.by_chain.get(&chain_id).is_none_or(|tracker| !tracker.has_news);
        if ends {
            state.by_chain.remove(&chain_id);
        }
        ends
    }
}

impl Execution {
    /// Follows what is unfinished on a chain. `send_again` gives all of it to the chain first.
    pub(super) fn track(&self, chain_id: u64, send_again: bool) {
        let mut state = self.shared.trackers.state();
        if state.is_closed {
            return;
        }
        if let Some(tracker) = state.by_chain.get_mut(&chain_id) {
            tracker.has_news = true;
            return;
        }
        let shared = Arc::clone(&self.shared);
        let task = tokio::spawn(async move {
            if let Err(error) = shared.follow(chain_id, send_again).await {
                tracing::warn!(chain_id, %error, "Transactions are not followed until another one is sent.");
                shared.trackers.state().by_chain.remove(&chain_id);
            }
        });
        state.by_chain.insert(chain_id, Tracker { task: task.abort_handle(), has_news: false });
    }
}

/// Why transactions are not followed.
#[derive(Debug, thiserror::Error)]
enum FollowError {
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Shared {
    async fn follow(&self, chain_id: u64, mut send_again: bool) -> Result<(), FollowError> {
        if send_again {
            send_again = !self.send_again(chain_id, true).await?;
        }
        let mut blocks = self.sources.watch_blocks(chain_id)?;
        loop {
            let head = *blocks.borrow_and_update();
            if head > 0 {
                self.trackers.looks(chain_id);
                let is_finished = self.look(chain_id, head).await?;
                if is_finished && self.trackers.ends(chain_id) {
                    return Ok(());
                }
                let all = send_again || head.is_multiple_of(BLOCKS_UNTIL_SENT_AGAIN);
                let was_heard = self.send_again(chain_id, all).await?;
                send_again = send_again && !was_heard;
            }
            if blocks.changed().await.is_err() {
                // The chain is reached by other providers now, or not at all.
                blocks = self.sources.watch_blocks(chain_id)?;
            }
        }
    }

    async fn unfinished(&self, chain_id: u64) -> Result<Vec<PendingTransactionRecord>, StorageError> {
        let mut rows = self.store.query(|stores| stores.unfinished_transactions()).await?;
        rows.retain(|row| row.chain_id == chain_id);
        Ok(rows)
    }

    /// Gives the chain what it may not have; whether it listened.
    async fn send_again(&self, chain_id: u64, all: bool) -> Result<bool, StorageError> {
        let mut was_heard = true;
        for (hash, raw) in bytes_to_send(&self.unfinished(chain_id).await?, all) {
            let verdict = self.broadcast(chain_id, hash, raw, false).await;
            was_heard &=
                !matches!(verdict, Verdict::Unknown | Verdict::Refused(Refusal { kind: RefusalKind::NotAsked, .. }));
            self.settle(chain_id, hash, verdict, false).await?;
        }
        Ok(was_heard)
    }

    /// Asks the chain about what is unfinished, and tells what changed. Whether nothing is unfinished any more. What is
    /// not answered is asked again with the next block.
    async fn look(&self, chain_id: u64, head: u64) -> Result<bool, FollowError> {
        let unfinished = self.unfinished(chain_id).await?;
        if unfinished.is_empty() {
            return Ok(true);
        }
        let chain = self.sources.chain(chain_id)?;
        let Some(view) = ask(chain.as_ref(), head, &unfinished).await else { return Ok(false) };
        let remember = move |stores: &mut dyn WalletTransaction| observe(stores, chain_id, &view);
        let changes = self.store.transact::<_, StorageError, _>(remember).await?;
        self.tell(&changes);
        Ok(false)
    }
}

/// What a chain says of transactions; `None` if it does not answer.
async fn ask(chain: &dyn ChainProvider, head: u64, unfinished: &[PendingTransactionRecord]) -> Option<ChainView> {
    let sought = sought(unfinished);
    let then = BlockId::Number(head.saturating_sub(REPLACEMENT_DEPTH));
    let counts = sought
        .accounts
        .into_iter()
        .map(|account| async move { Some((account, chain.transaction_count(account, then).await.ok()?)) });
    let receipts = chain.receipts(sought.receipts.into_iter().collect());
    let (receipts, counts) = tokio::join!(receipts, join_all(counts));
    let inclusion = |receipt: &status_ports::TransactionReceipt| Inclusion {
        block: BlockPlace { number: receipt.block_number, hash: receipt.block_hash },
        is_success: receipt.is_success,
    };
    let mut view = ChainView {
        head,
        inclusions: receipts.ok()?.iter().map(|(hash, receipt)| (*hash, inclusion(receipt))).collect(),
        used_nonces: counts.into_iter().flatten().collect(),
        ..ChainView::default()
    };
    let blocks = doubtful_blocks(unfinished, &view).into_iter().map(|number| async move {
        let header = chain.block_header(BlockId::Number(number)).await.ok()?;
        Some((number, header.map(|header| header.hash)))
    });
    view.blocks = join_all(blocks).await.into_iter().flatten().collect();
    Some(view)
}
