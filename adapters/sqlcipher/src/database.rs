//! The kinds of databases: how each is made, opened and brought up to date.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::migration::{Migration, MigrationSource as _};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use status_ports::{DataKey, StorageError};

use crate::connection::{Access, application_id, check_header, connect, inspect};
use crate::error::{OrStorageError as _, Result, backend, storage_error};
use crate::files::{create_private, remove_database, settle, with_suffix};
use crate::transaction::SqlTransaction;

/// A kind of database.
pub(crate) struct Kind {
    /// What the first migration writes into the file.
    pub(crate) application_id: i32,
    migrations: EmbeddedMigrations,
    /// What SQL cannot do: called after each migration, with its version.
    complete: fn(&str, &mut SqliteConnection) -> Result<()>,
}

/// Nothing is left to do after migrations.
const fn complete(_version: &str, _connection: &mut SqliteConnection) -> Result<()> {
    Ok(())
}

/// The migration that makes the search index.
const SEARCH: &str = "00000000000007";

/// Only the migrations know when the index is new, and only the adapter how a text is folded.
fn complete_profile(version: &str, connection: &mut SqliteConnection) -> Result<()> {
    if version == SEARCH { SqlTransaction::new(connection).fill_index() } else { Ok(()) }
}

pub(crate) const ACCOUNTS: Kind =
    Kind { application_id: 1_398_038_883, migrations: embed_migrations!("../../migrations/accounts"), complete };
pub(crate) const PROFILE: Kind = Kind {
    application_id: 1_398_042_738,
    migrations: embed_migrations!("../../migrations/profile"),
    complete: complete_profile,
};
pub(crate) const WALLET: Kind =
    Kind { application_id: 1_398_044_513, migrations: embed_migrations!("../../migrations/wallet"), complete };
/// Not encrypted: see docs/storage.md.
pub(crate) const ARCHIVE: Kind =
    Kind { application_id: 1_398_038_898, migrations: embed_migrations!("../../migrations/archive"), complete };

/// Makes a database in place of what lies there. It is built under another name, so that a crash at any instant leaves
/// either no database there or a whole one, and nothing that is in the way of the next attempt.
pub(crate) fn create(kind: &Kind, path: &Path, key: &DataKey) -> Result<()> {
    let building = with_suffix(path, "-building");
    remove_database(&building)?;
    let built = build(kind, &building, key).and_then(|()| {
        remove_database(path)?;
        settle(&building, path)
    });
    if built.is_err() {
        remove_database(&building)?;
    }
    built
}

fn build(kind: &Kind, path: &Path, key: &DataKey) -> Result<()> {
    drop(create_private(path)?);
    let mut connection = connect(path, key, Access::Write)?;
    // Nothing of it counts before the file gets its name: it is synced once, before that.
    connection.batch_execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL").or_storage_error()?;
    migrate(kind, &mut connection)?;
    checkpoint(&mut connection)?;
    drop(connection);
    check_header(path)
}

/// Opens a database for writing and brings its schema up to date. A file that is damaged, or that has another key, is
/// not touched.
pub(crate) fn open(kind: &Kind, path: &Path, key: &DataKey) -> Result<SqliteConnection> {
    if inspect(path, key)? != kind.application_id {
        return Err(StorageError::Corrupt("not the kind of database that it should be".to_owned()));
    }
    let mut connection = connect(path, key, Access::Write)?;
    application_id(&mut connection)?;
    migrate(kind, &mut connection)?;
    Ok(connection)
}

/// Runs all pending migrations in one transaction.
pub(crate) fn migrate(kind: &Kind, connection: &mut SqliteConnection) -> Result<()> {
    let known: Vec<Box<dyn Migration<Sqlite>>> = kind.migrations.migrations().map_err(backend)?;
    let migrated = connection.immediate_transaction(|connection| {
        let applied = connection.applied_migrations()?;
        if applied.iter().any(|version| known.iter().all(|migration| migration.name().version() != *version)) {
            return Err("the database was made by a newer version".into());
        }
        for migration in known.iter().filter(|migration| !applied.contains(&migration.name().version())) {
            connection.run_migration(migration)?;
            (kind.complete)(&migration.name().version().to_string(), connection)?;
        }
        Ok(())
    });
    migrated.map_err(|error: Box<dyn std::error::Error + Send + Sync>| {
        match error.downcast::<diesel::result::Error>() {
            Ok(error) => storage_error(*error),
            Err(error) => backend(error),
        }
    })
}

/// Moves everything from the log into the file.
pub(crate) fn checkpoint(connection: &mut SqliteConnection) -> Result<()> {
    connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").or_storage_error()
}

#[cfg(test)]
mod tests;
