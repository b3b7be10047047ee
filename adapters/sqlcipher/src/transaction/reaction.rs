use std::collections::BTreeSet;

use diesel::prelude::*;
use status_ports::{ReactionRecord, ReactionStore};

use super::page::first_rows;
use super::{AT_ONCE, SqlTransaction};
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::reactions;

impl ReactionStore for SqlTransaction<'_> {
    fn find_reaction(&mut self, id: &str) -> Result<Option<ReactionRecord>> {
        let row = reactions::table.find(id).select(ReactionRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        Ok(row.map(ReactionRecord::from))
    }

    fn save_reaction(&mut self, reaction: &ReactionRecord) -> Result<()> {
        let row = (
            reactions::id.eq(&reaction.id),
            reactions::message_id.eq(&reaction.message_id),
            reactions::chat_id.eq(&reaction.chat_id),
            reactions::local_chat_id.eq(&reaction.local_chat_id),
            reactions::author.eq(reaction.from.as_slice()),
            reactions::emoji.eq(reaction.emoji),
            reactions::clock.eq(U64(reaction.clock)),
            reactions::message_type.eq(reaction.message_type),
            reactions::retracted.eq(reaction.retracted),
        );
        diesel::replace_into(reactions::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn reactions_to(&mut self, local_chat_id: &str, message_ids: &[String], limit: u32) -> Result<Vec<ReactionRecord>> {
        let ids: Vec<&String> = message_ids.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let mut found: Vec<ReactionRow> = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
            let rows = reactions::table
                .filter(reactions::message_id.eq_any(some))
                .filter(reactions::local_chat_id.eq(local_chat_id))
                .filter(reactions::retracted.eq(false))
                .select(ReactionRow::as_select());
            found.append(&mut first_rows(rows, self.connection, left)?);
        }
        Ok(found.into_iter().map(ReactionRecord::from).collect())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reactions)]
struct ReactionRow {
    id: String,
    message_id: String,
    chat_id: String,
    local_chat_id: String,
    author: Bytes<33>,
    emoji: i32,
    clock: U64,
    message_type: i32,
    retracted: bool,
}

impl From<ReactionRow> for ReactionRecord {
    fn from(row: ReactionRow) -> Self {
        Self {
            id: row.id,
            message_id: row.message_id,
            chat_id: row.chat_id,
            local_chat_id: row.local_chat_id,
            from: row.author.0,
            emoji: row.emoji,
            clock: row.clock.0,
            message_type: row.message_type,
            retracted: row.retracted,
        }
    }
}
