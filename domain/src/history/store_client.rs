//! 13/WAKU2-STORE, version 3, as its client: one query, and whether an answer to it can be true.

use std::collections::BTreeSet;

use prost::Message as _;
use status_ports::UnixNanos;
use status_proto::waku::{StoreQueryRequest, StoreQueryResponse, WakuMessage, WakuMessageKeyValue};

use crate::envelope::topic::ContentTopic;
use crate::envelope::waku_message;
use crate::transport::RawMessage;

/// Content topics in one query; nodes refuse more.
pub const MAX_TOPICS: usize = 10;
/// Messages on one page; nodes give no more.
pub const MAX_PAGE: u64 = 100;
/// Hashes in one query.
pub const MAX_HASHES: usize = 50;
/// How long a node may take to answer, in milliseconds.
pub const TIMEOUT_MS: u64 = 30_000;

/// What a node answers when everything is well.
const OK: u32 = 200;
/// The request is not understood; so nodes also say that they do not know a cursor.
const BAD_REQUEST: u32 = 400;
/// They are asked too often.
const TOO_MANY_REQUESTS: u32 = 429;

/// The deterministic hash of a Waku message.
pub type MessageHash = [u8; 32];

/// Which messages are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criteria {
    /// Messages of topics in a range of time, from the newest page to the oldest.
    Topics {
        /// Pubsub topic.
        pubsub_topic: String,
        /// At most [`MAX_TOPICS`].
        content_topics: Vec<ContentTopic>,
        /// The first instant that is asked for.
        from: UnixNanos,
        /// The end of the range.
        to: UnixNanos,
    },
    /// Messages by hash, at most [`MAX_HASHES`].
    Hashes {
        /// The pubsub topic on which they were published. It is part of each hash, and not asked for.
        pubsub_topic: String,
        /// Hashes.
        hashes: Vec<MessageHash>,
    },
}

/// A query for one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreQuery {
    /// Names the request; the answer repeats it.
    pub request_id: String,
    /// Which messages.
    pub criteria: Criteria,
    /// The messages themselves, and not only their hashes.
    pub include_data: bool,
    /// The page after the one that gave this.
    pub cursor: Option<MessageHash>,
}

/// A message of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its hash.
    pub hash: MessageHash,
    /// The message and its time, if data was asked for. Nothing for one that nobody should have published: somebody did, and
    /// the node kept it.
    pub content: Option<(UnixNanos, RawMessage)>,
}

/// A page that may be true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorePage {
    /// Its messages; with data, the oldest first.
    pub messages: Vec<StoredMessage>,
    /// There is another page, and it begins after this message.
    pub cursor: Option<MessageHash>,
}

/// Why a page is not believed, or not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The node says that it cannot.
    #[error("{code} - {description}")]
    Status {
        /// As in HTTP.
        code: u32,
        /// The node's words.
        description: String,
    },
    /// No answer of this protocol.
    #[error("malformed answer")]
    Malformed,
    /// The answer to another request.
    #[error("answer to another request")]
    WrongRequest,
    /// More messages than were asked for.
    #[error("more messages than asked for")]
    TooMany,
    /// A hash that is none, or that is not the hash of its message.
    #[error("wrong message hash")]
    WrongHash,
    /// A message that nobody asked for.
    #[error("message of a topic that was not asked for")]
    WrongTopic,
    /// A message from outside the range of time.
    #[error("message of a time that was not asked for")]
    WrongTime,
    /// No message where one must be.
    #[error("message missing")]
    MissingMessage,
    /// The same message twice.
    #[error("repeated message")]
    Repeated,
    /// Messages out of order, within a page or between pages.
    #[error("messages out of order")]
    WrongOrder,
    /// A cursor that leads nowhere or back.
    #[error("cursor without progress")]
    WrongCursor,
    /// More pages than any honest node has.
    #[error("too many pages")]
    Endless,
}

impl AnswerError {
    /// Whether no honest node answers like this.
    #[must_use]
    pub const fn is_a_lie(&self) -> bool {
        !matches!(self, Self::Status { .. } | Self::Endless)
    }

    /// Whether the node only wants to be asked more slowly.
    #[must_use]
    pub const fn asks_for_patience(&self) -> bool {
        matches!(self, Self::Status { code: TOO_MANY_REQUESTS, .. })
    }

    /// Whether the node may only not know the cursor.
    #[must_use]
    pub const fn may_be_the_cursor(&self) -> bool {
        matches!(self, Self::Status { code: BAD_REQUEST, .. })
    }
}

