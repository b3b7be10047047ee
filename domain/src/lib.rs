//! The rules of Status Core: pure, synchronous, deterministic.
//!
//! Nothing here reads a clock, draws randomness, or touches a disk or a network. Time and entropy come in as
//! arguments or through the small synchronous traits of `status-ports`; what should happen next goes out as values.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests may panic"))]

pub mod chat;
pub mod contact;
pub mod crypto;
pub mod delivery;
pub mod discovery;
pub mod ens_username;
pub mod envelope;
pub mod group;
pub mod history;
pub mod identity;
pub mod keypair;
pub mod light;
pub mod link;
pub mod media;
pub mod messaging;
pub mod notification;
pub mod profile;
pub mod ratchet;
pub mod reliability;
pub mod saved_address;
pub mod service;
pub mod settings;
pub mod share_url;
pub mod showcase;
pub mod sync;
pub mod transport;
pub mod user_status;
pub mod wallet;
