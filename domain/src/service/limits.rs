//! How much one peer may ask of a service node.
//!
//! Every peer has a bucket of tokens for each protocol, and one for bytes. The buckets of peers that ask for nothing are
//! forgotten, so that memory stays bounded; who is forgotten begins with full buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use status_ports::{Answer, PeerProtocol, UnixMillis};

use super::{filter, light_push};

/// A token, counted in parts: what is gained in a millisecond is a whole number of them.
const TOKEN: u64 = 60_000;

/// Tokens that come back each minute, and how many may be used at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In the long run.
    pub per_minute: u64,
    /// After a pause.
    pub burst: u64,
}

/// The limits on each peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests of each protocol. A protocol that is missing is not limited.
    pub requests: BTreeMap<PeerProtocol, Rate>,
    /// Bytes of all requests and answers together.
    pub bytes: Rate,
    /// Peers whose buckets are kept.
    pub max_peers: usize,
}

impl Default for Limits {
    /// Room for what well-behaved clients do. A light client with a thousand topics subscribes them in a dozen requests and
    /// then pings once a minute; nodes of the public network allow 30 filter requests a minute. A client publishes at most 5
    /// messages a second, and tells each to two nodes. History is caught up with as fast as the node reads it.
    fn default() -> Self {
        let requests = BTreeMap::from([
            (PeerProtocol::FilterSubscribe, Rate { per_minute: 120, burst: 60 }),
            (PeerProtocol::LightPush, Rate { per_minute: 600, burst: 60 }),
            (PeerProtocol::LightPushV3, Rate { per_minute: 600, burst: 60 }),
            (PeerProtocol::StoreQuery, Rate { per_minute: 6_000, burst: 600 }),
            (PeerProtocol::PeerExchange, Rate { per_minute: 12, burst: 5 }),
        ]);
        Self { requests, bytes: Rate { per_minute: 600 << 20, burst: 64 << 20 }, max_peers: 10_000 }
    }
}

/// A bucket of tokens. It may owe tokens for what was only counted afterwards.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Parts that are used, above what has come back.
    used: u64,
    counted_at: UnixMillis,
}

impl Bucket {
    const fn new(now: UnixMillis) -> Self {
        Self { used: 0, counted_at: now }
    }

    fn refill(&mut self, rate: Rate, now: UnixMillis) {
        let gained = now.saturating_sub(self.counted_at).saturating_mul(rate.per_minute);
        self.used = self.used.saturating_sub(gained);
        self.counted_at = self.counted_at.max(now);
    }

    /// Whether so many tokens are there.
    const fn has(&self, rate: Rate, tokens: u64) -> bool {
        self.used.saturating_add(tokens.saturating_mul(TOKEN)) <= rate.burst.saturating_mul(TOKEN)
    }

    /// Whether anything is there.
    const fn has_any(&self, rate: Rate) -> bool {
        self.used < rate.burst.saturating_mul(TOKEN)
    }

    const fn take(&mut self, tokens: u64) {
        self.used = self.used.saturating_add(tokens.saturating_mul(TOKEN));
    }
}

/// The buckets of one peer.
#[derive(Clone, Debug)]
struct PeerBuckets {
    requests: BTreeMap<PeerProtocol, Bucket>,
    bytes: Bucket,
    last_at: UnixMillis,
}

/// Counts what peers ask for.
#[derive(Clone, Debug)]
pub struct PeerLimits {
    limits: Limits,
    peers: BTreeMap<Arc<str>, PeerBuckets>,
    /// Peers by when they last asked for something.
    by_last_at: BTreeSet<(UnixMillis, Arc<str>)>,
}

