//! Pages of messages.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool};
use status_ports::{
    ArchiveEntry, ArchivePage, ArchiveQuery, ArchiveSelection, ArchiveSize, ArchiveTopics, ArchivedMessage,
    MessageHash, PageDirection, StorageError,
};

use crate::columns::Bytes;
use crate::error::{Result, Rollback};
use crate::schema::archive::{message_count, messages, topics};

#[diesel::declare_sql_function]
extern "SQL" {
    /// Bytes of a value; the engine does not read the value for it.
    fn length(value: Binary) -> BigInt;
}

/// A place in the order of messages: time, then hash. Hashes have 32 bytes, so that the empty one comes before all of its
/// time.
type Place = (i64, Vec<u8>);

/// Before every message.
const fn start() -> Place {
    (i64::MIN, Vec::new())
}

/// After every message.
fn end() -> Place {
    (i64::MAX, vec![0xff; 33])
}

/// A message of which only its place is known.
#[derive(Queryable)]
struct Found {
    timestamp_ns: i64,
    hash: Bytes<32>,
    bytes: i64,
}

impl Found {
    const fn place(&self) -> (i64, MessageHash) {
        (self.timestamp_ns, self.hash.0)
    }
}

/// Everything of a message between two places, both excluded. The engine makes one range of an index of it.
fn between(
    after: &Place,
    before: &Place,
) -> impl BoxableExpression<messages::table, diesel::sqlite::Sqlite, SqlType = Bool> + diesel::expression::NonAggregate + use<>
{
    sql::<Bool>("(messages.timestamp_ns, messages.hash) > (")
        .bind::<BigInt, _>(after.0)
        .sql(", ")
        .bind::<Binary, _>(after.1.clone())
        .sql(") AND (messages.timestamp_ns, messages.hash) < (")
        .bind::<BigInt, _>(before.0)
        .sql(", ")
        .bind::<Binary, _>(before.1.clone())
        .sql(")")
}

pub(super) fn page(
    connection: &mut SqliteConnection,
    query: &ArchiveQuery,
) -> std::result::Result<ArchivePage, Rollback> {
    let (mut after, mut before) = match query.selection {
        ArchiveSelection::Time { from_ns, until_ns, .. } => (
            from_ns.map_or_else(start, |from_ns| (from_ns, Vec::new())),
            until_ns.map_or_else(end, |until_ns| (until_ns, Vec::new())),
        ),
        ArchiveSelection::Hashes(_) => (start(), end()),
    };
    if let Some(hash) = query.cursor {
        let place = (time_of(connection, &hash)?, hash.to_vec());
        match query.direction {
            PageDirection::Forward => after = after.max(place),
            PageDirection::Backward => before = before.min(place),
        }
    }
    let range = Range { after, before, direction: query.direction, limit: i64::from(query.limit).saturating_add(1) };
    match &query.selection {
        ArchiveSelection::Time { topics: Some(topics), .. } => page_of_topics(connection, query, topics, &range),
        ArchiveSelection::Time { topics: None, .. } => {
            let found = range.find(connection, None)?;
            finish(connection, query, found)
        }
        ArchiveSelection::Hashes(hashes) => {
            let found = find_hashes(connection, hashes, &range)?;
            finish(connection, query, found)
        }
    }
}

/// When a message was sent that a cursor names.
fn time_of(connection: &mut SqliteConnection, hash: &MessageHash) -> std::result::Result<i64, Rollback> {
    let time = messages::table.filter(messages::hash.eq(hash.as_slice())).select(messages::timestamp_ns);
    Ok(time.get_result(connection).optional()?.ok_or(StorageError::UnknownCursor)?)
}

/// Where to look, in which order, for how many.
struct Range {
    after: Place,
    before: Place,
    direction: PageDirection,
    limit: i64,
}

impl Range {
    /// Messages of one topic, or of all, in the order of paging.
    fn find(&self, connection: &mut SqliteConnection, topic_id: Option<i64>) -> QueryResult<Vec<Found>> {
        let mut query = messages::table
            .select((messages::timestamp_ns, messages::hash, length(messages::message)))
            .filter(between(&self.after, &self.before))
            .limit(self.limit)
            .into_boxed();
        if let Some(topic_id) = topic_id {
            query = query.filter(messages::topic_id.eq(topic_id));
        }
        query = match self.direction {
            PageDirection::Forward => query.order((messages::timestamp_ns.asc(), messages::hash.asc())),
            PageDirection::Backward => query.order((messages::timestamp_ns.desc(), messages::hash.desc())),
        };
        query.load(connection)
    }

    fn sort(&self, found: &mut [(i64, Found)]) {
        found.sort_unstable_by_key(|(_, found)| found.place());
        if self.direction == PageDirection::Backward {
            found.reverse();
        }
    }
}

fn find_hashes(connection: &mut SqliteConnection, hashes: &[MessageHash], range: &Range) -> QueryResult<Vec<Found>> {
    let wanted = hashes.iter().map(<[u8; 32]>::as_slice);
    let query = messages::table
        .select((messages::timestamp_ns, messages::hash, length(messages::message)))
        .filter(messages::hash.eq_any(wanted));
    let mut found: Vec<_> = query.load::<Found>(connection)?.into_iter().map(|found| (0, found)).collect();
    range.sort(&mut found);
    let is_in_range = |found: &Found| {
        let place = (found.timestamp_ns, found.hash.0.to_vec());
        range.after < place && place < range.before
    };
    Ok(found.into_iter().map(|(_, found)| found).filter(is_in_range).collect())
}

