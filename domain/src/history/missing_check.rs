//! A look back at the last minutes: hashes of what the store node has, and the messages of those that never came here
//! (specification: transport, section 3.9).

use std::collections::VecDeque;

use status_ports::{EnvelopeStore, StorageError, UnixMillis, UnixNanos};

use super::nanos;
use super::store_client::{AnswerError, Criteria, MAX_HASHES, MAX_TOPICS, MessageHash, StorePage, StoreQuery};
use crate::envelope::topic::ContentTopic;
use crate::transport::{Interest, RawMessage};

/// How often one looks, in milliseconds.
pub const INTERVAL_MS: UnixMillis = 60_000;
/// Messages take their time: one looks at nothing younger than this.
const DELAY_MS: UnixMillis = 20_000;
/// After a longer pause this much is looked at; a catch-up fetches the rest.
const LONGEST_WINDOW_MS: UnixMillis = 10 * 60_000;
/// Pages of hashes of ten topics.
const MAX_PAGES: u32 = 100;

/// When one looked last, and when to look next.
#[derive(Clone, Debug)]
pub struct MissingCheck {
    checked_to: UnixMillis,
}

/// One look: queries for hashes, then for what is missing.
#[derive(Clone, Debug)]
pub struct Look {
    to: UnixMillis,
    queries: VecDeque<(Criteria, Option<MessageHash>, u32)>,
    missing: VecDeque<(String, MessageHash)>,
}

impl MissingCheck {
    /// Begins to look from `now` on.
    #[must_use]
    pub const fn new(now: UnixMillis) -> Self {
        Self { checked_to: now.saturating_sub(DELAY_MS) }
    }

    /// When to look next.
    #[must_use]
    pub const fn next_at(&self) -> UnixMillis {
        self.checked_to.saturating_add(DELAY_MS).saturating_add(INTERVAL_MS)
    }

    /// Begins to look, if it is time.
    #[must_use]
    pub fn look(&self, interests: &[Interest], now: UnixMillis) -> Option<Look> {
        if now < self.next_at() {
            return None;
        }
        let to = now.saturating_sub(DELAY_MS);
        let from = self.checked_to.max(to.saturating_sub(LONGEST_WINDOW_MS));
        let mut shards: Vec<_> = interests.iter().map(|interest| (interest.shard, interest.content_topic)).collect();
        shards.sort_unstable();
        shards.dedup();
        let mut queries = VecDeque::new();
        for of_shard in shards.chunk_by(|one, other| one.0 == other.0) {
            for some in of_shard.chunks(MAX_TOPICS) {
                let Some((shard, _)) = some.first() else { continue };
                let content_topics: Vec<ContentTopic> = some.iter().map(|(_, topic)| *topic).collect();
                let pubsub_topic = shard.to_string();
                let (from, to): (UnixNanos, UnixNanos) = (nanos(from), nanos(to));
                queries.push_back((Criteria::Topics { pubsub_topic, content_topics, from, to }, None, 0));
            }
        }
        Some(Look { to, queries, missing: VecDeque::new() })
    }

    /// A look was carried out as a whole. One that failed is made up for by the next.
    pub const fn done(&mut self, look: &Look) {
        self.checked_to = look.to;
    }
}

impl Look {
    /// The next query; `None` at the end.
    pub fn query(&mut self, request_id: String) -> Option<StoreQuery> {
        if let Some((criteria, cursor, _)) = self.queries.front() {
            let (criteria, cursor) = (criteria.clone(), *cursor);
            return Some(StoreQuery { request_id, criteria, include_data: false, cursor });
        }
        let (topic, _) = self.missing.front()?.clone();
        let some = self.missing.iter().take_while(|(of, _)| *of == topic).take(MAX_HASHES);
        let hashes = some.map(|(_, hash)| *hash).collect();
        let criteria = Criteria::Hashes { pubsub_topic: topic, hashes };
        Some(StoreQuery { request_id, criteria, include_data: true, cursor: None })
    }

    /// Takes the answer to the last query. Returns messages that are to be received.
    ///
    /// # Errors
    /// [`AnswerError`] for pages without end.
    pub fn answered(&mut self, query: &StoreQuery, page: StorePage) -> Result<Vec<RawMessage>, AnswerError> {
        match &query.criteria {
            Criteria::Topics { pubsub_topic, .. } => {
                let hashes = page.messages.into_iter().map(|message| (pubsub_topic.clone(), message.hash));
                self.missing.extend(hashes);
                match (page.cursor, self.queries.front_mut()) {
                    (Some(_), Some((_, _, pages))) if *pages >= MAX_PAGES => return Err(AnswerError::Endless),
                    (Some(next), Some((_, cursor, pages))) => {
                        *cursor = Some(next);
                        *pages = pages.saturating_add(1);
                    }
                    _ => drop(self.queries.pop_front()),
                }
                Ok(Vec::new())
            }
            Criteria::Hashes { hashes, .. } => {
                // What the node no longer has is not there: it is not asked again.
                self.missing.drain(..hashes.len().min(self.missing.len()));
                Ok(page.messages.into_iter().filter_map(|message| message.content.map(|(_, raw)| raw)).collect())
            }
        }
    }

    /// Strikes out what came here in the meantime. To be called before messages are asked for.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn skip_known(&mut self, store: &mut dyn EnvelopeStore) -> Result<(), StorageError> {
        let mut left = VecDeque::with_capacity(self.missing.len());
        for (topic, hash) in self.missing.drain(..) {
            if !store.envelope_processed(&hash)? {
                left.push_back((topic, hash));
            }
        }
        self.missing = left;
        Ok(())
    }

    /// Whether all hashes are there, so that [`Self::skip_known`] is due.
    #[must_use]
    pub fn has_hashes(&self) -> bool {
        self.queries.is_empty() && !self.missing.is_empty()
    }
}

#[cfg(test)]
mod tests;
