//! People with messengers on a network in memory, and a clock that only moves when everybody waits.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::envelope::topic::{ContentTopic, names};
use status_domain::envelope::waku_message;
use status_domain::identity::{CustomizationColor, public_key_text};
use status_domain::profile::OwnPictures;
use status_domain::transport::Device;
use status_memory::{MemoryProfile, MemoryTransaction, MemoryWaku, MemoryWakuNetwork, SeededEntropy};
use status_ports::{
    Clock, ContactRecord, Entropy as _, EnvelopeStore as _, OutgoingStatus, ProfileStore, ProfileStoreExt as _,
    ProfileWork, SettingRecord, SettingsStore as _, StorageError, Waku, WakuEvent, WakuMode,
};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::super::{Messenger, MessengerConfig, NameLookup, NameLookupError};
use crate::media::MediaUrls;
use crate::network::{Network, NetworkConfig};
use crate::signal::{SignalHub, SignalReceiver};
use crate::world::EntropySource;

/// When the tests begin.
const BEGIN_MS: u64 = 1_700_000_000_000;

/// Tokio's clock as the time of day.
struct TestClock {
    begin: Instant,
    is_broken: AtomicBool,
}

impl Clock for TestClock {
    fn unix_nanos(&self) -> u64 {
        assert!(!self.is_broken.swap(false, Ordering::SeqCst), "the clock breaks on purpose");
        BEGIN_MS * 1_000_000 + u64::try_from(self.begin.elapsed().as_nanos()).unwrap()
    }
}

/// A store whose disk may be full, or slow, or of a computer that is no more.
pub(super) struct Disk {
    store: MemoryProfile,
    refusals: AtomicU32,
    /// Draws how long things take; nothing does without.
    latency: Option<Mutex<SeededEntropy>>,
    is_lost: AtomicBool,
}

/// The longest time that a disk takes before it does something, or after.
const MAX_LATENCY_MS: u64 = 3;

impl Disk {
    fn new(store: MemoryProfile, latency: Option<u64>) -> Self {
        let latency = latency.map(|seed| Mutex::new(SeededEntropy::new(seed)));
        Self { store, refusals: AtomicU32::new(0), latency, is_lost: AtomicBool::new(false) }
    }

    async fn take_time(&self) {
        let Some(latency) = &self.latency else { return };
        let mut bytes = [0; 8];
        latency.lock().unwrap().fill(&mut bytes);
        tokio::time::sleep(Duration::from_millis(u64::from_le_bytes(bytes) % (MAX_LATENCY_MS + 1))).await;
    }
}

#[async_trait]
impl ProfileStore for Disk {
    async fn write(&self, work: ProfileWork) -> Result<(), StorageError> {
        let left = self.refusals.load(Ordering::SeqCst);
        if left > 0 {
            self.refusals.store(left - 1, Ordering::SeqCst);
            return Err(StorageError::Backend("the disk is full".to_owned()));
        }
        self.take_time().await;
        if self.is_lost.load(Ordering::SeqCst) {
            return Err(StorageError::Closed);
        }
        self.store.write(work).await?;
        self.take_time().await;
        Ok(())
    }

    async fn read(&self, work: ProfileWork) -> Result<(), StorageError> {
        self.store.read(work).await
    }

    async fn close(&self) {
        self.store.close().await;
    }
}

/// So many people are in a world unless more are needed.
const PEOPLE: u64 = 3;

fn key_of(number: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(number))
}

/// Deriving the keys of topics is slow without optimisation. Any key will do, if all have the same.
fn know_keys(content: &mut MemoryTransaction, people: &[PublicKey]) {
    for person in people {
        for name in [names::contact_code(person), names::negotiated_filter(person)] {
            content.save_symmetric_key(&name, &[7; 32]).unwrap();
        }
    }
}

/// Where people live.
pub(super) struct World {
    pub(super) network: MemoryWakuNetwork,
    clock: Arc<TestClock>,
    people: u64,
    /// Of everybody who may come to live here.
    keys: Vec<PublicKey>,
    processes: u64,
    seed: u64,
    has_slow_disks: bool,
    /// Whose names are, as everybody is told.
    pub(super) names: Arc<Names>,
}

/// A chain with names, which nobody is connected to unless a test says so.
#[derive(Default)]
pub(super) struct Names {
    /// Whose they are; `None` while the chain does not answer.
    pub(super) owners: Mutex<Option<BTreeMap<String, PublicKey>>>,
    /// How often it was asked.
    pub(super) questions: AtomicU32,
}

