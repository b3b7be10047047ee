use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use status_ports::{
    ActivityRecord, ActivityScope, ActivityState, ActivityStore, Page, PageCursor, ReadFilter, StorageError,
};

use super::page::{page, wanted};
use super::{IsFalse, IsNotEmpty, SqlTransaction};
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{activities, activity_counts, activity_state};

/// The one row of the state.
const STATE: i64 = 1;

/// Where a page begins.
struct Place {
    timestamp: U64,
    id: Vec<u8>,
}

impl SqlTransaction<'_> {
    /// The newest rows, those of `kind` if there is one, from a place on. Each query goes straight to its place in one of
    /// the indexes.
    fn listed_activities(
        &mut self,
        kind: Option<u32>,
        read: ReadFilter,
        first: Option<&Place>,
        most: i64,
    ) -> Result<Vec<ActivityRow>> {
        let listed = || {
            let rows = activities::table.filter(IsFalse::new(activities::deleted)).into_boxed();
            let rows = match kind {
                Some(kind) => rows.filter(activities::kind.eq(U32(kind))),
                None => rows,
            };
            let rows = match read {
                ReadFilter::All => rows,
                ReadFilter::Read => rows.filter(activities::read.eq(true)),
                ReadFilter::Unread => rows.filter(activities::read.eq(false)),
            };
            rows.order((activities::timestamp.desc(), activities::id.desc())).select(ActivityRow::as_select())
        };
        let Some(first) = first else { return listed().limit(most).load(self.connection).or_storage_error() };
        let same = listed().filter(activities::timestamp.eq(first.timestamp)).filter(activities::id.le(&first.id));
        let mut rows = same.limit(most).load(self.connection).or_storage_error()?;
        let left = most.saturating_sub_unsigned(rows.len() as u64);
        if left > 0 {
            let older = listed().filter(activities::timestamp.lt(first.timestamp)).limit(left);
            rows.append(&mut older.load(self.connection).or_storage_error()?);
        }
        Ok(rows)
    }
}

