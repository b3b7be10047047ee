//! What is to be fetched: for each topic what is missing since last time, in walks of topics that miss the same.
//!
//! A plan is stored before it is carried out. From then on the topics count as planned up to now, and the rows of the
//! walks say what of it is left to do; so a catch-up that is interrupted goes on, whatever was planned since.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{ChatKind, ChatRecord, HistoryPosition, HistoryTopic, HistoryWalk, StorageError, UnixNanos};

use super::gap::{self, Gap};
use super::nanos_of_seconds;
use super::store_client::MAX_TOPICS;
use crate::messaging::{Context, Outcome, default_sync_period_s};
use crate::transport::Interest;

/// What is fetched again below the point that was reached: clocks differ, and messages take their time.
pub const OVERLAP_S: u64 = 60;
/// How far one looks back for one's own backup, and for a chat on request: 31 days.
pub const MONTH_S: u64 = 31 * 24 * 60 * 60;

/// What a catch-up is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything that is listened to.
    All,
    /// What is listened to since the last catch-up.
    New,
}

/// A topic by both names.
type TopicKey = (String, [u8; 4]);

/// A plan: what changes in the stores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Plan {
    topics: Vec<HistoryTopic>,
    forgotten: Vec<TopicKey>,
    walks: Vec<HistoryWalk>,
    /// Walks that others now cover.
    replaced: Vec<i64>,
    /// Unix seconds from which each topic is fetched.
    lower: BTreeMap<TopicKey, u64>,
    /// Unix seconds up to which topics were planned before that miss more than is fetched.
    lost: BTreeMap<TopicKey, u64>,
}

/// Topics that miss the same.
struct Group {
    pubsub_topic: String,
    lower: u64,
    content_topics: Vec<[u8; 4]>,
}

fn key(interest: &Interest) -> TopicKey {
    (interest.shard.to_string(), interest.content_topic.to_bytes())
}

/// Plans for topics, the most important first.
fn plan(interests: &[Interest], known: Vec<HistoryTopic>, walks: &[HistoryWalk], now_s: u64, period_s: u64) -> Plan {
    let known: BTreeMap<TopicKey, HistoryTopic> =
        known.into_iter().map(|topic| ((topic.pubsub_topic.clone(), topic.content_topic), topic)).collect();
    let mut plan = Plan::default();
    // What was planned last, and not begun, is planned anew together with what came since.
    let mut begins: BTreeMap<TopicKey, u64> = BTreeMap::new();
    for walk in walks.iter().filter(|walk| is_untouched(walk)) {
        let topics: Vec<TopicKey> =
            walk.content_topics.iter().map(|topic| (walk.pubsub_topic.clone(), *topic)).collect();
        let is_latest = |topic| known.get(topic).is_some_and(|topic| nanos_of_seconds(topic.planned_to) == walk.to);
        if topics.iter().all(is_latest) {
            plan.replaced.push(walk.id);
            begins.extend(topics.into_iter().map(|topic| (topic, walk.from / 1_000_000_000)));
        }
    }
    let mut wanted = BTreeSet::new();
    let mut groups: Vec<Group> = Vec::new();
    for interest in interests {
        let key = key(interest);
        if !wanted.insert(key.clone()) {
            continue;
        }
        let topic = known.get(&key);
        let lower = match (begins.get(&key), topic) {
            (Some(begin), _) => *begin,
            (None, Some(topic)) => topic.planned_to.saturating_sub(OVERLAP_S),
            (None, None) => 0,
        };
        let period_s = if interest.is_backup { period_s.max(MONTH_S) } else { period_s };
        let lower = lower.max(now_s.saturating_sub(period_s));
        // A clock that went back has nothing to fetch, and forgets nothing.
        let planned_to = topic.map_or(0, |topic| topic.planned_to).max(now_s);
        plan.lower.insert(key.clone(), lower);
        if let Some(topic) = topic.filter(|topic| topic.planned_to < lower) {
            plan.lost.insert(key.clone(), topic.planned_to);
        }
        let (pubsub_topic, content_topic) = key;
        let fetched_to = topic.map_or(lower, |topic| topic.fetched_to);
        plan.topics.push(HistoryTopic { pubsub_topic: pubsub_topic.clone(), content_topic, fetched_to, planned_to });
        let fits = |group: &&mut Group| {
            group.pubsub_topic == pubsub_topic && group.lower == lower && group.content_topics.len() < MAX_TOPICS
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.content_topics.push(content_topic),
            None => groups.push(Group { pubsub_topic, lower, content_topics: vec![content_topic] }),
        }
    }
    for Group { pubsub_topic, lower, content_topics } in groups {
        plan.walks.extend(walk(pubsub_topic, content_topics, lower, now_s));
    }
    plan.forgotten = known.into_keys().filter(|topic| !wanted.contains(topic)).collect();
    plan
}

/// A walk over a range of time in Unix seconds, if there is anything in it.
fn walk(pubsub_topic: String, content_topics: Vec<[u8; 4]>, from_s: u64, to_s: u64) -> Option<HistoryWalk> {
    let (from, to) = (nanos_of_seconds(from_s), nanos_of_seconds(to_s));
    let position = HistoryPosition { until: to, seen: to, cursor: None };
    (from < to).then_some(HistoryWalk { id: 0, pubsub_topic, content_topics, from, to, position })
}

fn is_untouched(walk: &HistoryWalk) -> bool {
    walk.position.cursor.is_none() && walk.position.until == walk.to
}

/// The next whole Unix second: the end of a range is not part of it, and what was published just now is.
const fn next_second(now_ms: u64) -> u64 {
    (now_ms / 1000).saturating_add(1)
}

