//! The receiver's side: segments are stored until their message is whole.

use status_ports::{SegmentRecord, SegmentStore, StorageError, UnixMillis};

use super::rebuild::{Failure, rebuild};
use super::{MAX_DATA_SEGMENTS, MAX_MESSAGE_LENGTH, NoSegment, Segment};
use crate::crypto::PublicKey;
use crate::reliability::erasure::MAX_SHARDS;

/// How long segments wait, and how long a completed message is remembered.
const RETENTION_MS: UnixMillis = 30 * 24 * 60 * 60 * 1000;
/// How many segments of all messages wait. Anybody can sign segments, so what waits must be bounded.
const MAX_WAITING: u32 = 1024;
/// How many bytes of them: two of the largest messages.
const MAX_WAITING_BYTES: u64 = 2 * MAX_MESSAGE_LENGTH as u64;

/// Why a segment could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum SegmentationError {
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What became of received bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// They are a whole message.
    NoSegment(NoSegment),
    /// Stored; others are missing.
    Incomplete,
    /// Their message was completed before.
    AlreadyCompleted,
    /// The message of which this was the last segment needed.
    Complete(Vec<u8>),
    /// All segments are here, but their hash is another one: the sender made them so. They were dropped for good.
    Mismatch,
}

/// Takes in bytes that `sender` signed. The order of arrival does not matter, and repetitions do no harm.
///
/// # Errors
/// [`SegmentationError::Storage`].
pub fn receive(
    store: &mut dyn SegmentStore,
    sender: &PublicKey,
    bytes: &[u8],
    now: UnixMillis,
) -> Result<Received, SegmentationError> {
    let segment = match Segment::decode(bytes) {
        Ok(segment) => segment,
        Err(reason) => return Ok(Received::NoSegment(reason)),
    };
    let (hash, sender) = (segment.message_hash, sender.to_compressed());
    if store.segments_completed(&hash, &sender)? {
        return Ok(Received::AlreadyCompleted);
    }
    let before = store.count_segments(&hash, &sender)?;
    if before.data == 0 && before.parity == 0 {
        // The beginning of a message is the time to make room.
        store.prune_segments(now.saturating_sub(RETENTION_MS), MAX_WAITING, MAX_WAITING_BYTES)?;
    }
    let Segment { message_hash, part, payload } = segment;
    store.save_segment(&SegmentRecord { message_hash, sender, part, payload, received_at: now })?;
    // Payloads are loaded only when they may suffice, and only for what is new: repeating costs the sender as much as us.
    let count = store.count_segments(&hash, &sender)?;
    if count == before || count.data == 0 || count.data.saturating_add(count.parity) < count.expected_data {
        return Ok(Received::Incomplete);
    }
    let segments = store.segments(&hash, &sender, MAX_DATA_SEGMENTS.saturating_add(MAX_SHARDS))?;
    match rebuild(&hash, count.expected_data, &segments) {
        Ok(message) => {
            store.complete_segments(&hash, &sender, now)?;
            Ok(Received::Complete(message))
        }
        Err(Failure::Incomplete) => Ok(Received::Incomplete),
        Err(Failure::Mismatch) => {
            store.complete_segments(&hash, &sender, now)?;
            Ok(Received::Mismatch)
        }
    }
}
