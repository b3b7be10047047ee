//! What the core needs from the world: one file per port, traits over plain data.
//!
//! A port that the domain calls is synchronous; one that only use cases call is async. Every port has one
//! contract suite (feature `contracts`) which each of its adapters runs.

mod account;
mod activity;
mod archive;
mod attachment;
mod chat;
mod clock;
mod contact;
mod contact_image;
#[cfg(feature = "contracts")]
pub mod contracts;
mod cursor;
mod delivery;
mod discovery;
mod early_change;
mod entropy;
mod envelope;
mod group;
mod history;
mod keypair;
mod message;
mod mvds;
mod notification_exemption;
mod outbox;
mod pin;
mod ratchet;
mod reaction;
mod search;
mod secret;
mod segment;
mod settings;
mod showcase;
mod storage;
mod switcher_card;
mod types;
mod user_status;
mod verification;
mod waku;

pub use account::*;
pub use activity::*;
pub use archive::*;
pub use attachment::*;
pub use chat::*;
pub use clock::*;
pub use contact::*;
pub use contact_image::*;
pub use cursor::*;
pub use delivery::*;
pub use discovery::*;
pub use early_change::*;
pub use entropy::*;
pub use envelope::*;
pub use group::*;
pub use history::*;
pub use keypair::*;
pub use message::*;
pub use mvds::*;
pub use notification_exemption::*;
pub use outbox::*;
pub use pin::*;
pub use ratchet::*;
pub use reaction::*;
pub use search::*;
pub use secret::*;
pub use segment::*;
pub use settings::*;
pub use showcase::*;
pub use storage::*;
pub use switcher_card::*;
pub use types::*;
pub use user_status::*;
pub use verification::*;
pub use waku::*;
