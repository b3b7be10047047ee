//! Nodes on a network in memory that find each other, in virtual time.

use std::collections::BTreeSet;
use std::time::Duration;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use status_domain::crypto::{PrivateKey, Signature, keccak256};
use status_domain::discovery::enr::RecordBuilder;
use status_domain::discovery::peer_id::peer_id;
use status_domain::discovery::tree::TreeLink;
use status_memory::{
    MemoryNodeDiscoveryStarter, MemoryProfile, MemoryTextLookup, MemoryWaku, MemoryWakuNetwork, RecordCodec,
    SeededEntropy,
};
use status_ports::{NodeDiscoveryConfig, WakuEvent};
use tokio::time::{Instant, sleep};

use super::*;

struct TestClock(Instant);

impl Clock for TestClock {
    fn unix_nanos(&self) -> u64 {
        1_700_000_000_000_000_000 + u64::try_from(self.0.elapsed().as_nanos()).unwrap()
    }
}

struct Records;

impl RecordCodec for Records {
    fn sign(&self, config: &NodeDiscoveryConfig) -> Option<Vec<u8>> {
        let key = PrivateKey::from_bytes(config.node_key.as_bytes()).ok()?;
        Some(record_of(&key).as_bytes().to_vec())
    }

    fn name(&self, record: &[u8]) -> Option<Vec<u8>> {
        Some(Record::from_bytes(record).ok()?.public_key().to_compressed().to_vec())
    }
}

fn key(number: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(number))
}

fn shards() -> Shards {
    Shards::new(16, [32, 64])
}

fn record_of(key: &PrivateKey) -> Record {
    let capabilities = Capabilities { relay: true, ..Capabilities::default() };
    let record = RecordBuilder::new().socket([10, 0, 0, 1].into(), 30303, 9000).capabilities(capabilities);
    record.shards(&shards()).sign(key, 1).unwrap()
}

fn record(number: u64) -> Record {
    record_of(&key(number))
}

fn name(number: u64) -> String {
    peer_id(&key(number).public_key())
}

/// Where nodes live.
struct World {
    network: MemoryWakuNetwork,
    dns: MemoryTextLookup,
    nodes: MemoryNodeDiscoveryStarter,
    clock: Arc<TestClock>,
}

/// A node that is kept connected.
struct Kept {
    keeper: PeerKeeper,
    waku: Arc<MemoryWaku>,
    situation: Arc<watch::Sender<Situation>>,
}

/// How a node is to be kept.
#[derive(Default)]
struct Wish {
    entry_points: EntryPoints,
    store: Option<Arc<dyn ProfileStore>>,
    has_node_discovery: bool,
    is_paused: bool,
}

impl World {
    fn new() -> Self {
        Self {
            network: MemoryWakuNetwork::new(),
            dns: MemoryTextLookup::default(),
            nodes: MemoryNodeDiscoveryStarter::new(Arc::new(Records)),
            clock: Arc::new(TestClock(Instant::now())),
        }
    }

    /// A node that nobody keeps connected.
    fn bare(&self, number: u64) -> MemoryWaku {
        self.network.start(&name(number)).0
    }

