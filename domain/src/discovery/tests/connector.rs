use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use status_memory::SeededEntropy;
use status_ports::WakuMode;

use super::{key, node};
use crate::discovery::connector::{Ask, Connected, Connector, ConnectorLimits, Dial, Found, Plan, QUIET_MS, Source};
use crate::discovery::enr::Shards;
use crate::discovery::peer_id::peer_id;

const ALL: [Source; 3] = [Source::Dns, Source::NodeDiscovery, Source::PeerExchange];
const FEW: ConnectorLimits = ConnectorLimits { min: 2, target: 4 };
const HOUR: u64 = 3_600_000;

/// A connector with a clock, and what it did.
struct World {
    connector: Connector,
    now: u64,
    entropy: SeededEntropy,
    connected: BTreeMap<String, Connected>,
}

impl World {
    fn new(limits: ConnectorLimits, sources: &[Source]) -> Self {
        let connector = Connector::new(limits, sources, 0);
        Self { connector, now: 0, entropy: SeededEntropy::new(1), connected: BTreeMap::new() }
    }

    fn plan(&mut self) -> Plan {
        self.connector.plan(self.now, &mut self.entropy)
    }

    fn dialled(&mut self, dial: &Dial, is_connected: bool) -> Option<Found> {
        let found = self.connector.dialled(dial, is_connected, self.now, &mut self.entropy);
        if is_connected {
            self.connect(&dial.peer_id);
        }
        found
    }

    fn connect(&mut self, peer_id: &str) {
        self.connected.insert(peer_id.to_owned(), Connected { is_useful: true, exchanges_peers: false });
        self.connector.connected(self.connected.clone(), self.now);
    }

    fn lose(&mut self, peer_id: &str) {
        self.connected.remove(peer_id);
        self.connector.connected(self.connected.clone(), self.now);
    }

    fn answer(&mut self, source: Source, found: Vec<Found>) {
        self.connector.answered(source, found, self.now, &mut self.entropy);
    }
}

fn found(n: u64) -> Found {
    Found::at(&format!("/ip4/10.0.0.1/tcp/{n}/p2p/peer-{n}")).unwrap()
}

fn many(range: std::ops::Range<u64>) -> Vec<Found> {
    range.map(found).collect()
}

#[test]
fn whoever_is_known_is_dialled_up_to_the_target() {
    let mut world = World::new(FEW, &[]);
    world.connector.add(many(1..20), false);
    let plan = world.plan();
    assert_eq!(plan.dial.len(), 4);
    assert_eq!(world.plan().dial, []);
    for dial in &plan.dial {
        assert!(world.dialled(dial, true).is_some());
    }
    assert_eq!(world.plan(), Plan::default(), "with enough peers nothing is wanted");
}

#[test]
fn those_who_come_do_not_take_the_places_of_those_whom_we_choose() {
    let mut world = World::new(FEW, &[]);
    for number in 0..FEW.target {
        world.connect(&format!("guest-{number}"));
    }
    world.connector.add(many(1..9), false);
    let plan = world.plan();
    assert_eq!(plan.dial.len(), FEW.min);
    for dial in &plan.dial {
        world.dialled(dial, true);
    }
    assert_eq!(world.plan(), Plan::default());
}

#[test]
fn five_are_dialled_at_once() {
    let mut world = World::new(ConnectorLimits::RELAY, &[]);
    world.connector.add(many(1..20), false);
    let plan = world.plan();
    assert_eq!(plan.dial.len(), 5);
    world.dialled(&plan.dial[0], false);
    world.dialled(&plan.dial[1], true);
    assert_eq!(world.plan().dial.len(), 2);
}

#[test]
fn the_nodes_of_the_last_run_come_first() {
    let mut world = World::new(FEW, &ALL);
    world.connector.add(many(1..20), false);
    world.connector.add(vec![Found { connected_at: Some(5), ..found(30) }], false);
    world.connector.add(vec![found(31)], true);
    let first: BTreeSet<String> = world.plan().dial.into_iter().take(2).map(|dial| dial.peer_id).collect();
    assert_eq!(first, ["peer-30", "peer-31"].map(String::from).into());
}

