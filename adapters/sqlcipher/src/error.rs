//! What diesel says, in the words of the ports.

use diesel::result::Error;
use status_ports::StorageError;

pub(crate) type Result<T> = std::result::Result<T, StorageError>;

/// The engine's text for bytes that do not decrypt to a database.
const NOT_A_DATABASE: &str = "file is not a database";
/// The engine's text for pages that contradict each other.
const MALFORMED: &str = "database disk image is malformed";

pub(crate) fn storage_error(error: Error) -> StorageError {
    match error {
        Error::DatabaseError(_, info) if info.message() == NOT_A_DATABASE => StorageError::WrongKey,
        Error::DatabaseError(_, info) if info.message() == MALFORMED => StorageError::Corrupt(MALFORMED.to_owned()),
        Error::DeserializationError(error) => StorageError::Corrupt(error.to_string()),
        other => StorageError::Backend(other.to_string()),
    }
}

pub(crate) fn backend(error: impl std::fmt::Display) -> StorageError {
    StorageError::Backend(error.to_string())
}

/// A stored value that nothing here writes.
pub(crate) fn corrupt(what: &str) -> StorageError {
    StorageError::Corrupt(what.to_owned())
}

/// Turns what diesel returns into what the ports return.
pub(crate) trait OrStorageError<T> {
    fn or_storage_error(self) -> Result<T>;
}

impl<T> OrStorageError<T> for diesel::QueryResult<T> {
    fn or_storage_error(self) -> Result<T> {
        self.map_err(storage_error)
    }
}

/// Why a transaction ended: its own work, or the engine at its begin or end.
pub(crate) struct Rollback(pub(crate) StorageError);

impl From<Error> for Rollback {
    fn from(error: Error) -> Self {
        Self(storage_error(error))
    }
}

impl From<StorageError> for Rollback {
    fn from(error: StorageError) -> Self {
        Self(error)
    }
}
