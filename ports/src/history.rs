//! What is fetched from nodes that keep messages, and from which of them.

use crate::{StorageError, UnixMillis};

/// Nanoseconds since 1970-01-01T00:00:00Z: the time of Waku messages.
pub type UnixNanos = u64;

/// How far the history of a content topic was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryTopic {
    /// Pubsub topic.
    pub pubsub_topic: String,
    /// The four bytes of the content topic.
    pub content_topic: [u8; 4],
    /// Unix seconds up to which everything was fetched.
    pub fetched_to: u64,
    /// Unix seconds up to which everything was fetched or is part of a stored walk.
    pub planned_to: u64,
}

/// Where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryCursor {
    /// Peer id of the node that gave it. Others may not know it.
    pub peer_id: String,
    /// Hash of the last message of the page before.
    pub message_hash: [u8; 32],
}

/// How far a walk came. Everything after `until` was fetched, and of what lies below everything after `seen`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPosition {
    /// Upper end of the window that is being read.
    pub until: UnixNanos,
    /// Time of the oldest message read in this window; `until` before the first.
    pub seen: UnixNanos,
    /// Where the next page begins, in the middle of a window.
    pub cursor: Option<HistoryCursor>,
}

/// Messages of some topics in a range of time, read from the newest to the oldest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryWalk {
    /// Row; 0 before it is stored.
    pub id: i64,
    /// Pubsub topic.
    pub pubsub_topic: String,
    /// The four bytes of each content topic.
    pub content_topics: Vec<[u8; 4]>,
    /// Where it ends.
    pub from: UnixNanos,
    /// Where it began.
    pub to: UnixNanos,
    /// How far it came.
    pub position: HistoryPosition,
}

/// A node that keeps messages, as the user named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreNodeRecord {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// ENR as text, or empty.
    pub enr: String,
    /// Multiaddress, or empty.
    pub address: String,
    /// The fleet it belongs to.
    pub fleet: String,
}

/// What is known of the history, and what is left to fetch.
pub trait HistoryStore {
    /// All topics, in order.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn history_topics(&mut self) -> Result<Vec<HistoryTopic>, StorageError>;

    /// Inserts or replaces topics.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_history_topics(&mut self, topics: &[HistoryTopic]) -> Result<(), StorageError>;

    /// Forgets a topic, if it is known.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_history_topic(&mut self, pubsub_topic: &str, content_topic: [u8; 4]) -> Result<(), StorageError>;

    /// All walks that are not at their end, oldest row first.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn history_walks(&mut self) -> Result<Vec<HistoryWalk>, StorageError>;

    /// Stores a walk and returns its row.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn add_history_walk(&mut self, walk: &HistoryWalk) -> Result<i64, StorageError>;

    /// Remembers how far a walk came; nothing happens if it is gone.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_history_position(&mut self, id: i64, position: &HistoryPosition) -> Result<(), StorageError>;

    /// Removes a walk, if it is there.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_history_walk(&mut self, id: i64) -> Result<(), StorageError>;

    /// The nodes that the user added, by id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn store_nodes(&mut self) -> Result<Vec<StoreNodeRecord>, StorageError>;

    /// Inserts or replaces a node.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_store_node(&mut self, node: &StoreNodeRecord) -> Result<(), StorageError>;

    /// Forgets a node, if it is known.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_store_node(&mut self, id: &str) -> Result<(), StorageError>;
}

/// An envelope that was published, and that a node which keeps messages should have by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedEnvelope {
    /// Deterministic hash of the message.
    pub hash: [u8; 32],
    /// Pubsub topic.
    pub pubsub_topic: String,
    /// The encoded Waku message.
    pub message: Vec<u8>,
    /// Application messages inside, by id.
    pub message_ids: Vec<String>,
    /// Urgency.
    pub priority: crate::Priority,
    /// How often it was published and not found.
    pub attempts: u32,
    /// When it was published.
    pub published_at: UnixMillis,
}
