//! Messages that go from neighbour to neighbour.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use status_ports::WakuEvent;

use super::conditions::Fate;
use super::driver::Event;
use super::hub::{Hub, Slot};

/// How long nodes remember that they have seen a message.
const SEEN_MS: u64 = 120_000;
pub(super) const RELAY: &str = "/vac/waku/relay/2.0.0";

/// A message on the network. Numbers are given in order and never again.
pub(super) type FloodId = u64;

/// A message, stored once for all nodes.
#[derive(Debug)]
struct Flood {
    key: u128,
    topic: Arc<str>,
    message: Arc<[u8]>,
    forgotten_at: u64,
    /// One bit for each node that has seen it.
    seen: Vec<u64>,
}

impl Flood {
    const fn place(slot: Slot) -> (usize, u64) {
        ((slot / 64) as usize, 1 << (slot % 64))
    }

    fn has_seen(&self, slot: Slot) -> bool {
        let (word, bit) = Self::place(slot);
        self.seen.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether a node sees it for the first time.
    fn see(&mut self, slot: Slot) -> bool {
        let is_new = !self.has_seen(slot);
        let (word, bit) = Self::place(slot);
        if self.seen.len() <= word {
            self.seen.resize(word + 1, 0);
        }
        self.seen[word] |= bit;
        is_new
    }
}

/// All messages that somebody may still see.
#[derive(Debug, Default)]
pub(super) struct Floods {
    /// Oldest first.
    floods: VecDeque<Flood>,
    first: FloodId,
    by_content: HashMap<u128, FloodId>,
}

impl Floods {
    fn get_mut(&mut self, id: FloodId) -> Option<&mut Flood> {
        let index = usize::try_from(id.checked_sub(self.first)?).ok()?;
        self.floods.get_mut(index)
    }

    fn add(&mut self, topic: &str, message: Vec<u8>, now: u64) -> FloodId {
        while self.floods.front().is_some_and(|flood| flood.forgotten_at <= now) {
            if let Some(flood) = self.floods.pop_front() {
                self.by_content.remove(&flood.key);
                self.first += 1;
            }
        }
        let key = content_key(topic, &message);
        if let Some(id) = self.by_content.get(&key) {
            return *id;
        }
        let id = self.first + self.floods.len() as u64;
        let (topic, message) = (topic.into(), message.into());
        self.floods.push_back(Flood { key, topic, message, forgotten_at: now + SEEN_MS, seen: Vec::new() });
        self.by_content.insert(key, id);
        id
    }
}

/// What tells messages apart.
fn content_key(topic: &str, message: &[u8]) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, topic, message).hash(&mut hasher);
        hasher.finish()
    };
    u128::from(half(0)) << 64 | u128::from(half(1))
}

impl Hub {
    /// Floods the message from neighbour to neighbour; `false` if nobody is there to take it.
    pub(super) fn publish(&mut self, from: Slot, topic: &str, message: Vec<u8>) -> bool {
        if !self.relaying_peers(from, topic).any(|_| true) {
            return false;
        }
        let now = self.agenda.now();
        let id = self.floods.add(topic, message, now);
        let Some(flood) = self.floods.get_mut(id) else { return false };
        let key = flood.key;
        if flood.see(from) {
            self.trace.note(now, b'p', &[from.into(), id, key as u64]);
            let mut at_once = VecDeque::new();
            self.forward(from, id, None, &mut at_once);
            self.settle(at_once);
        }
        true
    }

    pub(super) fn arrive(&mut self, from: Slot, to: Slot, id: FloodId) {
        if self.is_linked(from, to) && !self.is_cut(from, to) {
            self.settle(VecDeque::from([(from, to, id)]));
        }
    }

    /// What arrives at once, and what arrives at once because of it.
    fn settle(&mut self, mut arriving: VecDeque<(Slot, Slot, FloodId)>) {
        while let Some((from, to, id)) = arriving.pop_front() {
            let Some(flood) = self.floods.get_mut(id) else { continue };
            let is_new = flood.see(to);
            let bytes = flood.message.len();
            let topic = Arc::clone(&flood.topic);
            let is_taken = self.nodes.get_mut(to).is_some_and(|node| {
                node.arrived(RELAY, bytes);
                is_new && node.relays(&topic)
            });
            if is_taken {
                self.hand_over(to, id, b'm');
                if let Some(after) = self.nodes.link(to, from).and_then(|link| link.repeat(&mut self.dice)) {
                    self.agenda.add(after, Event::Repeat { to, flood: id });
                }
                self.forward(to, id, Some(from), &mut arriving);
            }
        }
    }

    /// Gives a message to whoever uses a node.
    pub(super) fn hand_over(&mut self, to: Slot, id: FloodId, kind: u8) {
        let now = self.agenda.now();
        let Some(flood) = self.floods.get_mut(id) else { return };
        let (topic, message) = (Arc::clone(&flood.topic), Arc::clone(&flood.message));
        if let Some(node) = self.nodes.get_mut(to) {
            self.trace.note(now, kind, &[to.into(), id]);
            node.tell(WakuEvent::Message { pubsub_topic: topic.as_ref().to_owned(), message: message.to_vec() });
        }
    }

    fn forward(&mut self, from: Slot, id: FloodId, back: Option<Slot>, at_once: &mut VecDeque<(Slot, Slot, FloodId)>) {
        let Some(flood) = self.floods.get_mut(id) else { return };
        let (topic, bytes) = (Arc::clone(&flood.topic), flood.message.len());
        let peers: Vec<Slot> = self.relaying_peers(from, &topic).filter(|peer| Some(*peer) != back).collect();
        if let Some(node) = self.nodes.get_mut(from) {
            node.sent(RELAY, peers.len(), bytes);
        }
        for to in peers {
            if self.is_cut(from, to) {
                continue;
            }
            // What its receiver knows already changes nothing when it arrives.
            if self.floods.get_mut(id).is_some_and(|flood| flood.has_seen(to)) {
                self.nodes.get_mut(to).into_iter().for_each(|node| node.arrived(RELAY, bytes));
                continue;
            }
            match self.nodes.link(from, to).map(|link| link.fate(&mut self.dice)) {
                None | Some(Fate::Lost) => {}
                Some(Fate::AtOnce) => at_once.push_back((from, to, id)),
                Some(Fate::After(after)) => self.agenda.add(after, Event::Arrival { from, to, flood: id }),
            }
        }
    }
}
