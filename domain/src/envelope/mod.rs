//! The layers of a message on the wire that are not end-to-end encryption, outermost first, each a pure codec:
//! topics, the Waku message, the Waku payload (RFC26 version 1), and innermost the application metadata message.
//!
//! Bytes from the network are never trusted here: every opening function returns a typed error for what it cannot
//! read, and allocates no more than a small multiple of its input.

mod application_message;
mod ecies;
pub(crate) mod seen;
mod symmetric_key;
pub mod topic;
pub mod waku_message;
pub mod waku_payload;

pub use application_message::{ApplicationMessage, ApplicationMessageError, MessageId};
pub use symmetric_key::{SymmetricKey, ZeroKey};