/// How many of the messages fit on the page.
fn fitting<'a>(query: &ArchiveQuery, found: impl Iterator<Item = &'a Found>) -> usize {
    let mut bytes = 0_usize;
    let mut count = 0;
    for found in found.take(query.limit as usize) {
        bytes = bytes.saturating_add(usize::try_from(found.bytes).unwrap_or(usize::MAX));
        if query.include_messages && bytes > query.max_bytes && count > 0 {
            break;
        }
        count += 1;
    }
    count
}

/// The page of messages that were found by their place in the order of paging.
fn assemble(
    query: &ArchiveQuery,
    mut found: Vec<Found>,
    is_last: bool,
    mut contents: HashMap<MessageHash, ArchivedMessage>,
) -> Result<ArchivePage> {
    let next = if is_last { None } else { found.last().map(|last| last.hash.0) };
    if query.direction == PageDirection::Backward {
        found.reverse();
    }
    let entry = |found: Found| {
        let message_hash = found.hash.0;
        let message = if query.include_messages {
            let content = contents.remove(&message_hash);
            Some(
                content
                    .ok_or_else(|| StorageError::Corrupt("an index names a message that is not there".to_owned()))?,
            )
        } else {
            None
        };
        Ok(ArchiveEntry { message_hash, message })
    };
    Ok(ArchivePage { entries: found.into_iter().map(entry).collect::<Result<_>>()?, next })
}

/// Messages of all topics: their contents lie apart and are found by hash.
fn finish(
    connection: &mut SqliteConnection,
    query: &ArchiveQuery,
    mut found: Vec<Found>,
) -> std::result::Result<ArchivePage, Rollback> {
    let count = fitting(query, found.iter());
    let is_last = count == found.len();
    found.truncate(count);
    let mut contents = HashMap::new();
    if query.include_messages && !found.is_empty() {
        let wanted = found.iter().map(|found| found.hash.0.as_slice());
        let rows = messages::table
            .inner_join(topics::table)
            .filter(messages::hash.eq_any(wanted))
            .select((messages::hash, topics::pubsub_topic, messages::message))
            .load::<(Bytes<32>, String, Vec<u8>)>(connection)?;
        let rows = rows.into_iter();
        contents =
            rows.map(|(hash, pubsub_topic, message)| (hash.0, ArchivedMessage { pubsub_topic, message })).collect();
    }
    Ok(assemble(query, found, is_last, contents)?)
}

/// Messages of a few topics: those of one lie side by side, and are read as such.
fn page_of_topics(
    connection: &mut SqliteConnection,
    query: &ArchiveQuery,
    wanted: &ArchiveTopics,
    range: &Range,
) -> std::result::Result<ArchivePage, Rollback> {
    let topic_ids = topics::table
        .filter(topics::pubsub_topic.eq(&wanted.pubsub_topic).and(topics::content_topic.eq_any(&wanted.content_topics)))
        .select(topics::id)
        .load::<i64>(connection)?;
    let mut found = Vec::new();
    for topic_id in topic_ids {
        found.extend(range.find(connection, Some(topic_id))?.into_iter().map(|found| (topic_id, found)));
    }
    range.sort(&mut found);
    let count = fitting(query, found.iter().map(|(_, found)| found));
    let is_last = count == found.len();
    found.truncate(count);
    let contents = if query.include_messages { contents(connection, wanted, &found)? } else { HashMap::new() };
    Ok(assemble(query, found.into_iter().map(|(_, found)| found).collect(), is_last, contents)?)
}

/// What is in the messages. The page has all messages of a topic between its first and its last of it.
fn contents(
    connection: &mut SqliteConnection,
    wanted: &ArchiveTopics,
    found: &[(i64, Found)],
) -> QueryResult<HashMap<MessageHash, ArchivedMessage>> {
    let mut ends: HashMap<i64, (Place, Place)> = HashMap::new();
    for (topic_id, found) in found {
        let place = (found.timestamp_ns, found.hash.0.to_vec());
        let (first, last) = ends.entry(*topic_id).or_insert_with(|| (place.clone(), place.clone()));
        if place < *first {
            *first = place;
        } else if place > *last {
            *last = place;
        }
    }
    let mut contents = HashMap::with_capacity(found.len());
    for (topic_id, (first, last)) in ends {
        let rows = messages::table
            .filter(messages::topic_id.eq(topic_id))
            .filter(
                sql::<Bool>("(messages.timestamp_ns, messages.hash) >= (")
                    .bind::<BigInt, _>(first.0)
                    .sql(", ")
                    .bind::<Binary, _>(first.1)
                    .sql(") AND (messages.timestamp_ns, messages.hash) <= (")
                    .bind::<BigInt, _>(last.0)
                    .sql(", ")
                    .bind::<Binary, _>(last.1)
                    .sql(")"),
            )
            .select((messages::hash, messages::message))
            .load::<(Bytes<32>, Vec<u8>)>(connection)?;
        let with_topic = |(hash, message): (Bytes<32>, Vec<u8>)| {
            (hash.0, ArchivedMessage { pubsub_topic: wanted.pubsub_topic.clone(), message })
        };
        contents.extend(rows.into_iter().map(with_topic));
    }
    Ok(contents)
}

#[derive(QueryableByName)]
struct Pages {
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// Bytes of the file that are in use.
pub(super) fn used_bytes(connection: &mut SqliteConnection) -> QueryResult<u64> {
    let query = "SELECT (page_count - freelist_count) * page_size AS bytes
                 FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    let pages = diesel::sql_query(query).get_result::<Pages>(connection)?;
    Ok(u64::try_from(pages.bytes).unwrap_or_default())
}

pub(super) fn size(connection: &mut SqliteConnection) -> std::result::Result<ArchiveSize, Rollback> {
    let messages = message_count::table.find(0).select(message_count::messages).get_result::<i64>(connection)?;
    Ok(ArchiveSize { messages: u64::try_from(messages).unwrap_or_default(), bytes: used_bytes(connection)? })
}
