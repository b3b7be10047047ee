//! Whom to connect to, and where to look for others (specification: transport, sections 2.7 and 2.9).
//!
//! [`Connector`] is told what is found, who is connected and how dialling ended, and says what to do now and when to ask it
//! again. Below `min` useful peers it looks for more; below `target` it dials whom it knows. With enough peers it wants
//! nothing, and without a network less and less.

mod candidate;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{Entropy, PeerProtocol, UnixMillis, WakuMode};

use candidate::Candidate;
use source::Schedule;
pub use source::Source;

use super::draw::{below, shuffle};
use super::enr::{Record, Shards};
use super::peer_id::peer_id_of_address;

/// Wake-ups that nothing else causes are at least this far apart.
pub const QUIET_MS: u64 = 10_000;

/// 11/WAKU2-RELAY.
const RELAY: &str = "/vac/waku/relay/2.0.0";
/// The same while nobody is reached, each of them having failed [`LONG_FAILURES`] times.
const OFFLINE_QUIET_MS: u64 = 60_000;
const LONG_FAILURES: u32 = 4;
/// Dials at once.
const PARALLEL_DIALS: usize = 5;
/// Most nodes that are remembered in all.
const MAX_CANDIDATES: usize = 300;
/// A node that was never reached is forgotten after so many attempts.
const MAX_FAILURES: u32 = 8;
/// What is known of a node that is still there is written down again after this.
const REMEMBER_AGAIN_MS: u64 = 3_600_000;

/// How many peers are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectorLimits {
    /// With fewer, others are looked for.
    pub min: usize,
    /// With as many, nobody is dialled.
    pub target: usize,
}

impl ConnectorLimits {
    /// A node that relays.
    pub const RELAY: Self = Self { min: 10, target: 80 };
    /// A light client.
    pub const LIGHT: Self = Self { min: 2, target: 10 };
}

/// A node that somebody told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub peer_id: String,
    /// Where it can be dialled, each ending in its peer id, best first.
    pub addresses: Vec<String>,
    /// What it says of itself, if that is known.
    pub record: Option<Record>,
    /// When we were connected to it last, in an earlier run.
    pub connected_at: Option<UnixMillis>,
}

impl Found {
    /// The node of an address that ends in `/p2p/<peer id>`.
    #[must_use]
    pub fn at(address: &str) -> Option<Self> {
        let peer_id = peer_id_of_address(address)?.to_owned();
        Some(Self { peer_id, addresses: vec![address.to_owned()], record: None, connected_at: None })
    }

    /// The node of a record, if it is of use to us: see [`Record::is_usable`].
    #[must_use]
    pub fn in_record(record: &Record, shards: Option<&Shards>) -> Option<Self> {
        record.is_usable(shards).then(|| Self {
            peer_id: record.peer_id(),
            addresses: record.addresses(),
            record: Some(record.clone()),
            connected_at: None,
        })
    }
}

/// A connected peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connected {
    /// Whether it does for us what we need. Of one who has not said yet what it does, that is assumed.
    pub is_useful: bool,
    /// Whether it can be asked for others.
    pub exchanges_peers: bool,
}

impl Connected {
    /// A peer by the ids of its protocols, for a node that takes part in this way.
    #[must_use]
    pub fn new(protocols: &[String], mode: WakuMode) -> Self {
        let speaks = |id: &str| protocols.iter().any(|protocol| protocol == id);
        let is_useful = match mode {
            WakuMode::Relay => speaks(RELAY),
            WakuMode::Light => [PeerProtocol::FilterSubscribe, PeerProtocol::LightPush, PeerProtocol::LightPushV3]
                .iter()
                .any(|protocol| speaks(protocol.id())),
        };
        Self { is_useful: is_useful || protocols.is_empty(), exchanges_peers: speaks(PeerProtocol::PeerExchange.id()) }
    }
}

impl From<WakuMode> for ConnectorLimits {
    fn from(mode: WakuMode) -> Self {
        match mode {
            WakuMode::Relay => Self::RELAY,
            WakuMode::Light => Self::LIGHT,
        }
    }
}

/// Someone to dial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// Who.
    pub peer_id: String,
    /// Where.
    pub address: String,
}

/// What to do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Whom to dial. Each must be followed by [`Connector::dialled`].
    pub dial: Vec<Dial>,
    /// Where to ask for others. Each must be followed by [`Connector::answered`].
    pub ask: Vec<Ask>,
    /// Who will not be dialled any more, and need not be remembered.
    pub forget: Vec<String>,
    /// When to ask for the next plan, if nothing happens before.
    pub wake_at: Option<UnixMillis>,
}

/// A question for other nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The lists in DNS.
    Dns,
    /// A walk through the network of node discovery.
    NodeDiscovery,
    /// This connected peer.
    PeerExchange(String),
}

impl Ask {
    /// The kind of the question.
    #[must_use]
    pub const fn source(&self) -> Source {
        match self {
            Self::Dns => Source::Dns,
            Self::NodeDiscovery => Source::NodeDiscovery,
            Self::PeerExchange(_) => Source::PeerExchange,
        }
    }
}

