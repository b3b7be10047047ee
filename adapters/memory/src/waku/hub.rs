//! Who is there, who is connected with whom.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, Weak};

use status_ports::{PeerHandler, PeerProtocol, Peers, TopicPeers, Traffic, WakuEvent, WakuMode};
use tokio::sync::{Notify, mpsc};

use super::conditions::{Dice, Link, LinkConditions, ServiceConditions};
use super::driver::{Agenda, Event};
use super::gossip::Floods;
use super::node::Node;
use super::trace::Trace;
use super::wishes::Wishes;

/// The number of a node from its start to its stop, never given again.
pub(super) type Slot = u32;

/// How long it takes to notice that a connection is dead.
const CUT_NOTICED_MS: u64 = 20_000;
/// Within which time after a partition everybody dials again.
const REDIAL_MS: u64 = 5_000;
/// After how many reports a peer is disconnected, and for how long.
const MAX_REPORTS: u32 = 10;
const BAN_MS: u64 = 10 * 60 * 1000;

/// All nodes that ever were.
#[derive(Default)]
pub(super) struct Nodes(Vec<Option<Node>>);

impl Nodes {
    pub(super) fn get(&self, slot: Slot) -> Option<&Node> {
        self.0.get(slot as usize)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut Node> {
        self.0.get_mut(slot as usize)?.as_mut()
    }

    pub(super) fn link(&self, from: Slot, to: Slot) -> Option<&Link> {
        self.get(from)?.links.get(&to)
    }
}

pub(super) struct Hub {
    pub(super) nodes: Nodes,
    pub(super) names: BTreeMap<String, Slot>,
    /// Who wants to be connected to whom; outlives both.
    wishes: Wishes,
    pub(super) floods: Floods,
    pub(super) agenda: Agenda,
    pub(super) dice: Dice,
    pub(super) trace: Trace,
    seed: u64,
    conditions: Option<LinkConditions>,
    link_conditions: BTreeMap<(String, String), LinkConditions>,
    services: BTreeMap<String, ServiceConditions>,
    /// Groups of a partition by name; whoever is not named is in group 0.
    groups: BTreeMap<String, usize>,
    partition: u64,
    /// Tells when connections end.
    pub(super) closed: Arc<Notify>,
}

pub(super) fn place(name: &str) -> String {
    format!("/memory/{name}")
}

fn sorted_pair(one: &str, other: &str) -> (String, String) {
    let (one, other) = if one <= other { (one, other) } else { (other, one) };
    (one.to_owned(), other.to_owned())
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("nodes", &self.names).field("wishes", &self.wishes).finish_non_exhaustive()
    }
}

impl Hub {
    pub(super) fn new(hub: Weak<Mutex<Self>>, seed: u64, conditions: Option<LinkConditions>) -> Self {
        Self {
            nodes: Nodes::default(),
            names: BTreeMap::new(),
            wishes: Wishes::default(),
            floods: Floods::default(),
            agenda: Agenda::new(hub),
            dice: Dice::new(seed),
            trace: Trace::default(),
            seed,
            conditions,
            link_conditions: BTreeMap::new(),
            services: BTreeMap::new(),
            groups: BTreeMap::new(),
            partition: 0,
            closed: Arc::default(),
        }
    }

    /// Lets everything happen whose time has come.
    pub(super) fn advance(&mut self) {
        while let Some(event) = self.agenda.take_due() {
            match event {
                Event::Arrival { from, to, flood } => self.arrive(from, to, flood),
                Event::Repeat { to, flood } => self.hand_over(to, flood, b'r'),
                Event::CutNoticed { partition } if partition == self.partition => self.close_cut_links(),
                Event::Redial { from, partition } if partition == self.partition => self.redial(from),
                Event::CutNoticed { .. } | Event::Redial { .. } => {}
                Event::BanEnds { by } => self.redial(by),
            }
        }
    }

    pub(super) fn note(&mut self, kind: u8, facts: &[u64]) {
        let now = self.agenda.now();
        self.trace.note(now, kind, facts);
    }

