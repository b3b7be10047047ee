//! What service peers push.

use std::collections::BTreeMap;

use prost::Message;
use status_ports::UnixMillis;
use status_proto::waku::MessagePush;

use super::peer::Peer;
use super::{Criterion, FilterClient};
use crate::envelope::waku_message;

/// How long a peer may go on pushing what it has not been asked for any more. Nodes forget subscriptions that nobody
/// keeps after 5 minutes.
const LAPSED_MS: u64 = 6 * 60 * 1_000;
/// Topics and peers that are remembered for that.
const MAX_LAPSED: usize = 4_096;

/// A message that was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// Pubsub topic it is from.
    pub pubsub_topic: String,
    /// The encoded Waku message, valid as such.
    pub message: Vec<u8>,
    /// Its deterministic hash.
    pub hash: [u8; 32],
}

/// Why a push was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another peer pushed it before.
    #[error("the message came before")]
    Duplicate,
    /// It was asked for until a while ago, or before this client started.
    #[error("nobody wants the topic any more")]
    Lapsed,
    /// The peer was not asked for anything.
    #[error("nothing is subscribed at the peer")]
    NotSubscribed,
    /// The topic was not asked for.
    #[error("the topic is not subscribed")]
    NotWanted,
    /// The bytes are no push, or the message in it is invalid.
    #[error("invalid push")]
    Invalid,
}

impl Refusal {
    /// Whether the peer breaks the protocol, and should be reported.
    #[must_use]
    pub const fn is_offence(self) -> bool {
        matches!(self, Self::NotSubscribed | Self::NotWanted | Self::Invalid)
    }
}

/// What peers may still push although it is over.
#[derive(Clone, Debug)]
pub(super) struct Lapsed {
    /// Until then a peer may know us from before the start.
    started_until: UnixMillis,
    topics: BTreeMap<Criterion, UnixMillis>,
    /// Peers that held something, or failed.
    peers: BTreeMap<String, Former>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Former {
    /// It may push until then.
    until: UnixMillis,
    failures: u32,
    excluded_until: Option<UnixMillis>,
    stale: usize,
}

impl Lapsed {
    pub(super) const fn new(now: UnixMillis) -> Self {
        let started_until = now.saturating_add(LAPSED_MS);
        Self { started_until, topics: BTreeMap::new(), peers: BTreeMap::new() }
    }

    pub(super) fn topic_is_unwanted(&mut self, criterion: Criterion, now: UnixMillis) {
        if self.topics.len() >= MAX_LAPSED {
            self.topics.retain(|_, until| *until > now);
        }
        while self.topics.len() >= MAX_LAPSED {
            self.topics.pop_first();
        }
        self.topics.insert(criterion, now.saturating_add(LAPSED_MS));
    }

    /// The peer holds nothing any more, as far as we are concerned.
    pub(super) fn peer_lost(&mut self, name: &str, peer: &Peer, now: UnixMillis) {
        if peer.may_push() {
            self.former(name.to_owned(), now).until = now.saturating_add(LAPSED_MS);
        }
    }

    /// The peer is no candidate any more. If it comes back, it is not taken for another.
    pub(super) fn peer_is_gone(&mut self, name: String, peer: &mut Peer, now: UnixMillis) {
        self.peer_lost(&name, peer, now);
        peer.reset();
        let former = self.former(name, now);
        former.failures = peer.failures;
        former.excluded_until = peer.excluded_until;
        former.stale = peer.stale;
    }

    pub(super) fn peer_is_back(&mut self, name: &str, peer: &mut Peer) {
        if let Some(former) = self.peers.get_mut(name) {
            peer.failures = core::mem::take(&mut former.failures);
            peer.excluded_until = former.excluded_until.take();
            peer.stale = former.stale;
        }
    }

    /// Nobody is blamed for failures any more.
    pub(super) fn forgive(&mut self) {
        for former in self.peers.values_mut() {
            former.failures = 0;
            former.excluded_until = None;
        }
    }

    fn former(&mut self, name: String, now: UnixMillis) -> &mut Former {
        if self.peers.len() >= MAX_LAPSED {
            self.peers.retain(|_, former| former.until > now || former.failures > 0);
        }
        while self.peers.len() >= MAX_LAPSED {
            self.peers.pop_first();
        }
        self.peers.entry(name).or_default()
    }

    fn may_peer_push(&self, name: &str, now: UnixMillis) -> bool {
        self.peers.get(name).is_some_and(|former| former.until > now)
    }

    fn is_topic_lapsed(&self, pubsub_topic: &str, topic: &str, now: UnixMillis) -> bool {
        self.topics.get(&(pubsub_topic.into(), topic.into())).is_some_and(|until| *until > now)
    }

    const fn has_just_started(&self, now: UnixMillis) -> bool {
        now < self.started_until
    }
}

impl FilterClient {
    /// Takes what a peer pushed. A message is taken once, whoever pushes it.
    ///
    /// # Errors
    /// [`Refusal`]; who commits an [offence](Refusal::is_offence) should be reported.
    pub fn pushed(&mut self, peer: &str, push: &[u8], now: UnixMillis) -> Result<Pushed, Refusal> {
        let may_push = self.peers.get(peer).is_some_and(Peer::may_push) || self.lapsed.may_peer_push(peer, now);
        if !may_push && !self.lapsed.has_just_started(now) {
            return Err(Refusal::NotSubscribed);
        }
        let push = MessagePush::decode(push).map_err(|_| Refusal::Invalid)?;
        let message = push.waku_message.ok_or(Refusal::Invalid)?;
        waku_message::validate(&message).map_err(|_| Refusal::Invalid)?;
        let topic = &message.content_topic;
        let pubsub_topic = match push.pubsub_topic.filter(|topic| !topic.is_empty()) {
            Some(pubsub_topic) => pubsub_topic,
            None => self.pubsub_topic_of(topic).ok_or(Refusal::Invalid)?,
        };
        if !self.wants(&pubsub_topic, topic) && !self.will_want(&pubsub_topic, topic) {
            let criterion = (pubsub_topic.as_str().into(), topic.as_str().into());
            let is_lapsed = self.peers.get_mut(peer).is_some_and(|peer| peer.pushed_unwanted(criterion))
                || self.lapsed.is_topic_lapsed(&pubsub_topic, topic, now)
                || self.lapsed.has_just_started(now);
            return Err(if is_lapsed { Refusal::Lapsed } else { Refusal::NotWanted });
        }
        let hash = waku_message::message_hash(&pubsub_topic, &message);
        if !self.seen.insert(hash, now) {
            return Err(Refusal::Duplicate);
        }
        Ok(Pushed { pubsub_topic, message: waku_message::encode(&message), hash })
    }

    fn will_want(&self, pubsub_topic: &str, topic: &str) -> bool {
        let pending = self.pending.as_ref().and_then(|(_, pending)| pending.get(pubsub_topic));
        pending.is_some_and(|topics| topics.contains(topic))
    }

    /// The pubsub topic of a push that names none: the one under which its content topic is wanted, if there is only one.
    fn pubsub_topic_of(&self, topic: &str) -> Option<String> {
        let mut topics = self.wanted.iter().filter(|(_, topics)| topics.contains(topic)).map(|(name, _)| name);
        let first = topics.next()?;
        topics.next().is_none().then(|| first.to_string())
    }
}
