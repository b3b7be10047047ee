//! What a store node keeps: valid Waku messages of the past, as they went over the network.
//!
//! Messages are in the order of their time, and of their hash where the time is equal.

use async_trait::async_trait;

use crate::StorageError;

/// The deterministic hash of a Waku message (14/WAKU2-MESSAGE).
pub type MessageHash = [u8; 32];

/// A message to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveRecord {
    /// The message's hash. It covers everything else here: records of the same hash are the same.
    pub message_hash: MessageHash,
    /// Where it was published.
    pub pubsub_topic: String,
    /// Its content topic.
    pub content_topic: String,
    /// The time that its sender gave it, in Unix nanoseconds.
    pub timestamp_ns: i64,
    /// The encoded Waku message.
    pub message: Vec<u8>,
}

/// Which messages are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveSelection {
    /// Messages of a time.
    Time {
        /// Only these topics. Without it messages of all topics.
        topics: Option<ArchiveTopics>,
        /// Not before this time, in Unix nanoseconds.
        from_ns: Option<i64>,
        /// Before this time, in Unix nanoseconds.
        until_ns: Option<i64>,
    },
    /// Those of these messages that are there.
    Hashes(Vec<MessageHash>),
}

/// Content topics of a pubsub topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveTopics {
    /// Where the messages were published.
    pub pubsub_topic: String,
    /// Any of these; none selects nothing.
    pub content_topics: Vec<String>,
}

/// Where the next page lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageDirection {
    /// From old to new.
    Forward,
    /// From new to old.
    Backward,
}

/// One page of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveQuery {
    /// Which messages.
    pub selection: ArchiveSelection,
    /// The page begins after this message in the direction of paging. The message itself need not be selected.
    pub cursor: Option<MessageHash>,
    /// Direction of paging.
    pub direction: PageDirection,
    /// Most messages on the page; at least one.
    pub limit: u32,
    /// Whether messages come with their topic and bytes.
    pub include_messages: bool,
    /// The page ends before the messages would have more bytes than this together. One message is on it in any case. Of no
    /// effect on hashes alone.
    pub max_bytes: usize,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// The message's hash.
    pub message_hash: MessageHash,
    /// What was asked for besides.
    pub message: Option<ArchivedMessage>,
}

/// The content of a message that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedMessage {
    /// Where it was published.
    pub pubsub_topic: String,
    /// The encoded Waku message.
    pub message: Vec<u8>,
}

/// Messages that were found, from old to new whatever the direction of paging.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchivePage {
    /// The messages.
    pub entries: Vec<ArchiveEntry>,
    /// Cursor of the next page; none if this is the last.
    pub next: Option<MessageHash>,
}

/// What is to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArchiveRetention {
    /// Messages older than this go, in Unix nanoseconds.
    pub not_before_ns: Option<i64>,
    /// If the archive is larger than this, its oldest messages go.
    pub max_bytes: Option<u64>,
}

/// How much is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArchiveSize {
    /// Messages.
    pub messages: u64,
    /// Bytes that they and what finds them take up.
    pub bytes: u64,
}

/// The archive of a store node: one writer, many readers.
#[async_trait]
pub trait MessageArchive: Send + Sync {
    /// Keeps messages; one that is there already changes nothing. All are there when this returns `Ok`, or none.
    ///
    /// # Errors
    /// [`StorageError`] if the engine refuses.
    async fn insert(&self, records: Vec<ArchiveRecord>) -> Result<(), StorageError>;

    /// A page of messages. All pages together are all selected messages, each once, unless messages come or go meanwhile.
    ///
    /// # Errors
    /// [`StorageError::UnknownCursor`] if no such message is there (any more).
    async fn query(&self, query: ArchiveQuery) -> Result<ArchivePage, StorageError>;

    /// Takes a small step towards what is to be kept, so that others wait only shortly. Returns whether there is more to do.
    ///
    /// # Errors
    /// [`StorageError`] if the engine refuses.
    async fn prune(&self, retention: ArchiveRetention) -> Result<bool, StorageError>;

    /// How much is there. Cheap, however much it is.
    ///
    /// # Errors
    /// [`StorageError`] if the engine refuses.
    async fn size(&self) -> Result<ArchiveSize, StorageError>;

    /// Waits for what was begun, and closes the files. Later calls return [`StorageError::Closed`].
    async fn close(&self);
}
