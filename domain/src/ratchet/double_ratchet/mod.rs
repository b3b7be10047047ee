//! The double ratchet on secp256k1 (section 10): pure functions over a [`RatchetState`](status_ports::RatchetState).

mod aead;
mod chain;
mod error;
mod header;
mod receive;
mod send;

pub use aead::{open, seal};
pub use chain::{ChainStep, RootStep, step_chain, step_root};
pub use error::RatchetError;
pub use header::{HEADER_LENGTH, Header};
pub use receive::{Limits, Received, receive, receive_with_key};
pub use send::{initiate, respond, send};

#[cfg(test)]
mod tests;