/// Plans a catch-up of everything that is listened to, and stores the plan. Returns what the client should see: marks
/// where chats miss messages that are too old to be fetched unasked.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn prepare(context: &mut Context<'_>, interests: &[Interest], scope: Scope) -> Result<Outcome, StorageError> {
    let now_s = next_second(context.now);
    let period_s = default_sync_period_s(context.stores)?;
    let known = context.stores.history_topics()?;
    let plan = match scope {
        Scope::All => plan(interests, known, &context.stores.history_walks()?, now_s, period_s),
        Scope::New => {
            let known: BTreeSet<TopicKey> =
                known.into_iter().map(|topic| (topic.pubsub_topic, topic.content_topic)).collect();
            let new = interests.iter().filter(|interest| !known.contains(&key(interest))).cloned();
            plan(&new.collect::<Vec<_>>(), Vec::new(), &[], now_s, period_s)
        }
    };
    for id in &plan.replaced {
        context.stores.remove_history_walk(*id)?;
    }
    for (pubsub_topic, content_topic) in &plan.forgotten {
        context.stores.delete_history_topic(pubsub_topic, *content_topic)?;
    }
    context.stores.save_history_topics(&plan.topics)?;
    for walk in &plan.walks {
        context.stores.add_history_walk(walk)?;
    }
    let mut outcome = Outcome::default();
    if scope == Scope::New {
        return Ok(outcome);
    }
    for mut chat in context.stores.chats()? {
        let topics: Vec<TopicKey> = chat_topics(interests, &chat).collect();
        let Some(lower) = topics.iter().filter_map(|topic| plan.lower.get(topic)).max().copied() else { continue };
        let lost = topics.iter().filter_map(|topic| plan.lost.get(topic)).min();
        if let Some(lost) = lost.filter(|_| chat.synced_to < lower) {
            let from_s = chat.synced_to.max(*lost);
            gap::open(context, &mut chat, Gap { from_s, to_s: lower }, &mut outcome)?;
        }
        if chat.synced_from == 0 || lower < chat.synced_from {
            chat.synced_from = lower;
            context.stores.save_chat(&chat)?;
        }
    }
    Ok(outcome)
}

/// Topics on which messages of a chat come.
fn chat_topics<'a>(interests: &'a [Interest], chat: &ChatRecord) -> impl Iterator<Item = TopicKey> + 'a {
    let id = chat.id.clone();
    let is_met = chat.active && chat.kind == ChatKind::OneToOne;
    interests.iter().filter(move |interest| is_met && interest.carries(&id)).map(key)
}

/// Notes which topics and chats are complete: those that no walk is left for.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn settle(context: &mut Context<'_>, interests: &[Interest]) -> Result<(), StorageError> {
    let mut open = BTreeSet::new();
    for walk in context.stores.history_walks()? {
        open.extend(walk.content_topics.iter().map(|topic| (walk.pubsub_topic.clone(), *topic)));
    }
    let mut complete: BTreeMap<TopicKey, u64> = BTreeMap::new();
    let mut changed = Vec::new();
    for mut topic in context.stores.history_topics()? {
        let key = (topic.pubsub_topic.clone(), topic.content_topic);
        if open.contains(&key) {
            continue;
        }
        complete.insert(key, topic.planned_to);
        if topic.fetched_to != topic.planned_to {
            topic.fetched_to = topic.planned_to;
            changed.push(topic);
        }
    }
    context.stores.save_history_topics(&changed)?;
    for mut chat in context.stores.chats()? {
        let topics: Option<Vec<u64>> =
            chat_topics(interests, &chat).map(|topic| complete.get(&topic).copied()).collect();
        let Some(synced_to) = topics.and_then(|topics| topics.into_iter().min()) else { continue };
        if synced_to > chat.synced_to {
            chat.synced_to = synced_to;
            context.stores.save_chat(&chat)?;
        }
    }
    Ok(())
}

/// Stores walks over a range of Unix seconds for topics of the client's choice. Returns their rows. What was fetched
/// before is fetched again, for instance because the chat was cleared since.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn request(
    context: &mut Context<'_>,
    interests: &[Interest],
    from_s: u64,
    to_s: u64,
) -> Result<Vec<i64>, StorageError> {
    let mut by_pubsub: BTreeMap<String, BTreeSet<[u8; 4]>> = BTreeMap::new();
    for interest in interests {
        let (pubsub_topic, content_topic) = key(interest);
        by_pubsub.entry(pubsub_topic).or_default().insert(content_topic);
    }
    let mut rows = Vec::new();
    for (pubsub_topic, content_topics) in by_pubsub {
        let content_topics: Vec<[u8; 4]> = content_topics.into_iter().collect();
        for some in content_topics.chunks(MAX_TOPICS) {
            if let Some(walk) = walk(pubsub_topic.clone(), some.to_vec(), from_s, to_s) {
                rows.push(context.stores.add_history_walk(&walk)?);
            }
        }
    }
    Ok(rows)
}

/// The range of a chat before what was fetched of it, in Unix seconds.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn range_before(context: &mut Context<'_>, chat: &ChatRecord) -> Result<(u64, u64), StorageError> {
    let to_s = if chat.synced_from == 0 { next_second(context.now) } else { chat.synced_from };
    Ok((to_s.saturating_sub(default_sync_period_s(context.stores)?), to_s))
}

/// The last 31 days in Unix seconds.
#[must_use]
pub const fn last_month(now_ms: u64) -> (u64, u64) {
    let to_s = next_second(now_ms);
    (to_s.saturating_sub(MONTH_S), to_s)
}

/// Nanoseconds as Unix seconds, for clients.
#[must_use]
pub const fn seconds(nanos: UnixNanos) -> u64 {
    nanos / 1_000_000_000
}

#[cfg(test)]
mod tests;
