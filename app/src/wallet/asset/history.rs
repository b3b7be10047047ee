//! What accounts had over time: from what they have now, what they gave and got, and what chains know of the past.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use futures::future::join_all;
use ruint::aliases::U256;
use status_domain::wallet::balance::{BalanceLine, DailyPrices, balance_points, thinned, worth};
use status_domain::wallet::token::{NATIVE_TOKEN, Token};
use status_ports::{
    Asset, AssetKind, ChainError, ChainProvider as _, HistoryQuery, MarketError, StorageError, TransferPlace,
    TransferQuery, TransferRecord, UnixMillis, WalletStoreExt as _, WalletTransaction,
};

use crate::wallet::Wallet;

/// Transfers of a page, and of all pages.
const PAGE: usize = 1_000;
const MOST_TRANSFERS: usize = 20_000;
/// Blocks of an account that a chain is asked about.
const MOST_BLOCKS: usize = 100;
/// Days of which prices are asked for at least.
const FEWEST_DAYS: u64 = 32;
/// Most days of which prices are asked for one by one.
const MOST_DAYS: u64 = 2_000;
/// Days from one price to the next before that.
const LONG_STEP: u32 = 30;
/// How old prices of the past may be, milliseconds.
const PRICES_MAX_AGE_MS: u64 = 60 * 60 * 1000;
/// Tokens whose prices of the past are kept.
const MOST_KEPT: usize = 64;
/// Seconds.
const DAY: u64 = 86_400;

/// Prices of the past by token, currency and how many days back, and when they were asked for.
pub(super) type KeptPrices = BTreeMap<(String, String, u64), (UnixMillis, Arc<DailyPrices>)>;