#[async_trait]
impl NameLookup for Names {
    async fn public_key_of(&self, name: &str) -> Result<Option<PublicKey>, NameLookupError> {
        self.questions.fetch_add(1, Ordering::SeqCst);
        match &*self.owners.lock().unwrap() {
            Some(owners) => Ok(owners.get(name).copied()),
            None => Err(NameLookupError::NoAnswer("the chain is away".to_owned())),
        }
    }
}

/// Somebody with a profile. The profile outlives the process.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) key: PrivateKey,
    pub(super) store: MemoryProfile,
}

/// A running process of somebody.
pub(super) struct Process {
    pub(super) messenger: Messenger,
    pub(super) network: Network,
    pub(super) waku: Arc<MemoryWaku>,
    pub(super) signals: SignalReceiver,
    pub(super) store: Arc<Disk>,
    pub(super) me: PublicKey,
}

impl World {
    pub(super) fn new() -> Self {
        Self::on(MemoryWakuNetwork::new(), PEOPLE, 0)
    }

    /// A world of so many people on this network, and different ones for each seed.
    pub(super) fn on(network: MemoryWakuNetwork, max_people: u64, seed: u64) -> Self {
        let clock = Arc::new(TestClock { begin: Instant::now(), is_broken: AtomicBool::new(false) });
        let keys = (1..=max_people).map(|number| key_of(number).public_key()).collect();
        Self { network, clock, people: 0, keys, processes: 0, seed, has_slow_disks: false, names: Arc::default() }
    }

    /// From now on transactions take time, so that much happens while they are under way.
    pub(super) const fn slow_disks(&mut self) {
        self.has_slow_disks = true;
    }

    pub(super) fn person(&mut self, name: &str) -> Person {
        self.people += 1;
        assert!(self.people <= self.keys.len() as u64);
        let key = key_of(self.people);
        let mut content = MemoryTransaction::new();
        let display_name = SettingRecord { name: "display-name".to_owned(), value: format!("\"{name}-node\"") };
        content.save_settings(&[display_name]).unwrap();
        know_keys(&mut content, &self.keys);
        Person { name: name.to_owned(), key, store: MemoryProfile::with(content) }
    }

    /// Starts a process of somebody, logged in, the messenger not started.
    pub(super) fn log_in(&mut self, person: &Person) -> Process {
        self.log_in_behind(person, |events| events)
    }

    /// The same, as a light client.
    pub(super) fn log_in_light(&mut self, person: &Person) -> Process {
        self.log_in_as(person, WakuMode::Light, |events| events)
    }

    /// The same, with something between the network and the process.
    pub(super) fn log_in_behind(
        &mut self,
        person: &Person,
        between: impl FnOnce(mpsc::Receiver<WakuEvent>) -> mpsc::Receiver<WakuEvent>,
    ) -> Process {
        self.log_in_as(person, WakuMode::Relay, between)
    }

    fn log_in_as(
        &mut self,
        person: &Person,
        mode: WakuMode,
        between: impl FnOnce(mpsc::Receiver<WakuEvent>) -> mpsc::Receiver<WakuEvent>,
    ) -> Process {
        self.processes += 1;
        let (waku, events) = self.network.start(&person.name);
        let waku = Arc::new(waku);
        let hub = SignalHub::default();
        let signals = hub.subscribe(100_000);
        let seeds = Arc::new(Mutex::new(SeededEntropy::new(self.seed ^ self.processes << 32)));
        let entropy: EntropySource = Arc::new(move || {
            let mut seed = [0; 8];
            seeds.lock().unwrap().fill(&mut seed);
            Box::new(SeededEntropy::new(u64::from_le_bytes(seed)))
        });
        let (network, events) = Network::start(NetworkConfig {
            waku: waku.clone(),
            events: between(events),
            clock: self.clock.clone(),
            entropy: Arc::clone(&entropy),
            mode,
            device: Device::new(false),
        });
        let latency = self.has_slow_disks.then_some(self.seed ^ self.processes << 33);
        let store = Arc::new(Disk::new(person.store.clone(), latency));
        let messenger = Messenger::new(MessengerConfig {
            media_urls: MediaUrls::default(),
            store: store.clone(),
            network: network.clone(),
            events,
            clock: self.clock.clone(),
            entropy,
            signals: hub,
            identity: person.key.clone(),
            customization_color: CustomizationColor::default(),
            pictures: OwnPictures::default(),
            account: None,
            installation_id: format!("device of {}", person.name),
            names: self.names.clone(),
        });
        Process { messenger, network, waku, signals, store, me: person.key.public_key() }
    }

