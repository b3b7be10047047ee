//! Reads a chain for all accounts whenever it has new blocks.

use std::collections::BTreeSet;

use status_domain::wallet::activity::{
    FindingsError, RangeSize, ScanStep, Scans, history_start, link_multi_transactions, log_range,
};
use status_domain::wallet::provider::is_late;
use status_ports::{ChainError, ChainProvider as _, StorageError, WalletStoreExt as _, WalletTransaction};

use super::read::{RangeRead, ReadError, Reader};
use super::search::KnownStates;
use crate::wallet::Wallet;

/// How often blocks may be taken back while one new block is taken up.
const MOST_MOVES: usize = 3;

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
    /// `None` until it was read from the store.
    scans: Option<Scans>,
    /// How many blocks are asked for at once.
    size: RangeSize,
    known: KnownStates,
    /// Accounts that clients were told to be read to the newest block.
    ready: BTreeSet<[u8; 20]>,
    /// Clients were told that it does not go on.
    is_failing: bool,
    /// The provider does not keep the past.
    is_past_unknown: bool,
}

impl Watcher {
    fn new(wallet: Wallet, chain_id: u64) -> Self {
        Self {
            wallet,
            chain_id,
            scans: None,
            size: RangeSize::new(log_range(chain_id)),
            known: KnownStates::new(),
            ready: BTreeSet::new(),
            is_failing: false,
            is_past_unknown: false,
        }
    }

