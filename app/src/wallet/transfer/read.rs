//! Reads one range of blocks of a chain.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use status_domain::wallet::activity::{
    BlockRange, Findings, FindingsError, Found, RangeHeads, ReadLogs, ScanStep, log_filters, read_logs,
};
use status_domain::wallet::provider::{asks_for_too_much, lacks_history};
use status_ports::{BlockHeader, ChainError, ChainProvider};

use super::search::{KnownStates, changed_blocks};

/// Blocks that are read with their transactions at the same time.
const BLOCKS_AT_ONCE: usize = 4;
/// Newest blocks of which providers know what accounts had that do not keep the past.
const KEPT_BLOCKS: u64 = 100;

/// Why a range was not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    /// The provider.
    #[error(transparent)]
    Chain(ChainError),
    /// Fewer blocks may be answered.
    #[error("too many blocks at once")]
    TooMuch(ChainError),
    /// It is to be read again.
    #[error(transparent)]
    Findings(#[from] FindingsError),
}

impl From<ChainError> for ReadError {
    fn from(error: ChainError) -> Self {
        Self::Chain(error)
    }
}

/// What was read.
pub(super) struct RangeRead {
    pub(super) before: RangeHeads,
    pub(super) after: RangeHeads,
    pub(super) found: Found,
    /// What accounts had at the end.
    pub(super) states: KnownStates,
    /// How many logs were none.
    pub(super) refused: usize,
    /// The provider does not know what accounts had then.
    pub(super) is_past_unknown: bool,
}

/// What is asked about one chain.
pub(super) struct Reader<'a> {
    pub(super) chain: &'a dyn ChainProvider,
    pub(super) chain_id: u64,
    /// The newest block.
    pub(super) head: u64,
    /// What accounts had, as far as it is known.
    pub(super) known: &'a KnownStates,
    /// The provider is known not to keep the past.
    pub(super) is_past_unknown: bool,
}

impl Reader<'_> {
    pub(super) async fn read(&self, step: &ScanStep) -> Result<RangeRead, ReadError> {
        let ScanStep { accounts, range, .. } = step;
        let ends = BTreeSet::from([range.first, range.last]);
        let before = range_heads(*range, &self.headers(ends.clone()).await?)?;
        let (logs, changed) = tokio::join!(self.logs(accounts, *range), self.changed(accounts, *range));
        let (logs, (changed, states, is_past_unknown)) = (logs?, changed?);
        let contents = stream::iter(changed).map(|number| self.chain.block_content(number)).buffered(BLOCKS_AT_ONCE);
        let contents: Vec<_> = contents.try_collect().await?;
        let refused = logs.refused.len();
        let findings = Findings::new(self.chain_id, accounts.clone(), logs.movements, contents.into_iter().flatten());
        let (transactions, receipts) = tokio::try_join!(
            self.asked(findings.missing_transactions(), |hashes| self.chain.transactions(hashes)),
            self.asked(findings.receipts(), |hashes| self.chain.receipts(hashes)),
        )
        .map_err(of_range)?;
        let headers = self.headers(&ends | &findings.blocks()).await?;
        let after = range_heads(*range, &headers)?;
        let found = findings.complete(transactions, &receipts, &headers)?;
        Ok(RangeRead { before, after, found, states, refused, is_past_unknown })
    }

    async fn headers(&self, numbers: BTreeSet<u64>) -> Result<BTreeMap<u64, BlockHeader>, ChainError> {
        self.chain.block_headers(numbers.into_iter().collect()).await
    }

    /// Asks, if there is anything to ask about.
    async fn asked<T, F>(
        &self,
        hashes: Vec<[u8; 32]>,
        ask: impl FnOnce(Vec<[u8; 32]>) -> F,
    ) -> Result<BTreeMap<[u8; 32], T>, ChainError>
    where
        F: Future<Output = Result<BTreeMap<[u8; 32], T>, ChainError>>,
    {
        if hashes.is_empty() { Ok(BTreeMap::new()) } else { ask(hashes).await }
    }

    async fn logs(&self, accounts: &BTreeSet<[u8; 20]>, range: BlockRange) -> Result<ReadLogs, ReadError> {
        let filters = log_filters(accounts, range).into_iter().map(|filter| self.chain.logs(filter));
        let answers = futures::future::try_join_all(filters).await.map_err(of_range)?;
        Ok(read_logs(self.chain_id, accounts, range, &answers.concat()))
    }

    /// Blocks in which accounts changed, as far as the provider knows the past.
    async fn changed(
        &self,
        accounts: &BTreeSet<[u8; 20]>,
        range: BlockRange,
    ) -> Result<(BTreeSet<u64>, KnownStates, bool), ChainError> {
        if !self.is_past_unknown {
            match changed_blocks(self.chain, accounts, range, self.known).await {
                Ok((changed, states)) => return Ok((changed, states, false)),
                Err(error) if lacks_history(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let first = range.first.max(self.head.saturating_sub(KEPT_BLOCKS));
        if first > range.last {
            return Ok((BTreeSet::new(), KnownStates::new(), true));
        }
        match changed_blocks(self.chain, accounts, BlockRange { first, last: range.last }, self.known).await {
            Ok((changed, states)) => Ok((changed, states, true)),
            Err(error) if lacks_history(&error) => Ok((BTreeSet::new(), KnownStates::new(), true)),
            Err(error) => Err(error),
        }
    }
}

/// Why it was not read what is in a range.
fn of_range(error: ChainError) -> ReadError {
    if asks_for_too_much(&error) { ReadError::TooMuch(error) } else { ReadError::Chain(error) }
}

/// What tells the blocks of a range from others.
fn range_heads(range: BlockRange, headers: &BTreeMap<u64, BlockHeader>) -> Result<RangeHeads, FindingsError> {
    match (headers.get(&range.first), headers.get(&range.last)) {
        (Some(first), Some(last)) => Ok(RangeHeads { parent_hash: first.parent_hash, last_hash: last.hash }),
        // The chain became shorter.
        _ => Err(FindingsError::Moved),
    }
}
