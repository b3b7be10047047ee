//! 12/WAKU2-FILTER, client side: which content topics are subscribed at which service peers.
//!
//! Every wanted topic is held by two peers. What is wanted is compared with what is held, and the difference becomes
//! requests: so whatever happens in between, a lost answer, a peer that goes, an interest that changes while its
//! subscription is under way, the next comparison sets it right.

mod assign;
mod dispatch;
mod peer;
mod push;
mod reply;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use peer::{Held, Peer};
use push::Lapsed;
pub use push::{Pushed, Refusal};
use status_ports::{Entropy, UnixMillis, WakuError};

use super::request_id::request_id;
use crate::envelope::seen::Seen;
use crate::service::filter::MAX_TOPICS_PER_REQUEST;

/// Content topics by pubsub topic.
pub type Interests = BTreeMap<String, BTreeSet<String>>;

/// A pubsub topic and a content topic.
type Criterion = (Arc<str>, Arc<str>);

/// How long the answer to a request may take, in milliseconds.
pub const TIMEOUT_MS: u64 = 10_000;
/// A message that comes again within this time is a duplicate.
const REMEMBERED_MS: u64 = 20 * 60 * 1_000;
/// After this the machine takes a request for lost, even if nobody has told it.
const LOST_MS: u64 = TIMEOUT_MS + 5_000;

/// How a filter client goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterClientConfig {
    /// Peers that hold each topic.
    pub redundancy: usize,
    /// Topics of one request; nodes take at most 100.
    pub max_topics: usize,
    /// Changes of what is wanted are collected for so long.
    pub batch_ms: u64,
    /// Pause between two pings of all peers that hold something.
    pub ping_ms: u64,
}

impl Default for FilterClientConfig {
    fn default() -> Self {
        Self { redundancy: 2, max_topics: 90, batch_ms: 300, ping_ms: 60_000 }
    }
}

/// A connected peer that serves filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterPeer {
    /// Peer id.
    pub peer: String,
    /// Pubsub topics of which it gets messages; `None` if that is not known.
    pub serves: Option<BTreeSet<String>>,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// Content topics of one pubsub topic are subscribed.
    Subscribe,
    /// Content topics of one pubsub topic are unsubscribed.
    Unsubscribe,
    /// All that the peer holds is unsubscribed.
    UnsubscribeAll,
    /// The subscriptions are kept; the peer says whether they are there.
    Ping,
}

/// What is to be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterAction {
    /// Send a request of the protocol `FilterSubscribe`, and tell [`FilterClient::answered`] what came, also when nothing
    /// came within [`TIMEOUT_MS`].
    Request(FilterRequest),
    /// The peer breaks the protocol: `Waku::report` it.
    Report {
        /// Peer id.
        peer: String,
    },
    /// More peers are wanted than there are. Comes again, more and more rarely, while this is so.
    NeedPeers {
        /// Peers that get messages of this topic.
        pubsub_topic: String,
        /// So many more would be enough.
        missing: usize,
    },
}

/// A request to a service peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterRequest {
    /// Whom to ask.
    pub peer: String,
    /// What [`FilterClient::answered`] has to be told.
    pub id: String,
    /// For logs and counters.
    pub kind: RequestKind,
    /// Number of content topics in it.
    pub topics: usize,
    /// The encoded request.
    pub bytes: Vec<u8>,
}

/// A request that is under way.
#[derive(Clone, Debug)]
struct InFlight {
    peer: String,
    kind: RequestKind,
    criteria: Vec<Criterion>,
    lost_at: UnixMillis,
    is_retry: bool,
}

/// The subscriptions of a light client.
///
/// Run it so: tell it what is wanted ([`want`](Self::want)), who serves filter ([`peers_changed`](Self::peers_changed)),
/// whether there is a network ([`set_online`](Self::set_online)), what peers answer ([`answered`](Self::answered)), and
/// that the time of [`next_deadline`](Self::next_deadline) has come ([`tick`](Self::tick)); do what it answers. Give it
/// every push ([`pushed`](Self::pushed)). The deadline may change with each of these calls.
#[derive(Clone, Debug)]
pub struct FilterClient {
    config: FilterClientConfig,
    is_online: bool,
    wanted: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// What will be wanted, and from when.
    pending: Option<(UnixMillis, Interests)>,
    /// Connected candidates by peer id.
    peers: BTreeMap<String, Peer>,
    in_flight: BTreeMap<String, InFlight>,
    /// Who holds what has to be compared with what is wanted.
    is_dirty: bool,
    /// Peers that are missing, by pubsub topic, as of the last comparison.
    missing: BTreeMap<Arc<str>, usize>,
    /// When to ask for peers again, and how often that was done already.
    need_peers: Option<(UnixMillis, u32)>,
    ping_at: Option<UnixMillis>,
    seen: Seen,
    lapsed: Lapsed,
}

