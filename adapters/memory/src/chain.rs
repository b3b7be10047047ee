//! A chain of Ethereum in memory: it mines on demand, its contracts are closures, and it fails when told to.

mod provider;
mod registry;
mod state;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ruint::aliases::U256;
use status_ports::{BlockHeader, CallRequest, ChainError, EventLog};
use tokio::sync::Notify;

pub use registry::MemoryChains;
use state::{State, revert};

/// What a signed transaction says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedTransaction {
    /// Its hash.
    pub hash: [u8; 32],
    /// The chain that it is for; `None` is any.
    pub chain_id: Option<u64>,
    /// Who signed it.
    pub from: [u8; 20],
    /// Whom it goes to; `None` creates a contract.
    pub to: Option<[u8; 20]>,
    /// Number of the sender's transactions before.
    pub nonce: u64,
    /// Wei.
    pub value: U256,
    /// Call data.
    pub input: Vec<u8>,
    /// Limit of gas.
    pub gas_limit: u64,
    /// Most wei per gas; the gas price of legacy transactions.
    pub max_fee_per_gas: U256,
    /// Tip in wei per gas; the gas price of legacy transactions.
    pub max_priority_fee_per_gas: U256,
    /// Type of EIP-2718.
    pub kind: u8,
}

/// Reads a signed transaction; `None` if it is none. A rule of the domain, which adapters do not know.
pub type TransactionDecoder = fn(&[u8]) -> Option<DecodedTransaction>;

/// What a contract sees of the chain while it is called.
pub struct ContractView<'a> {
    state: &'a State,
    /// The call.
    pub request: &'a CallRequest,
    /// Height of the block whose state it sees.
    pub block_number: u64,
    depth: usize,
}

/// How deep contracts may call each other.
const MAX_DEPTH: usize = 64;

impl ContractView<'_> {
    /// Wei of an account.
    #[must_use]
    pub fn balance(&self, address: [u8; 20]) -> U256 {
        self.state.at(self.block_number).balances.get(&address).copied().unwrap_or_default()
    }

    /// Calls another contract in the same block.
    ///
    /// # Errors
    /// What that reverted with.
    pub fn call(&self, request: &CallRequest) -> Result<Vec<u8>, Vec<u8>> {
        match self.depth.checked_sub(1) {
            Some(depth) => self.state.call(request, self.block_number, depth),
            None => Err(Vec::new()),
        }
    }
}

/// What a contract returns, or reverts with.
pub type Contract = Arc<dyn Fn(&ContractView<'_>) -> Result<Vec<u8>, Vec<u8>> + Send + Sync>;

/// A chain. Cloning gives another handle to the same one; every handle is a provider of it.
#[derive(Clone)]
pub struct MemoryChain {
    state: Arc<Mutex<State>>,
    /// A silent chain speaks again.
    speaks: Arc<Notify>,
}

impl core::fmt::Debug for MemoryChain {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MemoryChain").field("chain_id", &self.state().chain_id).finish_non_exhaustive()
    }
}

