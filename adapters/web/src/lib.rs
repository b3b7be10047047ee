//! The web over HTTP/1.1 and TLS: the adapter of [`status_ports::WebFetcher`], of [`status_ports::MarketProvider`] for
//! services that tell what tokens are worth, and of [`status_ports::FunctionDirectory`].
//!
//! What is read here are addresses that strangers wrote. So each one that is connected to is checked at that moment, be
//! it written in the URL, resolved from a name, or reached by a redirect.

mod address;
mod client;
mod function;
mod market;
mod resolver;

#[cfg(test)]
mod tests;

pub use address::Reach;
pub use client::{ClientError, WebClient};
pub use function::{FourByteDirectory, FourByteList};
pub use market::{CoinGecko, CryptoCompare, MarketEndpoint, MarketLogin};
