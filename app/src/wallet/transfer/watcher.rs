//! Reads a chain for all accounts whenever it has new blocks.

use std::collections::BTreeSet;

use status_domain::wallet::activity::{
    FindingsError, RangeSize, ScanError, ScanStep, Scans, history_start, link_multi_transactions, log_range,
    oldest_block,
};
use status_domain::wallet::provider::is_late;
use status_ports::{ChainError, ChainProvider as _, ChainScans, StorageError, WalletStoreExt as _, WalletTransaction};

use super::read::{RangeRead, ReadError, Reader};
use super::search::KnownStates;
use crate::wallet::Wallet;

/// How often blocks may be taken back, and accounts may come and go, while one new block is taken up.
const MOST_MOVES: usize = 3;
/// Ranges of what was left out that are read with each new block.
const MOST_GAP_STEPS: usize = 4;
/// After how many attempts in vain clients are told.
const TOLD_ATTEMPTS: u32 = 5;

/// Why reading ended before the newest block.
#[derive(Debug, thiserror::Error)]
enum WatchError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Findings(#[from] FindingsError),
}

impl From<ReadError> for WatchError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Chain(error) | ReadError::TooMuch(error) => Self::Chain(error),
            ReadError::Findings(error) => Self::Findings(error),
        }
    }
}

/// Looks for transfers on a chain until it is aborted, or the chain is no longer known.
pub(super) async fn run(wallet: Wallet, chain_id: u64) {
    let mut watcher = Watcher::new(wallet, chain_id);
    if let Err(error) = watcher.follow().await {
        tracing::info!(chain_id, %error, "Transfers are not looked for any more.");
    }
}

/// How far a chain was read, and what was told of it.
struct Watcher {
    wallet: Wallet,
    chain_id: u64,
    /// How many blocks are asked for at once.
    size: RangeSize,
    known: KnownStates,
    /// Accounts that clients were told to be read to the newest block.
    ready: BTreeSet<[u8; 20]>,
    /// How often it did not go on because providers did not agree.
    disagreements: u32,
    /// Clients were told that it does not go on.
    is_failing: bool,
    /// The provider does not keep the past.
    is_past_unknown: bool,
    /// The newest block when it began: what is in later ones is news.
    first_head: Option<u64>,
}

/// How far a chain is read.
struct Progress {
    scans: Scans,
    /// As it is stored.
    stored: ChainScans,
}

impl Watcher {
    fn new(wallet: Wallet, chain_id: u64) -> Self {
        Self {
            wallet,
            chain_id,
            size: RangeSize::new(log_range(chain_id)),
            known: KnownStates::new(),
            ready: BTreeSet::new(),
            disagreements: 0,
            is_failing: false,
            is_past_unknown: false,
            first_head: None,
        }
    }

    async fn follow(&mut self) -> Result<(), ChainError> {
        let mut blocks = self.wallet.watch_blocks_calmly(self.chain_id)?;
        loop {
            if *blocks.borrow() > 0 {
                match self.catch_up(|| *blocks.borrow_and_update()).await {
                    Ok(()) => (self.is_failing, self.disagreements) = (false, 0),
                    // The next block is the next attempt.
                    Err(error) => self.note_failure(&error),
                }
            }
            if blocks.changed().await.is_err() {
                // The chain is reached by other providers now, or not at all.
                self.is_past_unknown = false;
                blocks = self.wallet.watch_blocks_calmly(self.chain_id)?;
            }
        }
    }

    /// Tells clients once that it does not go on. That providers do not agree on the newest blocks is usual, for a while.
    fn note_failure(&mut self, error: &WatchError) {
        let chain_id = self.chain_id;
        tracing::debug!(chain_id, %error, "Transfers are looked for again with the next block.");
        if matches!(error, WatchError::Findings(_)) {
            self.disagreements = self.disagreements.saturating_add(1);
            if self.disagreements < TOLD_ATTEMPTS {
                return;
            }
        }
        if !core::mem::replace(&mut self.is_failing, true) {
            self.wallet.tell_history_error(chain_id, &error.to_string());
        }
    }

