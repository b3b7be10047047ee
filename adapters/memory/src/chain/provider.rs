//! The chain as it is asked.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ruint::aliases::U256;
use status_ports::{
    AccountState, BlockContent, BlockHeader, BlockId, CallRequest, ChainError, ChainProvider, ChainTransaction,
    EventLog, FeeHistory, LogFilter, TransactionReceipt,
};

use super::state::TRANSFER_GAS;
use super::{MAX_DEPTH, MemoryChain, revert};

#[async_trait]
impl ChainProvider for MemoryChain {
    async fn chain_id(&self) -> Result<u64, ChainError> {
        self.answer("eth_chainId", |state| Ok(state.told_chain_id)).await
    }

    async fn block_number(&self) -> Result<u64, ChainError> {
        self.answer("eth_blockNumber", |state| Ok(state.number())).await
    }

    async fn block_header(&self, block: BlockId) -> Result<Option<BlockHeader>, ChainError> {
        let method = if matches!(block, BlockId::Hash(_)) { "eth_getBlockByHash" } else { "eth_getBlockByNumber" };
        self.answer(method, |state| {
            Ok(match block {
                BlockId::Pending => Some(BlockHeader { hash: [0; 32], ..state.next_header() }),
                _ => state.find(block).map(|block| block.header.clone()),
            })
        })
        .await
    }

    async fn block_headers(&self, numbers: Vec<u64>) -> Result<BTreeMap<u64, BlockHeader>, ChainError> {
        self.answer("eth_getBlockByNumber", |state| {
            let header = |number| Some((number, state.find(BlockId::Number(number))?.header.clone()));
            Ok(numbers.into_iter().filter_map(header).collect())
        })
        .await
    }

    async fn block_content(&self, number: u64) -> Result<Option<BlockContent>, ChainError> {
        self.answer("eth_getBlockByNumber", |state| {
            Ok(state.find(BlockId::Number(number)).map(|block| BlockContent {
                header: block.header.clone(),
                transactions: block.transactions.iter().filter_map(|hash| state.transaction(*hash)).collect(),
            }))
        })
        .await
    }

    async fn account_states(&self, questions: Vec<([u8; 20], u64)>) -> Result<Vec<AccountState>, ChainError> {
        self.answer("account_states", |state| {
            let of_question = |(address, number): ([u8; 20], u64)| {
                let ledger = &state.block(BlockId::Number(number))?.ledger;
                let balance = ledger.balances.get(&address).copied().unwrap_or_default();
                Ok(AccountState { balance, nonce: ledger.nonces.get(&address).copied().unwrap_or_default() })
            };
            questions.into_iter().map(of_question).collect()
        })
        .await
    }

    async fn balance(&self, address: [u8; 20], block: BlockId) -> Result<U256, ChainError> {
        self.answer("eth_getBalance", |state| {
            Ok(state.block(block)?.ledger.balances.get(&address).copied().unwrap_or_default())
        })
        .await
    }

    async fn transaction_count(&self, address: [u8; 20], block: BlockId) -> Result<u64, ChainError> {
        self.answer("eth_getTransactionCount", |state| {
            let mut count = state.block(block)?.ledger.nonces.get(&address).copied().unwrap_or_default();
            // Those that wait without a gap.
            while block == BlockId::Pending && state.waiting.contains_key(&(address, count)) {
                count += 1;
            }
            Ok(count)
        })
        .await
    }

    async fn code(&self, address: [u8; 20], block: BlockId) -> Result<Vec<u8>, ChainError> {
        self.answer("eth_getCode", |state| {
            state.block(block)?;
            // What stops at once; nobody runs it.
            Ok(if state.contracts.contains_key(&address) { vec![0] } else { Vec::new() })
        })
        .await
    }

    async fn call(&self, request: CallRequest, block: BlockId) -> Result<Vec<u8>, ChainError> {
        self.answer("eth_call", |state| {
            let number = state.block(block)?.header.number;
            state.call(&request, number, MAX_DEPTH).map_err(|data| revert(&data))
        })
        .await
    }