    /// The next one who asks for the time crashes.
    pub(super) fn break_clock(&self) {
        self.clock.is_broken.store(true, Ordering::SeqCst);
    }

    /// Starts a process of somebody with everything.
    pub(super) async fn start(&mut self, person: &Person) -> Process {
        let process = self.log_in(person);
        process.messenger.start().await.unwrap();
        process
    }
}

impl World {
    /// The topics that a person listens to.
    pub(super) fn topics_of(&self, person: &PublicKey) -> Vec<ContentTopic> {
        [names::partitioned(person), names::personal(person), names::contact_code(person), "nobody's".to_owned()]
            .map(|name| ContentTopic::of_name(&name))
            .to_vec()
    }

    /// A Waku message of now.
    pub(super) fn waku_message(&self, topic: &ContentTopic, payload: Vec<u8>) -> Vec<u8> {
        let now = i64::try_from(self.clock.unix_nanos()).unwrap();
        waku_message::encode(&waku_message::compose(*topic, payload, now, false))
    }
}

impl Process {
    pub(super) async fn contact(&self, other: &PublicKey) -> ContactRecord {
        let key = other.to_compressed();
        let found = self.store.query(move |stores| stores.find_contact(&key)).await;
        found.map_err(|error: StorageError| error).unwrap().unwrap()
    }

    pub(super) async fn dial(&self, other: &Self) {
        let addresses = other.waku.listen_addresses().await.unwrap();
        self.waku.dial_peer(&addresses[0]).await.unwrap();
    }

    /// The event of the next signal of this type.
    pub(super) async fn next(&mut self, kind: &str) -> Value {
        // Longer than a message is sent again and again.
        let waited = tokio::time::timeout(Duration::from_secs(7 * 24 * 3600), async {
            loop {
                let signal: Value = serde_json::from_str(&self.signals.recv().await.unwrap()).unwrap();
                if signal["type"] == kind {
                    return signal["event"].clone();
                }
            }
        });
        waited.await.unwrap_or_else(|_| panic!("no signal {kind}"))
    }

    /// The event of the next signal of this type, if it comes without anybody waiting.
    pub(super) fn seen(&mut self, kind: &str) -> Option<Value> {
        std::iter::from_fn(|| self.signals.try_recv()).find_map(|text| {
            let signal: Value = serde_json::from_str(&text).unwrap();
            (signal["type"] == kind).then(|| signal["event"].clone())
        })
    }

    /// Waits until a message with this text was announced; gives its id.
    pub(super) async fn hear(&mut self, text: &str) -> String {
        loop {
            let event = self.next("messages.new").await;
            let messages = event["messages"].as_array().cloned().unwrap_or_default();
            if let Some(message) = messages.iter().find(|message| message["text"] == text) {
                return message["id"].as_str().unwrap().to_owned();
            }
        }
    }

    pub(super) async fn until_delivered(&mut self, id: &str) {
        while self.next("message.delivered").await["messageID"] != id {}
    }

    /// How far an own message has come.
    pub(super) async fn status_of(&self, id: &str) -> Option<OutgoingStatus> {
        let id = id.to_owned();
        let found = self.store.query(move |stores| stores.find_message(&id)).await;
        found.map_err(|error: StorageError| error).unwrap().and_then(|message| message.outgoing_status)
    }

    /// Texts of the chat with somebody, oldest first; what the chat says itself is left out.
    pub(super) async fn texts_with(&self, other: &PublicKey) -> Vec<String> {
        let chat = public_key_text(other);
        let page = self.store.query(move |stores| stores.chat_messages(&chat, "", 10_000)).await;
        let page = page.map_err(|error: StorageError| error).unwrap();
        let texts = page.items.into_iter().filter(|message| message.content_type == 1).map(|message| message.text);
        let mut texts: Vec<_> = texts.collect();
        texts.reverse();
        texts
    }

    /// The next transactions fail.
    pub(super) fn fill_disk(&self, transactions: u32) {
        self.store.refusals.store(transactions, Ordering::SeqCst);
    }

    /// Ends the process after what it is doing.
    pub(super) async fn crash(self) {
        self.waku.stop().await;
        self.messenger.stop().await;
    }

    /// Ends the process at once, in the middle of whatever it is doing.
    pub(super) async fn kill(self) {
        self.store.is_lost.store(true, Ordering::SeqCst);
        self.waku.stop().await;
        for task in self.messenger.tasks.lock().await.drain(..) {
            task.abort();
        }
    }
}