/// The rule, and what it remembers.
#[derive(Clone, Debug)]
pub struct Connector {
    limits: ConnectorLimits,
    candidates: BTreeMap<String, Candidate>,
    connected: BTreeMap<String, Connected>,
    schedules: BTreeMap<Source, Schedule>,
    forget: Vec<String>,
}

impl Connector {
    /// Nobody is known. Others are asked for at the sources that are named.
    #[must_use]
    pub fn new(limits: ConnectorLimits, sources: &[Source], now: UnixMillis) -> Self {
        Self {
            limits,
            candidates: BTreeMap::new(),
            connected: BTreeMap::new(),
            schedules: sources.iter().map(|source| (*source, Schedule::new(now))).collect(),
            forget: vec![],
        }
    }

    /// Another number of peers is wanted from now on.
    pub const fn set_limits(&mut self, limits: ConnectorLimits) {
        self.limits = limits;
    }

    /// A source may be asked from now on, or not any more.
    pub fn set_source(&mut self, source: Source, is_there: bool, now: UnixMillis) {
        if !is_there {
            self.schedules.remove(&source);
        } else {
            self.schedules.entry(source).or_insert_with(|| Schedule::new(now));
        }
    }

    /// Nodes that the user or an earlier run told of. Those of the user are never forgotten.
    pub fn add(&mut self, found: Vec<Found>, is_configured: bool) {
        for found in found {
            self.learn(found, is_configured);
        }
    }

    /// Whoever was known waits for a while before it is asked at its source again; see [`Plan::wake_at`].
    pub fn postpone_sources(&mut self, until: UnixMillis) {
        for schedule in self.schedules.values_mut() {
            schedule.postpone(until);
        }
    }

    /// A source answered, if only that it found nobody.
    pub fn answered(&mut self, source: Source, found: Vec<Found>, now: UnixMillis, entropy: &mut dyn Entropy) {
        let mut is_news = false;
        for found in found {
            is_news |= self.learn(found, false);
        }
        if let Some(schedule) = self.schedules.get_mut(&source) {
            schedule.answered(is_news, now, entropy);
        }
    }

    /// Who is connected now.
    pub fn connected(&mut self, peers: BTreeMap<String, Connected>, now: UnixMillis) {
        for (peer_id, candidate) in &mut self.candidates {
            match (self.connected.contains_key(peer_id), peers.contains_key(peer_id)) {
                (false, true) => candidate.came(now),
                (true, false) => candidate.went(now),
                _ => {}
            }
        }
        self.connected = peers;
    }

    /// How dialling ended. Gives what is worth to be remembered for the next start.
    pub fn dialled(
        &mut self,
        dial: &Dial,
        is_connected: bool,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Option<Found> {
        let candidate = self.candidates.get_mut(&dial.peer_id)?;
        if !is_connected {
            candidate.failed(now, entropy);
            return None;
        }
        candidate.reached(&dial.address, now).then(|| Found {
            peer_id: dial.peer_id.clone(),
            addresses: vec![dial.address.clone()],
            record: candidate.record.clone(),
            connected_at: Some(now),
        })
    }

    /// The network is there again, or another one: what failed before may work now.
    pub fn resumed(&mut self, now: UnixMillis) {
        for candidate in self.candidates.values_mut() {
            candidate.retry_now();
        }
        for schedule in self.schedules.values_mut() {
            schedule.ask_now(now);
        }
    }

    /// What to do now.
    pub fn plan(&mut self, now: UnixMillis, entropy: &mut dyn Entropy) -> Plan {
        let is_alone = self.useful() == 0;
        self.forget_useless();
        let dial = self.choose_dials(is_alone, now, entropy);
        let ask = self.choose_asks(is_alone, now, entropy);
        let forget = std::mem::take(&mut self.forget);
        Plan { dial, ask, forget, wake_at: self.wake_at(is_alone, now) }
    }

    /// How many nodes are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.candidates.len()
    }

