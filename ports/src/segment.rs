//! Segments of large messages that wait for the rest.

use crate::{CompressedKey, StorageError, UnixMillis};

/// Which part of the whole a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SegmentPart {
    /// A slice of the message.
    Data {
        /// Position, from 0.
        index: u32,
        /// How many slices the message has. At least 1.
        count: u32,
    },
    /// A parity shard over all slices.
    Parity {
        /// Position, from 0.
        index: u32,
        /// How many parity shards there are. At least 1.
        count: u32,
    },
}

/// One segment as it arrived.
///
/// Its key is `(message_hash, sender, data or parity, index)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentRecord {
    /// Keccak-256 of the whole message.
    pub message_hash: [u8; 32],
    /// Who signed the envelope. Segments of different senders never mix.
    pub sender: CompressedKey,
    /// Which part this is.
    pub part: SegmentPart,
    /// The slice or shard.
    pub payload: Vec<u8>,
    /// When it arrived.
    pub received_at: UnixMillis,
}

/// How many segments of one message wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SegmentCount {
    /// Data segments that are stored.
    pub data: u32,
    /// Parity segments that are stored.
    pub parity: u32,
    /// The largest `count` that a stored data segment claims; 0 as long as there is none.
    pub expected_data: u32,
}

/// Segments of the open profile.
///
/// Every method costs a bounded number of row accesses by index: none may scan what piles up over time.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait SegmentStore {
    /// Stores a segment. One with the same key is replaced.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_segment(&mut self, segment: &SegmentRecord) -> Result<(), StorageError>;

    /// Counts what is stored of a message, without touching the payloads.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn count_segments(&mut self, message_hash: &[u8; 32], sender: &CompressedKey)
    -> Result<SegmentCount, StorageError>;

    /// At most `limit` stored segments of a message: data by index first, then parity by index.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn segments(
        &mut self,
        message_hash: &[u8; 32],
        sender: &CompressedKey,
        limit: u32,
    ) -> Result<Vec<SegmentRecord>, StorageError>;

    /// Removes the segments of a message and remembers that it is done with.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn complete_segments(
        &mut self,
        message_hash: &[u8; 32],
        sender: &CompressedKey,
        at: UnixMillis,
    ) -> Result<(), StorageError>;

    /// Whether the message is done with.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn segments_completed(&mut self, message_hash: &[u8; 32], sender: &CompressedKey) -> Result<bool, StorageError>;

    /// Forgets segments and completions that are older than `before`, and of the remaining segments all but those that
    /// arrived last: at most `keep`, of `max_bytes` payload together.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_segments(&mut self, before: UnixMillis, keep: u32, max_bytes: u64) -> Result<(), StorageError>;
}
