//! A wallet over chains in memory, for tests of what is done with chains.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use status_domain::wallet::network::{Network, WalletSecrets};
use status_domain::wallet::{SignedTransaction, TransactionFees};
use status_memory::{DecodedTransaction, MemoryChain, MemoryChains, MemoryMarket, MemoryProfile, MemoryWallet};
use status_ports::{Clock, NetworkRecord};
use tokio::time::Instant;

use super::{Wallet, WalletConfig};
use crate::signal::{SignalHub, SignalReceiver};

/// A clock that goes with that of tokio, so that it stands where that is paused.
pub(crate) struct TokioClock(Instant);

impl Default for TokioClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for TokioClock {
    fn unix_nanos(&self) -> u64 {
        let passed = u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX);
        passed.saturating_add(1_700_000_000_000_000_000)
    }
}

/// Reads signed transactions for chains in memory.
pub(crate) fn decode_transaction(raw: &[u8]) -> Option<DecodedTransaction> {
    let signed = SignedTransaction::decode(raw).ok()?;
    let (hash, from) = (signed.hash(), signed.sender().ok()?);
    let transaction = signed.transaction().clone();
    let (kind, most, tip) = match transaction.fees {
        TransactionFees::Legacy { gas_price } => (0, gas_price, gas_price),
        TransactionFees::AccessList { gas_price, .. } => (1, gas_price, gas_price),
        TransactionFees::Dynamic { max_fee_per_gas, max_priority_fee_per_gas, .. } => {
            (2, max_fee_per_gas, max_priority_fee_per_gas)
        }
    };
    Some(DecodedTransaction {
        hash,
        chain_id: Some(transaction.chain_id),
        from,
        to: transaction.to,
        nonce: transaction.nonce,
        value: transaction.value,
        input: transaction.input,
        gas_limit: transaction.gas_limit,
        max_fee_per_gas: most,
        max_priority_fee_per_gas: tip,
        kind,
    })
}

/// A wallet and what is around it.
pub(crate) struct TestWallet {
    pub(crate) wallet: Wallet,
    pub(crate) chains: MemoryChains,
    pub(crate) market: MemoryMarket,
    pub(crate) signals: SignalReceiver,
}

/// URLs of the first and the second provider of a chain.
pub(crate) fn provider_urls(chain_id: u64) -> [String; 2] {
    [format!("http://main-{chain_id}/"), format!("http://fallback-{chain_id}/")]
}

/// A chain with two providers.
pub(crate) fn network(chain_id: u64) -> Network {
    let [rpc_url, fallback_url] = provider_urls(chain_id);
    Network::from(NetworkRecord {
        chain_id,
        chain_name: format!("chain {chain_id}"),
        original_rpc_url: rpc_url.clone(),
        rpc_url,
        original_fallback_url: fallback_url.clone(),
        fallback_url,
        block_explorer_url: String::new(),
        icon_url: String::new(),
        native_currency_name: "Ether".to_owned(),
        native_currency_symbol: "ETH".to_owned(),
        native_currency_decimals: 18,
        is_test: false,
        layer: 1,
        enabled: true,
        chain_color: String::new(),
        short_name: "eth".to_owned(),
        related_chain_id: 0,
    })
}

impl TestWallet {
    /// A wallet that knows these chains; what is at their URLs is for the test to put there.
    pub(crate) fn new(chain_ids: &[u64]) -> Self {
        let chains = MemoryChains::default();
        let signals = SignalHub::default();
        let receiver = signals.subscribe(1000);
        let networks: BTreeMap<u64, Network> = chain_ids.iter().map(|id| (*id, network(*id))).collect();
        let (opened, market) = (chains.clone(), MemoryMarket::of_contract());
        let wallet = Wallet::new(WalletConfig {
            store: Arc::new(MemoryWallet::new()),
            profile: Arc::new(MemoryProfile::new()),
            clock: Arc::new(TokioClock::default()),
            signals,
            providers: Arc::new(move |endpoint| opened.open(endpoint)),
            market: vec![Arc::new(market.clone())],
            functions: Vec::new(),
            version: "1.2.3".to_owned(),
            secrets: WalletSecrets::default(),
            networks,
        });
        Self { wallet, chains, market, signals: receiver }
    }

    /// A new chain at the first provider of a chain that the wallet knows.
    pub(crate) fn put_chain(&self, chain_id: u64) -> MemoryChain {
        self.put_provider(chain_id, 0)
    }

    /// A new chain at one of the two providers of a chain that the wallet knows.
    pub(crate) fn put_provider(&self, chain_id: u64, place: usize) -> MemoryChain {
        let chain = MemoryChain::new(chain_id, decode_transaction);
        self.chains.put(&provider_urls(chain_id)[place], chain.clone());
        chain
    }

    /// The next signal `wallet` of this kind: its event.
    pub(crate) async fn event(&mut self, kind: &str) -> Value {
        loop {
            let text = self.signals.recv().await.expect("the hub lives");
            let signal: Value = serde_json::from_str(&text).unwrap();
            if signal["type"] == "wallet" && signal["event"]["type"] == kind {
                return signal["event"].clone();
            }
        }
    }
}
