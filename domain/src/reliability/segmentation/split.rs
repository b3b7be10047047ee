//! The sender's side.

use core::num::NonZeroUsize;

use status_ports::SegmentPart;

use super::super::erasure::{MAX_SHARDS, Shard, interpolate};
use super::{MAX_DATA_SEGMENTS, MAX_MESSAGE_LENGTH, Segment};
use crate::crypto::keccak256;

/// One parity segment for this many data segments.
const DATA_PER_PARITY: u32 = 8;

/// Why a message cannot be sent in segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// More data segments, or more bytes, than a receiver accepts.
    #[error("a message of {0} bytes is too large to send")]
    TooLarge(usize),
}

/// The size of data segments on a network that takes messages of `max_message_size` bytes: the rest is left to the
/// envelope.
#[must_use]
pub fn segment_size(max_message_size: usize) -> NonZeroUsize {
    // A quarter first, as the reference does: the order matters for sizes that are no multiple of four.
    NonZeroUsize::new((max_message_size / 4).saturating_mul(3)).unwrap_or(NonZeroUsize::MIN)
}

/// Cuts a message into segments, data in order, then parity. `None` if it fits and goes as it is.
///
/// # Errors
/// [`SplitError::TooLarge`].
pub fn split(message: &[u8], segment_size: NonZeroUsize) -> Result<Option<Vec<Segment>>, SplitError> {
    if message.len() <= segment_size.get() {
        return Ok(None);
    }
    let too_large = SplitError::TooLarge(message.len());
    let chunks: Vec<_> = message.chunks(segment_size.get()).collect();
    let count = u32::try_from(chunks.len()).map_err(|_| too_large)?;
    // What `Segment::decode` accepts: it knows only count and size, so a short last segment does not help.
    let largest = chunks.len().saturating_mul(segment_size.get());
    if count > MAX_DATA_SEGMENTS || largest > MAX_MESSAGE_LENGTH {
        return Err(too_large);
    }
    let message_hash = keccak256(&[message]);
    let mut segments: Vec<_> = (0..)
        .zip(&chunks)
        .map(|(index, chunk)| Segment {
            message_hash,
            part: SegmentPart::Data { index, count },
            payload: chunk.to_vec(),
        })
        .collect();
    let parity_count = count / DATA_PER_PARITY;
    if count.saturating_add(parity_count) <= MAX_SHARDS {
        // With parity there are fewer than 256 chunks, so each has its point.
        let shards: Vec<_> = (0..=u8::MAX).zip(&chunks).map(|(point, bytes)| Shard { point, bytes }).collect();
        segments.extend((0..parity_count).map(|index| Segment {
            message_hash,
            part: SegmentPart::Parity { index, count: parity_count },
            payload: interpolate(&shards, point(count, index), segment_size.get()),
        }));
    }
    Ok(Some(segments))
}

/// Parity shards stand at the points behind the data.
fn point(data_count: u32, parity_index: u32) -> u8 {
    u8::try_from(data_count.saturating_add(parity_index)).unwrap_or(u8::MAX)
}
