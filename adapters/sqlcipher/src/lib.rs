//! Databases on disk: the adapter of [`status_ports::AccountsStore`] and [`status_ports::ProfileStore`] over SQLCipher.
//!
//! Files, keys and settings, and what a crash can lose, are described in `docs/storage.md`. No SQL is found outside of
//! this crate and the folder `migrations`.

mod accounts;
mod columns;
mod connection;
mod database;
mod error;
mod files;
mod profile;
mod schema;
mod transaction;

pub use accounts::SqlcipherAccounts;
pub use profile::SqlcipherProfile;

// Links the engine with encryption in place of the plain one.
use libsqlite3_sys as _;
