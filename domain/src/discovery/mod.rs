//! Finding other nodes of the Waku network: their signed records, the lists of them that DNS serves, what peers tell of
//! others, and whom of all these to connect to.
//!
//! Everything here is a fact in and a decision out. What reads names, datagrams and streams are adapters.

pub mod connector;
mod draw;
pub mod enr;
pub mod fleet;
pub mod peer_exchange;
pub mod peer_id;
pub mod tree;

#[cfg(test)]
mod tests;
