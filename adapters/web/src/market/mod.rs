//! Providers of market data.

mod answer;
mod client;
mod coingecko;
mod cryptocompare;

pub use client::{MarketEndpoint, MarketLogin};
pub use coingecko::CoinGecko;
pub use cryptocompare::CryptoCompare;

/// Characters of a symbol that providers are asked for.
const MAX_SYMBOL_LENGTH: usize = 30;

/// What a provider calls a token or a currency: in capitals, and the token of the test chains as its model.
fn listed_symbol(symbol: &str) -> String {
    let capitals = symbol.to_uppercase();
    if capitals == "STT" { "SNT".to_owned() } else { capitals }
}

/// Of these symbols, those that can stand in a list. No provider knows others.
fn askable(symbols: &[String]) -> Vec<&str> {
    let mut askable: Vec<&str> = symbols.iter().map(String::as_str).filter(|symbol| is_askable(symbol)).collect();
    askable.sort_unstable();
    askable.dedup();
    askable
}

fn is_askable(symbol: &str) -> bool {
    let is_listed = |character: char| !character.is_control() && !character.is_whitespace() && character != ',';
    !symbol.is_empty() && symbol.chars().count() <= MAX_SYMBOL_LENGTH && symbol.chars().all(is_listed)
}

/// Lists of these names with commas between them, none longer than so many bytes or names.
fn chunks<'a>(names: &[&'a str], most_bytes: usize, most_names: usize) -> Vec<Vec<&'a str>> {
    let mut chunks: Vec<Vec<&str>> = Vec::new();
    let mut length = 0;
    for name in names {
        match chunks.last_mut() {
            Some(chunk) if length + name.len() < most_bytes && chunk.len() < most_names => chunk.push(name),
            _ => {
                chunks.push(vec![name]);
                length = 0;
            }
        }
        length += name.len() + 1;
    }
    chunks
}