impl ActivityStore for SqlTransaction<'_> {
    fn find_activity(&mut self, id: &[u8]) -> Result<Option<ActivityRecord>> {
        let row = activities::table.find(id).select(ActivityRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        row.map(ActivityRecord::try_from).transpose()
    }

    fn save_activity(&mut self, entry: &ActivityRecord) -> Result<()> {
        // Two statements, because replacing would not run the triggers that count.
        diesel::delete(activities::table.find(&entry.id)).execute(self.connection).or_storage_error()?;
        let row = (
            activities::id.eq(&entry.id),
            activities::kind.eq(U32(entry.kind)),
            activities::chat_id.eq(&entry.chat_id),
            activities::name.eq(&entry.name),
            activities::author.eq(entry.author.as_ref().map(<[u8; 33]>::as_slice)),
            activities::message_id.eq(&entry.message_id),
            activities::reply_message_id.eq(&entry.reply_message_id),
            activities::timestamp.eq(U64(entry.timestamp)),
            activities::read.eq(entry.read),
            activities::dismissed.eq(entry.dismissed),
            activities::accepted.eq(entry.accepted),
            activities::deleted.eq(entry.deleted),
            activities::contact_verification_status.eq(U32(entry.contact_verification_status.into())),
            activities::updated_at.eq(U64(entry.updated_at)),
            activities::community_id.eq(&entry.community_id),
        );
        diesel::insert_into(activities::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn activities(
        &mut self,
        kinds: &[u32],
        read: ReadFilter,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<ActivityRecord>> {
        let first = if cursor.is_empty() { None } else { Some(place(cursor)?) };
        let most = wanted(limit);
        let mut rows = Vec::new();
        if kinds.is_empty() {
            rows = self.listed_activities(None, read, first.as_ref(), most)?;
        }
        for kind in kinds.iter().collect::<BTreeSet<_>>() {
            rows.append(&mut self.listed_activities(Some(*kind), read, first.as_ref(), most)?);
            rows.sort_unstable_by(|a, b| (b.timestamp.0, &b.id).cmp(&(a.timestamp.0, &a.id)));
            rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        }
        let rows = rows.into_iter().map(ActivityRecord::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page(rows, limit, |row| PageCursor { number: row.timestamp, id: hex::encode(&row.id) }))
    }

    fn activities_in(&mut self, scope: ActivityScope<'_>) -> Result<Vec<ActivityRecord>> {
        let rows = activities::table.filter(IsFalse::new(activities::deleted)).select(ActivityRow::as_select());
        let rows = match scope {
            ActivityScope::Chat(id) => rows.filter(activities::chat_id.eq(id)).load(self.connection),
            ActivityScope::Author(key) => rows.filter(activities::author.eq(key.as_slice())).load(self.connection),
            ActivityScope::Community(id) => {
                let of_any = IsNotEmpty::new(activities::community_id);
                rows.filter(of_any).filter(activities::community_id.eq(id)).load(self.connection)
            }
            ActivityScope::Unread => rows.filter(activities::read.eq(false)).load(self.connection),
        };
        let mut rows: Vec<ActivityRow> = rows.or_storage_error()?;
        rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        rows.into_iter().map(ActivityRecord::try_from).collect()
    }

    fn count_activities(&mut self, kinds: &[u32], read: ReadFilter) -> Result<Vec<(u32, u32)>> {
        // A few rows, whatever the number of entries.
        let rows = activity_counts::table
            .select((activity_counts::kind, activity_counts::read, activity_counts::count))
            .load::<(U32, bool, U32)>(self.connection)
            .or_storage_error()?;
        let mut counts = BTreeMap::<u32, u32>::new();
        for (kind, is_read, count) in rows {
            let is_wanted = match read {
                ReadFilter::All => true,
                ReadFilter::Read => is_read,
                ReadFilter::Unread => !is_read,
            };
            if count.0 > 0 && is_wanted && (kinds.is_empty() || kinds.contains(&kind.0)) {
                let total = counts.entry(kind.0).or_default();
                *total = total.saturating_add(count.0);
            }
        }
        Ok(counts.into_iter().collect())
    }

    fn activity_state(&mut self) -> Result<ActivityState> {
        let row = activity_state::table.find(STATE).select((activity_state::has_seen, activity_state::updated_at));
        let row = row.first::<(bool, U64)>(self.connection).optional().or_storage_error()?;
        Ok(row.map_or_else(ActivityState::default, |(has_seen, updated_at)| ActivityState {
            has_seen,
            updated_at: updated_at.0,
        }))
    }

    fn save_activity_state(&mut self, state: ActivityState) -> Result<()> {
        let row = (
            activity_state::id.eq(STATE),
            activity_state::has_seen.eq(state.has_seen),
            activity_state::updated_at.eq(U64(state.updated_at)),
        );
        diesel::replace_into(activity_state::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

fn place(cursor: &str) -> Result<Place> {
    let PageCursor { number, id } = cursor.parse()?;
    Ok(Place { timestamp: U64(number), id: hex::decode(id).map_err(|_| StorageError::UnknownCursor)? })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = activities)]
struct ActivityRow {
    id: Vec<u8>,
    kind: U32,
    chat_id: String,
    name: String,
    author: Option<Bytes<33>>,
    message_id: String,
    reply_message_id: String,
    timestamp: U64,
    read: bool,
    dismissed: bool,
    accepted: bool,
    deleted: bool,
    contact_verification_status: U32,
    updated_at: U64,
    community_id: String,
}

impl TryFrom<ActivityRow> for ActivityRecord {
    type Error = StorageError;

    fn try_from(row: ActivityRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: row.kind.0,
            chat_id: row.chat_id,
            community_id: row.community_id,
            name: row.name,
            author: row.author.map(|key| key.0),
            message_id: row.message_id,
            reply_message_id: row.reply_message_id,
            timestamp: row.timestamp.0,
            read: row.read,
            dismissed: row.dismissed,
            accepted: row.accepted,
            deleted: row.deleted,
            contact_verification_status: u8::try_from(row.contact_verification_status.0)
                .map_err(|_| corrupt("contact verification status of an activity"))?,
            updated_at: row.updated_at.0,
        })
    }
}