    pub(super) fn start(&mut self, name: &str, events: mpsc::Sender<WakuEvent>) -> Slot {
        self.stop(name);
        let slot = Slot::try_from(self.nodes.0.len()).unwrap_or(Slot::MAX);
        let group = self.groups.get(name).copied().unwrap_or_default();
        self.nodes.0.push(Some(Node::new(name, group, events)));
        self.names.insert(name.to_owned(), slot);
        self.note(b's', &[slot.into()]);
        self.redial(slot);
        slot
    }

    pub(super) fn runs(&self, slot: Slot) -> bool {
        self.nodes.get(slot).is_some()
    }

    pub(super) fn traffic(&self, slot: Slot) -> Traffic {
        self.nodes.get(slot).map(Node::traffic).unwrap_or_default()
    }

    /// The wishes of the node itself end with it; those of others stay.
    pub(super) fn stop(&mut self, name: &str) {
        let Some(slot) = self.names.remove(name) else { return };
        self.wishes.remove_all_of(name);
        self.note(b'e', &[slot.into()]);
        self.close_all(slot);
        if let Some(node) = self.nodes.0.get_mut(slot as usize) {
            *node = None;
        }
    }

    /// Connects a node with all who want to be connected with it, or it with them.
    fn redial(&mut self, slot: Slot) {
        let Some(name) = self.nodes.get(slot).map(|node| Arc::clone(&node.name)) else { return };
        let peers: Vec<Slot> = self.wishes.around(&name).filter_map(|peer| self.names.get(peer).copied()).collect();
        for peer in peers {
            self.open(slot, peer);
        }
    }

    /// Connects a node with the one of a name, for as long as both live if it is `kept`. Whether they are connected now.
    pub(super) fn connect(&mut self, from: Slot, to: &str, kept: bool) -> bool {
        let Some(name) = self.nodes.get(from).map(|node| Arc::clone(&node.name)) else { return false };
        let Some(peer) = self.names.get(to).copied().filter(|peer| *peer != from) else { return false };
        self.open(from, peer);
        let is_linked = self.is_linked(from, peer);
        if is_linked && kept {
            self.wishes.add(&name, to);
        }
        is_linked
    }

    pub(super) fn disconnect(&mut self, from: Slot, to: &str) {
        if let Some(node) = self.nodes.get(from) {
            self.wishes.remove(&node.name, to);
        }
        if let Some(peer) = self.names.get(to) {
            self.close(from, *peer);
        }
    }

    pub(super) fn is_linked(&self, from: Slot, to: Slot) -> bool {
        self.nodes.link(from, to).is_some()
    }

    /// Whether a partition is between two nodes.
    pub(super) fn is_cut(&self, one: Slot, other: Slot) -> bool {
        match (self.nodes.get(one), self.nodes.get(other)) {
            (Some(one), Some(other)) => one.group != other.group,
            _ => true,
        }
    }

    /// Opens a connection unless there is one, or something is against it.
    fn open(&mut self, from: Slot, to: Slot) {
        let now = self.agenda.now();
        let (Some(one), Some(other)) = (self.nodes.get(from), self.nodes.get(to)) else { return };
        let bans = |node: &Node, name: &str| node.banned.get(name).is_some_and(|until| *until > now);
        let is_refused = one.is_paused
            || other.is_paused
            || bans(one, &other.name)
            || bans(other, &one.name)
            || self.is_cut(from, to);
        if is_refused || from == to || self.is_linked(from, to) {
            return;
        }
        let link = self.new_link(from, to);
        for (from, to) in [(from, to), (to, from)] {
            if let Some(node) = self.nodes.get_mut(from) {
                node.links.insert(to, link.clone());
            }
        }
        self.note(b'o', &[from.into(), to.into()]);
        for slot in [from, to] {
            self.tell_peers(slot);
            self.tell_mesh(slot);
        }
    }

    fn new_link(&self, from: Slot, to: Slot) -> Link {
        let name = |slot| self.nodes.get(slot).map(|node| &*node.name).unwrap_or_default();
        let ends = sorted_pair(name(from), name(to));
        let mut hasher = DefaultHasher::new();
        (self.seed, &ends).hash(&mut hasher);
        let conditions = self.link_conditions.get(&ends).or(self.conditions.as_ref());
        Link::new(conditions, hasher.finish())
    }