impl FilterClient {
    /// A client that is online, wants nothing and knows nobody.
    #[must_use]
    pub fn new(config: FilterClientConfig, now: UnixMillis) -> Self {
        // Other values would never come to rest.
        let max_topics = config.max_topics.clamp(1, MAX_TOPICS_PER_REQUEST);
        let ping_ms = config.ping_ms.max(1_000);
        Self {
            config: FilterClientConfig { max_topics, ping_ms, ..config },
            is_online: true,
            wanted: BTreeMap::new(),
            pending: None,
            peers: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            is_dirty: false,
            missing: BTreeMap::new(),
            need_peers: None,
            ping_at: None,
            seen: Seen::new(REMEMBERED_MS),
            lapsed: Lapsed::new(now),
        }
    }

    /// Says what is wanted from now on, in place of what was said before. It takes effect at the next deadline, together
    /// with what else is said until then.
    pub fn want(&mut self, interests: Interests, now: UnixMillis) {
        let is_same = match &self.pending {
            Some((_, pending)) => *pending == interests,
            None => self.wants_exactly(&interests),
        };
        if !is_same {
            let due_at = self.pending.as_ref().map_or_else(|| now.saturating_add(self.config.batch_ms), |(at, _)| *at);
            self.pending = Some((due_at, interests));
        }
    }

    fn wants_exactly(&self, interests: &Interests) -> bool {
        let new = interests.iter().filter(|(_, topics)| !topics.is_empty());
        let new = new.map(|(topic, topics)| (topic.as_str(), topics.iter().map(String::as_str)));
        let known = self.wanted.iter().map(|(topic, topics)| (&**topic, topics.iter().map(|topic| &**topic)));
        new.clone().count() == self.wanted.len() && new.zip(known).all(|(a, b)| a.0 == b.0 && a.1.eq(b.1))
    }

