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
pub mod asset_preference;
pub mod attachment;
pub mod bridge;
pub mod chain;
pub mod chat;
pub mod contact;
pub mod contact_image;
pub mod currency_format;
pub mod delivery;
pub mod discovery;
pub mod early_change;
pub mod ens_claim;
pub mod ens_username;
pub mod envelope;
pub mod function_directory;
pub mod group;
pub mod history;
pub mod images;
pub mod keycard;
pub mod keypair;
pub mod known_peer;
pub mod market;
pub mod message;
pub mod multi_transaction;
pub mod mvds;
pub mod network;
pub mod notification_exemption;
pub mod outbox;
pub mod pending_transaction;
pub mod pin;
pub mod published_identity;
pub mod ratchet;
pub mod reaction;
pub mod saved_address;
pub mod search;
pub mod segment;
pub mod sent_message;
pub mod settings;
pub mod showcase;
pub mod storage;
pub mod switcher_card;
pub mod token;
pub mod token_balance;
pub mod transfer;
pub mod user_status;
pub mod verification;
pub mod waku;
pub mod waku_exchange;
pub mod waku_modes;
pub mod wallet_connect;
pub mod wallet_storage;
pub mod web;
pub mod workers;
