//! Who is there, who is connected with whom, who has seen what.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use status_ports::{PeerRecord, Peers, TopicPeers, WakuEvent};
use tokio::sync::mpsc;

#[derive(Debug)]
struct Node {
    generation: u64,
    events: mpsc::Sender<WakuEvent>,
    topics: BTreeSet<String>,
    seen: HashSet<Vec<u8>>,
    /// What was told last, to tell only changes.
    told_peers: Peers,
    told_mesh: BTreeMap<String, usize>,
}

#[derive(Debug, Default)]
pub(super) struct Hub {
    started: u64,
    nodes: BTreeMap<String, Node>,
    /// Both directions.
    links: BTreeSet<(String, String)>,
    /// Who wants to be connected to whom; outlives both.
    wishes: BTreeSet<(String, String)>,
}

pub(super) fn place(name: &str) -> String {
    format!("/memory/{name}")
}

fn pair(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

impl Hub {
    pub(super) fn start(&mut self, name: &str, events: mpsc::Sender<WakuEvent>) -> u64 {
        self.stop(name);
        self.started += 1;
        let node = Node {
            generation: self.started,
            events,
            topics: BTreeSet::new(),
            seen: HashSet::new(),
            told_peers: Peers::new(),
            told_mesh: BTreeMap::new(),
        };
        self.nodes.insert(name.to_owned(), node);
        let waiting: Vec<_> = self.wishes.iter().filter(|(_, wanted)| wanted == name).cloned().collect();
        for (from, to) in waiting {
            self.link(&from, &to);
        }
        self.tell_changes();
        self.started
    }

    pub(super) fn runs(&self, name: &str, generation: u64) -> bool {
        self.nodes.get(name).is_some_and(|node| node.generation == generation)
    }

    /// The wishes of the node itself end with it; those of others stay.
    pub(super) fn stop(&mut self, name: &str) {
        self.nodes.remove(name);
        self.links.retain(|(from, to)| from != name && to != name);
        self.wishes.retain(|(from, _)| from != name);
        self.tell_changes();
    }

    pub(super) fn connect(&mut self, from: &str, to: &str) -> bool {
        let found = from != to && self.nodes.contains_key(to);
        if found {
            self.wishes.insert(pair(from, to));
            self.link(from, to);
            self.tell_changes();
        }
        found
    }

    pub(super) fn disconnect(&mut self, from: &str, to: &str) {
        self.wishes.remove(&pair(from, to));
        self.links.remove(&pair(from, to));
        self.links.remove(&pair(to, from));
        self.tell_changes();
    }

    fn link(&mut self, from: &str, to: &str) {
        if self.nodes.contains_key(from) && self.nodes.contains_key(to) {
            self.links.insert(pair(from, to));
            self.links.insert(pair(to, from));
        }
    }

    pub(super) fn subscribe(&mut self, name: &str, topic: &str) {
        if let Some(node) = self.nodes.get_mut(name) {
            node.topics.insert(topic.to_owned());
        }
        self.tell_changes();
    }

    pub(super) fn unsubscribe(&mut self, name: &str, topic: &str) {
        if let Some(node) = self.nodes.get_mut(name) {
            node.topics.remove(topic);
        }
        self.tell_changes();
    }

    pub(super) fn is_subscribed(&self, name: &str, topic: &str) -> bool {
        self.nodes.get(name).is_some_and(|node| node.topics.contains(topic))
    }

    fn neighbours(&self, name: &str) -> impl Iterator<Item = &str> {
        let start = (name.to_owned(), String::new());
        self.links.range(start..).take_while(move |(from, _)| from == name).map(|(_, to)| to.as_str())
    }

    pub(super) fn peers(&self, name: &str) -> Peers {
        let record =
            |peer| PeerRecord { protocols: vec!["/vac/waku/relay/2.0.0".to_owned()], addresses: vec![place(peer)] };
        self.neighbours(name).map(|peer| (peer.to_owned(), record(peer))).collect()
    }

    fn subscribed_neighbours(&self, name: &str, topic: &str) -> Vec<String> {
        self.neighbours(name).filter(|peer| self.is_subscribed(peer, topic)).map(str::to_owned).collect()
    }

    pub(super) fn relay_peers(&self, name: &str, topic: &str) -> TopicPeers {
        let all_peers = self.subscribed_neighbours(name, topic);
        let full_mesh = if self.is_subscribed(name, topic) { all_peers.clone() } else { vec![] };
        TopicPeers { full_mesh, all_peers }
    }

    /// Floods the message from neighbour to neighbour; `false` if nobody is there to take it.
    pub(super) fn publish(&mut self, name: &str, topic: &str, message: &[u8]) -> bool {
        let first = self.subscribed_neighbours(name, topic);
        if first.is_empty() {
            return false;
        }
        let new_here = self.nodes.get_mut(name).is_some_and(|node| node.seen.insert(message.to_vec()));
        let mut waiting = if new_here { VecDeque::from(first) } else { VecDeque::new() };
        while let Some(next) = waiting.pop_front() {
            let Some(node) = self.nodes.get_mut(&next) else { continue };
            if node.seen.insert(message.to_vec()) {
                let event = WakuEvent::Message { pubsub_topic: topic.to_owned(), message: message.to_vec() };
                // A full or closed channel belongs to a test that does not listen.
                let _ = node.events.try_send(event);
                waiting.extend(self.subscribed_neighbours(&next, topic));
            }
        }
        true
    }

    fn tell_changes(&mut self) {
        let names: Vec<String> = self.nodes.keys().cloned().collect();
        for name in names {
            let peers = self.peers(&name);
            let topics = self.nodes.get(&name).map(|node| node.topics.clone()).unwrap_or_default();
            let sizes = topics.into_iter().map(|topic| {
                let size = self.subscribed_neighbours(&name, &topic).len();
                (topic, size)
            });
            let mesh: BTreeMap<String, usize> = sizes.filter(|(_, size)| *size > 0).collect();
            if let Some(node) = self.nodes.get_mut(&name) {
                node.tell(peers, mesh);
            }
        }
    }
}

impl Node {
    fn tell(&mut self, peers: Peers, mesh: BTreeMap<String, usize>) {
        if peers != self.told_peers {
            let _ = self.events.try_send(WakuEvent::ConnectionChanged { peers: peers.clone() });
            self.told_peers = peers;
        }
        let before = std::mem::replace(&mut self.told_mesh, mesh);
        let topics: BTreeSet<&String> = before.keys().chain(self.told_mesh.keys()).collect();
        for topic in topics {
            let mesh_size = self.told_mesh.get(topic).copied().unwrap_or_default();
            if before.get(topic).copied().unwrap_or_default() != mesh_size {
                let event = WakuEvent::TopicHealthChanged { pubsub_topic: topic.clone(), mesh_size };
                let _ = self.events.try_send(event);
            }
        }
    }
}