    async fn estimate_gas(&self, request: CallRequest) -> Result<u64, ChainError> {
        self.answer("eth_estimateGas", |state| {
            state.call(&request, state.number(), MAX_DEPTH).map_err(|data| revert(&data))?;
            Ok(TRANSFER_GAS)
        })
        .await
    }

    async fn gas_price(&self) -> Result<U256, ChainError> {
        self.answer("eth_gasPrice", |state| Ok(state.base_fee_per_gas.unwrap_or_default().saturating_add(state.tip)))
            .await
    }

    async fn max_priority_fee_per_gas(&self) -> Result<U256, ChainError> {
        self.answer("eth_maxPriorityFeePerGas", |state| match state.base_fee_per_gas {
            Some(_) => Ok(state.tip),
            None => Err(ChainError::Rpc { code: -32601, message: "Method not found".to_owned(), data: String::new() }),
        })
        .await
    }

    async fn fee_history(&self, count: u64, newest: BlockId, percentiles: Vec<f64>) -> Result<FeeHistory, ChainError> {
        self.answer("eth_feeHistory", |state| {
            let newest = state.block(newest)?.header.number;
            let oldest_block = newest.saturating_sub(count.saturating_sub(1));
            let blocks = (oldest_block..=newest).filter_map(|number| state.find(BlockId::Number(number)));
            let headers: Vec<&BlockHeader> = blocks.map(|block| &block.header).collect();
            let next = state
                .find(BlockId::Number(newest + 1))
                .map_or(state.base_fee_per_gas, |block| block.header.base_fee_per_gas);
            let base_fees = headers.iter().map(|header| header.base_fee_per_gas).chain([next]);
            let tips = vec![state.tip; percentiles.len()];
            let reward = if percentiles.is_empty() { Vec::new() } else { vec![tips; headers.len()] };
            Ok(FeeHistory {
                oldest_block,
                base_fee_per_gas: base_fees.map(Option::unwrap_or_default).collect(),
                gas_used_ratio: headers.iter().map(|head| head.gas_used as f64 / head.gas_limit as f64).collect(),
                reward,
            })
        })
        .await
    }

    async fn send_raw_transaction(&self, raw: Vec<u8>) -> Result<[u8; 32], ChainError> {
        self.answer("eth_sendRawTransaction", |state| state.send(&raw)).await
    }

    async fn transaction(&self, hash: [u8; 32]) -> Result<Option<ChainTransaction>, ChainError> {
        self.answer("eth_getTransactionByHash", |state| Ok(state.transaction(hash))).await
    }

    async fn transactions(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], ChainTransaction>, ChainError> {
        self.answer("eth_getTransactionByHash", |state| {
            Ok(hashes.into_iter().filter_map(|hash| Some((hash, state.transaction(hash)?))).collect())
        })
        .await
    }

    async fn receipts(&self, hashes: Vec<[u8; 32]>) -> Result<BTreeMap<[u8; 32], TransactionReceipt>, ChainError> {
        self.answer("eth_getTransactionReceipt", |state| {
            Ok(hashes.into_iter().filter_map(|hash| Some((hash, state.receipt(hash)?))).collect())
        })
        .await
    }

    async fn logs(&self, filter: LogFilter) -> Result<Vec<EventLog>, ChainError> {
        self.answer("eth_getLogs", |state| {
            let is_wanted = |log: &&EventLog| {
                let mut places = filter.topics.iter().enumerate();
                (filter.from_block..=filter.to_block).contains(&log.block_number)
                    && (filter.addresses.is_empty() || filter.addresses.contains(&log.address))
                    && places.all(|(place, wanted)| {
                        wanted.is_empty() || log.topics.get(place).is_some_and(|topic| wanted.contains(topic))
                    })
            };
            Ok(state.blocks.iter().flat_map(|block| &block.logs).filter(is_wanted).cloned().collect())
        })
        .await
    }

    async fn request(&self, method: String, _params: String) -> Result<String, ChainError> {
        let number = match method.as_str() {
            "eth_chainId" => self.chain_id().await?,
            "eth_blockNumber" => self.block_number().await?,
            _ => {
                self.enter("request").await?;
                let message = "Method not found".to_owned();
                return Err(ChainError::Rpc { code: -32601, message, data: String::new() });
            }
        };
        Ok(format!("\"{number:#x}\""))
    }
}