    fn kept(&self, number: u64, wish: Wish) -> Kept {
        let (waku, mut events) = self.network.start(&name(number));
        let waku = Arc::new(waku);
        let (situation, following) = watch::channel(Situation { is_used: !wish.is_paused, ..Situation::default() });
        let situation = Arc::new(situation);
        let told = Arc::clone(&situation);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if let WakuEvent::ConnectionChanged { peers } = event {
                    told.send_modify(|situation| situation.peers = peers);
                }
            }
        });
        let keeper = PeerKeeper::start(PeerKeeperConfig {
            waku: waku.clone(),
            situation: following,
            clock: self.clock.clone(),
            entropy: Arc::new(move || Box::new(SeededEntropy::new(number))),
            ports: DiscoveryPorts { lookup: Arc::new(self.dns.clone()), starter: Arc::new(self.nodes.clone()) },
            entry_points: wish.entry_points,
            shards: Some(shards()),
            node_discovery: NodeDiscoverySettings {
                node_key: Secret32::new(*key(number).to_bytes()),
                udp_port: 0,
                ip4: None,
                capabilities: Capabilities::default(),
                is_enabled: wish.has_node_discovery,
            },
            store: wish.store,
        });
        Kept { keeper, waku, situation }
    }

    /// A list of these nodes in DNS.
    fn list(&self, numbers: &[u64]) -> TreeLink {
        let name_of = |text: &str| BASE32_NOPAD.encode(&keccak256(&[text.as_bytes()])[..16]);
        let names: Vec<String> = numbers
            .iter()
            .map(|number| {
                let text = record(*number).to_string();
                self.dns.set(&format!("{}.nodes.example", name_of(&text)), vec![text.clone()]);
                name_of(&text)
            })
            .collect();
        let branch = format!("enrtree-branch:{}", names.join(","));
        self.dns.set(&format!("{}.nodes.example", name_of(&branch)), vec![branch.clone()]);
        let signed = format!("enrtree-root:v1 e={} l={} seq=1", name_of(&branch), name_of(&branch));
        let signature = Signature::sign_digest(&key(99), &keccak256(&[signed.as_bytes()])).to_bytes();
        self.dns.set("nodes.example", vec![format!("{signed} sig={}", BASE64URL_NOPAD.encode(&signature))]);
        TreeLink { key: key(99).public_key(), domain: "nodes.example".to_owned() }
    }
}

impl Kept {
    /// Waits until exactly these are connected.
    async fn until_connected(&self, numbers: &[u64]) {
        let wanted: BTreeSet<String> = numbers.iter().map(|number| name(*number)).collect();
        let mut situation = self.situation.subscribe();
        situation.wait_for(|now| now.peers.keys().eq(wanted.iter())).await.unwrap();
    }

    async fn connected(&self) -> usize {
        self.waku.peers().await.unwrap().len()
    }
}

fn through(lists: Vec<TreeLink>) -> EntryPoints {
    EntryPoints { lists, ..EntryPoints::default() }
}

fn at(numbers: &[u64]) -> EntryPoints {
    EntryPoints { bootstrap: numbers.iter().map(|number| record(*number)).collect(), ..EntryPoints::default() }
}

#[tokio::test(start_paused = true)]
async fn nodes_of_a_list_in_dns_are_connected() {
    let world = World::new();
    let _others: Vec<MemoryWaku> = (2..6).map(|number| world.bare(number)).collect();
    let lists = vec![world.list(&[2, 3, 4, 5])];
    let alice = world.kept(1, Wish { entry_points: through(lists), ..Wish::default() });
    alice.until_connected(&[2, 3, 4, 5]).await;
    alice.keeper.stop().await;
}

