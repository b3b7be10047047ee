//! js-waku as a peer: an implementation of the protocols of light clients that shares nothing with ours.
//!
//! It runs as a process of its own, `tests/js/peer.mjs`, with what `tests/js/package-lock.json` names.

mod error;
mod install;
mod peer;

pub use error::JsError;
pub use peer::{History, Identified, JsMessage, JsPeer};
