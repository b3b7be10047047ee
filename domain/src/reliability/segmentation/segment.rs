//! One segment on the wire.

use prost::Message;
use status_ports::SegmentPart;
use status_proto::status::SegmentMessage;

use super::super::erasure::MAX_SHARDS;
use super::{MAX_DATA_SEGMENTS, MAX_MESSAGE_LENGTH};

/// Why bytes are no segment. Then they are a whole message: every message passes here, and few are segments.
///
/// An unencrypted application message parses as a segment (its signature as hash, its type as count), which is why
/// the length of the hash and an empty payload are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSegment {
    /// No protobuf of this type.
    #[error("failed to unmarshal SegmentMessage")]
    Malformed,
    /// The hash has not 32 bytes.
    #[error("invalid hash of entire message")]
    InvalidHash,
    /// There is no payload.
    #[error("empty segment")]
    Empty,
    /// The counts and indices do not fit together.
    #[error("invalid segments count")]
    InvalidCount,
    /// The whole message would be larger than what is put together.
    #[error("segmented message too large")]
    TooLarge,
}

/// A segment of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Keccak-256 of the whole message.
    pub message_hash: [u8; 32],
    /// Which part this is.
    pub part: SegmentPart,
    /// The slice or shard.
    pub payload: Vec<u8>,
}

impl Segment {
    /// The bytes on the wire.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut message = SegmentMessage {
            entire_message_hash: self.message_hash.to_vec(),
            payload: self.payload.clone(),
            ..SegmentMessage::default()
        };
        match self.part {
            SegmentPart::Data { index, count } => (message.index, message.segments_count) = (index, count),
            SegmentPart::Parity { index, count } => {
                (message.parity_segment_index, message.parity_segments_count) = (index, count);
            }
        }
        message.encode_to_vec()
    }

    /// Reads a segment.
    ///
    /// # Errors
    /// [`NoSegment`] if the bytes are something else.
    pub fn decode(bytes: &[u8]) -> Result<Self, NoSegment> {
        let message = SegmentMessage::decode(bytes).map_err(|_| NoSegment::Malformed)?;
        let part = if message.segments_count == 0 {
            SegmentPart::Parity { index: message.parity_segment_index, count: message.parity_segments_count }
        } else {
            SegmentPart::Data { index: message.index, count: message.segments_count }
        };
        let (index, count, allowed) = match part {
            SegmentPart::Data { index, count } => (index, count, 2..=MAX_DATA_SEGMENTS),
            SegmentPart::Parity { index, count } => (index, count, 1..=MAX_SHARDS),
        };
        if !allowed.contains(&count) || index >= count {
            return Err(NoSegment::InvalidCount);
        }
        let message_hash = message.entire_message_hash.try_into().map_err(|_| NoSegment::InvalidHash)?;
        if message.payload.is_empty() {
            return Err(NoSegment::Empty);
        }
        let total = usize::try_from(count).ok().and_then(|count| message.payload.len().checked_mul(count));
        if total.is_none_or(|total| total > MAX_MESSAGE_LENGTH) {
            return Err(NoSegment::TooLarge);
        }
        Ok(Self { message_hash, part, payload: message.payload })
    }
}
