//! Databases on disk: the adapter of [`status_ports::AccountsStore`], [`status_ports::ProfileStore`] and
//! [`status_ports::WalletStore`] over SQLCipher, and of [`status_ports::MessageArchive`] over the same engine without a key.
//!
//! Files, keys and settings, and what a crash can lose, are described in `docs/storage.md`. No SQL is found outside of
//! this crate and the folder `migrations`.

mod accounts;
mod archive;
mod columns;
mod connection;
mod database;
mod error;
mod files;
mod profile;
mod readers;
mod schema;
mod transaction;
mod wallet;
mod writer;

pub use accounts::SqlcipherAccounts;
pub use archive::SqliteArchive;
pub use profile::SqlcipherProfile;
pub use wallet::SqlcipherWallet;

// Links the engine with encryption in place of the plain one.
use libsqlite3_sys as _;