    fn close(&mut self, from: Slot, to: Slot) {
        let mut was_open = false;
        for (from, to) in [(from, to), (to, from)] {
            if let Some(node) = self.nodes.get_mut(from) {
                was_open |= node.links.remove(&to).is_some();
                node.turns.remove(&to);
            }
        }
        if was_open {
            self.note(b'c', &[from.into(), to.into()]);
            self.closed.notify_waiters();
            for slot in [from, to] {
                self.tell_peers(slot);
                self.tell_mesh(slot);
            }
        }
    }

    fn close_all(&mut self, slot: Slot) {
        let peers: Vec<Slot> =
            self.nodes.get(slot).map(|node| node.links.keys().copied().collect()).unwrap_or_default();
        for peer in peers {
            self.close(slot, peer);
        }
    }

    pub(super) fn subscribe(&mut self, slot: Slot, topic: &str) {
        if self.nodes.get_mut(slot).is_some_and(|node| node.topics.insert(topic.into())) {
            self.tell_meshes_around(slot);
        }
    }

    pub(super) fn unsubscribe(&mut self, slot: Slot, topic: &str) {
        if self.nodes.get_mut(slot).is_some_and(|node| node.topics.remove(topic)) {
            self.tell_meshes_around(slot);
        }
    }

    pub(super) fn set_mode(&mut self, slot: Slot, mode: WakuMode) {
        let Some(node) = self.nodes.get_mut(slot) else { return };
        if std::mem::replace(&mut node.mode, mode) != mode {
            self.tell_peers_around(slot);
            self.tell_meshes_around(slot);
        }
    }

    pub(super) fn set_paused(&mut self, slot: Slot, is_paused: bool) {
        let Some(node) = self.nodes.get_mut(slot) else { return };
        node.is_paused = is_paused;
        if is_paused {
            self.close_all(slot);
        } else {
            self.redial(slot);
        }
    }

    pub(super) fn serve(&mut self, slot: Slot, protocol: PeerProtocol, handler: Arc<dyn PeerHandler>) {
        if self.nodes.get_mut(slot).is_some_and(|node| node.handlers.insert(protocol, handler).is_none()) {
            self.tell_peers_around(slot);
        }
    }

    pub(super) fn stop_serving(&mut self, slot: Slot, protocol: PeerProtocol) {
        if self.nodes.get_mut(slot).is_some_and(|node| node.handlers.remove(&protocol).is_some()) {
            self.tell_peers_around(slot);
        }
    }

    /// Counts something against a peer.
    pub(super) fn report(&mut self, slot: Slot, peer: &str) {
        let until = self.agenda.now() + BAN_MS;
        let Some(node) = self.nodes.get_mut(slot) else { return };
        let reports = node.reports.entry(peer.into()).or_default();
        *reports += 1;
        if *reports < MAX_REPORTS {
            return;
        }
        node.reports.remove(peer);
        node.banned.insert(peer.into(), until);
        self.agenda.add(BAN_MS, Event::BanEnds { by: slot });
        if let Some(peer) = self.names.get(peer) {
            self.close(slot, *peer);
        }
    }

    /// Peers that relay a topic.
    pub(super) fn relaying_peers(&self, slot: Slot, topic: &str) -> impl Iterator<Item = Slot> {
        let peers = self.nodes.get(slot).into_iter().flat_map(|node| node.links.keys().copied());
        peers.filter(move |peer| self.relays(*peer, topic))
    }

    pub(super) fn relays(&self, slot: Slot, topic: &str) -> bool {
        self.nodes.get(slot).is_some_and(|node| node.relays(topic))
    }

    pub(super) fn peers(&self, slot: Slot) -> Peers {
        let peers = self.nodes.get(slot).into_iter().flat_map(|node| node.links.keys());
        peers
            .filter_map(|peer| self.nodes.get(*peer))
            .map(|node| (node.name.as_ref().to_owned(), node.record()))
            .collect()
    }