#[tokio::test(start_paused = true)]
async fn nodes_of_the_last_run_need_no_dns() {
    let world = World::new();
    let _other = world.bare(2);
    let store: Arc<dyn ProfileStore> = Arc::new(MemoryProfile::new());
    let wish = Wish { entry_points: at(&[2]), store: Some(Arc::clone(&store)), ..Wish::default() };
    let alice = world.kept(1, wish);
    alice.until_connected(&[2]).await;
    // What is written after the connection.
    while store.query::<_, StorageError, _>(|stores| stores.known_peers(9)).await.unwrap().is_empty() {
        sleep(Duration::from_millis(10)).await;
    }
    alice.keeper.stop().await;
    alice.waku.stop().await;
    let begun = Instant::now();
    let lists = vec![world.list(&[2])];
    let again = world.kept(1, Wish { entry_points: through(lists), store: Some(store), ..Wish::default() });
    again.until_connected(&[2]).await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(world.dns.lookups(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_peer_tells_of_others() {
    let world = World::new();
    let _carol = world.bare(3);
    let bobby = world.kept(2, Wish { entry_points: at(&[3]), ..Wish::default() });
    bobby.until_connected(&[3]).await;
    let alice = world.kept(1, Wish { entry_points: at(&[2]), ..Wish::default() });
    alice.until_connected(&[2, 3]).await;
}

#[tokio::test(start_paused = true)]
async fn node_discovery_finds_others_until_it_is_switched_off() {
    let world = World::new();
    let bobby = world.kept(2, Wish { has_node_discovery: true, ..Wish::default() });
    let carol = world.kept(3, Wish { has_node_discovery: true, entry_points: at(&[2]), ..Wish::default() });
    carol.until_connected(&[2]).await;
    let alice = world.kept(1, Wish { has_node_discovery: true, entry_points: at(&[2]), ..Wish::default() });
    alice.until_connected(&[2, 3]).await;
    // Only what runs tells of the UDP port.
    let runs = |kept: &Kept| kept.keeper.record().unwrap().port("udp").is_some();
    assert!(runs(&alice));
    alice.keeper.set_node_discovery(false);
    while runs(&alice) {
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(alice.keeper.record().unwrap().peer_id(), name(1));
    alice.keeper.set_node_discovery(true);
    while !runs(&alice) {
        sleep(Duration::from_millis(10)).await;
    }
    bobby.keeper.stop().await;
    assert!(!runs(&bobby));
}

#[tokio::test(start_paused = true)]
async fn without_a_network_little_is_tried() {
    let world = World::new();
    let lists = vec![world.list(&[2])];
    world.dns.set_silent(true);
    let alice = world.kept(1, Wish { entry_points: through(lists), ..Wish::default() });
    sleep(Duration::from_secs(24 * 3600)).await;
    let tried = world.dns.lookups();
    assert!((10..400).contains(&tried), "{tried} lookups in a day");
    // It comes back without anybody's help.
    let _other = world.bare(2);
    world.dns.set_silent(false);
    alice.until_connected(&[2]).await;
}

#[tokio::test(start_paused = true)]
async fn while_the_network_is_not_used_nothing_is_tried() {
    let world = World::new();
    let _other = world.bare(2);
    let lists = vec![world.list(&[2])];
    let alice = world.kept(1, Wish { entry_points: through(lists), is_paused: true, ..Wish::default() });
    sleep(Duration::from_secs(3600)).await;
    assert_eq!((world.dns.lookups(), alice.connected().await), (0, 0));
    alice.situation.send_modify(|situation| situation.is_used = true);
    alice.until_connected(&[2]).await;
}

#[tokio::test(start_paused = true)]
async fn on_another_network_everybody_is_dialled_at_once() {
    let world = World::new();
    let _others: Vec<MemoryWaku> = (2..6).map(|number| world.bare(number)).collect();
    let alice = world.kept(1, Wish { entry_points: at(&[2, 3, 4, 5]), ..Wish::default() });
    alice.until_connected(&[2, 3, 4, 5]).await;
    alice.waku.set_paused(true).await.unwrap();
    alice.until_connected(&[]).await;
    alice.waku.set_paused(false).await.unwrap();
    let begun = Instant::now();
    alice.situation.send_modify(|situation| situation.moves += 1);
    alice.until_connected(&[2, 3, 4, 5]).await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_lost_peer_is_dialled_again() {
    let world = World::new();
    let bobby = world.bare(2);
    let alice = world.kept(1, Wish { entry_points: at(&[2]), ..Wish::default() });
    alice.until_connected(&[2]).await;
    sleep(Duration::from_secs(600)).await;
    bobby.stop().await;
    alice.until_connected(&[]).await;
    let _bobby = world.bare(2);
    let begun = Instant::now();
    alice.until_connected(&[2]).await;
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_node_that_is_named_later_is_connected() {
    let world = World::new();
    let _other = world.bare(2);
    let alice = world.kept(1, Wish::default());
    assert_eq!(alice.keeper.add("/ip4/10.0.0.1/tcp/1"), None);
    assert_eq!(alice.keeper.add(&record(2).addresses()[0]), Some(name(2)));
    alice.until_connected(&[2]).await;
}