    /// Whether nobody is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// The records of nodes that are remembered: from these, node discovery can begin.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.candidates.values().filter_map(|candidate| candidate.record.as_ref())
    }

    fn useful(&self) -> usize {
        self.connected.values().filter(|peer| peer.is_useful).count()
    }

    fn dialling(&self) -> usize {
        self.candidates.values().filter(|candidate| candidate.is_dialling).count()
    }

    /// Useful peers of our own choice. Those who came by themselves may want to be the only ones whom we hear.
    fn chosen(&self) -> usize {
        let is_chosen =
            |(peer_id, peer): &(&String, &Connected)| peer.is_useful && self.candidates.contains_key(*peer_id);
        self.connected.iter().filter(is_chosen).count()
    }

    /// How many more could be dialled.
    fn room(&self) -> usize {
        let missing = self.limits.target.saturating_sub(self.useful());
        missing.max(self.limits.min.saturating_sub(self.chosen())).saturating_sub(self.dialling())
    }

    fn learn(&mut self, found: Found, is_configured: bool) -> bool {
        if found.addresses.is_empty() {
            return false;
        }
        if let Some(candidate) = self.candidates.get_mut(&found.peer_id) {
            candidate.update(found, is_configured);
            return false;
        }
        if self.candidates.len() >= MAX_CANDIDATES {
            let is_free = |(peer_id, candidate): &(&String, &Candidate)| {
                !candidate.is_configured && !candidate.is_dialling && !self.connected.contains_key(*peer_id)
            };
            let least = self.candidates.iter().filter(is_free).min_by_key(|(_, candidate)| candidate.worth());
            let Some(peer_id) = least.map(|(peer_id, _)| peer_id.clone()) else { return false };
            self.drop_candidate(&peer_id);
        }
        self.candidates.insert(found.peer_id.clone(), Candidate::new(found, is_configured));
        true
    }

    fn drop_candidate(&mut self, peer_id: &str) {
        self.candidates.remove(peer_id);
        self.forget.push(peer_id.to_owned());
    }

    fn forget_useless(&mut self) {
        let is_useless = |candidate: &Candidate| !candidate.is_configured && candidate.failures >= MAX_FAILURES;
        let useless = self.candidates.iter().filter(|(_, candidate)| is_useless(candidate) && !candidate.is_dialling);
        // While nobody is there it is the network that fails, not each of them.
        let useless: BTreeSet<String> = match self.useful() {
            0 => BTreeSet::new(),
            _ => useless.map(|(peer_id, _)| peer_id.clone()).collect(),
        };
        for peer_id in useless {
            self.drop_candidate(&peer_id);
        }
    }

    fn choose_dials(&mut self, is_alone: bool, now: UnixMillis, entropy: &mut dyn Entropy) -> Vec<Dial> {
        let places = self.room().min(PARALLEL_DIALS.saturating_sub(self.dialling()));
        if places == 0 {
            return vec![];
        }
        let connected = &self.connected;
        let is_due = |(peer_id, candidate): &(&String, &mut Candidate)| {
            !candidate.is_dialling && !connected.contains_key(*peer_id) && candidate.ready_at(is_alone) <= now
        };
        let mut due: Vec<_> = self.candidates.iter_mut().filter(is_due).collect();
        shuffle(&mut due, entropy);
        // A stable order: at random among those of the same worth.
        due.sort_by_key(|(_, candidate)| std::cmp::Reverse(candidate.rank()));
        due.into_iter()
            .take(places)
            .filter_map(|(peer_id, candidate)| Some(Dial { peer_id: peer_id.clone(), address: candidate.dial()? }))
            .collect()
    }

    fn choose_asks(&mut self, is_alone: bool, now: UnixMillis, entropy: &mut dyn Entropy) -> Vec<Ask> {
        if self.useful() >= self.limits.min {
            return vec![];
        }
        let exchanging: Vec<&String> =
            self.connected.iter().filter(|(_, peer)| peer.exchanges_peers).map(|(peer_id, _)| peer_id).collect();
        let mut asks = vec![];
        for (source, schedule) in &mut self.schedules {
            if !schedule.is_due(is_alone, now) {
                continue;
            }
            let ask = match source {
                Source::Dns => Some(Ask::Dns),
                Source::NodeDiscovery => Some(Ask::NodeDiscovery),
                Source::PeerExchange => {
                    let peer_id = exchanging.get(below(exchanging.len(), entropy));
                    peer_id.map(|peer_id| Ask::PeerExchange((*peer_id).clone()))
                }
            };
            if ask.is_some() {
                schedule.asked();
            }
            asks.extend(ask);
        }
        asks
    }

    /// How far wake-ups are apart at least.
    fn quiet_ms(&self, is_alone: bool) -> u64 {
        let has_failed_long = |candidate: &Candidate| candidate.failures >= LONG_FAILURES;
        let is_offline = is_alone && !self.candidates.is_empty() && self.candidates.values().all(has_failed_long);
        if is_offline { OFFLINE_QUIET_MS } else { QUIET_MS }
    }

    fn wake_at(&self, is_alone: bool, now: UnixMillis) -> Option<UnixMillis> {
        let is_waiting = |(peer_id, candidate): &(&String, &Candidate)| {
            !candidate.is_dialling && !self.connected.contains_key(*peer_id)
        };
        let dial = (self.room() > 0).then(|| {
            self.candidates.iter().filter(is_waiting).map(|(_, candidate)| candidate.ready_at(is_alone)).min()
        });
        let can_exchange = self.connected.values().any(|peer| peer.exchanges_peers);
        let askable = |source: &Source| *source != Source::PeerExchange || can_exchange;
        let ask = (self.useful() < self.limits.min).then(|| {
            let schedules = self.schedules.iter().filter(|(source, _)| askable(source));
            schedules.filter_map(|(_, schedule)| schedule.next_at(is_alone)).min()
        });
        let next = dial.flatten().into_iter().chain(ask.flatten()).min()?;
        // Whoever would be due now waits for a dial that is under way, and its end brings a plan of its own.
        Some(next.max(now.saturating_add(self.quiet_ms(is_alone))))
    }
}
