//! A chain of Ethereum, as one of its providers tells it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ruint::aliases::U256;
use zeroize::Zeroizing;

/// Where a provider is reached, and as whom.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderEndpoint {
    /// Absolute URL of its JSON-RPC, `http` or `https`. May hold a token: never logged.
    pub url: Zeroizing<String>,
    /// User and password of HTTP Basic authentication.
    pub login: Option<(String, Zeroizing<String>)>,
    /// Value of the header `User-Agent`; empty sends none.
    pub user_agent: String,
}

impl core::fmt::Debug for ProviderEndpoint {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ProviderEndpoint").finish_non_exhaustive()
    }
}

/// The block at which something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockId {
    /// The newest that the provider knows.
    Latest,
    /// The newest with what waits for a block.
    Pending,
    /// The newest that will not be undone.
    Finalized,
    /// By its height.
    Number(u64),
    /// By its hash.
    Hash([u8; 32]),
}

/// The head of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockHeader {
    /// Height.
    pub number: u64,
    /// Its hash; zeros for what waits for a block.
    pub hash: [u8; 32],
    /// Hash of the block before.
    pub parent_hash: [u8; 32],
    /// Unix seconds.
    pub timestamp: u64,
    /// Limit of gas.
    pub gas_limit: u64,
    /// Gas used.
    pub gas_used: u64,
    /// Wei per gas that is burnt; `None` on chains without EIP-1559.
    pub base_fee_per_gas: Option<U256>,
}

/// A block with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockContent {
    /// Its head.
    pub header: BlockHeader,
    /// Its transactions, in their order, but for such as have no form that is known.
    pub transactions: Vec<ChainTransaction>,
}

/// What a chain says of an account at a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountState {
    /// Wei.
    pub balance: U256,
    /// Number of transactions that it sent.
    pub nonce: u64,
}

/// A call of a contract or a transfer that is only tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallRequest {
    /// Who calls.
    pub from: Option<[u8; 20]>,
    /// Who is called; `None` creates a contract.
    pub to: Option<[u8; 20]>,
    /// Wei that go along.
    pub value: U256,
    /// Call data.
    pub data: Vec<u8>,
}

/// What blocks paid (`eth_feeHistory`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeeHistory {
    /// Height of the first block.
    pub oldest_block: u64,
    /// Wei per gas, one per block and one for the next.
    pub base_fee_per_gas: Vec<U256>,
    /// How full each block is, 0 to 1.
    pub gas_used_ratio: Vec<f64>,
    /// For each block the tips at the percentiles that were asked for, wei per gas; empty if none were.
    pub reward: Vec<Vec<U256>>,
}

/// What became of a transaction that is in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionReceipt {
    /// Hash of the transaction.
    pub transaction_hash: [u8; 32],
    /// Height of its block.
    pub block_number: u64,
    /// Hash of its block.
    pub block_hash: [u8; 32],
    /// Place in the block.
    pub transaction_index: u64,
    /// Whether it did what it was to do.
    pub is_success: bool,
    /// Gas used.
    pub gas_used: u64,
    /// Wei per gas that were paid.
    pub effective_gas_price: U256,
    /// The contract that it created.
    pub contract_address: Option<[u8; 20]>,
    /// Who sent it.
    pub from: [u8; 20],
    /// Whom it went to.
    pub to: Option<[u8; 20]>,
    /// What was logged.
    pub logs: Vec<EventLog>,
    /// Wei paid for the data on layer 1, on rollups that tell.
    pub l1_fee: Option<U256>,
}

/// An event that a contract logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLog {
    /// The contract.
    pub address: [u8; 20],
    /// At most four.
    pub topics: Vec<[u8; 32]>,
    /// What is not in the topics.
    pub data: Vec<u8>,
    /// Height of the block.
    pub block_number: u64,
    /// Hash of the block.
    pub block_hash: [u8; 32],
    /// Hash of the transaction.
    pub transaction_hash: [u8; 32],
    /// Place in the block.
    pub log_index: u64,
    /// The block was undone.
    pub is_removed: bool,
}

/// Which events are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// First block.
    pub from_block: u64,
    /// Last block.
    pub to_block: u64,
    /// Contracts; empty means any.
    pub addresses: Vec<[u8; 20]>,
    /// For each place the topics of which one must stand there; empty means any.
    pub topics: Vec<Vec<[u8; 32]>>,
}

/// A transaction as a chain knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainTransaction {
    /// Its hash.
    pub hash: [u8; 32],
    /// Who sent it.
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
    /// Legacy: wei per gas. With EIP-1559: what is or will be paid, as the provider says.
    pub gas_price: Option<U256>,
    /// EIP-1559.
    pub max_fee_per_gas: Option<U256>,
    /// EIP-1559.
    pub max_priority_fee_per_gas: Option<U256>,
    /// Type of EIP-2718: 0, 1, 2, or what the chain adds.
    pub kind: u8,
    /// Height of its block; `None` while it waits.
    pub block_number: Option<u64>,
    /// Hash of its block; `None` while it waits.
    pub block_hash: Option<[u8; 32]>,
}

