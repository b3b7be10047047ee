//! What is wanted of filter peers, whether it is asked for or not.

use status_domain::envelope::topic::{ContentTopic, Shard};
use status_domain::light::filter_client::{
    FilterAction, FilterClient, FilterClientConfig, FilterPeer, Interests, Pushed, Refusal,
};
use status_ports::{Entropy, PeerProtocol, Peers, UnixMillis, WakuError};

pub(super) struct Filters {
    client: FilterClient,
    /// All topics that somebody listens to.
    interests: Interests,
    /// Whether they are asked for. A node that relays gets everything anyway.
    is_active: bool,
}

impl Filters {
    pub(super) fn new(now: UnixMillis) -> Self {
        // Whoever we write to may answer within milliseconds, on a topic that nobody listened to before. What one unit of work
        // adds comes together anyway, and what comes while a request is under way shares the next one.
        let config = FilterClientConfig { batch_ms: 0, ..FilterClientConfig::default() };
        Self { client: FilterClient::new(config, now), interests: Interests::new(), is_active: false }
    }

    /// Adds topics.
    pub(super) fn listen(&mut self, interests: Vec<(Shard, ContentTopic)>, now: UnixMillis) {
        for (shard, topic) in interests {
            self.interests.entry(shard.to_string()).or_default().insert(topic.to_string());
        }
        if self.is_active {
            self.client.want(self.interests.clone(), now);
        }
    }

    /// Begins to ask for the topics, or ceases to.
    pub(super) fn set_active(
        &mut self,
        is_active: bool,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Vec<FilterAction> {
        if self.is_active == is_active {
            return Vec::new();
        }
        self.is_active = is_active;
        if is_active {
            self.client.want(self.interests.clone(), now);
            Vec::new()
        } else {
            self.client.stop(now, entropy)
        }
    }

    /// Whether there is a network.
    pub(super) fn set_online(
        &mut self,
        is_online: bool,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Vec<FilterAction> {
        self.client.set_online(is_online, now, entropy)
    }

    /// Other peers are connected.
    pub(super) fn connected(&mut self, peers: &Peers, now: UnixMillis, entropy: &mut dyn Entropy) -> Vec<FilterAction> {
        let serves = |protocols: &[String]| protocols.iter().any(|id| id == PeerProtocol::FilterSubscribe.id());
        let candidates = peers.iter().filter(|(_, peer)| serves(&peer.protocols));
        let candidates = candidates.map(|(id, _)| FilterPeer { peer: id.clone(), serves: None });
        self.client.peers_changed(candidates.collect(), now, entropy)
    }

    /// Takes an answer.
    pub(super) fn answered(
        &mut self,
        id: &str,
        answer: Result<Vec<u8>, WakuError>,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Vec<FilterAction> {
        self.client.answered(id, answer, now, entropy)
    }

    /// Takes what a peer pushed.
    pub(super) fn pushed(&mut self, peer: &str, push: &[u8], now: UnixMillis) -> Result<Pushed, Refusal> {
        self.client.pushed(peer, push, now)
    }

    /// Does what is due.
    pub(super) fn tick(&mut self, now: UnixMillis, entropy: &mut dyn Entropy) -> Vec<FilterAction> {
        if self.client.next_deadline().is_some_and(|at| at <= now) {
            self.client.tick(now, entropy)
        } else {
            Vec::new()
        }
    }

    /// Whether every topic is subscribed somewhere.
    pub(super) fn is_receiving(&self) -> bool {
        self.is_active && self.client.is_receiving()
    }

    /// When something is due although nothing happens.
    pub(super) fn next_at(&self) -> Option<UnixMillis> {
        self.client.next_deadline()
    }
}
