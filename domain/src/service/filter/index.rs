//! Who has subscribed what, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use status_ports::UnixMillis;

/// Peers by content topic.
type Topics = BTreeMap<Arc<str>, BTreeSet<Arc<str>>>;

/// A peer with at least one subscription.
#[derive(Clone, Debug, Default)]
pub(super) struct Subscriber {
    /// Content topics by pubsub topic; no set is empty.
    topics: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    criteria: usize,
    expires_at: UnixMillis,
    /// Pushes that failed since the last that did not.
    pub(super) failed_pushes: u32,
    /// When the first of them failed.
    pub(super) failing_since: UnixMillis,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// By pubsub topic. No inner map and no set is empty.
    by_topic: BTreeMap<Arc<str>, Topics>,
    by_peer: BTreeMap<Arc<str>, Subscriber>,
    by_expiry: BTreeSet<(UnixMillis, Arc<str>)>,
    criteria: usize,
}

impl Index {
    pub(super) fn contains(&self, peer: &str) -> bool {
        self.by_peer.contains_key(peer)
    }

    pub(super) fn peers(&self) -> usize {
        self.by_peer.len()
    }

    pub(super) const fn criteria(&self) -> usize {
        self.criteria
    }

    pub(super) fn criteria_of(&self, peer: &str) -> usize {
        self.by_peer.get(peer).map_or(0, |subscriber| subscriber.criteria)
    }

    pub(super) fn subscriber_mut(&mut self, peer: &str) -> Option<&mut Subscriber> {
        self.by_peer.get_mut(peer)
    }

    pub(super) fn subscribers_of(&self, pubsub_topic: &str, content_topic: &str) -> Vec<Arc<str>> {
        let peers = self.by_topic.get(pubsub_topic).and_then(|topics| topics.get(content_topic));
        peers.into_iter().flatten().map(Arc::clone).collect()
    }

    /// How many of these topics the peer has not subscribed yet.
    pub(super) fn count_new(&self, peer: &str, pubsub_topic: &str, topics: &[String]) -> usize {
        let known = self.by_peer.get(peer).and_then(|subscriber| subscriber.topics.get(pubsub_topic));
        let new = topics.iter().map(String::as_str).filter(|topic| known.is_none_or(|known| !known.contains(*topic)));
        new.collect::<BTreeSet<_>>().len()
    }

    pub(super) fn insert(&mut self, peer: &str, pubsub_topic: &str, topics: &[String]) {
        let peer = key(&self.by_peer, peer);
        let pubsub_topic = key(&self.by_topic, pubsub_topic);
        let by_topic = self.by_topic.entry(Arc::clone(&pubsub_topic)).or_default();
        let subscriber = self.by_peer.entry(Arc::clone(&peer)).or_default();
        let own = subscriber.topics.entry(pubsub_topic).or_default();
        for topic in topics {
            let topic = key(by_topic, topic);
            by_topic.entry(Arc::clone(&topic)).or_default().insert(Arc::clone(&peer));
            if own.insert(topic) {
                subscriber.criteria = subscriber.criteria.saturating_add(1);
                self.criteria = self.criteria.saturating_add(1);
            }
        }
    }

    /// Gives whether any of them was subscribed.
    pub(super) fn remove(&mut self, peer: &str, pubsub_topic: &str, topics: &[String]) -> bool {
        let Some(subscriber) = self.by_peer.get_mut(peer) else { return false };
        let Some(own) = subscriber.topics.get_mut(pubsub_topic) else { return false };
        let removed: Vec<Arc<str>> = topics.iter().filter_map(|topic| own.take(topic.as_str())).collect();
        if own.is_empty() {
            subscriber.topics.remove(pubsub_topic);
        }
        subscriber.criteria = subscriber.criteria.saturating_sub(removed.len());
        if subscriber.criteria == 0 {
            let expires_at = subscriber.expires_at;
            self.forget(peer, expires_at);
        }
        for topic in &removed {
            self.unlink(peer, pubsub_topic, topic);
        }
        !removed.is_empty()
    }

    /// Gives whether it had subscriptions.
    pub(super) fn remove_peer(&mut self, peer: &str) -> bool {
        let Some(subscriber) = self.by_peer.get(peer) else { return false };
        let expires_at = subscriber.expires_at;
        let Some(subscriber) = self.forget(peer, expires_at) else { return false };
        for (pubsub_topic, topics) in &subscriber.topics {
            for topic in topics {
                self.unlink(peer, pubsub_topic, topic);
            }
        }
        true
    }

    fn forget(&mut self, peer: &str, expires_at: UnixMillis) -> Option<Subscriber> {
        let (peer, subscriber) = self.by_peer.remove_entry(peer)?;
        self.by_expiry.remove(&(expires_at, peer));
        Some(subscriber)
    }

    fn unlink(&mut self, peer: &str, pubsub_topic: &str, topic: &str) {
        let Some(topics) = self.by_topic.get_mut(pubsub_topic) else { return };
        let Some(peers) = topics.get_mut(topic) else { return };
        if peers.remove(peer) {
            self.criteria = self.criteria.saturating_sub(1);
        }
        if peers.is_empty() {
            topics.remove(topic);
        }
        if topics.is_empty() {
            self.by_topic.remove(pubsub_topic);
        }
    }

    /// Sets when a peer is forgotten, if it has subscriptions.
    pub(super) fn refresh(&mut self, peer: &str, expires_at: UnixMillis) {
        let name = key(&self.by_peer, peer);
        let Some(subscriber) = self.by_peer.get_mut(peer) else { return };
        self.by_expiry.remove(&(subscriber.expires_at, Arc::clone(&name)));
        subscriber.expires_at = subscriber.expires_at.max(expires_at);
        self.by_expiry.insert((subscriber.expires_at, name));
    }

    pub(super) fn next_expiry(&self) -> Option<UnixMillis> {
        self.by_expiry.first().map(|(at, _)| *at)
    }

    pub(super) fn expire(&mut self, now: UnixMillis) {
        while self.next_expiry().is_some_and(|at| at <= now) {
            if let Some((_, peer)) = self.by_expiry.pop_first() {
                self.remove_peer(&peer);
            }
        }
    }
}

/// The key of a map if it is there, so that equal texts are kept once.
fn key<V>(map: &BTreeMap<Arc<str>, V>, text: &str) -> Arc<str> {
    map.get_key_value(text).map_or_else(|| Arc::from(text), |(key, _)| Arc::clone(key))
}