/// Why a provider did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// No connection, or one that broke. The text names no URL.
    #[error("{0}")]
    Unreachable(String),
    /// Not in time.
    #[error("no answer in time")]
    Timeout,
    /// It has enough of us for now; when it says so, how long, in milliseconds.
    #[error("rate limit: {message}")]
    RateLimited {
        /// Its words.
        message: String,
        /// Until when it wants to be left alone.
        retry_after_ms: Option<u64>,
    },
    /// User, password or token are wrong (HTTP 401, 403).
    #[error("not authorised")]
    Unauthorised,
    /// It answered with a status of HTTP that is none of success, and with nothing of JSON-RPC.
    #[error("HTTP status {status}")]
    Http {
        /// The status code.
        status: u16,
    },
    /// It answered with an error of JSON-RPC.
    #[error("{message}")]
    Rpc {
        /// Its code.
        code: i64,
        /// Its words.
        message: String,
        /// What a contract said when it reverted, or what else stands in `data`, as hex or JSON; may be empty.
        data: String,
    },
    /// What it answered is none, or breaks a bound.
    #[error("malformed answer: {0}")]
    Malformed(String),
    /// It is a provider of another chain.
    #[error("the provider answers for chain {found} instead of {expected}")]
    OtherChain {
        /// The chain that was wanted.
        expected: u64,
        /// The chain that it is of.
        found: u64,
    },
    /// None of the providers of a chain answered: what each of them said, by name.
    #[error("{}", text_of_all(.0))]
    AllFailed(Vec<(String, Self)>),
    /// What is to be a provider cannot be asked: its URL, user or password is none. The text names none of them.
    #[error("invalid provider: {0}")]
    InvalidProvider(String),
    /// No provider is known.
    #[error("could not find any RPC URL for chain: {0}")]
    NoProvider(u64),
    /// No such chain.
    #[error("could not find network: {0}")]
    UnknownChain(u64),
}

/// `{name}.error: {text}`, one after the other.
fn text_of_all(failures: &[(String, ChainError)]) -> String {
    let texts: Vec<String> = failures.iter().map(|(name, error)| format!("{name}.error: {error}")).collect();
    texts.join(", ")
}

/// What is asked of one chain: by one provider, or by all its providers with one standing in for another.
///
/// Whatever a provider says is bounded and checked before it is believed. Dropping a future ends its request.
#[async_trait]
pub trait ChainProvider: Send + Sync {
    /// The number of the chain (`eth_chainId`).
    ///
    /// # Errors
    /// [`ChainError`], as for every method.
    async fn chain_id(&self) -> Result<u64, ChainError>;

    /// Height of the newest block.
    async fn block_number(&self) -> Result<u64, ChainError>;

    /// The head of a block; `None` if there is none such.
    async fn block_header(&self, block: BlockId) -> Result<Option<BlockHeader>, ChainError>;

    /// The heads of blocks, by height, in as few requests as bounds allow: only those that there are.
    async fn block_headers(&self, numbers: Vec<u64>) -> Result<BTreeMap<u64, BlockHeader>, ChainError>;

    /// The block at a height with its transactions; `None` if there is none such.
    async fn block_content(&self, number: u64) -> Result<Option<BlockContent>, ChainError>;

    /// Accounts as they were at blocks of these heights, one answer for each question in their order, in as few requests
    /// as bounds allow.
    async fn account_states(&self, questions: Vec<([u8; 20], u64)>) -> Result<Vec<AccountState>, ChainError>;

    /// Wei of an account.
    async fn balance(&self, address: [u8; 20], block: BlockId) -> Result<U256, ChainError>;

    /// Number of transactions that an account sent.
    async fn transaction_count(&self, address: [u8; 20], block: BlockId) -> Result<u64, ChainError>;

    /// Code of a contract; empty for what is none.
    async fn code(&self, address: [u8; 20], block: BlockId) -> Result<Vec<u8>, ChainError>;

    /// What a call would return.
    async fn call(&self, request: CallRequest, block: BlockId) -> Result<Vec<u8>, ChainError>;

    /// Gas that a transaction would need.
    async fn estimate_gas(&self, request: CallRequest) -> Result<u64, ChainError>;

    /// Wei per gas of a legacy transaction.
    async fn gas_price(&self) -> Result<U256, ChainError>;

    /// Tip in wei per gas that the provider advises.
    async fn max_priority_fee_per_gas(&self) -> Result<U256, ChainError>;

    /// What `count` blocks up to `newest` paid, with the tips at these percentiles (0 to 100, ascending).
    async fn fee_history(&self, count: u64, newest: BlockId, percentiles: Vec<f64>) -> Result<FeeHistory, ChainError>;

    /// Sends a signed transaction to the network; its hash.
    async fn send_raw_transaction(&self, raw: Vec<u8>) -> Result<[u8; 32], ChainError>;

    /// A transaction, in a block or waiting; `None` if it is unknown.
    async fn transaction(&self, hash: [u8; 32]) -> Result<Option<ChainTransaction>, ChainError>;

    /// Transactions, in blocks or waiting, in as few requests as bounds allow: only those that are known, and
    /// have a form that is known, are in the answer.
    async fn transactions(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], ChainTransaction>, ChainError>;

    /// What became of transactions, in as few requests as bounds allow: only those that are in a block are in the
    /// answer.
    async fn receipts(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], TransactionReceipt>, ChainError>;

    /// Events, in the order of the chain.
    async fn logs(&self, filter: LogFilter) -> Result<Vec<EventLog>, ChainError>;

    /// Any method, with the parameters and the result as JSON text, for what clients ask of the chain themselves.
    async fn request(&self, method: String, params: String) -> Result<String, ChainError>;
}
