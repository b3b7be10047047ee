//! Which entries are wanted.

use std::collections::BTreeSet;

use super::{ActivityStatus, ActivityType, Asset, AssetKind, Entry, EntryKey};
use crate::wallet::token::TokenCatalog;

/// A time in Unix seconds, both ends included; 0 is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first second.
    pub start: u64,
    /// The last second.
    pub end: u64,
}

/// Whose entries are wanted, and on which chains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Accounts.
    pub addresses: BTreeSet<[u8; 20]>,
    /// Chains; empty means all.
    pub chains: BTreeSet<u64>,
}

impl Scope {
    /// Whether an entry is within it. Of what is sent the recipient has an entry of its own; a swap or a bridge is of
    /// both sides.
    #[must_use]
    pub fn contains(&self, entry: &Entry) -> bool {
        let is_of = |address: Option<[u8; 20]>| address.is_some_and(|address| self.addresses.contains(&address));
        let is_of_addresses = match entry.key {
            EntryKey::Transfer { account, .. } => self.addresses.contains(&account),
            EntryKey::MultiTransaction(_) if entry.activity_type == ActivityType::Send => is_of(entry.sender),
            EntryKey::MultiTransaction(_) | EntryKey::Pending { .. } => is_of(entry.sender) || is_of(entry.recipient),
        };
        let chains = [entry.chain_id_out, entry.chain_id_in];
        let is_on_chains = || chains.into_iter().flatten().any(|chain| self.chains.contains(&chain));
        is_of_addresses && (self.chains.is_empty() || is_on_chains())
    }
}

/// What is wanted of a scope. What is empty does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// When it happened.
    pub period: Period,
    /// What happened.
    pub types: BTreeSet<ActivityType>,
    /// How far it has come.
    pub statuses: BTreeSet<ActivityStatus>,
    /// Who is on the other side.
    pub counterparties: BTreeSet<[u8; 20]>,
    /// Tokens. Native currency stands for that of all chains.
    pub assets: BTreeSet<Asset>,
    /// Symbols of these tokens in upper case, for entries that know no more of theirs.
    pub asset_symbols: BTreeSet<String>,
    /// Collectibles.
    pub collectibles: BTreeSet<Asset>,
    /// No tokens.
    pub filter_out_assets: bool,
    /// No collectibles.
    pub filter_out_collectibles: bool,
}

impl Filter {
    /// Whether it restricts nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same, with the symbols of its tokens.
    #[must_use]
    pub fn with_symbols(self, tokens: &TokenCatalog) -> Self {
        let symbol = |asset: &Asset| tokens.find_by_address(asset.chain_id, asset.contract);
        let symbols = self.assets.iter().filter_map(symbol).map(|token| token.symbol.to_uppercase());
        Self { asset_symbols: symbols.collect(), ..self }
    }

    /// Whether an entry is wanted.
    #[must_use]
    pub fn matches(&self, entry: &Entry) -> bool {
        let Period { start, end } = self.period;
        (start == 0 || start <= entry.timestamp)
            && (end == 0 || entry.timestamp <= end)
            && (self.types.is_empty() || self.types.contains(&entry.activity_type))
            && (self.statuses.is_empty() || self.statuses.contains(&entry.status))
            && (self.counterparties.is_empty()
                || entry.counterparty().is_some_and(|address| self.counterparties.contains(&address)))
            && self.matches_assets(entry)
    }

    /// Who names tokens or collectibles wants these only, of both kinds.
    fn matches_assets(&self, entry: &Entry) -> bool {
        let is_any = self.assets.is_empty() && self.collectibles.is_empty();
        let mut tokens = [entry.token_out, entry.token_in].into_iter().flatten();
        if tokens.clone().any(|token| token.is_collectible()) {
            return !self.filter_out_collectibles && (is_any || tokens.any(|token| self.collectibles.contains(&token)));
        }
        if self.filter_out_assets || is_any {
            return !self.filter_out_assets;
        }
        let has_native = self.assets.iter().any(|asset| asset.kind == AssetKind::Native);
        let is_named = tokens.any(|token| match token.kind {
            AssetKind::Native => has_native,
            _ => self.assets.contains(&token),
        });
        // What is known to be another token is not wanted for its symbol.
        let sides = [(entry.token_out, &entry.symbol_out), (entry.token_in, &entry.symbol_in)];
        let mut symbols =
            sides.into_iter().filter(|(token, _)| token.is_none()).filter_map(|(_, symbol)| symbol.as_ref());
        is_named || symbols.any(|symbol| self.asset_symbols.contains(&symbol.to_uppercase()))
    }
}