impl StoreQuery {
    /// The bytes of the request.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut request = StoreQueryRequest {
            request_id: self.request_id.clone(),
            include_data: self.include_data,
            pagination_cursor: self.cursor.map(|hash| hash.to_vec()),
            pagination_forward: false,
            pagination_limit: Some(MAX_PAGE),
            ..StoreQueryRequest::default()
        };
        match &self.criteria {
            Criteria::Topics { pubsub_topic, content_topics, from, to } => {
                request.pubsub_topic = Some(pubsub_topic.clone());
                request.content_topics = content_topics.iter().map(ContentTopic::to_string).collect();
                request.time_start = Some(signed(*from));
                request.time_end = Some(signed(*to));
            }
            Criteria::Hashes { hashes, .. } => {
                request.message_hashes = hashes.iter().map(|hash| hash.to_vec()).collect();
            }
        }
        request.encode_to_vec()
    }

    /// Reads an answer, and checks all that can be checked without knowing other pages.
    ///
    /// # Errors
    /// [`AnswerError`]; then nothing of the page is taken.
    pub fn read(&self, bytes: &[u8]) -> Result<StorePage, AnswerError> {
        let answer = StoreQueryResponse::decode(bytes).map_err(|_| AnswerError::Malformed)?;
        if answer.request_id != self.request_id && !matches!(answer.request_id.as_str(), "" | "N/A") {
            return Err(AnswerError::WrongRequest);
        }
        match answer.status_code {
            Some(OK) => {}
            None => return Err(AnswerError::Malformed),
            Some(code) => return Err(AnswerError::Status { code, description: short(answer.status_desc()) }),
        }
        if u64::try_from(answer.messages.len()).unwrap_or(u64::MAX) > self.limit() {
            return Err(AnswerError::TooMany);
        }
        let mut seen = BTreeSet::new();
        let mut messages = Vec::with_capacity(answer.messages.len());
        let mut newest = 0;
        for entry in answer.messages {
            let message = self.check(entry)?;
            if !seen.insert(message.hash) {
                return Err(AnswerError::Repeated);
            }
            if let (Criteria::Topics { .. }, Some((time, _))) = (&self.criteria, &message.content) {
                if *time < newest {
                    return Err(AnswerError::WrongOrder);
                }
                newest = *time;
            }
            messages.push(message);
        }
        let cursor = answer.pagination_cursor.filter(|cursor| !cursor.is_empty());
        let cursor = cursor.map(|cursor| self.check_cursor(&cursor, &messages)).transpose()?;
        Ok(StorePage { messages, cursor })
    }

    fn limit(&self) -> u64 {
        match &self.criteria {
            Criteria::Topics { .. } => MAX_PAGE,
            Criteria::Hashes { hashes, .. } => u64::try_from(hashes.len()).unwrap_or(MAX_PAGE).min(MAX_PAGE),
        }
    }

    fn check(&self, entry: WakuMessageKeyValue) -> Result<StoredMessage, AnswerError> {
        let hash = entry.message_hash.and_then(|hash| MessageHash::try_from(hash).ok());
        let hash = hash.ok_or(AnswerError::WrongHash)?;
        let pubsub_topic = match &self.criteria {
            Criteria::Topics { pubsub_topic, .. } => pubsub_topic,
            Criteria::Hashes { pubsub_topic, hashes } if hashes.contains(&hash) => pubsub_topic,
            Criteria::Hashes { .. } => return Err(AnswerError::WrongHash),
        };
        if !self.include_data {
            return Ok(StoredMessage { hash, content: None });
        }
        let message = entry.message.ok_or(AnswerError::MissingMessage)?;
        if entry.pubsub_topic.is_some_and(|topic| topic != *pubsub_topic) {
            return Err(AnswerError::WrongTopic);
        }
        let left_out = StoredMessage { hash, content: None };
        if waku_message::message_hash(pubsub_topic, &message) != hash {
            // Nodes may keep a message without a time under the time of its arrival, and give it that.
            let timeless = WakuMessage { timestamp: None, ..message };
            let is_timeless = waku_message::message_hash(pubsub_topic, &timeless) == hash;
            return if is_timeless { Ok(left_out) } else { Err(AnswerError::WrongHash) };
        }
        let Some(time) = message.timestamp.and_then(|time| UnixNanos::try_from(time).ok()) else {
            return Ok(left_out);
        };
        if let Criteria::Topics { content_topics, from, to, .. } = &self.criteria {
            let topic = message.content_topic.parse::<ContentTopic>().map_err(|_| AnswerError::WrongTopic)?;
            if !content_topics.contains(&topic) {
                return Err(AnswerError::WrongTopic);
            }
            // The end is not part of the range by the specification, but it is for the nodes that the network runs.
            if time < *from || time > *to {
                return Err(AnswerError::WrongTime);
            }
        }
        if waku_message::validate(&message).is_err() {
            return Ok(left_out);
        }
        let bytes = waku_message::encode(&message);
        let raw = RawMessage::new(pubsub_topic.clone(), bytes);
        Ok(StoredMessage { hash, content: Some((time, raw)) })
    }

    /// The next page begins where this one ends.
    fn check_cursor(&self, cursor: &[u8], messages: &[StoredMessage]) -> Result<MessageHash, AnswerError> {
        let edges = [messages.first(), messages.last()].into_iter().flatten();
        let cursor = MessageHash::try_from(cursor).map_err(|_| AnswerError::WrongCursor)?;
        if self.cursor == Some(cursor) || !edges.into_iter().any(|edge| edge.hash == cursor) {
            return Err(AnswerError::WrongCursor);
        }
        Ok(cursor)
    }
}

fn signed(time: UnixNanos) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

/// The words of a stranger: not longer than a log line.
fn short(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests;
