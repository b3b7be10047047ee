//! Pages of lists that are sorted by a number and an id, both descending.

use status_ports::{Page, PageCursor};

/// How many rows to load for a page: one more tells where the next page begins.
pub(super) fn wanted(limit: u32) -> i64 {
    i64::from(limit).saturating_add(1)
}

/// Makes a page of at most `limit` rows; the first that is too much becomes the cursor.
pub(super) fn page<T>(mut rows: Vec<T>, limit: u32, place: impl FnOnce(&T) -> PageCursor) -> Page<T> {
    let rest = rows.split_off(rows.len().min(limit as usize));
    Page { items: rows, cursor: rest.first().map(|row| place(row).to_string()).unwrap_or_default() }
}
