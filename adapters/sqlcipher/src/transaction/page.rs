//! The beginnings of lists, and pages of those that are sorted by a number and an id, both descending.

use diesel::SqliteConnection;
use diesel::connection::DefaultLoadingMode;
use diesel::query_dsl::methods::LoadQuery;
use status_ports::{Page, PageCursor};

use crate::error::{OrStorageError as _, Result};

/// The first rows of a query, at most `limit`.
///
/// Not by `LIMIT`, nor `first`, which binds one: the engine plans a statement anew whenever a limit is bound to it, and that
/// takes longer than to run it. The rows are read one by one, so that those behind the last cost nothing.
pub(crate) fn first_rows<'query, T, Q>(query: Q, connection: &mut SqliteConnection, limit: u32) -> Result<Vec<T>>
where
    Q: LoadQuery<'query, SqliteConnection, T, DefaultLoadingMode>,
{
    let rows = query.internal_load(connection).or_storage_error()?;
    rows.take(limit as usize).collect::<diesel::QueryResult<Vec<T>>>().or_storage_error()
}

/// How many rows to load for a page: one more tells where the next page begins.
pub(super) fn wanted(limit: u32) -> i64 {
    i64::from(limit).saturating_add(1)
}

/// Makes a page of at most `limit` rows; the first that is too much becomes the cursor.
pub(super) fn page<T>(mut rows: Vec<T>, limit: u32, place: impl FnOnce(&T) -> PageCursor) -> Page<T> {
    let rest = rows.split_off(rows.len().min(limit as usize));
    Page { items: rows, cursor: rest.first().map(|row| place(row).to_string()).unwrap_or_default() }
}
