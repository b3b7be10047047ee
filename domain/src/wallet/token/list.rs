//! Token lists that come with the program.

use std::sync::OnceLock;

use super::{MAX_NAME_LENGTH, MAX_SYMBOL_LENGTH};
use crate::identity::parse_address;

/// A published list of tokens.
#[derive(Debug)]
pub struct TokenList {
    /// What tokens of it say where they are from.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Where it is published.
    pub source: &'static str,
    /// Its version.
    pub version: &'static str,
    /// When it was published, Unix seconds.
    pub updated_at: u64,
    pub(super) text: &'static str,
    tokens: OnceLock<Vec<ListedToken<'static>>>,
}

/// A token as a list says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedToken<'a> {
    /// The chain of its contract.
    pub chain_id: u64,
    /// Its contract.
    pub address: [u8; 20],
    /// How often a unit is divided by ten.
    pub decimals: u8,
    /// What it is called in short.
    pub symbol: &'a str,
    /// What it is called.
    pub name: &'a str,
}

/// Why a line of a list is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the token list is no token")]
pub struct TokenListError {
    /// The line, from 1.
    pub line: usize,
}

static LISTS: [TokenList; 2] = [
    TokenList {
        id: "uniswap",
        name: "Uniswap Labs Default Token List",
        source: "https://gateway.ipfs.io/ipns/tokens.uniswap.org",
        version: "11.8.0",
        updated_at: 1_697_613_003,
        text: include_str!("../../../data/tokens/uniswap.tsv"),
        tokens: OnceLock::new(),
    },
    TokenList {
        id: "status",
        name: "Status Token List",
        source: "https://github.com/status-im/status-go/blob/develop/services/wallet/token/tokenstore.go",
        version: "1.0.0",
        updated_at: 1_697_613_003,
        text: include_str!("../../../data/tokens/status.tsv"),
        tokens: OnceLock::new(),
    },
];

/// The lists that come with the program, the more trusted ones first.
#[must_use]
pub const fn token_lists() -> &'static [TokenList] {
    &LISTS
}

impl TokenList {
    /// Its tokens, read when they are asked for first.
    #[must_use]
    pub fn tokens(&'static self) -> &'static [ListedToken<'static>] {
        // What comes with the program is right: a test reads it.
        self.tokens.get_or_init(|| parse_token_list(self.text).unwrap_or_default())
    }
}

/// Reads a list of tokens: a line for each with chain, contract, decimals, symbol and name, with tabs between them. Lines
/// that begin with `#` say nothing.
///
/// # Errors
/// [`TokenListError`] for a line that is none of these.
pub fn parse_token_list(text: &str) -> Result<Vec<ListedToken<'_>>, TokenListError> {
    let lines = text.lines().zip(1_usize..).filter(|(line, _)| !line.starts_with('#'));
    lines.map(|(text, line)| parse_line(text).ok_or(TokenListError { line })).collect()
}

fn parse_line(line: &str) -> Option<ListedToken<'_>> {
    let mut cells = line.split('\t');
    let token = ListedToken {
        chain_id: cells.next()?.parse().ok().filter(|id| *id > 0)?,
        address: parse_address(cells.next()?).ok()?,
        decimals: cells.next()?.parse().ok()?,
        symbol: cells.next().filter(|symbol| is_label(symbol, MAX_SYMBOL_LENGTH))?,
        name: cells.next().filter(|name| is_label(name, MAX_NAME_LENGTH))?,
    };
    cells.next().is_none().then_some(token)
}

fn is_label(text: &str, most: usize) -> bool {
    !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}