impl MemoryChain {
    /// A chain of one block, base fee 1 gwei, tip 1 gwei.
    #[must_use]
    pub fn new(chain_id: u64, decoder: TransactionDecoder) -> Self {
        Self { state: Arc::new(Mutex::new(State::new(chain_id, decoder))), speaks: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on an account has so many wei.
    pub fn set_balance(&self, address: [u8; 20], balance: U256) {
        self.state().set_balance(address, balance);
    }

    /// From now on there is a contract, in every block.
    pub fn set_contract(
        &self,
        address: [u8; 20],
        contract: impl Fn(&ContractView<'_>) -> Result<Vec<u8>, Vec<u8>> + Send + Sync + 'static,
    ) {
        self.state().contracts.insert(address, Arc::new(contract));
    }

    /// From the next block on the base fee is so many wei per gas; `None` makes it a chain without EIP-1559.
    pub fn set_base_fee(&self, base_fee_per_gas: Option<U256>) {
        self.state().base_fee_per_gas = base_fee_per_gas;
    }

    /// The tip that is advised and that blocks paid, wei per gas.
    pub fn set_tip(&self, tip: U256) {
        self.state().tip = tip;
    }

    /// Adds a block with all that waits and may be in one; its head.
    pub fn mine(&self) -> BlockHeader {
        self.state().mine()
    }

    /// Logs an event in the newest block, of no transaction.
    pub fn log(&self, address: [u8; 20], topics: Vec<[u8; 32]>, data: Vec<u8>) -> EventLog {
        self.state().log([0; 32], address, topics, data)
    }

    /// Logs an event in the newest block, of this transaction, which is in it.
    pub fn log_of(&self, transaction: [u8; 32], address: [u8; 20], topics: Vec<[u8; 32]>, data: Vec<u8>) -> EventLog {
        self.state().log(transaction, address, topics, data)
    }

    /// Undoes the newest blocks but the first; what was in them waits again.
    pub fn undo_blocks(&self, count: usize) {
        self.state().undo_blocks(count);
    }

    /// Forgets a transaction that waits.
    pub fn forget(&self, hash: [u8; 32]) {
        self.state().waiting.retain(|_, waiting| waiting.hash != hash);
    }

    /// Hashes of what waits, by sender and nonce.
    #[must_use]
    pub fn waiting(&self) -> Vec<[u8; 32]> {
        self.state().waiting.values().map(|waiting| waiting.hash).collect()
    }

    /// Hashes of all that is in blocks, in order.
    #[must_use]
    pub fn mined(&self) -> Vec<[u8; 32]> {
        self.state().blocks.iter().flat_map(|block| block.transactions.clone()).collect()
    }

    /// From now on every request fails so; `None` ends it.
    pub fn fail(&self, error: Option<ChainError>) {
        self.state().failure = error;
    }

    /// From now on this method (as JSON-RPC names it) fails so; `None` ends it.
    pub fn fail_method(&self, method: &'static str, error: Option<ChainError>) {
        let failures = &mut self.state().method_failures;
        match error {
            Some(error) => failures.insert(method, error),
            None => failures.remove(method),
        };
    }

    /// From now on the receipt of a transaction is not told; `false` ends it.
    pub fn withhold_receipt(&self, hash: [u8; 32], is_withheld: bool) {
        let withheld = &mut self.state().withheld;
        if is_withheld {
            withheld.insert(hash)
        } else {
            withheld.remove(&hash)
        };
    }

    /// From now on requests are done, but their answers are lost with this error; `None` ends it.
    pub fn lose_answers(&self, error: Option<ChainError>) {
        self.state().lost_answers = error;
    }

    /// From now on nothing is answered until this ends.
    pub fn set_silent(&self, is_silent: bool) {
        self.state().is_silent = is_silent;
        if !is_silent {
            self.speaks.notify_waiters();
        }
    }

    /// From now on each answer takes so long.
    pub fn set_delay(&self, delay: Duration) {
        self.state().delay = delay;
    }

    /// From now on it says that it is another chain.
    pub fn pretend(&self, chain_id: u64) {
        self.state().told_chain_id = chain_id;
    }

    /// How often each method was asked, as JSON-RPC names it. A batch counts once.
    #[must_use]
    pub fn requests(&self) -> BTreeMap<String, usize> {
        self.state().requests.clone()
    }

    /// Waits as told, and says how the request fails.
    async fn enter(&self, method: &'static str) -> Result<(), ChainError> {
        *self.state().requests.entry(method.to_owned()).or_default() += 1;
        loop {
            let spoken = self.speaks.notified();
            if !self.state().is_silent {
                break;
            }
            spoken.await;
        }
        let delay = self.state().delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let state = self.state();
        let failure = state.failure.as_ref().or_else(|| state.method_failures.get(method));
        failure.cloned().map_or(Ok(()), Err)
    }

    /// Does what a request wants, unless it is to fail; tells it, unless the answer is to be lost.
    async fn answer<T: Send>(
        &self,
        method: &'static str,
        answer: impl FnOnce(&mut State) -> Result<T, ChainError> + Send,
    ) -> Result<T, ChainError> {
        self.enter(method).await?;
        let mut state = self.state();
        let answer = answer(&mut state);
        state.lost_answers.clone().map_or(answer, Err)
    }
}

#[cfg(test)]
mod tests;
