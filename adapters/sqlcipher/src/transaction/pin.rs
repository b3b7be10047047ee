use diesel::dsl::exists;
use diesel::prelude::*;
use status_ports::{Page, PageCursor, PinRecord, PinStore};

use super::page::{first_rows, page};
use super::{IsTrue, SqlTransaction};
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{messages, pins};

/// The pins of a chat that are shown, the newest first.
macro_rules! shown {
    ($chat:expr) => {
        pins::table
            .filter(pins::local_chat_id.eq($chat))
            .filter(IsTrue::new(pins::pinned))
            .filter(exists(
                messages::table.filter(messages::id.eq(pins::message_id)).filter(messages::deleted.eq(false)),
            ))
            .select(PinRow::as_select())
    };
}

impl SqlTransaction<'_> {
    /// The rows of a page that begins at a cursor. Two queries, because each goes straight to its place in the index.
    fn pins_from(&mut self, chat: &str, first: &PageCursor, most: u32) -> Result<Vec<PinRow>> {
        let rows = shown!(chat)
            .filter(pins::clock.eq(U64(first.number)))
            .filter(pins::id.le(&first.id))
            .order(pins::id.desc());
        let mut rows = first_rows(rows, self.with_messages()?, most)?;
        let left = most.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        if left > 0 {
            let older = shown!(chat).filter(pins::clock.lt(U64(first.number)));
            rows.append(&mut first_rows(
                older.order((pins::clock.desc(), pins::id.desc())),
                self.with_messages()?,
                left,
            )?);
        }
        Ok(rows)
    }
}

impl PinStore for SqlTransaction<'_> {
    fn find_pin(&mut self, id: &str) -> Result<Option<PinRecord>> {
        let row = pins::table.find(id).select(PinRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        Ok(row.map(PinRecord::from))
    }

    fn save_pin(&mut self, pin: &PinRecord) -> Result<()> {
        let row = (
            pins::id.eq(&pin.id),
            pins::message_id.eq(&pin.message_id),
            pins::chat_id.eq(&pin.chat_id),
            pins::local_chat_id.eq(&pin.local_chat_id),
            pins::author.eq(pin.from.as_slice()),
            pins::clock.eq(U64(pin.clock)),
            pins::message_type.eq(pin.message_type),
            pins::pinned.eq(pin.pinned),
            pins::whisper_timestamp.eq(U64(pin.whisper_timestamp)),
        );
        diesel::replace_into(pins::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn pinned_messages(&mut self, local_chat_id: &str, cursor: &str, limit: Option<u32>) -> Result<Page<PinRecord>> {
        let limit = limit.unwrap_or(u32::MAX);
        let most = limit.saturating_add(1);
        let rows = if cursor.is_empty() {
            let rows = shown!(local_chat_id).order((pins::clock.desc(), pins::id.desc()));
            first_rows(rows, self.with_messages()?, most)?
        } else {
            self.pins_from(local_chat_id, &cursor.parse()?, most)?
        };
        let rows = rows.into_iter().map(PinRecord::from).collect();
        Ok(page(rows, limit, |row| PageCursor { number: row.clock, id: row.id.clone() }))
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = pins)]
struct PinRow {
    id: String,
    message_id: String,
    chat_id: String,
    local_chat_id: String,
    author: Bytes<33>,
    clock: U64,
    message_type: i32,
    pinned: bool,
    whisper_timestamp: U64,
}

impl From<PinRow> for PinRecord {
    fn from(row: PinRow) -> Self {
        Self {
            id: row.id,
            message_id: row.message_id,
            chat_id: row.chat_id,
            local_chat_id: row.local_chat_id,
            from: row.author.0,
            clock: row.clock.0,
            message_type: row.message_type,
            pinned: row.pinned,
            whisper_timestamp: row.whisper_timestamp.0,
        }
    }
}
