//! The file of an archive.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use status_ports::StorageError;

use crate::connection::{Access, application_id, uri};
use crate::database::{ARCHIVE, migrate};
use crate::error::{OrStorageError as _, Result, backend};
use crate::files::create_private;

/// Opens the file for writing, makes it if there is none, and brings its schema up to date.
pub(super) fn open(path: &Path) -> Result<SqliteConnection> {
    if !path.exists() {
        drop(create_private(path)?);
    }
    let mut connection = connect(path, Access::Write)?;
    let id = application_id(&mut connection)?;
    // A crash may have left a file in which nothing was committed.
    if id != ARCHIVE.application_id && !(id == 0 && is_empty(&mut connection)?) {
        return Err(StorageError::Corrupt("not the archive of a store node".to_owned()));
    }
    // Of no effect on a file that has pages already. Twice the default: a message of up to 2,000 bytes fits among others.
    connection.batch_execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL").or_storage_error()?;
    migrate(&ARCHIVE, &mut connection)?;
    Ok(connection)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn is_empty(connection: &mut SqliteConnection) -> Result<bool> {
    let count = diesel::sql_query("SELECT count(*) AS count FROM sqlite_schema");
    Ok(count.get_result::<Count>(connection).or_storage_error()?.count == 0)
}

/// Connects to the file, which must exist.
pub(super) fn connect(path: &Path, access: Access) -> Result<SqliteConnection> {
    let mut connection = SqliteConnection::establish(&uri(path, "mode=rw")).map_err(backend)?;
    let settings = match access {
        Access::Write => {
            "PRAGMA busy_timeout = 10000;
             PRAGMA synchronous = NORMAL;
             PRAGMA foreign_keys = ON;
             PRAGMA trusted_schema = OFF;
             PRAGMA journal_size_limit = 67108864;
             PRAGMA cache_size = -32768;"
        }
        Access::Read | Access::Inspect | Access::InspectCopy => {
            "PRAGMA busy_timeout = 10000;
             PRAGMA query_only = ON;
             PRAGMA trusted_schema = OFF;
             PRAGMA cache_size = -8192;"
        }
    };
    connection.batch_execute(settings).or_storage_error()?;
    Ok(connection)
}
