//! The contract of each port as a test suite. Every adapter runs the suite of the ports it implements.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a broken contract fails the test that runs it"
)]

pub mod account;
pub mod activity;
pub mod archive;
pub mod chat;
pub mod contact;
pub mod discovery;
pub mod envelope;
pub mod history;
pub mod keypair;
pub mod known_peer;
pub mod message;
pub mod mvds;
pub mod outbox;
pub mod ratchet;
pub mod segment;
pub mod settings;
pub mod storage;
pub mod waku;
pub mod waku_exchange;
pub mod waku_modes;