    pub(super) fn relay_peers(&self, slot: Slot, topic: &str) -> TopicPeers {
        if self.nodes.get(slot).is_some_and(|node| node.mode == WakuMode::Light) {
            return TopicPeers::default();
        }
        let peers = self.relaying_peers(slot, topic).filter_map(|peer| self.nodes.get(peer));
        let mut all_peers: Vec<String> = peers.map(|node| node.name.as_ref().to_owned()).collect();
        all_peers.sort();
        let full_mesh = if self.relays(slot, topic) { all_peers.clone() } else { vec![] };
        TopicPeers { full_mesh, all_peers }
    }

    fn around(&self, slot: Slot) -> Vec<Slot> {
        self.nodes.get(slot).map(|node| node.links.keys().copied().collect()).unwrap_or_default()
    }

    fn tell_peers_around(&mut self, slot: Slot) {
        for peer in self.around(slot) {
            self.tell_peers(peer);
        }
    }

    fn tell_meshes_around(&mut self, slot: Slot) {
        self.tell_mesh(slot);
        for peer in self.around(slot) {
            self.tell_mesh(peer);
        }
    }

    fn tell_peers(&self, slot: Slot) {
        if let Some(node) = self.nodes.get(slot) {
            node.tell(WakuEvent::ConnectionChanged { peers: self.peers(slot) });
        }
    }

    fn tell_mesh(&mut self, slot: Slot) {
        let Some(node) = self.nodes.get(slot) else { return };
        let topics: Vec<Arc<str>> = node.topics.iter().filter(|topic| node.relays(topic)).cloned().collect();
        let sizes = topics.into_iter().map(|topic| {
            let size = self.relaying_peers(slot, &topic).count();
            (topic, size)
        });
        let mesh = sizes.filter(|(_, size)| *size > 0).collect();
        if let Some(node) = self.nodes.get_mut(slot) {
            node.tell_mesh(mesh);
        }
    }
}

/// What is done to the network.
impl Hub {
    pub(super) fn set_conditions(&mut self, conditions: Option<LinkConditions>) {
        self.conditions = conditions;
        self.renew_links();
    }

    pub(super) fn set_link_conditions(&mut self, one: &str, other: &str, conditions: LinkConditions) {
        self.link_conditions.insert(sorted_pair(one, other), conditions);
        self.renew_links();
    }

    fn renew_links(&mut self) {
        for slot in self.names.values().copied().collect::<Vec<_>>() {
            for peer in self.around(slot) {
                let link = self.new_link(slot, peer);
                self.nodes.get_mut(slot).into_iter().for_each(|node| {
                    node.links.insert(peer, link.clone());
                });
            }
        }
    }

    pub(super) fn set_service(&mut self, name: &str, conditions: ServiceConditions) {
        self.services.insert(name.to_owned(), conditions);
    }

    pub(super) fn service_conditions(&self, name: &str) -> ServiceConditions {
        self.services.get(name).cloned().unwrap_or_default()
    }

    /// Nodes of different groups do not reach each other from now on.
    pub(super) fn set_groups(&mut self, groups: &[&[&str]]) {
        let members = groups.iter().zip(1..).flat_map(|(names, group)| names.iter().map(move |name| (*name, group)));
        self.groups = members.map(|(name, group)| (name.to_owned(), group)).collect();
        self.partition += 1;
        for (name, slot) in &self.names {
            if let Some(node) = self.nodes.get_mut(*slot) {
                node.group = self.groups.get(name).copied().unwrap_or_default();
            }
        }
        let partition = self.partition;
        self.note(b'g', &[partition]);
        self.agenda.add(CUT_NOTICED_MS, Event::CutNoticed { partition });
        for from in self.names.values().copied().collect::<Vec<_>>() {
            let after = self.dice.within(&(0..=REDIAL_MS));
            self.agenda.add(after, Event::Redial { from, partition });
        }
    }

    fn close_cut_links(&mut self) {
        for slot in self.names.values().copied().collect::<Vec<_>>() {
            for peer in self.around(slot) {
                if self.is_cut(slot, peer) {
                    self.close(slot, peer);
                }
            }
        }
    }
}
