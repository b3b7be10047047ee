//! Chains of Ethereum over JSON-RPC and HTTP: the adapter of `status_ports::ChainProvider`.

mod answer;
mod chain;
mod client;
mod error;
mod exchange;

pub use chain::HttpChain;
pub use client::{ClientError, EthereumClient};

#[cfg(test)]
mod tests;
