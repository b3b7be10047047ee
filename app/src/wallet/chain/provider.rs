//! All providers of a chain as one.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use ruint::aliases::U256;
use status_domain::wallet::provider::{counts_against_provider, ends_fallback};
use status_ports::{
    AccountState, BlockContent, BlockHeader, BlockId, CallRequest, ChainError, ChainProvider, ChainTransaction, Clock,
    EventLog, FeeHistory, LogFilter, TransactionReceipt,
};

use super::block_watch::BlockWatch;
use super::guard::{Circuit, Provider};
use super::health::Health;

/// A chain, asked by its providers in their order: when one fails, the next one stands in.
pub(crate) struct Chain {
    chain_id: u64,
    /// Never empty.
    providers: Vec<Provider>,
    clock: Arc<dyn Clock>,
    health: Arc<Health>,
    pub(super) block_watch: BlockWatch,
}

impl Chain {
    pub(super) fn new(chain_id: u64, providers: Vec<Provider>, clock: Arc<dyn Clock>, health: Arc<Health>) -> Self {
        Self { chain_id, providers, clock, health, block_watch: BlockWatch::default() }
    }

    /// The number of the chain.
    pub(super) const fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// Asks one provider after the other until one answers, or until the chain itself has said no.
    async fn ask<T, F, Fut>(&self, circuit: Circuit, question: F) -> Result<T, ChainError>
    where
        F: Fn(Arc<dyn ChainProvider>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, ChainError>> + Send,
        T: Send,
    {
        let mut failures = Vec::new();
        for (place, provider) in self.providers.iter().enumerate() {
            let is_last = place + 1 == self.providers.len();
            let answer = provider.ask(self.chain_id, circuit, is_last, self.clock.as_ref(), &question).await;
            // Searching for events says nothing about the rest.
            if circuit == Circuit::Common {
                match &answer {
                    Err(error) if counts_against_provider(error) => {
                        self.health.record(self.chain_id, &provider.name, Err(error.to_string()));
                    }
                    _ => self.health.record(self.chain_id, &provider.name, Ok(())),
                }
            }
            match answer {
                Err(error) if !ends_fallback(&error) => failures.push((provider.name.clone(), error)),
                answer => return answer,
            }
        }
        Err(match (failures.pop(), failures.is_empty()) {
            // Who is alone speaks for itself.
            (Some((_, only)), true) => only,
            (last, _) => ChainError::AllFailed(failures.into_iter().chain(last).collect()),
        })
    }
}

#[async_trait]
impl ChainProvider for Chain {
    async fn chain_id(&self) -> Result<u64, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.chain_id().await }).await
    }

    async fn block_number(&self) -> Result<u64, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.block_number().await }).await
    }

    async fn block_header(&self, block: BlockId) -> Result<Option<BlockHeader>, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.block_header(block).await }).await
    }

    async fn block_headers(&self, numbers: Vec<u64>) -> Result<BTreeMap<u64, BlockHeader>, ChainError> {
        let numbers = &numbers;
        self.ask(Circuit::Common, move |provider| async move { provider.block_headers(numbers.clone()).await }).await
    }

    async fn block_content(&self, number: u64) -> Result<Option<BlockContent>, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.block_content(number).await }).await
    }

    async fn account_states(&self, questions: Vec<([u8; 20], u64)>) -> Result<Vec<AccountState>, ChainError> {
        let questions = &questions;
        self.ask(Circuit::Common, move |provider| async move { provider.account_states(questions.clone()).await }).await
    }

    async fn balance(&self, address: [u8; 20], block: BlockId) -> Result<U256, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.balance(address, block).await }).await
    }

    async fn transaction_count(&self, address: [u8; 20], block: BlockId) -> Result<u64, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.transaction_count(address, block).await }).await
    }

    async fn code(&self, address: [u8; 20], block: BlockId) -> Result<Vec<u8>, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.code(address, block).await }).await
    }

    async fn call(&self, request: CallRequest, block: BlockId) -> Result<Vec<u8>, ChainError> {
        let request = &request;
        self.ask(Circuit::Common, move |provider| async move { provider.call(request.clone(), block).await }).await
    }

    async fn estimate_gas(&self, request: CallRequest) -> Result<u64, ChainError> {
        let request = &request;
        self.ask(Circuit::Common, move |provider| async move { provider.estimate_gas(request.clone()).await }).await
    }

    async fn gas_price(&self) -> Result<U256, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.gas_price().await }).await
    }

    async fn max_priority_fee_per_gas(&self) -> Result<U256, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.max_priority_fee_per_gas().await }).await
    }

    async fn fee_history(&self, count: u64, newest: BlockId, percentiles: Vec<f64>) -> Result<FeeHistory, ChainError> {
        let percentiles = &percentiles;
        self.ask(Circuit::Common, move |provider| async move {
            provider.fee_history(count, newest, percentiles.clone()).await
        })
        .await
    }

    async fn send_raw_transaction(&self, raw: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let raw = &raw;
        self.ask(Circuit::Common, move |provider| async move { provider.send_raw_transaction(raw.clone()).await }).await
    }

    async fn transaction(&self, hash: [u8; 32]) -> Result<Option<ChainTransaction>, ChainError> {
        self.ask(Circuit::Common, |provider| async move { provider.transaction(hash).await }).await
    }

    async fn transactions(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], ChainTransaction>, ChainError> {
        let hashes = &hashes;
        self.ask(Circuit::Common, move |provider| async move { provider.transactions(hashes.clone()).await }).await
    }

    async fn receipts(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], TransactionReceipt>, ChainError> {
        let hashes = &hashes;
        self.ask(Circuit::Common, move |provider| async move { provider.receipts(hashes.clone()).await }).await
    }

    async fn logs(&self, filter: LogFilter) -> Result<Vec<EventLog>, ChainError> {
        let filter = &filter;
        self.ask(Circuit::Events, move |provider| async move { provider.logs(filter.clone()).await }).await
    }

    async fn request(&self, method: String, params: String) -> Result<String, ChainError> {
        let circuit = if method == "eth_getLogs" { Circuit::Events } else { Circuit::Common };
        let (method, params) = (&method, &params);
        self.ask(circuit, move |provider| async move { provider.request(method.clone(), params.clone()).await }).await
    }
}
