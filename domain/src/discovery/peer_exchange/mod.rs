//! 34/WAKU2-PEER-EXCHANGE: one node asks another for records of others (specification: transport, section 2.7).

mod client;
mod server;

pub use client::{PeerExchangeError, read_response, request};
pub use server::{PeerExchangeServer, ServerDecision};

/// Most records in an answer.
pub const MAX_PEERS: usize = 60;
