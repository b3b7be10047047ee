//! Tokens: which there are, and what is known of them (specification: wallet, section 5).

mod catalog;
mod list;
mod metadata;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use status_ports::{CustomTokenRecord, NetworkRecord};

pub use catalog::{TokenCatalog, TokenOverrides, TokenScope, listed_tokens};
pub use list::{ListedToken, TokenList, TokenListError, parse_token_list, token_lists};
pub use metadata::{
    TokenQuestion, community_of_base_uri, decode_token_decimals, decode_token_name, decode_token_symbol,
};

/// The address that stands for the native currency of a chain.
pub const NATIVE_TOKEN: [u8; 20] = [0; 20];

/// Characters of a token's name.
pub const MAX_NAME_LENGTH: usize = 128;

/// Characters of a token's symbol.
pub const MAX_SYMBOL_LENGTH: usize = 32;

/// Tokens whose value follows something else: symbol, and the ISO 4217 code of that.
const PEGS: [(&str, &str); 16] = [
    ("aUSDC", "USD"),
    ("DAI", "USD"),
    ("EUROC", "EUR"),
    ("SAI", "USD"),
    ("sUSD", "USD"),
    ("PAXG", "XAU"),
    ("TCAD", "CAD"),
    ("TUSD", "USD"),
    ("TGBP", "GBP"),
    ("TAUD", "AUD"),
    ("USDC", "USD"),
    ("USDD", "USD"),
    ("USDS", "USD"),
    ("USDT", "USD"),
    ("USDP", "USD"),
    ("USDSC", "USD"),
];

/// Why something is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It has no name that can be shown.
    #[error("the token has no valid name")]
    NoName,
    /// It has no symbol that can be shown.
    #[error("the token has no valid symbol")]
    NoSymbol,
    /// It has no number of decimals from 0 to 255.
    #[error("the token has no valid number of decimals")]
    NoDecimals,
    /// The address of the native currency is no contract.
    #[error("the native currency is no custom token")]
    Native,
}

/// Where a token is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenOrigin {
    /// It is the native currency of its chain.
    Native,
    /// A list that comes with the program, by its id.
    List(&'static str),
    /// The person or what happened on the chain.
    Custom,
}

/// A token, or the native currency of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The chain of its contract.
    pub chain_id: u64,
    /// Its contract, or [`NATIVE_TOKEN`].
    pub address: [u8; 20],
    /// What it is called.
    pub name: Cow<'static, str>,
    /// What it is called in short.
    pub symbol: Cow<'static, str>,
    /// How often a unit is divided by ten.
    pub decimals: u8,
    /// Where it is known from.
    pub origin: TokenOrigin,
    /// The community whose token it is, `0x` and the compressed public key.
    pub community_id: Option<String>,
}

impl Token {
    /// Whether it is what it says: what comes with the program is.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        !matches!(self.origin, TokenOrigin::Custom)
    }

    /// Whether it is the native currency of its chain.
    #[must_use]
    pub const fn is_native(&self) -> bool {
        matches!(self.origin, TokenOrigin::Native)
    }

    /// The list that it is from; empty for others.
    #[must_use]
    pub const fn list_id(&self) -> &'static str {
        match self.origin {
            TokenOrigin::List(id) => id,
            _ => "",
        }
    }

    /// A token of a list.
    #[must_use]
    pub fn listed(token: &ListedToken<'static>, list: &'static str) -> Self {
        Self {
            chain_id: token.chain_id,
            address: token.address,
            name: token.name.into(),
            symbol: token.symbol.into(),
            decimals: token.decimals,
            origin: TokenOrigin::List(list),
            community_id: None,
        }
    }
}

impl From<&NetworkRecord> for Token {
    /// The native currency of a chain.
    fn from(network: &NetworkRecord) -> Self {
        Self {
            chain_id: network.chain_id,
            address: NATIVE_TOKEN,
            name: network.native_currency_name.clone().into(),
            symbol: network.native_currency_symbol.clone().into(),
            decimals: network.native_currency_decimals,
            origin: TokenOrigin::Native,
            community_id: None,
        }
    }
}

impl From<&CustomTokenRecord> for Token {
    fn from(token: &CustomTokenRecord) -> Self {
        Self {
            chain_id: token.chain_id,
            address: token.address,
            name: token.name.clone().into(),
            symbol: token.symbol.clone().into(),
            decimals: token.decimals,
            origin: TokenOrigin::Custom,
            community_id: token.community_id.clone(),
        }
    }
}

/// The ISO 4217 code of what a token's value follows; empty for other tokens.
#[must_use]
pub fn token_peg(symbol: &str) -> &'static str {
    PEGS.iter().find(|(pegged, _)| *pegged == symbol).map_or("", |(_, code)| code)
}

/// Checks a token that somebody adds, and takes from its name and symbol what nobody sees.
///
/// # Errors
/// [`TokenError`] if it has no name or symbol to show, or is the native currency.
pub fn custom_token(token: CustomTokenRecord) -> Result<CustomTokenRecord, TokenError> {
    if token.address == NATIVE_TOKEN {
        return Err(TokenError::Native);
    }
    let name = label(&token.name, MAX_NAME_LENGTH).ok_or(TokenError::NoName)?;
    let symbol = label(&token.symbol, MAX_SYMBOL_LENGTH).ok_or(TokenError::NoSymbol)?;
    Ok(CustomTokenRecord { name, symbol, ..token })
}

/// Text that can be shown in one line, without space around it.
fn label(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let is_shown = !text.is_empty() && text.chars().count() <= most && !text.chars().any(is_hidden);
    is_shown.then(|| text.to_owned())
}

/// Control characters, and those that turn the direction of what follows.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
