//! What the core needs from the world: one file per port, traits over plain data.
//!
//! A port that the domain calls is synchronous; one that only use cases call is async. Every port has one
//! contract suite (feature `contracts`) which each of its adapters runs.

mod account;
mod activity;
mod archive;
mod chat;
mod clock;
mod contact;
#[cfg(feature = "contracts")]
pub mod contracts;
mod cursor;
mod discovery;
mod entropy;
mod envelope;
mod history;
mod keypair;
mod message;
mod mvds;
mod outbox;
mod ratchet;
mod secret;
mod segment;
mod settings;
mod storage;
mod types;
mod waku;

pub use account::*;
pub use activity::*;
pub use archive::*;
pub use chat::*;
pub use clock::*;
pub use contact::*;
pub use cursor::*;
pub use discovery::*;
pub use entropy::*;
pub use envelope::*;
pub use history::*;
pub use keypair::*;
pub use message::*;
pub use mvds::*;
pub use outbox::*;
pub use ratchet::*;
pub use secret::*;
pub use segment::*;
pub use settings::*;
pub use storage::*;
pub use types::*;
pub use waku::*;