    /// The connected peers that serve filter, the best first. Who is no longer among them has lost its subscriptions.
    #[must_use]
    pub fn peers_changed(
        &mut self,
        candidates: Vec<FilterPeer>,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Vec<FilterAction> {
        let names: BTreeSet<&str> = candidates.iter().map(|candidate| candidate.peer.as_str()).collect();
        let gone: Vec<String> = self.peers.keys().filter(|peer| !names.contains(peer.as_str())).cloned().collect();
        for peer in gone {
            self.forget_request_of(&peer);
            if let Some(mut gone) = self.peers.remove(&peer) {
                self.lapsed.peer_is_gone(peer, &mut gone, now);
            }
        }
        for (rank, candidate) in candidates.into_iter().enumerate() {
            match self.peers.get_mut(&candidate.peer) {
                Some(known) => known.update(rank, candidate),
                None => {
                    let name = candidate.peer.clone();
                    let mut peer = Peer::new(rank, candidate);
                    self.lapsed.peer_is_back(&name, &mut peer);
                    self.peers.insert(name, peer);
                }
            }
        }
        self.is_dirty = true;
        self.run(Vec::new(), now, entropy)
    }

    /// Says whether there is a network. Without one nothing is asked and there is no deadline; when it comes back,
    /// everything is subscribed anew, and nobody is blamed for what failed before.
    #[must_use]
    pub fn set_online(&mut self, is_online: bool, now: UnixMillis, entropy: &mut dyn Entropy) -> Vec<FilterAction> {
        if self.is_online == is_online {
            return Vec::new();
        }
        self.is_online = is_online;
        self.in_flight.clear();
        self.ping_at = None;
        self.need_peers = None;
        for (name, peer) in &mut self.peers {
            self.lapsed.peer_lost(name, peer, now);
            peer.reset();
            peer.failures = 0;
            peer.excluded_until = None;
        }
        self.lapsed.forgive();
        self.is_dirty = true;
        if let Some((due_at, _)) = &mut self.pending {
            *due_at = now;
        }
        self.tick(now, entropy)
    }

    /// Whether [`set_online`](Self::set_online) said so last.
    #[must_use]
    pub const fn is_online(&self) -> bool {
        self.is_online
    }

    /// Unsubscribes everything, with one request to each peer, such as when the node begins to relay. No answers are
    /// waited for. The client wants nothing afterwards.
    #[must_use]
    pub fn stop(&mut self, now: UnixMillis, entropy: &mut dyn Entropy) -> Vec<FilterAction> {
        self.pending = None;
        self.take_over(Interests::new(), now);
        self.in_flight.clear();
        self.ping_at = None;
        self.need_peers = None;
        self.missing.clear();
        let mut actions = Vec::new();
        for (name, peer) in &mut self.peers {
            let is_known_there = peer.may_push();
            self.lapsed.peer_lost(name, peer, now);
            peer.reset();
            if self.is_online && is_known_there {
                let id = request_id(entropy);
                let bytes = wire::request(&id, RequestKind::UnsubscribeAll, &[]);
                let request =
                    FilterRequest { peer: name.clone(), id, kind: RequestKind::UnsubscribeAll, topics: 0, bytes };
                actions.push(FilterAction::Request(request));
            }
        }
        actions
    }

    /// Takes the answer to a request, or why there is none. Answers that nobody waits for any more are passed over.
    #[must_use]
    pub fn answered(
        &mut self,
        id: &str,
        answer: Result<Vec<u8>, WakuError>,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Vec<FilterAction> {
        let mut actions = Vec::new();
        if let Some(request) = self.in_flight.remove(id) {
            self.take_reply(&request, wire::reply(id, answer), &mut actions, now, entropy);
        }
        self.run(actions, now, entropy)
    }

    /// The time of a deadline has come. Too early or too late does no harm.
    #[must_use]
    pub fn tick(&mut self, now: UnixMillis, entropy: &mut dyn Entropy) -> Vec<FilterAction> {
        if let Some((due_at, interests)) = self.pending.take() {
            if due_at <= now {
                self.take_over(interests, now);
            } else {
                self.pending = Some((due_at, interests));
            }
        }
        let mut actions = Vec::new();
        let lost: Vec<String> =
            self.in_flight.iter().filter(|(_, request)| request.lost_at <= now).map(|(id, _)| id.clone()).collect();
        for id in lost {
            if let Some(request) = self.in_flight.remove(&id) {
                self.take_reply(&request, wire::Reply::NoAnswer, &mut actions, now, entropy);
            }
        }
        for peer in self.peers.values_mut() {
            self.is_dirty |= peer.recover(now);
        }
        if self.ping_at.is_some_and(|at| at <= now) {
            self.ping_at = None;
            for peer in self.peers.values_mut().filter(|peer| peer.is_subscribed() && peer.in_flight.is_none()) {
                peer.ping_due = true;
            }
        }
        self.run(actions, now, entropy)
    }

    fn take_over(&mut self, interests: Interests, now: UnixMillis) {
        let new: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = interests
            .into_iter()
            .filter(|(_, topics)| !topics.is_empty())
            .map(|(topic, topics)| (Arc::from(topic), topics.into_iter().map(Arc::from).collect()))
            .collect();
        let old = core::mem::replace(&mut self.wanted, new);
        for (pubsub_topic, topics) in old {
            for topic in topics {
                if !self.wants(&pubsub_topic, &topic) {
                    self.lapsed.topic_is_unwanted((Arc::clone(&pubsub_topic), topic), now);
                }
            }
        }
        self.is_dirty = true;
    }

    fn wants(&self, pubsub_topic: &str, topic: &str) -> bool {
        self.wanted.get(pubsub_topic).is_some_and(|topics| topics.contains(topic))
    }

    /// When [`tick`](Self::tick) has something to do. `None` while offline, or when nothing is to come.
    #[must_use]
    pub fn next_deadline(&self) -> Option<UnixMillis> {
        if !self.is_online {
            return None;
        }
        let lost_at = self.in_flight.values().map(|request| request.lost_at).min();
        let next_request_at = self.peers.values().filter_map(Peer::next_request_at).min();
        // Only who lacks something waits for a peer to recover.
        let is_short = !self.missing.is_empty();
        let recovers_at = self.peers.values().filter(|_| is_short).filter_map(Peer::recovers_at).min();
        [
            self.pending.as_ref().map(|(due_at, _)| *due_at),
            self.ping_at,
            self.need_peers.map(|(at, _)| at),
            lost_at,
            next_request_at,
            recovers_at,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// How many peers confirmed the subscription of a topic that is wanted.
    #[must_use]
    pub fn subscribed_at(&self, pubsub_topic: &str, content_topic: &str) -> usize {
        let criterion = (Arc::from(pubsub_topic), Arc::from(content_topic));
        self.peers.values().filter(|peer| peer.criteria.get(&criterion) == Some(&Held::Subscribed)).count()
    }

    /// Whether every wanted topic is subscribed at least once: what is published now, arrives.
    #[must_use]
    pub fn is_receiving(&self) -> bool {
        self.pending.is_none()
            && self.wanted.iter().all(|(pubsub_topic, topics)| {
                topics.iter().all(|topic| {
                    let criterion = (Arc::clone(pubsub_topic), Arc::clone(topic));
                    self.peers.values().any(|peer| peer.criteria.get(&criterion) == Some(&Held::Subscribed))
                })
            })
    }
}

#[cfg(test)]
mod tests;