#[test]
fn sources_are_asked_only_while_peers_are_missing() {
    let mut world = World::new(FEW, &ALL);
    assert_eq!(world.plan().ask, [Ask::Dns, Ask::NodeDiscovery]);
    // Not again before there is an answer.
    assert_eq!(world.plan().ask, []);
    world.answer(Source::Dns, many(1..3));
    let plan = world.plan();
    for dial in &plan.dial {
        world.dialled(dial, true);
    }
    world.answer(Source::NodeDiscovery, vec![]);
    world.now += HOUR;
    assert_eq!(world.plan(), Plan::default());
    world.lose("peer-1");
    let plan = world.plan();
    assert_eq!(plan.ask, [Ask::Dns, Ask::NodeDiscovery]);
    assert_eq!(plan.dial, []);
    world.now += 1000;
    assert_eq!(world.plan().dial.len(), 1, "who was there for long is dialled again soon");
}

#[test]
fn a_connected_peer_is_asked_for_others() {
    let mut world = World::new(FEW, &[Source::PeerExchange]);
    assert_eq!(world.plan(), Plan::default());
    let peers = [("a", false), ("b", true)];
    let peers = peers.map(|(id, exchanges_peers)| (id.to_owned(), Connected { is_useful: false, exchanges_peers }));
    world.connector.connected(peers.into(), 0);
    let plan = world.plan();
    assert_eq!(plan.ask, [Ask::PeerExchange("b".to_owned())]);
    assert_eq!(plan.ask[0].source(), Source::PeerExchange);
    world.answer(Source::PeerExchange, vec![]);
    let wake_at = world.plan().wake_at.unwrap();
    assert!((QUIET_MS..=2 * QUIET_MS).contains(&wake_at));
}

#[test]
fn peers_of_the_last_run_have_time_before_others_are_asked() {
    let mut world = World::new(FEW, &ALL);
    world.connector.add(many(1..9), false);
    world.connector.postpone_sources(15_000);
    assert_eq!(world.plan().ask, []);
    world.now = 15_000;
    assert_eq!(world.plan().ask.len(), 2);
}

#[test]
fn a_node_that_fails_is_dialled_less_and_less_often() {
    let mut world = World::new(FEW, &[]);
    world.connect("somebody");
    world.connector.add(many(1..2), true);
    let mut waits = vec![];
    let mut failed_at = 0;
    while waits.len() < 8 {
        let plan = world.plan();
        for dial in &plan.dial {
            world.now += 20_000;
            waits.push(world.now - 20_000 - failed_at);
            failed_at = world.now;
            world.dialled(dial, false);
        }
        world.now = world.plan().wake_at.unwrap();
    }
    assert!(waits.iter().skip(1).all(|wait| (60_000..=HOUR).contains(wait)), "{waits:?}");
    assert!(waits[1] <= 300_000 + QUIET_MS && *waits.iter().max().unwrap() > 600_000, "{waits:?}");
}

#[test]
fn every_address_of_a_node_has_its_turn_and_the_one_that_works_stays_first() {
    let mut world = World::new(FEW, &[]);
    let addresses: Vec<String> = (1..4).map(|n| format!("/ip4/10.0.0.1/tcp/{n}/p2p/a")).collect();
    world.connector.add(vec![Found { addresses: addresses.clone(), ..Found::at(&addresses[0]).unwrap() }], false);
    let mut tried = vec![];
    for attempt in 0..3 {
        let dial = world.plan().dial.remove(0);
        tried.push(dial.address.clone());
        let remembered = world.dialled(&dial, attempt == 2);
        assert_eq!(remembered.map(|found| found.addresses), (attempt == 2).then(|| vec![addresses[2].clone()]));
        world.now += HOUR;
    }
    assert_eq!(tried, addresses);
    world.lose("a");
    world.now += 1000;
    assert_eq!(world.plan().dial[0].address, addresses[2]);
}

