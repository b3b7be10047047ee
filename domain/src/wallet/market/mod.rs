//! What tokens are worth: which answers of providers are believed, and how long (specification: wallet, section 7).

mod cache;
mod sound;

#[cfg(test)]
mod tests;

pub use cache::MarketCache;
pub use sound::{sound_history, sound_market_values, sound_prices};
