//! The tokens of the chains that a profile knows.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{CustomTokenRecord, NetworkRecord};

use super::{Token, TokenList, token_lists};
use crate::wallet::network::TokenOverride;

/// Contracts that stand in for those of lists, by chain.
pub type TokenOverrides = BTreeMap<u64, Vec<TokenOverride>>;

/// Which tokens are meant besides those of lists and the native currencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenScope {
    /// Those whose balances are shown: what the person added, and what belongs to communities. Others come unasked.
    Shown,
    /// All that were ever seen.
    Known,
}

/// The tokens of some chains: each contract once.
#[derive(Clone, Debug, Default)]
pub struct TokenCatalog {
    tokens: Vec<Token>,
}

impl TokenCatalog {
    /// The tokens of these chains. What several lists name is taken from the first; then come custom tokens, then
    /// native currencies.
    #[must_use]
    pub fn new(
        networks: &[NetworkRecord],
        overrides: &TokenOverrides,
        customs: &[CustomTokenRecord],
        scope: TokenScope,
    ) -> Self {
        let chains: BTreeSet<u64> = networks.iter().map(|network| network.chain_id).collect();
        let listed = token_lists().iter().flat_map(|list| listed_tokens(list, overrides));
        let customs = customs.iter().filter(|token| scope == TokenScope::Known || is_shown(token)).map(Token::from);
        let mut seen = BTreeSet::new();
        let tokens = listed.chain(customs).filter(|token| chains.contains(&token.chain_id));
        let tokens = tokens.filter(|token| seen.insert((token.chain_id, token.address)));
        let tokens: Vec<Token> = tokens.collect();
        Self { tokens: tokens.into_iter().chain(networks.iter().map(Token::from)).collect() }
    }

    /// All tokens.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The tokens of a chain.
    pub fn of_chain(&self, chain_id: u64) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(move |token| token.chain_id == chain_id)
    }

    /// The token of a chain with exactly this symbol. The native currency comes before tokens that call themselves so,
    /// and lists come before what anybody can add.
    #[must_use]
    pub fn find(&self, chain_id: u64, symbol: &str) -> Option<&Token> {
        let native = self.of_chain(chain_id).find(|token| token.is_native() && token.symbol == symbol);
        native.or_else(|| self.of_chain(chain_id).find(|token| token.symbol == symbol))
    }

    /// The token with this contract; the zero address is the native currency.
    #[must_use]
    pub fn find_by_address(&self, chain_id: u64, address: [u8; 20]) -> Option<&Token> {
        self.of_chain(chain_id).find(|token| token.address == address)
    }
}

/// The tokens of a list. Those for whose symbol their chain has another contract are there.
pub fn listed_tokens<'a>(list: &'static TokenList, overrides: &'a TokenOverrides) -> impl Iterator<Item = Token> + 'a {
    list.tokens().iter().map(|listed| {
        let mut token = Token::listed(listed, list.id);
        let of_chain = overrides.get(&token.chain_id).map(Vec::as_slice).unwrap_or_default();
        if let Some(other) = of_chain.iter().find(|other| other.symbol == token.symbol) {
            token.address = other.address;
        }
        token
    })
}

fn is_shown(token: &CustomTokenRecord) -> bool {
    token.is_added || token.community_id.as_ref().is_some_and(|id| !id.is_empty())
}
