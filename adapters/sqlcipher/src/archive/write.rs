//! Messages come and go.

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use status_ports::{ArchiveRecord, ArchiveRetention};

use super::read::used_bytes;
use crate::error::Rollback;
use crate::schema::archive::{message_count, messages, topics};

/// Messages that one step of pruning removes: some milliseconds, in which nothing else is written.
const STEP: i64 = 500;

pub(super) fn insert(connection: &mut SqliteConnection, records: &[ArchiveRecord]) -> Result<(), Rollback> {
    let mut topic_ids = HashMap::new();
    let mut added = 0_usize;
    for record in records {
        let topic = (record.pubsub_topic.as_str(), record.content_topic.as_str());
        let topic_id = match topic_ids.get(&topic) {
            Some(topic_id) => *topic_id,
            None => {
                let topic_id = intern(connection, topic)?;
                topic_ids.insert(topic, topic_id);
                topic_id
            }
        };
        added += diesel::insert_or_ignore_into(messages::table)
            .values((
                messages::topic_id.eq(topic_id),
                messages::timestamp_ns.eq(record.timestamp_ns),
                messages::hash.eq(record.message_hash.as_slice()),
                messages::message.eq(&record.message),
            ))
            .execute(connection)?;
    }
    count(connection, i64::try_from(added).unwrap_or(i64::MAX))?;
    Ok(())
}

/// The number of a topic, a new one if it has none.
fn intern(connection: &mut SqliteConnection, (pubsub_topic, content_topic): (&str, &str)) -> QueryResult<i64> {
    let is_it = topics::pubsub_topic.eq(pubsub_topic).and(topics::content_topic.eq(content_topic));
    let known = topics::table.filter(is_it).select(topics::id).get_result(connection).optional()?;
    if let Some(topic_id) = known {
        return Ok(topic_id);
    }
    diesel::insert_into(topics::table)
        .values((topics::pubsub_topic.eq(pubsub_topic), topics::content_topic.eq(content_topic)))
        .returning(topics::id)
        .get_result(connection)
}

fn count(connection: &mut SqliteConnection, change: i64) -> QueryResult<()> {
    let all = message_count::messages + change;
    diesel::update(message_count::table.find(0)).set(message_count::messages.eq(all)).execute(connection)?;
    Ok(())
}

pub(super) fn prune(connection: &mut SqliteConnection, retention: ArchiveRetention) -> Result<bool, Rollback> {
    let mut is_more = false;
    if let Some(not_before_ns) = retention.not_before_ns {
        is_more |= remove_oldest(connection, Some(not_before_ns))?;
    }
    if let Some(max_bytes) = retention.max_bytes
        && used_bytes(connection)? > max_bytes
    {
        is_more |= remove_oldest(connection, None)?;
    }
    Ok(is_more)
}

/// Removes the oldest messages, but none of this time or later. Returns whether there may be more of them.
fn remove_oldest(connection: &mut SqliteConnection, not_before_ns: Option<i64>) -> QueryResult<bool> {
    let mut oldest = messages::table
        .select((messages::hash, messages::topic_id))
        .order((messages::timestamp_ns.asc(), messages::hash.asc()))
        .limit(STEP)
        .into_boxed();
    if let Some(not_before_ns) = not_before_ns {
        oldest = oldest.filter(messages::timestamp_ns.lt(not_before_ns));
    }
    let oldest = oldest.load::<(Vec<u8>, i64)>(connection)?;
    if oldest.is_empty() {
        return Ok(false);
    }
    let hashes = oldest.iter().map(|(hash, _)| hash.as_slice());
    let removed = diesel::delete(messages::table.filter(messages::hash.eq_any(hashes))).execute(connection)?;
    let of_topics: BTreeSet<i64> = oldest.iter().map(|(_, topic_id)| *topic_id).collect();
    let has_messages = exists(messages::table.filter(messages::topic_id.eq(topics::id)));
    diesel::delete(topics::table.filter(topics::id.eq_any(of_topics).and(not(has_messages)))).execute(connection)?;
    let removed = i64::try_from(removed).unwrap_or(i64::MAX);
    count(connection, removed.saturating_neg())?;
    Ok(true)
}