#[test]
fn who_closes_at_once_is_left_for_a_while() {
    let mut world = World::new(FEW, &[]);
    world.connector.add(many(1..2), false);
    let dial = world.plan().dial.remove(0);
    world.dialled(&dial, true);
    world.lose("peer-1");
    world.now += 59_999;
    assert_eq!(world.plan().dial, []);
    world.now += 1;
    assert_eq!(world.plan().dial, [dial]);
}

#[test]
fn who_is_never_reached_is_forgotten_unless_the_user_named_it() {
    let mut world = World::new(FEW, &[]);
    world.connect("somebody");
    world.connector.add(many(1..2), false);
    world.connector.add(many(2..3), true);
    let mut forgotten = vec![];
    for _ in 0..20 {
        let plan = world.plan();
        forgotten.extend(plan.forget);
        for dial in &plan.dial {
            world.dialled(dial, false);
        }
        world.now += 2 * HOUR;
    }
    assert_eq!(forgotten, ["peer-1"]);
    assert_eq!(world.connector.len(), 1);
}

#[test]
fn without_a_network_nobody_is_forgotten_and_all_is_quiet() {
    let mut world = World::new(ConnectorLimits::RELAY, &ALL);
    world.connector.add(many(1..10), false);
    let (mut plans, mut dials, mut asks, mut last) = (0, 0, 0, None);
    while world.now < 24 * HOUR {
        let plan = world.plan();
        // Failing takes no time, so that its end belongs to the same waking.
        let mut plan = Some(plan);
        while let Some(current) = plan.take().filter(|plan| !plan.dial.is_empty() || !plan.ask.is_empty()) {
            assert_eq!(current.forget, [""; 0]);
            dials += current.dial.len();
            asks += current.ask.len();
            current.dial.iter().for_each(|dial| drop(world.dialled(dial, false)));
            current.ask.iter().for_each(|ask| world.answer(ask.source(), vec![]));
            plan = Some(world.plan());
        }
        let wake_at = world.plan().wake_at.unwrap();
        assert!(wake_at >= world.now + QUIET_MS);
        last = Some(wake_at - world.now);
        world.now = wake_at;
        plans += 1;
    }
    assert!(plans < 1500 && dials < 9 * 700 && asks < 2 * 320, "{plans} plans, {dials} dials, {asks} asks");
    assert!(last.is_some_and(|wait| wait <= 300_000), "the network may come back");
    assert_eq!(world.connector.len(), 9);
    // When it does, all is tried at once.
    world.connector.resumed(world.now);
    let plan = world.plan();
    assert_eq!((plan.dial.len(), plan.ask.len()), (5, 2));
}

#[test]
fn more_than_the_bound_is_never_known() {
    let mut world = World::new(FEW, &ALL);
    world.connector.add(vec![found(100_000)], true);
    world.connect("peer-7");
    for at in (1..2000).step_by(50) {
        world.answer(Source::NodeDiscovery, many(at..at + 50));
    }
    assert_eq!(world.connector.len(), 300);
    let plan = world.plan();
    assert_eq!(plan.forget.len(), 2001 - 300);
    assert!(!plan.forget.contains(&"peer-7".to_owned()) && !plan.forget.contains(&"peer-100000".to_owned()));
}

#[test]
fn a_record_that_is_of_use_is_a_node_to_dial() {
    let shards = Shards::new(16, [32]);
    let found = Found::in_record(&node(1), Some(&shards)).unwrap();
    assert_eq!(found.peer_id, peer_id(&key(1).public_key()));
    assert_eq!(found.addresses, node(1).addresses());
    assert_eq!(Found::in_record(&node(1), Some(&Shards::new(16, [1]))), None);
    assert_eq!(Found::at("/ip4/1.2.3.4/tcp/1"), None);
    let mut connector = Connector::new(FEW, &[], 0);
    connector.add(vec![found], false);
    assert_eq!(connector.records().collect::<Vec<_>>(), [&node(1)]);
}

