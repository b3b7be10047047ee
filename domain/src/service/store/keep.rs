//! Which messages a store node keeps.

use status_ports::ArchiveRecord;
use status_proto::waku::WakuMessage;

use crate::envelope::waku_message::{self, WakuMessageError};

/// How far the time of a message may lie from the clock of the node, in nanoseconds.
pub const CLOCK_TOLERANCE_NS: u64 = 20_000_000_000;
/// The longest content topic that is kept, in bytes. Those of Status have 23.
pub const MAX_CONTENT_TOPIC_BYTES: usize = 256;

/// Why a message is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// It is no valid Waku message.
    #[error(transparent)]
    Invalid(#[from] WakuMessageError),
    /// Its sender does not want it to be kept.
    #[error("the message is ephemeral")]
    Ephemeral,
    /// It has no place in the order of messages.
    #[error("the message has no timestamp")]
    NoTimestamp,
    /// Its time is further from the node's clock than [`CLOCK_TOLERANCE_NS`]. Else anybody could write the past anew.
    #[error("the timestamp of the message is too far from the time of the node")]
    WrongTime,
    /// Its content topic is longer than [`MAX_CONTENT_TOPIC_BYTES`].
    #[error("the content topic is too long")]
    TopicTooLong,
}

/// What is kept of a message that came over the relay. `now_ns` is the node's clock, in Unix nanoseconds.
///
/// # Errors
/// [`NotKept`]; the message may be relayed and pushed nevertheless.
pub fn keep(pubsub_topic: &str, message: &WakuMessage, now_ns: u64) -> Result<ArchiveRecord, NotKept> {
    waku_message::validate(message)?;
    if message.ephemeral.unwrap_or_default() {
        return Err(NotKept::Ephemeral);
    }
    let timestamp_ns = message.timestamp.ok_or(NotKept::NoTimestamp)?;
    let is_in_time = u64::try_from(timestamp_ns).is_ok_and(|time| time.abs_diff(now_ns) <= CLOCK_TOLERANCE_NS);
    if !is_in_time {
        return Err(NotKept::WrongTime);
    }
    if message.content_topic.len() > MAX_CONTENT_TOPIC_BYTES {
        return Err(NotKept::TopicTooLong);
    }
    Ok(ArchiveRecord {
        message_hash: waku_message::message_hash(pubsub_topic, message),
        pubsub_topic: pubsub_topic.to_owned(),
        content_topic: message.content_topic.clone(),
        timestamp_ns,
        message: waku_message::encode(message),
    })
}
