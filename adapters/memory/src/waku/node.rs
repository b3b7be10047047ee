//! One node: what it takes part in, whom it is connected to, what it was told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use status_ports::{PeerHandler, PeerProtocol, PeerRecord, ProtocolTraffic, Traffic, WakuEvent, WakuMode};
use tokio::sync::{Semaphore, mpsc};

use super::conditions::Link;
use super::hub::{Slot, place};

pub(super) struct Node {
    pub(super) name: Arc<str>,
    events: mpsc::Sender<WakuEvent>,
    pub(super) mode: WakuMode,
    pub(super) is_paused: bool,
    pub(super) topics: BTreeSet<Arc<str>>,
    pub(super) links: BTreeMap<Slot, Link>,
    pub(super) handlers: BTreeMap<PeerProtocol, Arc<dyn PeerHandler>>,
    /// How many requests of each peer are handled at once.
    pub(super) turns: BTreeMap<Slot, Arc<Semaphore>>,
    traffic: BTreeMap<&'static str, ProtocolTraffic>,
    pub(super) reports: BTreeMap<Arc<str>, u32>,
    /// Who is not let in, and until when.
    pub(super) banned: BTreeMap<Arc<str>, u64>,
    /// Who cannot reach whom: nodes of different groups.
    pub(super) group: usize,
    /// What was told last, to tell only changes.
    told_mesh: BTreeMap<Arc<str>, usize>,
}

impl Node {
    pub(super) fn new(name: &str, group: usize, events: mpsc::Sender<WakuEvent>) -> Self {
        Self {
            name: name.into(),
            events,
            mode: WakuMode::Relay,
            is_paused: false,
            topics: BTreeSet::new(),
            links: BTreeMap::new(),
            handlers: BTreeMap::new(),
            turns: BTreeMap::new(),
            traffic: BTreeMap::new(),
            reports: BTreeMap::new(),
            banned: BTreeMap::new(),
            group,
            told_mesh: BTreeMap::new(),
        }
    }

    pub(super) fn relays(&self, topic: &str) -> bool {
        self.mode == WakuMode::Relay && self.topics.contains(topic)
    }

    pub(super) fn record(&self) -> PeerRecord {
        let relay = (self.mode == WakuMode::Relay).then_some(super::gossip::RELAY);
        let served = self.handlers.keys().map(|protocol| protocol.id());
        PeerRecord {
            protocols: relay.into_iter().chain(served).map(str::to_owned).collect(),
            addresses: vec![place(&self.name)],
            ..PeerRecord::default()
        }
    }

    /// A full or closed channel belongs to a test that does not listen.
    pub(super) fn tell(&self, event: WakuEvent) {
        let _ = self.events.try_send(event);
    }

    /// Tells how many peers relay each topic with it, where that changed.
    pub(super) fn tell_mesh(&mut self, mesh: BTreeMap<Arc<str>, usize>) {
        let before = std::mem::replace(&mut self.told_mesh, mesh);
        let topics: BTreeSet<&Arc<str>> = before.keys().chain(self.told_mesh.keys()).collect();
        for topic in topics {
            let mesh_size = self.told_mesh.get(topic).copied().unwrap_or_default();
            if before.get(topic).copied().unwrap_or_default() != mesh_size {
                self.tell(WakuEvent::TopicHealthChanged { pubsub_topic: topic.as_ref().to_owned(), mesh_size });
            }
        }
    }

    pub(super) fn sent(&mut self, protocol: &'static str, messages: usize, bytes: usize) {
        let traffic = self.traffic_of(protocol);
        traffic.messages_out += messages as u64;
        traffic.bytes_out += (messages * bytes) as u64;
    }

    pub(super) fn arrived(&mut self, protocol: &'static str, bytes: usize) {
        let traffic = self.traffic_of(protocol);
        traffic.messages_in += 1;
        traffic.bytes_in += bytes as u64;
    }

    pub(super) fn traffic(&self) -> Traffic {
        self.traffic.iter().map(|(protocol, traffic)| ((*protocol).to_owned(), *traffic)).collect()
    }

    fn traffic_of(&mut self, protocol: &'static str) -> &mut ProtocolTraffic {
        self.traffic.entry(protocol).or_default()
    }
}
