//! 12/WAKU2-FILTER, service side: light clients subscribe content topics, and are told what arrives on them.

mod index;
mod wire;

use std::collections::BTreeSet;
use std::sync::Arc;

use index::Index;
use status_ports::{Answer, UnixMillis};
use status_proto::waku::WakuMessage;
use wire::{Request, RequestError};
pub use wire::{push_bytes, too_many_requests};

use crate::envelope::seen::Seen;
use crate::envelope::waku_message::message_hash;

/// Content topics of one request, at most.
pub const MAX_TOPICS_PER_REQUEST: usize = 100;
/// The longest request id, pubsub topic and content topic, in bytes.
pub const MAX_TEXT_BYTES: usize = 256;
/// A message that comes again within this time is not pushed again. The relay tells each message once, but a light client
/// hands its messages to several nodes, of which we may be one.
const TOLD_MS: u64 = 2 * 60 * 1_000;
/// Pushes that fail in a row before a subscriber is dropped,
const MAX_FAILED_PUSHES: u32 = 3;
/// and how long they must have failed, so that a connection may break and be made again.
const MIN_FAILING_MS: u64 = 10_000;

/// What a filter server takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterLimits {
    /// Peers with subscriptions.
    pub max_subscribers: usize,
    /// Pairs of pubsub topic and content topic of one peer.
    pub max_criteria_per_peer: usize,
    /// Pairs of all peers together.
    pub max_criteria: usize,
    /// After so long without a request a subscriber is forgotten.
    pub idle_timeout_ms: u64,
}

impl Default for FilterLimits {
    fn default() -> Self {
        Self {
            max_subscribers: 1_500,
            max_criteria_per_peer: 1_000,
            max_criteria: 300_000,
            idle_timeout_ms: 5 * 60 * 1_000,
        }
    }
}

/// The subscriptions of light clients, and the answers to what they ask.
///
/// Run it so: [`handle`](Self::handle) for every request of `filter-subscribe`; for every message, of the relay or published
/// here, push [`push_bytes`] to each of its [`recipients`](Self::recipients), and tell how it went with
/// [`pushed`](Self::pushed); [`expire`](Self::expire) at [`next_deadline`](Self::next_deadline).
#[derive(Clone, Debug)]
pub struct FilterServer {
    limits: FilterLimits,
    /// Pubsub topics of which the node gets messages.
    served: BTreeSet<String>,
    index: Index,
    told: Seen,
}

impl FilterServer {
    /// A server without subscribers that gets the messages of the `served` pubsub topics.
    #[must_use]
    pub fn new(limits: FilterLimits, served: BTreeSet<String>) -> Self {
        Self { limits, served, index: Index::default(), told: Seen::new(TOLD_MS) }
    }

    /// Answers a request. Bytes that are no request reset the stream.
    #[must_use]
    pub fn handle(&mut self, peer: &str, request: &[u8], now: UnixMillis) -> Answer {
        self.expire(now);
        let (id, request) = match wire::decode(request) {
            Ok(request) => request,
            Err(RequestError::Malformed) => return Answer::Reset,
            Err(RequestError::Invalid { id, reason }) => return Answer::Reply(wire::answer(id, 400, reason)),
        };
        let answer = self.decide(peer, request);
        self.index.refresh(peer, now.saturating_add(self.limits.idle_timeout_ms));
        let (code, text) = match answer {
            Ok(()) => (200, "OK"),
            Err(refusal) => refusal,
        };
        Answer::Reply(wire::answer(id, code, text))
    }

    fn decide(&mut self, peer: &str, request: Request) -> Result<(), (u32, &'static str)> {
        const NOT_FOUND: (u32, &str) = (404, "peer has no subscriptions");
        let found = match request {
            Request::Ping => self.index.contains(peer),
            Request::Subscribe(pubsub_topic, topics) => {
                self.may_subscribe(peer, &pubsub_topic, &topics)?;
                self.index.insert(peer, &pubsub_topic, &topics);
                true
            }
            Request::Unsubscribe(pubsub_topic, topics) => self.index.remove(peer, &pubsub_topic, &topics),
            Request::UnsubscribeAll => self.index.remove_peer(peer),
        };
        if found { Ok(()) } else { Err(NOT_FOUND) }
    }

    fn may_subscribe(&self, peer: &str, pubsub_topic: &str, topics: &[String]) -> Result<(), (u32, &'static str)> {
        if !self.served.contains(pubsub_topic) {
            return Err((400, "the pubsub topic is not served here"));
        }
        if !self.index.contains(peer) && self.index.peers() >= self.limits.max_subscribers {
            return Err((503, "node has reached maximum number of subscriptions"));
        }
        let new = self.index.count_new(peer, pubsub_topic, topics);
        if self.index.criteria_of(peer).saturating_add(new) > self.limits.max_criteria_per_peer {
            return Err((503, "peer has reached maximum number of filter criteria"));
        }
        if self.index.criteria().saturating_add(new) > self.limits.max_criteria {
            return Err((503, "node has reached maximum number of filter criteria"));
        }
        Ok(())
    }

    /// The peers that want a message of these topics. The work depends on their number only.
    #[must_use]
    pub fn subscribers_of(&self, pubsub_topic: &str, content_topic: &str) -> Vec<Arc<str>> {
        self.index.subscribers_of(pubsub_topic, content_topic)
    }

    /// The peers to push a message to: its subscribers, if it comes for the first time.
    #[must_use]
    pub fn recipients(&mut self, pubsub_topic: &str, message: &WakuMessage, now: UnixMillis) -> Vec<Arc<str>> {
        let subscribers = self.subscribers_of(pubsub_topic, &message.content_topic);
        let is_wanted = !subscribers.is_empty();
        if is_wanted && self.told.insert(message_hash(pubsub_topic, message), now) { subscribers } else { Vec::new() }
    }

    /// Tells how a push to a subscriber went. Gives whether the subscriber was dropped now, because pushes to it have
    /// failed again and again.
    pub fn pushed(&mut self, peer: &str, succeeded: bool, now: UnixMillis) -> bool {
        let Some(subscriber) = self.index.subscriber_mut(peer) else { return false };
        if succeeded {
            subscriber.failed_pushes = 0;
            return false;
        }
        if subscriber.failed_pushes == 0 {
            subscriber.failing_since = now;
        }
        subscriber.failed_pushes = subscriber.failed_pushes.saturating_add(1);
        let failing_ms = now.saturating_sub(subscriber.failing_since);
        let is_lost = subscriber.failed_pushes >= MAX_FAILED_PUSHES && failing_ms >= MIN_FAILING_MS;
        is_lost && self.index.remove_peer(peer)
    }

    /// Forgets a subscriber, such as one that was banned.
    pub fn remove(&mut self, peer: &str) {
        self.index.remove_peer(peer);
    }

    /// Forgets subscribers that have asked for nothing for too long.
    pub fn expire(&mut self, now: UnixMillis) {
        self.index.expire(now);
    }

    /// When the next subscriber is to be forgotten, unless it asks for something before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<UnixMillis> {
        self.index.next_expiry()
    }

    /// Peers with subscriptions.
    #[must_use]
    pub fn subscribers(&self) -> usize {
        self.index.peers()
    }

    /// Pairs of pubsub topic and content topic, of all peers together.
    #[must_use]
    pub const fn criteria(&self) -> usize {
        self.index.criteria()
    }
}

#[cfg(test)]
mod tests;