    /// Reads what there is to read, up to the newest block, and then some of what was left out.
    async fn catch_up(&mut self, mut head: impl FnMut() -> u64 + Send) -> Result<(), WatchError> {
        let mut progress = self.begin(head()).await?;
        let (mut moves, mut gap_steps) = (0, 0);
        loop {
            let newest = head();
            let step = match progress.scans.next(newest, self.size) {
                Some(step) => step,
                None => {
                    self.tell_ready(&progress.scans.read_up_to(newest));
                    match progress.scans.next_gap(newest, self.size).filter(|_| gap_steps < MOST_GAP_STEPS) {
                        Some(step) => step,
                        None => return Ok(()),
                    }
                }
            };
            let (range, is_gap) = (step.range, step.is_gap);
            gap_steps += usize::from(is_gap);
            let error = match self.step(&mut progress, &step, newest).await {
                Ok(()) => {
                    self.size.grow();
                    if is_gap && progress.scans.attempts(range.last) == TOLD_ATTEMPTS {
                        self.wallet.tell_history_error(self.chain_id, &FindingsError::Incomplete.to_string());
                    }
                    continue;
                }
                Err(StepError::Moved) if moves < MOST_MOVES => {
                    moves += 1;
                    self.rewind(&mut progress).await?;
                    continue;
                }
                Err(StepError::Moved) => FindingsError::Moved.into(),
                Err(StepError::Outdated) if moves < MOST_MOVES => {
                    moves += 1;
                    progress = self.begin(newest).await?;
                    continue;
                }
                Err(StepError::Outdated) => return Ok(()),
                Err(StepError::TooMuch(_)) if self.size.lower() => continue,
                Err(StepError::TooMuch(error)) => WatchError::Chain(error),
                Err(StepError::Watch(error)) => error,
            };
            if matches!(&error, WatchError::Chain(error) if is_late(error)) {
                let _ = self.size.halve();
            }
            if !is_gap || matches!(error, WatchError::Storage(_)) {
                return Err(error);
            }
            self.postpone(&mut progress, &step, newest, &error).await?;
        }
    }

    /// How far the chain was read for the accounts that there are.
    async fn begin(&mut self, head: u64) -> Result<Progress, StorageError> {
        let chain_id = self.chain_id;
        self.first_head.get_or_insert(head);
        let accounts = self.wallet.transfer_accounts().await?;
        let stored = self.wallet.scans_of(chain_id, &accounts.existing).await?;
        let mut scans = Scans::restore(&stored);
        scans.keep_accounts(&accounts.watched);
        scans.add_accounts(&accounts.watched, history_start(chain_id, head), oldest_block(chain_id, head));
        self.known.retain(|account, _| accounts.watched.contains(account));
        self.ready.retain(|account| accounts.watched.contains(account));
        self.wallet.history_begins(chain_id, &accounts.watched, &self.ready);
        Ok(Progress { scans, stored })
    }

    /// Reads one range and stores what is in it.
    async fn step(&mut self, progress: &mut Progress, step: &ScanStep, head: u64) -> Result<(), StepError> {
        let (wallet, chain_id) = (self.wallet.clone(), self.chain_id);
        let chain = wallet.chain(chain_id)?;
        let (known, is_past_unknown) = (&self.known, self.is_past_unknown);
        let reader = Reader { chain: chain.as_ref(), chain_id, head, known, is_past_unknown };
        let RangeRead { before, after, found, states, refused, is_past_unknown } = reader.read(step).await?;
        progress.scans.accept(step, before, after, &found.untold, head)?;
        if refused > 0 {
            tracing::info!(
                chain_id,
                refused,
                first = step.range.first,
                last = step.range.last,
                "Logs are no transfers."
            );
        }
        let transactions = found.transactions;
        let save = move |stores: &mut dyn WalletTransaction| {
            let mut transfers = found.transfers;
            link_multi_transactions(stores, chain_id, &mut transfers)?;
            stores.save_transfers(&transfers)?;
            stores.save_mined_transactions(&transactions)?;
            Ok(transfers)
        };
        let transfers = self.store(progress, save).await?;
        if !step.is_gap {
            // What the next range begins with.
            self.known.extend(states);
        }
        if is_past_unknown && !std::mem::replace(&mut self.is_past_unknown, true) {
            wallet.tell_past_unknown(chain_id, &step.accounts);
        }
        if !transfers.is_empty() {
            wallet.tell_transfers(chain_id, &transfers);
            wallet.notify_of_transfers(&transfers, self.first_head.unwrap_or(head)).await;
        }
        Ok(())
    }

