//! A provider, method by method.

use std::collections::BTreeMap;

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, B256, Bytes, TxKind, U64, U256, keccak256};
use alloy::rpc::json_rpc::RpcSend;
use alloy::rpc::types::{Filter, TransactionInput, TransactionRequest};
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use status_ports::{
    AccountState, BlockContent, BlockHeader, BlockId, CallRequest, ChainError, ChainProvider, ChainTransaction,
    EventLog, FeeHistory, LogFilter, TransactionReceipt,
};

use crate::answer::{
    Amount, FeeHistoryAnswer, HeaderAnswer, LogAnswer, Number, ReceiptAnswer, TransactionAnswer, checked_block,
    checked_logs, decode,
};
use crate::exchange::{Endpoint, Exchange, malformed};

/// Most requests of a batch: what the common providers take.
const MAX_BATCH: usize = 100;

/// A provider of a chain, asked over HTTP. Says nothing about its URL.
pub struct HttpChain(Exchange);

impl core::fmt::Debug for HttpChain {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("HttpChain").finish_non_exhaustive()
    }
}

impl HttpChain {
    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self(Exchange::new(endpoint))
    }

    async fn ask<T: DeserializeOwned>(&self, method: &str, params: impl RpcSend) -> Result<T, ChainError> {
        decode(&self.0.one(method.to_owned(), params).await?)
    }
}

/// A block as EIP-1898 names it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum BlockParam {
    Number(BlockNumberOrTag),
    #[serde(rename_all = "camelCase")]
    Hash {
        block_hash: B256,
    },
}

fn block_param(block: BlockId) -> BlockParam {
    match block {
        BlockId::Latest => BlockParam::Number(BlockNumberOrTag::Latest),
        BlockId::Pending => BlockParam::Number(BlockNumberOrTag::Pending),
        BlockId::Finalized => BlockParam::Number(BlockNumberOrTag::Finalized),
        BlockId::Number(number) => BlockParam::Number(BlockNumberOrTag::Number(number)),
        BlockId::Hash(hash) => BlockParam::Hash { block_hash: B256::from(hash) },
    }
}

fn transaction_param(request: CallRequest) -> TransactionRequest {
    TransactionRequest {
        from: request.from.map(Address::from),
        // Without it a contract is created.
        to: request.to.map(|to| TxKind::Call(Address::from(to))),
        value: (request.value > U256::ZERO).then_some(request.value),
        input: TransactionInput::maybe_input((!request.data.is_empty()).then(|| Bytes::from(request.data))),
        ..TransactionRequest::default()
    }
}

fn filter_param(filter: &LogFilter) -> Filter {
    let mut wanted = Filter::new().from_block(filter.from_block).to_block(filter.to_block);
    if !filter.addresses.is_empty() {
        wanted = wanted.address(filter.addresses.iter().copied().map(Address::from).collect::<Vec<_>>());
    }
    for (place, topics) in wanted.topics.iter_mut().zip(&filter.topics) {
        *place = topics.iter().copied().map(B256::from).collect::<Vec<_>>().into();
    }
    wanted
}

#[async_trait]
impl ChainProvider for HttpChain {
    async fn chain_id(&self) -> Result<u64, ChainError> {
        Ok(self.ask::<Number>("eth_chainId", ()).await?.0)
    }

    async fn block_number(&self) -> Result<u64, ChainError> {
        Ok(self.ask::<Number>("eth_blockNumber", ()).await?.0)
    }

    async fn block_header(&self, block: BlockId) -> Result<Option<BlockHeader>, ChainError> {
        let answer: Option<HeaderAnswer> = match block_param(block) {
            BlockParam::Hash { block_hash } => self.ask("eth_getBlockByHash", (block_hash, false)).await?,
            BlockParam::Number(number) => self.ask("eth_getBlockByNumber", (number, false)).await?,
        };
        answer.map(|answer| answer.checked(block)).transpose()
    }

    async fn block_headers(&self, numbers: Vec<u64>) -> Result<BTreeMap<u64, BlockHeader>, ChainError> {
        let mut headers = BTreeMap::new();
        for numbers in numbers.chunks(MAX_BATCH) {
            let params = numbers.iter().map(|number| (BlockNumberOrTag::Number(*number), false)).collect();
            let answers = self.0.many("eth_getBlockByNumber", params).await?;
            for (number, answer) in numbers.iter().zip(answers) {
                let answer: Option<HeaderAnswer> = decode(&answer)?;
                let header = answer.map(|answer| answer.checked(BlockId::Number(*number))).transpose()?;
                headers.extend(header.map(|header| (*number, header)));
            }
        }
        Ok(headers)
    }

    async fn block_content(&self, number: u64) -> Result<Option<BlockContent>, ChainError> {
        let params = (BlockNumberOrTag::Number(number), true);
        checked_block(&self.0.one("eth_getBlockByNumber".to_owned(), params).await?, number)
    }