/// What is wanted.
pub(crate) struct BalanceHistoryRequest {
    pub(crate) chain_ids: Vec<u64>,
    pub(crate) accounts: Vec<[u8; 20]>,
    pub(crate) symbol: String,
    pub(crate) currency: String,
    /// Unix seconds; 0 for all time.
    pub(crate) start: u64,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BalanceHistoryError {
    /// Of nobody.
    #[error("addresses must not be empty")]
    NoAccounts,
    /// None of the chains has it.
    #[error("token not found")]
    UnknownToken,
    /// A chain cannot be asked.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// Nobody tells prices.
    #[error(transparent)]
    Market(#[from] MarketError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Wallet {
    /// What these accounts had of a token, together, and what it was worth: Unix seconds and value, oldest first.
    ///
    /// # Errors
    /// [`BalanceHistoryError`].
    pub(crate) async fn balance_history(
        &self,
        request: &BalanceHistoryRequest,
    ) -> Result<Vec<(u64, f64)>, BalanceHistoryError> {
        if request.chain_ids.is_empty() {
            return Ok(Vec::new());
        }
        if request.accounts.is_empty() {
            return Err(BalanceHistoryError::NoAccounts);
        }
        let accounts: BTreeSet<[u8; 20]> = request.accounts.iter().copied().collect();
        let mut tokens = Vec::new();
        for chain_id in request.chain_ids.iter().copied().collect::<BTreeSet<u64>>() {
            self.network(chain_id).ok_or(ChainError::UnknownChain(chain_id))?;
            tokens.extend(self.find_token(chain_id, &request.symbol).await?);
        }
        // They may be others on each chain.
        let decimals = tokens.iter().map(|token| token.decimals).max().ok_or(BalanceHistoryError::UnknownToken)?;
        let chains = tokens.iter().map(|token| token.chain_id).collect();
        let transfers = Arc::new(self.transfers_since(accounts.clone(), chains, request.start).await?);
        let lines = tokens.iter().map(|token| self.balance_lines(token, &accounts, &transfers));
        let mut all = Vec::new();
        for (token, lines) in tokens.iter().zip(join_all(lines).await) {
            all.extend(lines?.into_iter().map(|line| line.finer(decimals - token.decimals)));
        }
        let now = self.now() / 1000;
        let points = balance_points(&all, request.start, now);
        let first = points.first().map_or(now, |(time, _)| *time);
        let prices = self.prices_since(&request.symbol, &request.currency, first).await?;
        Ok(worth(&points, decimals, &prices))
    }

    /// Transfers, newest first.
    async fn transfers_since(
        &self,
        accounts: BTreeSet<[u8; 20]>,
        chains: BTreeSet<u64>,
        since: u64,
    ) -> Result<Vec<TransferRecord>, StorageError> {
        let read = move |stores: &mut dyn WalletTransaction| {
            let mut query = TransferQuery { accounts, chains, since, limit: PAGE, ..TransferQuery::default() };
            let mut all: Vec<TransferRecord> = Vec::new();
            while all.len() < MOST_TRANSFERS {
                let page = stores.transfers(&query)?;
                let is_last = page.len() < PAGE;
                all.extend(page);
                let Some(last) = all.last().filter(|_| !is_last) else { break };
                query.after = Some(TransferPlace { timestamp: last.timestamp, key: Some(last.key()) });
            }
            Ok::<_, StorageError>(all)
        };
        self.store().query(read).await
    }

    /// What each account had of a token.
    async fn balance_lines(
        &self,
        token: &Token,
        accounts: &BTreeSet<[u8; 20]>,
        transfers: &[TransferRecord],
    ) -> Result<Vec<BalanceLine>, BalanceHistoryError> {
        let chain_id = token.chain_id;
        let is_native = token.address == NATIVE_TOKEN;
        let asset = match is_native {
            true => Asset::native(chain_id),
            false => Asset { kind: AssetKind::Erc20, chain_id, contract: token.address, token_id: U256::ZERO },
        };
        let balances = self.balances_now(token, accounts).await?;
        let of_account = |account: [u8; 20]| {
            let now = balances.get(&account).copied().unwrap_or_default();
            async move {
                let told = if is_native { self.told_line(chain_id, account, transfers).await } else { None };
                told.unwrap_or_else(|| BalanceLine::backwards(&account, &asset, now, transfers))
            }
        };
        Ok(join_all(accounts.iter().copied().map(of_account)).await)
    }

    /// What accounts have now, or what they had when a chain said so last.
    async fn balances_now(
        &self,
        token: &Token,
        accounts: &BTreeSet<[u8; 20]>,
    ) -> Result<BTreeMap<[u8; 20], U256>, BalanceHistoryError> {
        let asked: Vec<[u8; 20]> = accounts.iter().copied().collect();
        let (chain_id, address) = (token.chain_id, token.address);
        let read = asked.clone();
        let kept = self.store().query(move |stores| stores.token_balances(&read)).await?;
        let kept = kept.into_iter().filter(|kept| (kept.chain_id, kept.token) == (chain_id, address));
        let mut balances: BTreeMap<_, _> = kept.map(|kept| (kept.account, kept.balance)).collect();
        // A chain that does not answer has said something before, or nothing.
        if let Ok(mut told) = self.balances_by_chain(&[chain_id], &asked, &[address]).await {
            let told = told.remove(&chain_id).unwrap_or_default();
            balances.extend(told.into_iter().filter_map(|(account, told)| Some((account, *told.get(&address)?))));
        }
        Ok(balances)
    }

    /// How much of the native currency an account had, as its chain tells, fees included; `None` if it does not.
    async fn told_line(&self, chain_id: u64, account: [u8; 20], transfers: &[TransferRecord]) -> Option<BalanceLine> {
        let of_account =
            transfers.iter().filter(|transfer| (transfer.account, transfer.asset.chain_id) == (account, chain_id));
        let blocks: BTreeMap<u64, u64> =
            of_account.map(|transfer| (transfer.block.number, transfer.timestamp)).collect();
        let blocks: Vec<(u64, u64)> = blocks.into_iter().collect();
        let blocks: Vec<(u64, u64)> = thinned(&blocks, MOST_BLOCKS).collect();
        let before = blocks.first()?.0.checked_sub(1)?;
        let asked = std::iter::once(before).chain(blocks.iter().map(|(number, _)| *number));
        let asked = asked.map(|number| (account, number)).collect();
        let states = self.chain(chain_id).ok()?.account_states(asked).await.ok()?;
        let (before, states) = states.split_first()?;
        let changes = blocks.iter().zip(states).map(|((_, time), state)| (*time, state.balance));
        Some(BalanceLine::told(before.balance, changes))
    }

    /// What a token cost from a time on.
    async fn prices_since(&self, symbol: &str, currency: &str, since: u64) -> Result<Arc<DailyPrices>, MarketError> {
        let days = (self.now() / 1000).saturating_sub(since) / DAY + 2;
        // Nearly the same question has the same answer.
        let days = days.max(FEWEST_DAYS).next_power_of_two();
        let key = (symbol.to_owned(), currency.to_owned(), days);
        let now = self.now();
        if let Some((at, prices)) = self.assets().prices().get(&key)
            && now.saturating_sub(*at) < PRICES_MAX_AGE_MS
        {
            return Ok(Arc::clone(prices));
        }
        let query = |limit: u64, aggregate, is_whole| HistoryQuery {
            symbol: symbol.to_owned(),
            currency: currency.to_owned(),
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            aggregate,
            is_whole,
        };
        let mut told = self.market().daily_prices(query(days.min(MOST_DAYS), 1, false)).await?;
        if days > MOST_DAYS {
            // Of what is long ago a price a month is enough.
            told.extend(self.market().daily_prices(query(1, LONG_STEP, true)).await?);
        }
        let prices = Arc::new(DailyPrices::new(&told));
        let mut kept = self.assets().prices();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, (now, Arc::clone(&prices)));
        Ok(prices)
    }
}

impl super::Assets {
    fn prices(&self) -> std::sync::MutexGuard<'_, KeptPrices> {
        self.prices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
