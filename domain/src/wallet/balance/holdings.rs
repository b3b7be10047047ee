//! What accounts have, as clients show it: a token of the same symbol on several chains is one.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;
use status_ports::{TokenBalanceRecord, UnixMillis};

use super::{Holding, ScannedBalances};
use crate::wallet::token::Token;

/// Symbols that are shown though there is nothing.
const MANDATORY: [&str; 4] = ["ETH", "DAI", "SNT", "STT"];

/// What an account has of a token on one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainBalance {
    /// The contract; zero for the native currency.
    pub token: [u8; 20],
    /// How often a unit is divided by ten on this chain.
    pub decimals: u8,
    /// How much, in the smallest unit. `None` if no chain ever said it.
    pub balance: Option<U256>,
    /// When the chain said so.
    pub read_at: Option<UnixMillis>,
    /// Whether the chain did not answer now, so that this is what it said before.
    pub has_error: bool,
}

/// What an account has of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHolding {
    /// The token on the first of its chains.
    pub token: Token,
    /// How much there is on each chain.
    pub balances: BTreeMap<u64, ChainBalance>,
}

/// What is known of the balances of chains.
#[derive(Clone, Debug, Default)]
pub struct ChainBalances {
    known: BTreeMap<(u64, Holding), (U256, UnixMillis)>,
    /// What the chain did not answer when it was asked now.
    silent: BTreeSet<(u64, Holding)>,
    /// What was not read because of its token.
    faulty: BTreeSet<(u64, Holding)>,
}

impl ChainBalances {
    /// What was known before.
    #[must_use]
    pub fn new(records: &[TokenBalanceRecord]) -> Self {
        let entry = |record: &TokenBalanceRecord| {
            ((record.chain_id, (record.account, record.token)), (record.balance, record.read_at))
        };
        Self { known: records.iter().map(entry).collect(), ..Self::default() }
    }

    /// Takes in what a chain said at this time, and returns what of it is worth keeping: what there is, what there was,
    /// and what is always shown. What it did not say stays as it was, and is marked.
    pub fn take<'a>(
        &mut self,
        chain_id: u64,
        scanned: &ScannedBalances,
        tokens: impl IntoIterator<Item = &'a Token>,
        at: UnixMillis,
    ) -> Vec<TokenBalanceRecord> {
        let always = tokens.into_iter().filter(|token| token.chain_id == chain_id && is_mandatory(token));
        let always: BTreeSet<[u8; 20]> = always.map(|token| token.address).collect();
        let mut kept = Vec::new();
        for (holding, balance) in &scanned.balances {
            let (account, token) = *holding;
            let before = self.known.insert((chain_id, *holding), (*balance, at));
            if before.is_some() || !balance.is_zero() || always.contains(&token) {
                kept.push(TokenBalanceRecord { account, chain_id, token, balance: *balance, read_at: at });
            }
        }
        self.silent.extend(scanned.unanswered.iter().map(|holding| (chain_id, *holding)));
        self.faulty.extend(scanned.faults.keys().map(|holding| (chain_id, *holding)));
        kept
    }

    /// Whether anything of this account on this chain is known.
    #[must_use]
    pub fn knows(&self, chain_id: u64, account: [u8; 20]) -> bool {
        let first = (chain_id, (account, [0; 20]));
        let last = (chain_id, (account, [0xff; 20]));
        self.known.range(first..=last).next().is_some()
    }

    fn of(&self, token: &Token, account: [u8; 20]) -> ChainBalance {
        let key = (token.chain_id, (account, token.address));
        let known = self.known.get(&key);
        ChainBalance {
            token: token.address,
            decimals: token.decimals,
            balance: known.map(|(balance, _)| *balance),
            read_at: known.map(|(_, at)| *at),
            has_error: known.is_none() || self.silent.contains(&key) || self.faulty.contains(&key),
        }
    }

    fn is_faulty(&self, token: &Token, account: [u8; 20]) -> bool {
        self.faulty.contains(&(token.chain_id, (account, token.address)))
    }
}

/// What an account has of these tokens. A token is there if there is some of it on a chain, and always if its symbol is
/// one that clients count on. What a list names and what anybody added are told apart though they have the same symbol.
#[must_use]
pub fn holdings<'a>(
    tokens: impl IntoIterator<Item = &'a Token>,
    account: [u8; 20],
    balances: &ChainBalances,
) -> Vec<TokenHolding> {
    let mut groups: BTreeMap<(bool, &str), TokenHolding> = BTreeMap::new();
    for token in tokens {
        let found = balances.of(token, account);
        let has_some = found.balance.is_some_and(|balance| !balance.is_zero());
        let is_shown = has_some || is_mandatory(token);
        // A token that lies is left out; what was known of it from before stays.
        if !is_shown || (balances.is_faulty(token, account) && found.balance.is_none()) {
            continue;
        }
        let group = groups.entry((!token.is_verified(), &token.symbol));
        let group = group.or_insert_with(|| TokenHolding { token: token.clone(), balances: BTreeMap::new() });
        // Of two contracts with one symbol on one chain, the one of which there is something.
        let known = group.balances.get(&token.chain_id);
        if known.is_none_or(|known| known.balance.unwrap_or_default().is_zero() && has_some) {
            group.balances.insert(token.chain_id, found);
        }
    }
    groups.into_values().collect()
}

fn is_mandatory(token: &Token) -> bool {
    token.is_native() || token.is_verified() && MANDATORY.contains(&token.symbol.as_ref())
}
