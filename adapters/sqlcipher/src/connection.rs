//! Connections with a key.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use status_ports::{DataKey, StorageError};
use zeroize::Zeroizing;

use crate::error::{OrStorageError as _, Result, backend};
use crate::files::{create_private, remove_database, with_suffix};

/// Bytes of a page. The engine must be told before it reads the first one.
pub(crate) const PAGE_BYTES: u64 = 4096;
/// How a database begins that anybody can read.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// Opens a connection to a database that is there.
pub(crate) type Opener = Box<dyn Fn() -> Result<SqliteConnection> + Send + Sync>;

/// What a connection may do to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Read and write.
    Write,
    /// Read, within a database that others write.
    Read,
    /// Look at the first page of the file as it lies there: no lock, no log, no change to any file.
    Inspect,
    /// Look at the first page of a copy and its log, whatever becomes of them.
    InspectCopy,
}

/// Connects to a file, which must exist, and unlocks it. That the key is right shows at the first read only.
pub(crate) fn connect(path: &Path, key: &DataKey, access: Access) -> Result<SqliteConnection> {
    let parameters = match access {
        Access::Write | Access::Read | Access::InspectCopy => "mode=rw",
        Access::Inspect => "mode=ro&immutable=1",
    };
    let mut connection = SqliteConnection::establish(&uri(path, parameters)).map_err(backend)?;
    // The log of the cipher goes to standard error, and a wrong key is not worth a line there.
    connection.batch_execute("PRAGMA cipher_log_level = NONE").or_storage_error()?;
    connection.batch_execute(&unlock_statements(key)?).or_storage_error()?;
    prove_encryption(&mut connection)?;
    connection.batch_execute(settings(access)).or_storage_error()?;
    Ok(connection)
}

/// See docs/storage.md for the reasons.
const fn settings(access: Access) -> &'static str {
    match access {
        Access::Write => {
            "PRAGMA busy_timeout = 10000;
             PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON;
             PRAGMA foreign_keys = ON;
             PRAGMA trusted_schema = OFF;
             PRAGMA journal_size_limit = 16777216;
             PRAGMA cache_size = -4096;"
        }
        Access::Read => {
            "PRAGMA busy_timeout = 10000;
             PRAGMA query_only = ON;
             PRAGMA trusted_schema = OFF;
             PRAGMA cache_size = -2048;"
        }
        // Most settings would read more than the first page.
        Access::Inspect | Access::InspectCopy => "",
    }
}

/// The key as such: the engine then derives nothing from it, so that a connection costs no time.
fn unlock_statements(key: &DataKey) -> Result<Zeroizing<String>> {
    let mut digits = Zeroizing::new([0; 64]);
    hex::encode_to_slice(key.0, digits.as_mut_slice()).map_err(backend)?;
    let digits = std::str::from_utf8(digits.as_slice()).map_err(backend)?;
    // Room for all of it, so that growing leaves no copy behind.
    let mut statements = Zeroizing::new(String::with_capacity(256));
    statements.push_str("PRAGMA key = \"x'");
    statements.push_str(digits);
    statements.push_str("'\"; PRAGMA cipher_page_size = ");
    statements.push_str(&PAGE_BYTES.to_string());
    Ok(statements)
}

#[derive(QueryableByName)]
struct CipherVersion {
    #[diesel(sql_type = Text)]
    cipher_version: String,
}

/// The plain engine knows no such pragma and answers nothing.
fn prove_encryption(connection: &mut SqliteConnection) -> Result<()> {
    let version = diesel::sql_query("PRAGMA cipher_version").get_result::<CipherVersion>(connection);
    match version.optional().or_storage_error()? {
        Some(row) if !row.cipher_version.is_empty() => Ok(()),
        _ => Err(StorageError::NotEncrypted),
    }
}

#[derive(QueryableByName)]
struct ApplicationId {
    #[diesel(sql_type = Integer)]
    application_id: i32,
}

/// Which of our databases this is. It stands in the first page, so that reading it proves the key.
pub(crate) fn application_id(connection: &mut SqliteConnection) -> Result<i32> {
    let row = diesel::sql_query("PRAGMA application_id").get_result::<ApplicationId>(connection);
    Ok(row.or_storage_error()?.application_id)
}

/// The file must not be one that anybody can read.
pub(crate) fn check_header(path: &Path) -> Result<()> {
    let mut header = Vec::with_capacity(PLAIN_HEADER.len());
    File::open(path).and_then(|file| file.take(16).read_to_end(&mut header)).map_err(backend)?;
    if header == PLAIN_HEADER {
        return Err(StorageError::NotEncrypted);
    }
    if header.len() < PLAIN_HEADER.len() { Err(StorageError::WrongKey) } else { Ok(()) }
}

/// The application id of a file, read without touching it or its log, whatever the key and the content are.
pub(crate) fn inspect(path: &Path, key: &DataKey) -> Result<i32> {
    check_header(path)?;
    let refused = match connect(path, key, Access::Inspect).and_then(|mut connection| application_id(&mut connection)) {
        Ok(id) => return Ok(id),
        Err(error) => error,
    };
    let log = with_suffix(path, "-wal");
    if fs::metadata(&log).map_or(0, |metadata| metadata.len()) == 0 {
        return Err(refused);
    }
    // A power cut while the log was copied into the file may have torn the first page; then the log has it whole.
    let copy = with_suffix(path, "-inspected");
    let outcome = copy_first_page(path, &log, &copy).and_then(|()| {
        let mut connection = connect(&copy, key, Access::InspectCopy)?;
        application_id(&mut connection)
    });
    remove_database(&copy)?;
    outcome.map_err(|_| refused)
}

/// Copies the first page and the log. The rest of the copy is a hole of the same length.
fn copy_first_page(path: &Path, log: &Path, copy: &Path) -> Result<()> {
    remove_database(copy)?;
    let mut target = create_private(copy)?;
    let source = File::open(path).map_err(backend)?;
    let length = source.metadata().map_err(backend)?.len();
    std::io::copy(&mut source.take(PAGE_BYTES), &mut target).map_err(backend)?;
    target.set_len(length).map_err(backend)?;
    fs::copy(log, with_suffix(copy, "-wal")).map_err(backend)?;
    Ok(())
}

/// Whether the connection failed to end a transaction and must not be used again.
pub(crate) fn is_broken(connection: &mut SqliteConnection) -> bool {
    AnsiTransactionManager::is_broken_transaction_manager(connection)
}

/// Runs what blocks where it may block.
pub(crate) async fn in_background<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(backend)?
}

/// The path as the engine's URI, with everything escaped that could mean something there.
pub(crate) fn uri(path: &Path, parameters: &str) -> String {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            b'\\' if cfg!(windows) => uri.push('/'),
            b':' if cfg!(windows) => uri.push(':'),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => {
                uri.push('%');
                uri.push_str(&hex::encode_upper([byte]));
            }
        }
    }
    uri.push('?');
    uri.push_str(parameters);
    uri
}

#[cfg(test)]
mod tests;
