//! A wallet that sends, on a chain in memory, with a store that can stop the process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ruint::aliases::U256;
use status_domain::crypto::PrivateKey;
use status_domain::wallet::TransactionRequest;
use status_domain::wallet::execution::Label;
use status_memory::{MemoryChain, MemoryWallet};
use status_ports::{
    ChainError, ChainProvider, Clock, PendingTransactionRecord, StorageError, WalletStore, WalletStoreExt, WalletWork,
};
use tokio::sync::{Notify, watch};

use super::super::{Execution, ExecutionSources, SendError, Signer};
use crate::signal::{SignalHub, SignalReceiver};
use crate::wallet::WalletEvent;
use crate::wallet::test_wallet::decode_transaction;

pub(super) const CHAIN: u64 = 1;
pub(super) const BOBBY: [u8; 20] = [3; 20];
const GWEI: u64 = 1_000_000_000;

pub(super) fn key() -> PrivateKey {
    PrivateKey::from_bytes(&[7; 32]).unwrap()
}

pub(super) fn alice() -> [u8; 20] {
    key().public_key().address()
}

/// Stops at one of the points around commits: whoever comes there waits for ever.
#[derive(Default)]
pub(super) struct Death {
    /// How many points may still be passed; `usize::MAX` for all.
    left: AtomicUsize,
    pub(super) came: Notify,
}

impl Death {
    pub(super) fn after(points: usize) -> Arc<Self> {
        Arc::new(Self { left: AtomicUsize::new(points), came: Notify::new() })
    }

    async fn pass(&self) {
        let pass = |left: usize| match left {
            usize::MAX => Some(left),
            _ => left.checked_sub(1),
        };
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, pass).is_err() {
            self.came.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// A store whose process can stop before and after each commit.
struct MortalStore {
    inner: MemoryWallet,
    death: Arc<Death>,
}

#[async_trait]
impl WalletStore for MortalStore {
    async fn write(&self, work: WalletWork) -> Result<(), StorageError> {
        self.death.pass().await;
        let outcome = self.inner.write(work).await;
        self.death.pass().await;
        outcome
    }

    async fn read(&self, work: WalletWork) -> Result<(), StorageError> {
        self.inner.read(work).await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}

struct FixedClock;

impl Clock for FixedClock {
    fn unix_nanos(&self) -> u64 {
        1_700_000_000_000_000_000
    }
}

struct TestSources {
    chain: MemoryChain,
    blocks: watch::Sender<u64>,
    signals: SignalHub,
    events: Mutex<Vec<WalletEvent>>,
}

impl ExecutionSources for TestSources {
    fn chain(&self, chain_id: u64) -> Result<Arc<dyn ChainProvider>, ChainError> {
        if chain_id == CHAIN { Ok(Arc::new(self.chain.clone())) } else { Err(ChainError::UnknownChain(chain_id)) }
    }

    fn watch_blocks(&self, _: u64) -> Result<watch::Receiver<u64>, ChainError> {
        Ok(self.blocks.subscribe())
    }

    fn emit(&self, event: WalletEvent) {
        self.events.lock().unwrap().push(event);
    }

    fn signals(&self) -> &SignalHub {
        &self.signals
    }
}

/// A device and its chain.
pub(super) struct World {
    pub(super) chain: MemoryChain,
    pub(super) execution: Execution,
    store: MemoryWallet,
    sources: Arc<TestSources>,
    pub(super) signals: SignalReceiver,
}

impl World {
    pub(super) fn new() -> Self {
        Self::mortal(Death::after(usize::MAX))
    }

    pub(super) fn mortal(death: Arc<Death>) -> Self {
        let chain = MemoryChain::new(CHAIN, decode_transaction);
        chain.set_balance(alice(), U256::from(1_000_000_000_000_000_000_u64));
        Self::on(chain, MemoryWallet::new(), death)
    }

    fn on(chain: MemoryChain, store: MemoryWallet, death: Arc<Death>) -> Self {
        let (blocks, _) = watch::channel(0);
        let hub = SignalHub::default();
        let signals = hub.subscribe(100);
        let sources = Arc::new(TestSources { chain: chain.clone(), blocks, signals: hub, events: Mutex::default() });
        let mortal = Arc::new(MortalStore { inner: store.clone(), death });
        let shared: Arc<dyn ExecutionSources> = Arc::<TestSources>::clone(&sources);
        let execution = Execution::new(mortal, shared, Arc::new(FixedClock));
        Self { chain, execution, store, sources, signals }
    }

    /// The process starts again.
    pub(super) async fn restarted(self) -> Self {
        self.execution.close();
        let next = Self::on(self.chain, self.store, Death::after(usize::MAX));
        next.execution.resume().await.unwrap();
        next
    }

    pub(super) async fn send(&self, request: TransactionRequest) -> Result<[u8; 32], SendError> {
        let label = Label { symbol: "ETH".into(), ..Label::default() };
        let prepared = self.execution.prepare(CHAIN, request, label, None).await?;
        self.execution.send_one(prepared, Signer::Key(key())).await
    }

    /// Makes a block, tells of it, and waits until everybody has looked.
    pub(super) async fn mine(&self) {
        let header = self.chain.mine();
        self.sources.blocks.send_replace(header.number);
        self.rest().await;
    }

    pub(super) async fn mine_many(&self, count: u64) {
        for _ in 0..count {
            self.chain.mine();
        }
        self.mine().await;
    }

    /// Waits until nothing happens any more without time passing or a block coming.
    pub(super) async fn rest(&self) {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    }

    pub(super) fn watchers(&self) -> usize {
        self.sources.blocks.receiver_count()
    }

    /// Kinds and messages of the events until now.
    pub(super) fn events(&self) -> Vec<(&'static str, String)> {
        let events = std::mem::take(&mut *self.sources.events.lock().unwrap());
        events.into_iter().map(|event| (event.kind, event.message)).collect()
    }

    pub(super) async fn row(&self, hash: [u8; 32]) -> PendingTransactionRecord {
        self.execution.find(vec![(CHAIN, hash)]).await.unwrap().remove(0).unwrap()
    }

    /// Everything that was ever stored.
    pub(super) async fn rows(&self) -> Vec<PendingTransactionRecord> {
        self.store.query(|stores| stores.transactions_from_nonce(CHAIN, &alice(), 0)).await.unwrap()
    }
}

pub(super) fn request(value: u64) -> TransactionRequest {
    TransactionRequest {
        from: alice(),
        to: Some(BOBBY),
        value: Some(U256::from(value)),
        gas: Some(21_000),
        max_fee_per_gas: Some(U256::from(10 * GWEI)),
        max_priority_fee_per_gas: Some(U256::from(GWEI)),
        ..TransactionRequest::default()
    }
}