    async fn follow(&mut self) -> Result<(), ChainError> {
        let mut blocks = self.wallet.watch_blocks_calmly(self.chain_id)?;
        loop {
            if *blocks.borrow() > 0 {
                match self.catch_up(|| *blocks.borrow_and_update()).await {
                    Ok(()) => self.is_failing = false,
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

    /// Tells clients once that it does not go on. That providers do not agree on the newest blocks is usual.
    fn note_failure(&mut self, error: &WatchError) {
        let chain_id = self.chain_id;
        tracing::debug!(chain_id, %error, "Transfers are looked for again with the next block.");
        if !matches!(error, WatchError::Findings(_)) && !core::mem::replace(&mut self.is_failing, true) {
            self.wallet.tell_history_error(chain_id, &error.to_string());
        }
    }

    /// Reads what there is to read, up to the newest block.
    async fn catch_up(&mut self, mut head: impl FnMut() -> u64 + Send) -> Result<(), WatchError> {
        let accounts = self.wallet.watched_accounts().await?;
        let mut scans = self.scans(&accounts, head()).await?;
        let mut moves = 0;
        let outcome = loop {
            let newest = head();
            let Some(step) = scans.next(newest, self.size) else { break Ok(newest) };
            match self.step(&mut scans, step, newest).await {
                Ok(()) => self.size.grow(),
                Err(StepError::Watch(error)) => {
                    if matches!(&error, WatchError::Chain(error) if is_late(error)) {
                        let _ = self.size.halve();
                    }
                    break Err(error);
                }
                Err(StepError::TooMuch(error)) => {
                    if !self.size.lower() {
                        break Err(error.into());
                    }
                }
                Err(StepError::Moved) if moves < MOST_MOVES => {
                    moves += 1;
                    if let Err(error) = self.rewind(&mut scans).await {
                        break Err(error);
                    }
                }
                Err(StepError::Moved) => break Err(FindingsError::Moved.into()),
            }
        };
        match outcome {
            Ok(newest) => {
                let read = scans.read_up_to(newest);
                self.scans = Some(scans);
                self.tell_ready(&read);
                Ok(())
            }
            Err(error) => {
                // What is stored is what counts.
                self.scans = None;
                Err(error)
            }
        }
    }

    /// How far the chain was read for these accounts. What is stored of others is forgotten.
    async fn scans(&mut self, accounts: &BTreeSet<[u8; 20]>, head: u64) -> Result<Scans, StorageError> {
        let chain_id = self.chain_id;
        let mut scans = match self.scans.take() {
            Some(scans) => scans,
            None => Scans::restore(&self.wallet.store().query(move |stores| stores.scans(chain_id)).await?),
        };
        let gone = scans.set_accounts(accounts, history_start(chain_id, head));
        if !gone.is_empty() {
            self.known.retain(|account, _| accounts.contains(account));
            self.ready.retain(|account| accounts.contains(account));
            let records = scans.records();
            let forget = move |stores: &mut dyn WalletTransaction| {
                gone.iter().try_for_each(|account| stores.delete_transfers_of(account))?;
                stores.replace_scans(chain_id, &records)
            };
            self.wallet.store().transact::<_, StorageError, _>(forget).await?;
            self.wallet.events().activity_changed();
        }
        Ok(scans)
    }

    /// Reads one range and stores what is in it.
    async fn step(&mut self, scans: &mut Scans, step: ScanStep, head: u64) -> Result<(), StepError> {
        let (wallet, chain_id) = (self.wallet.clone(), self.chain_id);
        let chain = wallet.chain(chain_id)?;
        let (known, is_past_unknown) = (&self.known, self.is_past_unknown);
        let reader = Reader { chain: chain.as_ref(), chain_id, head, known, is_past_unknown };
        let RangeRead { before, after, found, states, refused, is_past_unknown } = reader.read(&step).await?;
        scans.accept(&step, before, after).map_err(|_| StepError::Moved)?;
        if refused > 0 {
            tracing::info!(
                chain_id,
                refused,
                first = step.range.first,
                last = step.range.last,
                "Logs are no transfers."
            );
        }
        let (records, transactions) = (scans.records(), found.transactions);
        let save = move |stores: &mut dyn WalletTransaction| {
            let mut transfers = found.transfers;
            link_multi_transactions(stores, chain_id, &mut transfers)?;
            stores.save_transfers(&transfers)?;
            stores.save_mined_transactions(&transactions)?;
            stores.replace_scans(chain_id, &records)?;
            Ok::<_, StorageError>(transfers)
        };
        let transfers = wallet.store().transact(save).await?;
        // Those of the past are not what the next range begins with.
        self.known.extend(states);
        if is_past_unknown && !std::mem::replace(&mut self.is_past_unknown, true) {
            wallet.tell_past_unknown(chain_id, &step.accounts);
        }
        if !transfers.is_empty() {
            wallet.tell_transfers(chain_id, &transfers);
        }
        Ok(())
    }

    /// Finds out which blocks the chain took back, and forgets what was in them.
    async fn rewind(&mut self, scans: &mut Scans) -> Result<(), WatchError> {
        let chain_id = self.chain_id;
        let ends = scans.range_ends().into_iter().collect();
        let headers = self.wallet.chain(chain_id)?.block_headers(ends).await?;
        let undone = scans.rewind(|number| headers.get(&number).map(|header| header.hash));
        self.known.clear();
        if undone.is_empty() {
            return Ok(());
        }
        let records = scans.records();
        let forget = move |stores: &mut dyn WalletTransaction| {
            for (accounts, first) in &undone {
                stores.delete_transfers_from(chain_id, accounts, *first)?;
            }
            stores.replace_scans(chain_id, &records)
        };
        self.wallet.store().transact::<_, StorageError, _>(forget).await?;
        self.wallet.events().activity_changed();
        Ok(())
    }

    /// Tells of accounts once that they are read.
    fn tell_ready(&mut self, read: &BTreeSet<[u8; 20]>) {
        let newly: Vec<[u8; 20]> = read.difference(&self.ready).copied().collect();
        if !newly.is_empty() {
            self.ready.extend(&newly);
            self.wallet.tell_history_ready(self.chain_id, newly);
        }
    }
}

/// Why a range is not stored.
enum StepError {
    /// It is to be read again, after a look at what the chain took back.
    Moved,
    /// Fewer blocks are to be read.
    TooMuch(ChainError),
    /// It goes on with the next block.
    Watch(WatchError),
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
