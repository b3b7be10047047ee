//! A store node's messages in maps.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use status_ports::{
    ArchiveEntry, ArchivePage, ArchiveQuery, ArchiveRecord, ArchiveRetention, ArchiveSelection, ArchiveSize,
    ArchivedMessage, MessageArchive, MessageHash, PageDirection, StorageError,
};

/// Messages that one step of pruning removes.
const STEP: usize = 100;
/// Counted for a message besides its bytes.
const OVERHEAD_BYTES: u64 = 100;

/// A [`MessageArchive`] that forgets everything when dropped.
#[derive(Debug, Default)]
pub struct MemoryArchive {
    state: Mutex<State>,
}

type Place = (i64, MessageHash);

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    records: BTreeMap<Place, ArchiveRecord>,
    times: HashMap<MessageHash, i64>,
    bytes: u64,
}

impl MemoryArchive {
    /// An empty archive.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn open(&self) -> Result<MutexGuard<'_, State>, StorageError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_closed { Err(StorageError::Closed) } else { Ok(state) }
    }
}

fn bytes_of(record: &ArchiveRecord) -> u64 {
    record.message.len() as u64 + OVERHEAD_BYTES
}

impl State {
    fn insert(&mut self, record: ArchiveRecord) {
        if self.times.insert(record.message_hash, record.timestamp_ns).is_none() {
            self.bytes += bytes_of(&record);
            self.records.insert((record.timestamp_ns, record.message_hash), record);
        }
    }

    fn remove_first(&mut self) {
        if let Some((_, record)) = self.records.pop_first() {
            self.bytes -= bytes_of(&record);
            self.times.remove(&record.message_hash);
        }
    }

    fn query(&self, query: &ArchiveQuery) -> Result<ArchivePage, StorageError> {
        let cursor = match query.cursor {
            None => None,
            Some(hash) => Some((*self.times.get(&hash).ok_or(StorageError::UnknownCursor)?, hash)),
        };
        let selected = self.records.values().filter(|record| is_selected(record, &query.selection));
        let mut bytes = 0_usize;
        let mut entries = Vec::new();
        let mut next = None;
        let in_order: Box<dyn Iterator<Item = &ArchiveRecord>> = match query.direction {
            PageDirection::Forward => {
                Box::new(selected.filter(|record| cursor.is_none_or(|cursor| place(record) > cursor)))
            }
            PageDirection::Backward => {
                Box::new(selected.rev().filter(|record| cursor.is_none_or(|cursor| place(record) < cursor)))
            }
        };
        for record in in_order {
            bytes = bytes.saturating_add(record.message.len());
            let is_full = query.include_messages && bytes > query.max_bytes && !entries.is_empty();
            if is_full || entries.len() >= query.limit as usize {
                next = entries.last().map(|entry: &ArchiveEntry| entry.message_hash);
                break;
            }
            let message = query.include_messages.then(|| ArchivedMessage {
                pubsub_topic: record.pubsub_topic.clone(),
                message: record.message.clone(),
            });
            entries.push(ArchiveEntry { message_hash: record.message_hash, message });
        }
        if query.direction == PageDirection::Backward {
            entries.reverse();
        }
        Ok(ArchivePage { entries, next })
    }
}

const fn place(record: &ArchiveRecord) -> Place {
    (record.timestamp_ns, record.message_hash)
}

fn is_selected(record: &ArchiveRecord, selection: &ArchiveSelection) -> bool {
    match selection {
        ArchiveSelection::Hashes(hashes) => hashes.contains(&record.message_hash),
        ArchiveSelection::Time { topics, from_ns, until_ns } => {
            from_ns.is_none_or(|from| from <= record.timestamp_ns)
                && until_ns.is_none_or(|until| record.timestamp_ns < until)
                && topics.as_ref().is_none_or(|topics| {
                    topics.pubsub_topic == record.pubsub_topic && topics.content_topics.contains(&record.content_topic)
                })
        }
    }
}

#[async_trait]
impl MessageArchive for MemoryArchive {
    async fn insert(&self, records: Vec<ArchiveRecord>) -> Result<(), StorageError> {
        let mut state = self.open()?;
        for record in records {
            state.insert(record);
        }
        Ok(())
    }

    async fn query(&self, query: ArchiveQuery) -> Result<ArchivePage, StorageError> {
        self.open()?.query(&query)
    }

    async fn prune(&self, retention: ArchiveRetention) -> Result<bool, StorageError> {
        let mut state = self.open()?;
        for _ in 0..STEP {
            let is_too_old = state.records.keys().next().is_some_and(|(timestamp_ns, _)| {
                retention.not_before_ns.is_some_and(|not_before_ns| *timestamp_ns < not_before_ns)
            });
            let is_too_large = retention.max_bytes.is_some_and(|max_bytes| state.bytes > max_bytes);
            if !is_too_old && !is_too_large {
                return Ok(false);
            }
            state.remove_first();
        }
        Ok(true)
    }

    async fn size(&self) -> Result<ArchiveSize, StorageError> {
        let state = self.open()?;
        Ok(ArchiveSize { messages: state.records.len() as u64, bytes: state.bytes })
    }

    async fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_closed = true;
    }
}

#[cfg(test)]
mod tests;
