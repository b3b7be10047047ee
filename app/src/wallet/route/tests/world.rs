//! Three chains, on which an account has ether and tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ruint::aliases::U256;
use status_domain::wallet::ErrorResponse;
use status_domain::wallet::route::{RouteRequest, RouteToken};
use status_memory::MemoryChain;
use status_ports::{ChainError, ChainProvider};
use tokio::sync::{mpsc, watch};

use crate::wallet::route::{RouteSources, Router, SuggestedRoutes, Surroundings};

pub(super) const ALICE: [u8; 20] = [0xa1; 20];
pub(super) const BOBBY: [u8; 20] = [0xb0; 20];
pub(super) const USDC: [u8; 20] = [0xdc; 20];
pub(super) const ETHER: u64 = 1_000_000_000_000_000_000;

/// What a router knows of the world.
pub(super) struct World {
    pub(super) chains: BTreeMap<u64, MemoryChain>,
    blocks: BTreeMap<u64, watch::Sender<u64>>,
    pub(super) prices: Mutex<BTreeMap<String, f64>>,
    told: mpsc::UnboundedSender<SuggestedRoutes>,
    pub(super) is_test: bool,
    /// Chains without the token.
    pub(super) unknown: Mutex<BTreeSet<u64>>,
}

/// A router, its world, and what clients are told.
pub(super) struct Wallet {
    pub(super) router: Router,
    pub(super) world: Arc<World>,
    pub(super) told: mpsc::UnboundedReceiver<SuggestedRoutes>,
}

impl World {
    pub(super) fn memory(&self, chain_id: u64) -> &MemoryChain {
        &self.chains[&chain_id]
    }

    /// A new block, which whoever watches is told of.
    pub(super) fn mine(&self, chain_id: u64) {
        let block = self.memory(chain_id).mine();
        self.blocks[&chain_id].send_replace(block.number);
    }

    /// How many watch the blocks of a chain.
    pub(super) fn watchers(&self, chain_id: u64) -> usize {
        self.blocks[&chain_id].receiver_count()
    }
}

impl Wallet {
    /// One ether and a hundred USDC on each of these chains.
    pub(super) fn on(chains: &[u64]) -> Self {
        let chain = |chain_id: u64| {
            let chain = MemoryChain::new(chain_id, |_| None);
            chain.set_balance(ALICE, U256::from(ETHER));
            set_tokens(&chain, 100_000_000);
            (chain_id, chain)
        };
        let (sender, told) = mpsc::unbounded_channel();
        let world = Arc::new(World {
            chains: chains.iter().copied().map(chain).collect(),
            blocks: chains.iter().map(|chain| (*chain, watch::Sender::new(0))).collect(),
            prices: Mutex::new([("ETH".to_owned(), 2_000.0), ("USDC".to_owned(), 1.0)].into()),
            told: sender,
            is_test: false,
            unknown: Mutex::default(),
        });
        Self { router: Router::new(world.clone()), world, told }
    }

    /// What clients are told next.
    pub(super) async fn next(&mut self) -> SuggestedRoutes {
        self.told.recv().await.unwrap()
    }

    /// Lets everything happen that can.
    pub(super) async fn settle(&self) {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }
}

/// A token of which alice has so much.
pub(super) fn set_tokens(chain: &MemoryChain, amount: u64) {
    chain.set_contract(USDC, move |_| Ok(U256::from(amount).to_be_bytes::<32>().to_vec()));
}

pub(super) fn request(uuid: &str, token: &str, amount: u64) -> RouteRequest {
    RouteRequest {
        uuid: uuid.to_owned(),
        from: ALICE,
        to: BOBBY,
        amount_in: Some(U256::from(amount)),
        token: token.to_owned(),
        ..RouteRequest::default()
    }
}

#[async_trait]
impl RouteSources for World {
    async fn surroundings(&self, token: &str, _: &str) -> Result<Surroundings, ErrorResponse> {
        let token = RouteToken {
            symbol: token.to_owned(),
            address: if token == "ETH" { [0; 20] } else { USDC },
            decimals: if token == "ETH" { 18 } else { 6 },
            is_native: token == "ETH",
        };
        let unknown = self.unknown.lock().unwrap().clone();
        let chains: Vec<u64> = self.chains.keys().copied().collect();
        let tokens = chains.iter().filter(|chain| !unknown.contains(chain)).map(|chain| (*chain, token.clone()));
        Ok(Surroundings { is_test: self.is_test, tokens: tokens.collect(), chains, ..Surroundings::default() })
    }

    fn chain(&self, chain_id: u64) -> Result<Arc<dyn ChainProvider>, ChainError> {
        match self.chains.get(&chain_id) {
            Some(chain) => Ok(Arc::new(chain.clone())),
            None => Err(ChainError::UnknownChain(chain_id)),
        }
    }

    async fn prices(&self, _: &[String]) -> BTreeMap<String, f64> {
        self.prices.lock().unwrap().clone()
    }

    fn watch_blocks(&self, chain_id: u64) -> Result<watch::Receiver<u64>, ChainError> {
        self.blocks.get(&chain_id).map(watch::Sender::subscribe).ok_or(ChainError::UnknownChain(chain_id))
    }

    fn tell(&self, routes: &SuggestedRoutes) {
        let _ = self.told.send(routes.clone());
    }
}
