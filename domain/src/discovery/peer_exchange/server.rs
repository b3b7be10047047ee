use std::collections::BTreeMap;

use prost::Message as _;
use status_ports::{Entropy, UnixMillis};
use status_proto::waku::{PeerExchangeResponse, PeerExchangeRpc, PeerInfo};

use super::MAX_PEERS;
use crate::discovery::draw::shuffle;
use crate::discovery::enr::{Record, Shards};

/// Most nodes that are kept to be told of.
const MAX_KNOWN: usize = 1000;
/// Most askers whose last question is remembered.
const MAX_ASKERS: usize = 1000;
/// A peer may ask once in this time.
const INTERVAL_MS: u64 = 1000;

/// What becomes of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerDecision {
    /// It is answered by these bytes.
    Answer(Vec<u8>),
    /// It is no question, or comes too soon: the stream is reset.
    Reset,
}

struct Known {
    record: Record,
    seen: u64,
}

/// The side that answers. It tells of the nodes that were seen last, of no more than fit in its bounds.
#[derive(Default)]
pub struct PeerExchangeServer {
    shards: Option<Shards>,
    known: BTreeMap<[u8; 33], Known>,
    /// Counts what was seen: larger is later.
    seen: u64,
    asked_at: BTreeMap<String, UnixMillis>,
}

impl PeerExchangeServer {
    /// Nobody is known yet. Only nodes that serve one of `shards` are told of; all if there are none.
    #[must_use]
    pub fn new(shards: Option<Shards>) -> Self {
        Self { shards, ..Self::default() }
    }

    /// Learns of a node, or that it is still there. Nodes that do nothing for others or cannot be dialled are of no use to
    /// who asks.
    pub fn learn(&mut self, record: Record) {
        if !record.is_usable(self.shards.as_ref()) {
            return;
        }
        self.seen = self.seen.saturating_add(1);
        let seen = self.seen;
        let key = record.public_key().to_compressed();
        if let Some(known) = self.known.get_mut(&key) {
            known.seen = seen;
            if known.record.seq() < record.seq() {
                known.record = record;
            }
            return;
        }
        if self.known.len() >= MAX_KNOWN {
            let oldest = self.known.iter().min_by_key(|(_, known)| known.seen).map(|(key, _)| *key);
            oldest.and_then(|key| self.known.remove(&key));
        }
        self.known.insert(key, Known { record, seen });
    }

    /// How many nodes are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Answers a question by nodes drawn at random. The asker itself is not among them.
    pub fn handle(
        &mut self,
        peer_id: &str,
        request: &[u8],
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> ServerDecision {
        if !self.may_ask(peer_id, now) {
            return ServerDecision::Reset;
        }
        let Some(query) = PeerExchangeRpc::decode(request).ok().and_then(|message| message.query) else {
            return ServerDecision::Reset;
        };
        let count = usize::try_from(query.num_peers).unwrap_or(MAX_PEERS).min(MAX_PEERS);
        let mut records: Vec<&Record> = self.known.values().map(|known| &known.record).collect();
        shuffle(&mut records, entropy);
        let others = records.into_iter().filter(|record| record.peer_id() != peer_id).take(count);
        let peer_infos = others.map(|record| PeerInfo { enr: record.as_bytes().to_vec() }).collect();
        let answer = PeerExchangeRpc { query: None, response: Some(PeerExchangeResponse { peer_infos }) };
        ServerDecision::Answer(answer.encode_to_vec())
    }

    fn may_ask(&mut self, peer_id: &str, now: UnixMillis) -> bool {
        // A clock that went back must lock nobody out.
        let is_recent = |at: &UnixMillis| *at <= now && now.saturating_sub(*at) < INTERVAL_MS;
        if self.asked_at.get(peer_id).is_some_and(is_recent) {
            return false;
        }
        if self.asked_at.len() >= MAX_ASKERS && !self.asked_at.contains_key(peer_id) {
            self.asked_at.retain(|_, at| is_recent(at));
            if self.asked_at.len() >= MAX_ASKERS {
                return false;
            }
        }
        self.asked_at.insert(peer_id.to_owned(), now);
        true
    }
}
