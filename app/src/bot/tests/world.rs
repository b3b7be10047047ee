//! Where bots of tests live.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use status_memory::{
    MemoryAccounts, MemoryChains, MemoryProfile, MemoryWaku, MemoryWakuNetwork, MemoryWallet, MemoryWeb, SeededEntropy,
};
use status_ports::{
    AccountsStore, ChainError, ChainProvider, Clock, DataKey, Entropy, ProfileStore, ProviderEndpoint, Secret32,
    StorageError, Waku as _, WakuError, WakuMode, WalletStore, WebError, WebFetcher,
};
use tokio::time::{Instant, timeout};

use crate::bot::{Bot, BotConfig, BotError, Event, Events, Message};
use crate::network::peers::DiscoveryPorts;
use crate::test_disk::Disk;
use crate::world::{StartedNode, World};

/// When the tests begin.
const BEGIN_MS: u64 = 1_700_000_000_000;
/// Longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// Tokio's clock as the time of day.
struct TestClock(Instant);

impl Clock for TestClock {
    fn unix_nanos(&self) -> u64 {
        BEGIN_MS * 1_000_000 + u64::try_from(self.0.elapsed().as_nanos()).unwrap()
    }
}

/// Everything in memory: what is stored outlives the bots.
#[derive(Clone)]
struct TestWorld {
    accounts: MemoryAccounts,
    profiles: Arc<Mutex<BTreeMap<String, MemoryProfile>>>,
    network: MemoryWakuNetwork,
    clock: Arc<TestClock>,
    nodes: Arc<AtomicU64>,
    seeds: Arc<AtomicU64>,
}

#[async_trait]
impl World for TestWorld {
    async fn open_accounts(&self, _: &Path) -> Result<Arc<dyn AccountsStore>, StorageError> {
        Ok(Arc::new(self.accounts.clone()))
    }

    async fn create_profile(&self, _: &Path, key: &str, _: &DataKey) -> Result<Arc<dyn ProfileStore>, StorageError> {
        let profile = MemoryProfile::new();
        self.profiles.lock().unwrap().insert(key.to_owned(), profile.clone());
        Ok(Disk::open(&profile))
    }

    async fn open_profile(&self, _: &Path, key: &str, _: &DataKey) -> Result<Arc<dyn ProfileStore>, StorageError> {
        let profile = self.profiles.lock().unwrap().get(key).cloned();
        Ok(Disk::open(&profile.ok_or(StorageError::WrongKey)?))
    }

    async fn open_wallet(&self, _: &Path, _: &str, _: &DataKey) -> Result<Arc<dyn WalletStore>, StorageError> {
        Ok(Arc::new(MemoryWallet::new()))
    }

    async fn remove_profile(&self, _: &Path, key: &str) -> Result<(), StorageError> {
        self.profiles.lock().unwrap().remove(key);
        Ok(())
    }

    fn node_key(&self) -> Result<Secret32, WakuError> {
        Ok(Secret32::new([1; 32]))
    }

    fn discovery(&self, _: &str) -> Option<DiscoveryPorts> {
        None
    }

    async fn start_network(&self, mode: WakuMode, _: Secret32) -> Result<StartedNode, WakuError> {
        let name = format!("node-{}", self.nodes.fetch_add(1, Ordering::SeqCst));
        let (node, events): (MemoryWaku, _) = self.network.start(&name);
        node.set_mode(mode).await?;
        Ok((Arc::new(node), events))
    }

    fn chain_provider(&self, endpoint: &ProviderEndpoint) -> Result<Arc<dyn ChainProvider>, ChainError> {
        MemoryChains::default().open(endpoint)
    }

    fn function_directories(&self) -> Vec<Arc<dyn status_ports::FunctionDirectory>> {
        Vec::new()
    }

    fn market_providers(
        &self,
        _: &status_domain::wallet::network::WalletSecrets,
    ) -> Vec<Arc<dyn status_ports::MarketProvider>> {
        Vec::new()
    }

    fn web(&self, _: &str) -> Result<Arc<dyn WebFetcher>, WebError> {
        Ok(Arc::new(MemoryWeb::default()))
    }

    fn images(&self) -> Arc<dyn status_ports::Images> {
        Arc::new(status_images::PixelImages)
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    fn entropy(&self) -> Box<dyn Entropy + Send> {
        Box::new(SeededEntropy::new(self.seeds.fetch_add(1, Ordering::SeqCst)))
    }
}

/// A folder of accounts, and a network.
pub(super) struct Home(TestWorld);

impl Home {
    pub(super) fn new() -> Self {
        Self(TestWorld {
            accounts: MemoryAccounts::new(),
            profiles: Arc::default(),
            network: MemoryWakuNetwork::new(),
            clock: Arc::new(TestClock(Instant::now())),
            nodes: Arc::default(),
            seeds: Arc::default(),
        })
    }

    pub(super) async fn open(&self, name: &str, password: &str) -> Result<Bot, BotError> {
        Bot::in_world(Arc::new(self.0.clone()), BotConfig::new("nowhere", name, password)).await
    }

    /// A bot that was started, and what it is told.
    pub(super) async fn running(&self, name: &str) -> (Bot, Told) {
        let bot = self.open(name, "right").await.unwrap();
        let events = bot.events();
        bot.start().await.unwrap();
        (bot, Told(events))
    }
}

/// What a bot is told.
pub(super) struct Told(pub(super) Events);

impl Told {
    /// The next event like this.
    pub(super) async fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        let next = async {
            loop {
                let event = self.0.next().await.expect("the bot runs");
                if wanted(&event) {
                    return event;
                }
            }
        };
        timeout(PATIENCE, next).await.expect("it comes")
    }

    /// The next message.
    pub(super) async fn message(&mut self) -> Message {
        match self.until(|event| matches!(event, Event::Message(_))).await {
            Event::Message(message) => message,
            other => unreachable!("{other:?} was not waited for"),
        }
    }
}

/// Connects the nodes of two bots.
pub(super) async fn met(a: &Bot, b: &Bot) {
    let address = b.addresses().await.unwrap().remove(0);
    a.connect(&address).await.unwrap();
}

/// Makes two bots contacts.
pub(super) async fn befriend(asking: &Bot, asked: &Bot, told: &mut Told, told_back: &mut Told) {
    asking.request_contact(asked.me(), "hello").await.unwrap();
    let event = told.until(|event| matches!(event, Event::ContactRequest(_))).await;
    let Event::ContactRequest(request) = event else { unreachable!("that was waited for") };
    asked.accept_contact(&request.id).await.unwrap();
    // The word that it was accepted comes before what is said then.
    asked.send(*asking.me(), "welcome").await.unwrap();
    told_back.message().await;
}

/// Two bots that are contacts, and what each is told.
pub(super) async fn contacts() -> ((Bot, Told), (Bot, Told)) {
    let home = Home::new();
    let (alice, mut alices) = home.running("alice-bot").await;
    let (bobby, mut bobbys) = home.running("bobby-bot").await;
    met(&alice, &bobby).await;
    befriend(&alice, &bobby, &mut bobbys, &mut alices).await;
    ((alice, alices), (bobby, bobbys))
}
