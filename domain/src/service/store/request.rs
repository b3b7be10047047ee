//! A request and its answer.

use prost::Message;
use status_ports::{
    Answer, ArchiveEntry, ArchivePage, ArchiveQuery, ArchiveSelection, ArchiveTopics, MessageHash, PageDirection,
    PeerProtocol, StorageError,
};
use status_proto::waku::StoreQueryRequest;

use super::wire::{KeyValue, Response};

/// Content topics of one request, at most.
pub const MAX_CONTENT_TOPICS: usize = 10;
/// Messages of a page if the request does not say.
pub const DEFAULT_PAGE: u32 = 20;
/// Messages of a page, at most.
pub const MAX_PAGE: u32 = 100;
/// The longest request id, in bytes. Nodes and clients write 64 or fewer.
pub const MAX_REQUEST_ID_BYTES: usize = 256;
/// Room in an answer for what is not messages: ids, hashes, pubsub topics, and the headers of all fields.
const RESERVED_BYTES: usize = 64 << 10;

const OK: u32 = 200;
const BAD_REQUEST: u32 = 400;
const INTERNAL_ERROR: u32 = 500;
const UNAVAILABLE: u32 = 503;

/// A valid request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreRequest {
    request_id: String,
    query: ArchiveQuery,
}

impl StoreRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// What to answer at once: a reset to bytes that are none or whose id an answer cannot repeat, code 400 to a request that
    /// breaks a rule.
    pub fn read(bytes: &[u8]) -> Result<Self, Answer> {
        let request = StoreQueryRequest::decode(bytes).map_err(|_| Answer::Reset)?;
        if request.request_id.len() > MAX_REQUEST_ID_BYTES {
            return Err(Answer::Reset);
        }
        let request_id = request.request_id.clone();
        match query(request) {
            Ok(query) => Ok(Self { request_id, query }),
            Err(reason) => Err(failure(request_id, BAD_REQUEST, reason)),
        }
    }

    /// What to ask the archive.
    #[must_use]
    pub const fn query(&self) -> &ArchiveQuery {
        &self.query
    }

    /// The answer with what the archive found.
    #[must_use]
    pub fn answer(self, found: Result<ArchivePage, StorageError>) -> Answer {
        match found {
            Ok(page) => Answer::Reply(
                Response {
                    request_id: self.request_id,
                    status_code: Some(OK),
                    status_desc: Some("OK".to_owned()),
                    messages: page.entries.into_iter().map(key_value).collect(),
                    pagination_cursor: page.next.map(|hash| hash.to_vec()),
                }
                .encode_to_vec(),
            ),
            Err(StorageError::UnknownCursor) => failure(self.request_id, BAD_REQUEST, "unknown cursor"),
            Err(StorageError::Closed) => failure(self.request_id, UNAVAILABLE, "the store is closing"),
            // What the engine says is for the log of the node.
            Err(_) => failure(self.request_id, INTERNAL_ERROR, "the store failed"),
        }
    }

    /// The answer if too many others are under way.
    #[must_use]
    pub fn unavailable(self) -> Answer {
        failure(self.request_id, UNAVAILABLE, "the store is busy")
    }
}

fn failure(request_id: String, status_code: u32, reason: &str) -> Answer {
    let (status_code, status_desc) = (Some(status_code), Some(reason.to_owned()));
    Answer::Reply(Response { request_id, status_code, status_desc, ..Response::default() }.encode_to_vec())
}

fn key_value(entry: ArchiveEntry) -> KeyValue {
    let message_hash = Some(entry.message_hash.to_vec());
    match entry.message {
        Some(content) => {
            KeyValue { message_hash, message: Some(content.message), pubsub_topic: Some(content.pubsub_topic) }
        }
        None => KeyValue { message_hash, message: None, pubsub_topic: None },
    }
}

fn hash(bytes: &[u8], reason: &'static str) -> Result<MessageHash, &'static str> {
    bytes.try_into().map_err(|_| reason)
}

fn query(request: StoreQueryRequest) -> Result<ArchiveQuery, &'static str> {
    if request.request_id.is_empty() {
        return Err("missing request id");
    }
    let cursor = match request.pagination_cursor.as_deref() {
        // Clients that start write it empty.
        None | Some([]) => None,
        Some(bytes) => Some(hash(bytes, "the cursor is no message hash")?),
    };
    let limit = match request.pagination_limit {
        None | Some(0) => DEFAULT_PAGE,
        Some(limit) => u32::try_from(limit).unwrap_or(MAX_PAGE).min(MAX_PAGE),
    };
    let direction = if request.pagination_forward { PageDirection::Forward } else { PageDirection::Backward };
    let include_messages = request.include_data;
    let max_bytes = PeerProtocol::StoreQuery.max_response_bytes().saturating_sub(RESERVED_BYTES);
    let selection = selection(request)?;
    Ok(ArchiveQuery { selection, cursor, direction, limit, include_messages, max_bytes })
}

fn selection(request: StoreQueryRequest) -> Result<ArchiveSelection, &'static str> {
    let pubsub_topic = request.pubsub_topic.filter(|topic| !topic.is_empty());
    let content_topics = request.content_topics;
    if !request.message_hashes.is_empty() {
        // A pubsub topic says nothing that the hashes do not, and js-waku always names one.
        if !content_topics.is_empty() || request.time_start.is_some() || request.time_end.is_some() {
            return Err("cannot use message hashes with content topics or times");
        }
        let hashes = request.message_hashes.iter().map(|bytes| hash(bytes, "a message hash has not 32 bytes"));
        return Ok(ArchiveSelection::Hashes(hashes.collect::<Result<_, _>>()?));
    }
    let topics = match (pubsub_topic, content_topics.is_empty()) {
        (None, true) => None,
        (None, false) => return Err("missing pubsub topic"),
        (Some(_), true) => return Err("missing content topics"),
        (Some(_), false) if content_topics.len() > MAX_CONTENT_TOPICS => return Err("too many content topics"),
        (Some(_), false) if content_topics.iter().any(String::is_empty) => return Err("an empty content topic"),
        (Some(pubsub_topic), false) => Some(ArchiveTopics { pubsub_topic, content_topics }),
    };
    let (from_ns, until_ns) = (request.time_start, request.time_end);
    if from_ns.zip(until_ns).is_some_and(|(from, until)| until < from) {
        return Err("the time range is invalid");
    }
    Ok(ArchiveSelection::Time { topics, from_ns, until_ns })
}
