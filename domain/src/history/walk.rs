//! How one range of time is read: in windows, from the newest to the oldest, page after page.

use std::collections::BTreeSet;

use status_ports::{HistoryCursor, HistoryPosition, HistoryStore, HistoryWalk, StorageError, UnixNanos};

use super::store_client::{AnswerError, Criteria, MessageHash, StorePage, StoreQuery};
use crate::envelope::topic::ContentTopic;
use crate::transport::RawMessage;

/// A query reaches over one day at most.
pub const WINDOW_NS: UnixNanos = 24 * 60 * 60 * 1_000_000_000;
/// Pages of one window from one node: as many messages in a day as people on ten topics do not write.
const MAX_PAGES: u32 = 2_000;

/// How often a walk may meet nodes that do not know their own cursors.
const MAX_LOST_CURSORS: u32 = 3;

/// How far a walk has come when the messages of a page are stored. To be recorded in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The row of the walk.
    pub walk: i64,
    /// Where it goes on; `None` at its end.
    pub position: Option<HistoryPosition>,
}

/// Records how far a walk has come, in the transaction that stores the messages it brought.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn record(store: &mut dyn HistoryStore, mark: &Mark) -> Result<(), StorageError> {
    match &mark.position {
        Some(position) => store.save_history_position(mark.walk, position),
        None => store.remove_history_walk(mark.walk),
    }
}

/// A walk that is under way.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    walk: HistoryWalk,
    /// What the current node gave as cursors in this window: none may come again.
    cursors: BTreeSet<MessageHash>,
    pages: u32,
    lost_cursors: u32,
}

impl Walk {
    pub(super) const fn new(walk: HistoryWalk) -> Self {
        Self { walk, cursors: BTreeSet::new(), pages: 0, lost_cursors: 0 }
    }

    pub(super) const fn id(&self) -> i64 {
        self.walk.id
    }

    /// The end of the window that is read now.
    pub(super) const fn until(&self) -> UnixNanos {
        self.walk.position.until
    }

    /// The beginning of the window that is read now.
    fn window_start(&self) -> UnixNanos {
        self.walk.from.max(self.walk.position.until.saturating_sub(WINDOW_NS))
    }

    /// The next query to a node. Another node than before does not know the cursor: it is asked for what is older than
    /// what we have.
    pub(super) fn query(&mut self, peer_id: &str, request_id: String) -> StoreQuery {
        if self.walk.position.cursor.as_ref().is_some_and(|cursor| cursor.peer_id != peer_id) {
            self.forget_cursor();
        }
        let content_topics = self.walk.content_topics.iter().map(|topic| ContentTopic::from_slice(topic)).collect();
        StoreQuery {
            request_id,
            criteria: Criteria::Topics {
                pubsub_topic: self.walk.pubsub_topic.clone(),
                content_topics,
                from: self.window_start(),
                to: self.walk.position.until,
            },
            include_data: true,
            cursor: self.walk.position.cursor.as_ref().map(|cursor| cursor.message_hash),
        }
    }

    /// The cursor is worth nothing any more; the time of what was read still is.
    pub(super) fn forget_cursor(&mut self) {
        let position = &mut self.walk.position;
        if position.cursor.take().is_some() {
            // Messages of the very same time may be missing.
            position.until = position.until.min(position.seen.saturating_add(1)).max(self.walk.from);
            position.seen = position.until;
        }
        self.cursors.clear();
        self.pages = 0;
    }

    /// The node does not know the cursor. Whether it may be asked without one.
    pub(super) fn lose_cursor(&mut self) -> bool {
        self.lost_cursors = self.lost_cursors.saturating_add(1);
        self.walk.position.cursor.is_some() && self.lost_cursors <= MAX_LOST_CURSORS
    }

    /// Takes a page, if it leads on from the page before.
    pub(super) fn advance(&mut self, peer_id: &str, page: StorePage) -> Result<(Vec<RawMessage>, Mark), AnswerError> {
        let position = &self.walk.position;
        let times = page.messages.iter().filter_map(|message| message.content.as_ref().map(|(time, _)| *time));
        let (oldest, newest) = (times.clone().min(), times.max());
        if newest.is_some_and(|newest| newest > position.seen) {
            return Err(AnswerError::WrongOrder);
        }
        if let Some(cursor) = page.cursor {
            if self.pages >= MAX_PAGES {
                return Err(AnswerError::Endless);
            }
            if self.cursors.contains(&cursor) {
                return Err(AnswerError::WrongCursor);
            }
            self.cursors.insert(cursor);
            self.pages = self.pages.saturating_add(1);
            let position = &mut self.walk.position;
            position.seen = oldest.unwrap_or(position.seen);
            position.cursor = Some(HistoryCursor { peer_id: peer_id.to_owned(), message_hash: cursor });
        } else {
            let start = self.window_start();
            self.walk.position = HistoryPosition { until: start, seen: start, cursor: None };
            self.cursors.clear();
            self.pages = 0;
        }
        let messages = page.messages.into_iter().filter_map(|message| message.content.map(|(_, raw)| raw)).collect();
        let position = (!self.is_at_its_end()).then(|| self.walk.position.clone());
        Ok((messages, Mark { walk: self.walk.id, position }))
    }

    pub(super) const fn is_at_its_end(&self) -> bool {
        self.walk.position.until <= self.walk.from && self.walk.position.cursor.is_none()
    }
}
