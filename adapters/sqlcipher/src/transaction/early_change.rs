use diesel::prelude::*;
use status_ports::{EarlyChangeKind, EarlyChangeRecord, EarlyChangeScope, EarlyChangeStore, StorageError, UnixMillis};

use super::{IsTrue, SqlTransaction};
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::early_changes;

impl SqlTransaction<'_> {
    /// Whether there may be any, which is rare: a unit of work asks once for all messages.
    fn has_early_changes(&mut self) -> Result<bool> {
        let Some(known) = self.known.as_deref_mut() else { return Ok(true) };
        if let Some(answer) = known.has_early_changes {
            return Ok(answer);
        }
        let any = diesel::select(diesel::dsl::exists(early_changes::table.select(early_changes::id)))
            .get_result(self.connection);
        let answer = any.or_storage_error()?;
        known.has_early_changes = Some(answer);
        Ok(answer)
    }
}

impl EarlyChangeStore for SqlTransaction<'_> {
    fn save_early_change(&mut self, change: &EarlyChangeRecord) -> Result<()> {
        let row = (
            early_changes::id.eq(&change.id),
            early_changes::message_id.eq(&change.message_id),
            early_changes::local_chat_id.eq(&change.local_chat_id),
            early_changes::author.eq(change.author.as_slice()),
            early_changes::kind.eq(kind_code(change.kind)),
            early_changes::payload.eq(&change.payload),
            early_changes::whisper_timestamp.eq(U64(change.whisper_timestamp)),
            early_changes::received_at.eq(U64(change.received_at)),
            early_changes::from_stranger.eq(change.from_stranger),
        );
        diesel::replace_into(early_changes::table).values(row).execute(self.connection).or_storage_error()?;
        if let Some(known) = self.known.as_deref_mut() {
            known.has_early_changes = Some(true);
        }
        Ok(())
    }

    fn early_changes(&mut self, message_id: &str) -> Result<Vec<EarlyChangeRecord>> {
        if !self.has_early_changes()? {
            return Ok(Vec::new());
        }
        let rows = early_changes::table
            .filter(early_changes::message_id.eq(message_id))
            .order(early_changes::id)
            .select(EarlyChangeRow::as_select())
            .load(self.connection)
            .or_storage_error()?;
        rows.into_iter().map(EarlyChangeRecord::try_from).collect()
    }

    fn remove_early_changes(&mut self, message_id: &str) -> Result<()> {
        let rows = early_changes::table.filter(early_changes::message_id.eq(message_id));
        diesel::delete(rows).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn keep_newest_early_changes(&mut self, scope: EarlyChangeScope<'_>, keep: u32) -> Result<()> {
        // Walks over `keep` entries of an index; a caller keeps few.
        let newest = (early_changes::received_at.desc(), early_changes::id.desc());
        let rows = early_changes::table.order(newest).limit(-1).offset(keep.into()).select(early_changes::id);
        let too_many = match scope {
            EarlyChangeScope::Author(author) => {
                rows.filter(early_changes::author.eq(author.as_slice())).load::<String>(self.connection)
            }
            EarlyChangeScope::Strangers => {
                rows.filter(IsTrue::new(early_changes::from_stranger)).load::<String>(self.connection)
            }
        };
        for id in too_many.or_storage_error()? {
            diesel::delete(early_changes::table.find(id)).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn prune_early_changes(&mut self, before: UnixMillis) -> Result<()> {
        let old = early_changes::table.filter(early_changes::received_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = early_changes)]
struct EarlyChangeRow {
    id: String,
    message_id: String,
    local_chat_id: String,
    author: Bytes<33>,
    kind: i32,
    payload: Vec<u8>,
    whisper_timestamp: U64,
    received_at: U64,
    from_stranger: bool,
}

impl TryFrom<EarlyChangeRow> for EarlyChangeRecord {
    type Error = StorageError;

    fn try_from(row: EarlyChangeRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            message_id: row.message_id,
            local_chat_id: row.local_chat_id,
            author: row.author.0,
            kind: kind(row.kind)?,
            payload: row.payload,
            whisper_timestamp: row.whisper_timestamp.0,
            received_at: row.received_at.0,
            from_stranger: row.from_stranger,
        })
    }
}

const fn kind_code(kind: EarlyChangeKind) -> i32 {
    match kind {
        EarlyChangeKind::Edit => 1,
        EarlyChangeKind::Delete => 2,
        EarlyChangeKind::Pin => 3,
        EarlyChangeKind::Reaction => 4,
    }
}

fn kind(code: i32) -> Result<EarlyChangeKind> {
    match code {
        1 => Ok(EarlyChangeKind::Edit),
        2 => Ok(EarlyChangeKind::Delete),
        3 => Ok(EarlyChangeKind::Pin),
        4 => Ok(EarlyChangeKind::Reaction),
        _ => Err(corrupt("kind of an early change")),
    }
}