    async fn account_states(&self, questions: Vec<([u8; 20], u64)>) -> Result<Vec<AccountState>, ChainError> {
        let mut states = Vec::with_capacity(questions.len());
        for questions in questions.chunks(MAX_BATCH) {
            let param =
                |(address, number): &([u8; 20], u64)| (Address::from(*address), BlockNumberOrTag::Number(*number));
            let params: Vec<_> = questions.iter().map(param).collect();
            let balances = self.0.many("eth_getBalance", params.clone()).await?;
            let nonces = self.0.many("eth_getTransactionCount", params).await?;
            for (balance, nonce) in balances.iter().zip(&nonces) {
                let (balance, nonce): (Amount, Number) = (decode(balance)?, decode(nonce)?);
                states.push(AccountState { balance: balance.0, nonce: nonce.0 });
            }
        }
        Ok(states)
    }

    async fn balance(&self, address: [u8; 20], block: BlockId) -> Result<U256, ChainError> {
        Ok(self.ask::<Amount>("eth_getBalance", (Address::from(address), block_param(block))).await?.0)
    }

    async fn transaction_count(&self, address: [u8; 20], block: BlockId) -> Result<u64, ChainError> {
        Ok(self.ask::<Number>("eth_getTransactionCount", (Address::from(address), block_param(block))).await?.0)
    }

    async fn code(&self, address: [u8; 20], block: BlockId) -> Result<Vec<u8>, ChainError> {
        Ok(self.ask::<Bytes>("eth_getCode", (Address::from(address), block_param(block))).await?.to_vec())
    }

    async fn call(&self, request: CallRequest, block: BlockId) -> Result<Vec<u8>, ChainError> {
        Ok(self.ask::<Bytes>("eth_call", (transaction_param(request), block_param(block))).await?.to_vec())
    }

    async fn estimate_gas(&self, request: CallRequest) -> Result<u64, ChainError> {
        Ok(self.ask::<Number>("eth_estimateGas", (transaction_param(request),)).await?.0)
    }

    async fn gas_price(&self) -> Result<U256, ChainError> {
        Ok(self.ask::<Amount>("eth_gasPrice", ()).await?.0)
    }

    async fn max_priority_fee_per_gas(&self) -> Result<U256, ChainError> {
        Ok(self.ask::<Amount>("eth_maxPriorityFeePerGas", ()).await?.0)
    }

    async fn fee_history(&self, count: u64, newest: BlockId, percentiles: Vec<f64>) -> Result<FeeHistory, ChainError> {
        let newest = match block_param(newest) {
            BlockParam::Number(number) => number,
            // The method takes no hash.
            BlockParam::Hash { block_hash } => {
                let header = self.block_header(BlockId::Hash(block_hash.0)).await?;
                BlockNumberOrTag::Number(header.ok_or_else(|| malformed("the block is not known"))?.number)
            }
        };
        let wanted = percentiles.len();
        let answer: FeeHistoryAnswer = self.ask("eth_feeHistory", (U64::from(count), newest, percentiles)).await?;
        answer.checked(count, wanted)
    }

    async fn send_raw_transaction(&self, raw: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let expected = keccak256(&raw);
        let hash: B256 = self.ask("eth_sendRawTransaction", (Bytes::from(raw),)).await?;
        if hash == expected { Ok(hash.0) } else { Err(malformed("the hash of another transaction")) }
    }

    async fn transaction(&self, hash: [u8; 32]) -> Result<Option<ChainTransaction>, ChainError> {
        let hash = B256::from(hash);
        let answer: Option<TransactionAnswer> = self.ask("eth_getTransactionByHash", (hash,)).await?;
        answer.map(|answer| answer.checked(hash)).transpose()
    }

    async fn transactions(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], ChainTransaction>, ChainError> {
        let mut transactions = BTreeMap::new();
        for hashes in hashes.chunks(MAX_BATCH) {
            let params = hashes.iter().map(|hash| (B256::from(*hash),)).collect();
            let answers = self.0.many("eth_getTransactionByHash", params).await?;
            for (hash, answer) in hashes.iter().zip(answers) {
                // Rollups have kinds of their own, not all of which can be read.
                let Ok(Some(answer)) = decode::<Option<TransactionAnswer>>(&answer) else { continue };
                transactions.insert(*hash, answer.checked(B256::from(*hash))?);
            }
        }
        Ok(transactions)
    }

    async fn receipts(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], TransactionReceipt>, ChainError> {
        let mut receipts = BTreeMap::new();
        for hashes in hashes.chunks(MAX_BATCH) {
            let params = hashes.iter().map(|hash| (B256::from(*hash),)).collect();
            let answers = self.0.many("eth_getTransactionReceipt", params).await?;
            for (hash, answer) in hashes.iter().zip(answers) {
                let answer: Option<ReceiptAnswer> = decode(&answer)?;
                let receipt = answer.map(|answer| answer.checked(B256::from(*hash))).transpose()?.flatten();
                receipts.extend(receipt.map(|receipt| (*hash, receipt)));
            }
        }
        Ok(receipts)
    }

    async fn logs(&self, filter: LogFilter) -> Result<Vec<EventLog>, ChainError> {
        let answers: Vec<LogAnswer> = self.ask("eth_getLogs", (filter_param(&filter),)).await?;
        checked_logs(answers, &filter)
    }

    async fn request(&self, method: String, params: String) -> Result<String, ChainError> {
        let params = RawValue::from_string(params).map_err(|error| malformed(&format!("parameters: {error}")))?;
        Ok(self.0.one(method, params).await?.get().to_owned())
    }
}