    /// Changes what is stored together with how far the chain is read, unless somebody else changed that meanwhile.
    async fn store<T, F>(&self, progress: &mut Progress, work: F) -> Result<T, StepError>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn WalletTransaction) -> Result<T, StorageError> + Send + 'static,
    {
        let (chain_id, records, expected) = (self.chain_id, progress.scans.records(), progress.stored.clone());
        let change = move |stores: &mut dyn WalletTransaction| {
            if stores.scans(chain_id)? != expected {
                return Err(StepError::Outdated);
            }
            stores.replace_scans(chain_id, &records)?;
            Ok((work(stores)?, records))
        };
        let (done, records) = self.wallet.store().transact(change).await?;
        progress.stored = records;
        Ok(done)
    }

    /// A part of what was left out cannot be read: it is tried again later.
    async fn postpone(
        &self,
        progress: &mut Progress,
        step: &ScanStep,
        head: u64,
        error: &WatchError,
    ) -> Result<(), WatchError> {
        let (chain_id, first, last) = (self.chain_id, step.range.first, step.range.last);
        tracing::debug!(chain_id, first, last, %error, "Blocks that were left out are read later.");
        progress.scans.postpone(step, head);
        match self.store(progress, |_| Ok(())).await {
            Ok(()) | Err(StepError::Outdated) => {}
            Err(error) => return Err(error.into()),
        }
        if progress.scans.attempts(last) == TOLD_ATTEMPTS {
            self.wallet.tell_history_error(chain_id, &error.to_string());
        }
        Ok(())
    }

    /// Finds out which blocks the chain took back, and forgets what was in them.
    async fn rewind(&mut self, progress: &mut Progress) -> Result<(), WatchError> {
        let chain_id = self.chain_id;
        let ends = progress.scans.range_ends().into_iter().collect();
        let headers = self.wallet.chain(chain_id)?.block_headers(ends).await?;
        let undone = progress.scans.rewind(|number| headers.get(&number).map(|header| header.hash));
        self.known.clear();
        if undone.is_empty() {
            return Ok(());
        }
        let forget = move |stores: &mut dyn WalletTransaction| {
            for (accounts, first) in &undone {
                stores.delete_transfers_from(chain_id, accounts, *first)?;
            }
            Ok(())
        };
        match self.store(progress, forget).await {
            Ok(()) => self.wallet.events().activity_changed(),
            // The next step finds that out, too.
            Err(StepError::Outdated) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Tells of accounts once that they are read.
    fn tell_ready(&mut self, read: &BTreeSet<[u8; 20]>) {
        let newly: Vec<[u8; 20]> = read.difference(&self.ready).copied().collect();
        if !newly.is_empty() {
            self.ready.extend(&newly);
            self.wallet.history_ends(self.chain_id, &newly);
            self.wallet.tell_history_ready(self.chain_id, newly);
        }
    }
}

/// Why a range is not stored.
enum StepError {
    /// It is to be read again, after a look at what the chain took back.
    Moved,
    /// Accounts were taken away meanwhile.
    Outdated,
    /// Fewer blocks are to be read.
    TooMuch(ChainError),
    /// It goes on with the next block.
    Watch(WatchError),
}

impl From<StepError> for WatchError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Moved | StepError::Outdated => FindingsError::Moved.into(),
            StepError::TooMuch(error) => error.into(),
            StepError::Watch(error) => error,
        }
    }
}

impl From<ReadError> for StepError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Findings(FindingsError::Moved) => Self::Moved,
            ReadError::TooMuch(error) => Self::TooMuch(error),
            error => Self::Watch(error.into()),
        }
    }
}

impl From<ScanError> for StepError {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::TooManyGaps => Self::Watch(FindingsError::Incomplete.into()),
            _ => Self::Moved,
        }
    }
}

impl From<ChainError> for StepError {
    fn from(error: ChainError) -> Self {
        Self::Watch(error.into())
    }
}

impl From<StorageError> for StepError {
    fn from(error: StorageError) -> Self {
        Self::Watch(error.into())
    }
}