#[test]
fn what_peers_speak_tells_whether_they_are_of_use() {
    let peer = |protocols: &[&str], mode| {
        let protocols: Vec<String> = protocols.iter().map(|id| (*id).to_owned()).collect();
        let peer = Connected::new(&protocols, mode);
        (peer.is_useful, peer.exchanges_peers)
    };
    let (relay, filter) = ("/vac/waku/relay/2.0.0", "/vac/waku/filter-subscribe/2.0.0-beta1");
    assert_eq!(peer(&[relay, "/vac/waku/peer-exchange/2.0.0-alpha1"], WakuMode::Relay), (true, true));
    assert_eq!(peer(&[filter], WakuMode::Relay), (false, false));
    assert_eq!(peer(&[filter], WakuMode::Light), (true, false));
    assert_eq!(peer(&[relay], WakuMode::Light), (false, false));
    // It has not said yet.
    assert_eq!(peer(&[], WakuMode::Relay), (true, false));
    assert_eq!(ConnectorLimits::from(WakuMode::Light), ConnectorLimits::LIGHT);
}

#[derive(Clone, Debug)]
enum Event {
    Found(u64, bool),
    Dialled(usize, bool),
    Lost(usize),
    Came(u64),
    Answered(usize),
    Resumed,
    Waited(u64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0..40_u64, any::<bool>()).prop_map(|(n, configured)| Event::Found(n, configured)),
        (any::<usize>(), any::<bool>()).prop_map(|(n, ok)| Event::Dialled(n, ok)),
        any::<usize>().prop_map(Event::Lost),
        (0..40_u64).prop_map(Event::Came),
        (0..3_usize).prop_map(Event::Answered),
        Just(Event::Resumed),
        (0..600_000_u64).prop_map(Event::Waited),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_limits_hold(events in prop::collection::vec(event(), 0..150)) {
        let mut world = World::new(FEW, &ALL);
        let mut dialling: Vec<Dial> = vec![];
        let mut known = BTreeSet::new();
        for event in events {
            match event {
                Event::Found(n, configured) => {
                    world.connector.add(vec![found(n)], configured);
                    known.insert(format!("peer-{n}"));
                }
                Event::Dialled(n, ok) if !dialling.is_empty() => {
                    let dial = dialling.remove(n % dialling.len());
                    world.dialled(&dial, ok);
                }
                Event::Lost(n) if !world.connected.is_empty() => {
                    let peer_id = world.connected.keys().nth(n % world.connected.len()).unwrap().clone();
                    world.lose(&peer_id);
                }
                Event::Came(n) => world.connect(&format!("peer-{n}")),
                Event::Answered(n) => world.answer(ALL[n], vec![]),
                Event::Resumed => world.connector.resumed(world.now),
                Event::Waited(ms) => world.now += ms,
                Event::Dialled(..) | Event::Lost(_) => {}
            }
            let plan = world.plan();
            for dial in &plan.dial {
                prop_assert!(!world.connected.contains_key(&dial.peer_id), "who is connected is dialled");
                prop_assert!(dialling.iter().all(|other| other.peer_id != dial.peer_id), "dialled twice");
            }
            dialling.extend(plan.dial.clone());
            prop_assert!(dialling.len() <= 5);
            known.retain(|peer_id| !plan.forget.contains(peer_id));
            let chosen = world.connected.keys().filter(|peer_id| known.contains(*peer_id)).count();
            prop_assert!(plan.dial.is_empty() || world.connected.len() <= FEW.target || chosen < FEW.min);
            prop_assert!(plan.ask.is_empty() || world.connected.len() < FEW.min);
            prop_assert!(plan.wake_at.is_none_or(|at| at >= world.now + QUIET_MS));
        }
    }
}