impl PeerLimits {
    /// Nobody has asked for anything yet.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits, peers: BTreeMap::new(), by_last_at: BTreeSet::new() }
    }

    /// Whether a request of so many bytes may be handled; if so, it is counted. If not, it is answered with
    /// [`too_many_requests`].
    pub fn allow(&mut self, peer: &str, protocol: PeerProtocol, bytes: usize, now: UnixMillis) -> bool {
        let bytes_rate = self.limits.bytes;
        let request_rate = self.limits.requests.get(&protocol).copied();
        let buckets = self.touch(peer, now);
        buckets.bytes.refill(bytes_rate, now);
        if !buckets.bytes.has_any(bytes_rate) {
            return false;
        }
        if let Some(rate) = request_rate {
            let bucket = buckets.requests.entry(protocol).or_insert_with(|| Bucket::new(now));
            bucket.refill(rate, now);
            if !bucket.has(rate, 1) {
                return false;
            }
            bucket.take(1);
        }
        buckets.bytes.take(tokens(bytes));
        true
    }

    /// Counts the bytes of an answer. They are never refused, but have to come back before the next request.
    pub fn count_answer(&mut self, peer: &str, bytes: usize, now: UnixMillis) {
        let rate = self.limits.bytes;
        let buckets = self.touch(peer, now);
        buckets.bytes.refill(rate, now);
        buckets.bytes.take(tokens(bytes));
    }

    /// Peers whose buckets are kept now.
    #[must_use]
    pub fn peers(&self) -> usize {
        self.peers.len()
    }

    /// The buckets of a peer, which is the last one now to be forgotten.
    fn touch(&mut self, peer: &str, now: UnixMillis) -> &mut PeerBuckets {
        let (name, last_at) = match self.peers.get_key_value(peer) {
            Some((name, buckets)) => {
                self.by_last_at.remove(&(buckets.last_at, Arc::clone(name)));
                (Arc::clone(name), buckets.last_at.max(now))
            }
            None => {
                while self.peers.len() >= self.limits.max_peers.max(1)
                    && let Some((_, idle)) = self.by_last_at.pop_first()
                {
                    self.peers.remove(&idle);
                }
                (Arc::from(peer), now)
            }
        };
        self.by_last_at.insert((last_at, Arc::clone(&name)));
        let buckets = self.peers.entry(name).or_insert_with(|| PeerBuckets {
            requests: BTreeMap::new(),
            bytes: Bucket::new(now),
            last_at,
        });
        buckets.last_at = last_at;
        buckets
    }
}

fn tokens(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// How a protocol answers a peer that asks too often, without reading what it asks. Protocols that have no code for it reset
/// the stream.
#[must_use]
pub fn too_many_requests(protocol: PeerProtocol) -> Answer {
    match protocol {
        PeerProtocol::FilterSubscribe => Answer::Reply(filter::too_many_requests()),
        PeerProtocol::LightPush => Answer::Reply(light_push::too_many_requests(light_push::Version::V2)),
        PeerProtocol::LightPushV3 => Answer::Reply(light_push::too_many_requests(light_push::Version::V3)),
        PeerProtocol::StoreQuery => Answer::Reply(store_too_many_requests()),
        PeerProtocol::FilterPush | PeerProtocol::PeerExchange => Answer::Reset,
    }
}

fn store_too_many_requests() -> Vec<u8> {
    use prost::Message;

    let answer = status_proto::waku::StoreQueryResponse {
        request_id: NO_REQUEST_ID.to_owned(),
        status_code: Some(TOO_MANY_REQUESTS),
        status_desc: Some(TOO_MANY_REQUESTS_TEXT.to_owned()),
        messages: Vec::new(),
        pagination_cursor: None,
    };
    answer.encode_to_vec()
}

/// The id in answers to requests that were not read.
pub const NO_REQUEST_ID: &str = "N/A";
/// The code of [`too_many_requests`].
pub(super) const TOO_MANY_REQUESTS: u32 = 429;
/// The words beside the code.
pub(super) const TOO_MANY_REQUESTS_TEXT: &str = "too many requests";

#[cfg(test)]
mod tests;
