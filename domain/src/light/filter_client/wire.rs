//! The messages of filter v2, as the client sees them.

use prost::Message;
use status_ports::WakuError;
use status_proto::waku::filter_subscribe_request::FilterSubscribeType;
use status_proto::waku::{FilterSubscribeRequest, FilterSubscribeResponse};

use super::{Criterion, RequestKind};
use crate::service::limits::NO_REQUEST_ID;

pub(super) fn request(id: &str, kind: RequestKind, criteria: &[Criterion]) -> Vec<u8> {
    let kind = match kind {
        RequestKind::Subscribe => FilterSubscribeType::Subscribe,
        RequestKind::Unsubscribe => FilterSubscribeType::Unsubscribe,
        RequestKind::UnsubscribeAll => FilterSubscribeType::UnsubscribeAll,
        RequestKind::Ping => FilterSubscribeType::SubscriberPing,
    };
    let has_topics = matches!(kind, FilterSubscribeType::Subscribe | FilterSubscribeType::Unsubscribe);
    let criteria = if has_topics { criteria } else { &[] };
    FilterSubscribeRequest {
        request_id: id.to_owned(),
        filter_subscribe_type: kind.into(),
        pubsub_topic: criteria.first().map(|(pubsub_topic, _)| pubsub_topic.to_string()),
        content_topics: criteria.iter().map(|(_, topic)| topic.to_string()).collect(),
    }
    .encode_to_vec()
}

/// How a peer answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Done,
    /// The request is wrong, or not for this peer.
    Refused,
    /// There is no subscription.
    NotFound,
    TooManyRequests,
    /// There is no room for more subscriptions.
    Full,
    /// Something is wrong with the peer.
    Failed,
    NoAnswer,
    /// No answer to this request.
    Nonsense,
}

pub(super) fn reply(id: &str, answer: Result<Vec<u8>, WakuError>) -> Reply {
    let Ok(bytes) = answer else { return Reply::NoAnswer };
    let Ok(response) = FilterSubscribeResponse::decode(bytes.as_slice()) else { return Reply::Nonsense };
    let reply = match response.status_code {
        200 => Reply::Done,
        400 => Reply::Refused,
        404 => Reply::NotFound,
        429 => Reply::TooManyRequests,
        503 => Reply::Full,
        _ => Reply::Failed,
    };
    // Who does not read a request does not know its id.
    let is_unread = response.request_id == NO_REQUEST_ID && reply == Reply::TooManyRequests;
    if response.request_id == id || is_unread { reply } else { Reply::Nonsense }
}
