//! What a chain knows, and how it goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rpds::RedBlackTreeMapSync;
use ruint::aliases::U256;
use status_ports::{BlockHeader, BlockId, CallRequest, ChainError, ChainTransaction, EventLog, TransactionReceipt};

use super::{Contract, ContractView, DecodedTransaction, MAX_DEPTH, TransactionDecoder};

/// Gas of a transfer, and of every call here.
pub(super) const TRANSFER_GAS: u64 = 21_000;
const GAS_LIMIT: u64 = 30_000_000;
const GWEI: u64 = 1_000_000_000;
/// Seconds between two blocks.
const BLOCK_TIME: u64 = 12;
/// Time of the first block, Unix seconds.
const GENESIS_TIME: u64 = 1_700_000_000;

/// What accounts have after a block.
#[derive(Clone, Default)]
pub(super) struct Ledger {
    pub(super) balances: RedBlackTreeMapSync<[u8; 20], U256>,
    pub(super) nonces: RedBlackTreeMapSync<[u8; 20], u64>,
}

pub(super) struct Block {
    pub(super) header: BlockHeader,
    pub(super) ledger: Ledger,
    pub(super) transactions: Vec<[u8; 32]>,
    pub(super) logs: Vec<EventLog>,
}

pub(super) struct State {
    pub(super) chain_id: u64,
    pub(super) told_chain_id: u64,
    decoder: TransactionDecoder,
    /// Never empty.
    pub(super) blocks: Vec<Block>,
    /// Blocks of before an undoing have other hashes than those of after it.
    undone: u64,
    pub(super) contracts: BTreeMap<[u8; 20], Contract>,
    pub(super) base_fee_per_gas: Option<U256>,
    pub(super) tip: U256,
    pub(super) waiting: BTreeMap<([u8; 20], u64), DecodedTransaction>,
    mined: BTreeMap<[u8; 32], (DecodedTransaction, TransactionReceipt)>,
    /// Transactions whose receipts are not told.
    pub(super) withheld: BTreeSet<[u8; 32]>,
    pub(super) failure: Option<ChainError>,
    pub(super) method_failures: BTreeMap<&'static str, ChainError>,
    pub(super) lost_answers: Option<ChainError>,
    pub(super) is_silent: bool,
    pub(super) delay: Duration,
    pub(super) requests: BTreeMap<String, usize>,
}

pub(super) fn refused(message: &str) -> ChainError {
    ChainError::Rpc { code: -32000, message: message.to_owned(), data: String::new() }
}

pub(super) fn revert(data: &[u8]) -> ChainError {
    let data = format!("0x{}", hex::encode(data));
    ChainError::Rpc { code: 3, message: "execution reverted".to_owned(), data }
}

impl State {
    pub(super) fn new(chain_id: u64, decoder: TransactionDecoder) -> Self {
        let mut state = Self {
            chain_id,
            told_chain_id: chain_id,
            decoder,
            blocks: Vec::new(),
            undone: 0,
            contracts: BTreeMap::new(),
            base_fee_per_gas: Some(U256::from(GWEI)),
            tip: U256::from(GWEI),
            waiting: BTreeMap::new(),
            mined: BTreeMap::new(),
            withheld: BTreeSet::new(),
            failure: None,
            method_failures: BTreeMap::new(),
            lost_answers: None,
            is_silent: false,
            delay: Duration::ZERO,
            requests: BTreeMap::new(),
        };
        let header = state.next_header();
        state.blocks.push(Block { header, ledger: Ledger::default(), transactions: Vec::new(), logs: Vec::new() });
        state
    }

    pub(super) fn number(&self) -> u64 {
        self.blocks.len().saturating_sub(1) as u64
    }

    /// What accounts have after a block that there is.
    pub(super) fn at(&self, number: u64) -> &Ledger {
        let place = usize::try_from(number).unwrap_or(usize::MAX).min(self.blocks.len() - 1);
        &self.blocks[place].ledger
    }

    fn newest(&mut self) -> &mut Block {
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// The block that is meant; for what waits, the newest one.
    pub(super) fn find(&self, block: BlockId) -> Option<&Block> {
        match block {
            BlockId::Latest | BlockId::Pending | BlockId::Finalized => self.blocks.last(),
            BlockId::Number(number) => self.blocks.get(usize::try_from(number).ok()?),
            BlockId::Hash(hash) => self.blocks.iter().find(|block| block.header.hash == hash),
        }
    }

    pub(super) fn block(&self, block: BlockId) -> Result<&Block, ChainError> {
        self.find(block).ok_or_else(|| refused("block not found"))
    }

    /// The head of the next block.
    pub(super) fn next_header(&self) -> BlockHeader {
        let number = self.blocks.len() as u64;
        let mut hash = [0xb1; 32];
        for (part, value) in [(0, self.chain_id), (8, number), (16, self.undone)] {
            hash[part..part + 8].copy_from_slice(&value.to_be_bytes());
        }
        BlockHeader {
            number,
            hash,
            parent_hash: self.blocks.last().map_or([0; 32], |block| block.header.hash),
            timestamp: GENESIS_TIME + number * BLOCK_TIME,
            gas_limit: GAS_LIMIT,
            gas_used: 0,
            base_fee_per_gas: self.base_fee_per_gas,
        }
    }

    pub(super) fn set_balance(&mut self, address: [u8; 20], balance: U256) {
        self.newest().ledger.balances.insert_mut(address, balance);
    }

    pub(super) fn call(&self, request: &CallRequest, block_number: u64, depth: usize) -> Result<Vec<u8>, Vec<u8>> {
        match request.to.and_then(|to| self.contracts.get(&to)) {
            Some(contract) => contract(&ContractView { state: self, request, block_number, depth }),
            None => Ok(Vec::new()),
        }
    }

    /// Takes a transaction to wait, as nodes do.
    pub(super) fn send(&mut self, raw: &[u8]) -> Result<[u8; 32], ChainError> {
        let sent = (self.decoder)(raw).ok_or_else(|| refused("failed to decode signed transaction"))?;
        if sent.chain_id.is_some_and(|chain_id| chain_id != self.chain_id) {
            return Err(refused("invalid chain id for signer"));
        }
        let ledger = self.at(self.number());
        let next = ledger.nonces.get(&sent.from).copied().unwrap_or_default();
        let balance = ledger.balances.get(&sent.from).copied().unwrap_or_default();
        if self.mined.contains_key(&sent.hash) {
            return Err(refused("already known"));
        }
        if sent.nonce < next {
            return Err(refused("nonce too low"));
        }
        if sent.gas_limit < TRANSFER_GAS {
            return Err(refused("intrinsic gas too low"));
        }
        let most = sent.max_fee_per_gas.saturating_mul(U256::from(sent.gas_limit)).saturating_add(sent.value);
        if balance < most {
            return Err(refused("insufficient funds for gas * price + value"));
        }
        if let Some(before) = self.waiting.get(&(sent.from, sent.nonce)) {
            if before.hash == sent.hash {
                return Err(refused("already known"));
            }
            let enough = |fee: U256| fee.saturating_add(fee / U256::from(10));
            if sent.max_fee_per_gas < enough(before.max_fee_per_gas)
                || sent.max_priority_fee_per_gas < enough(before.max_priority_fee_per_gas)
            {
                return Err(refused("replacement transaction underpriced"));
            }
        }
        let hash = sent.hash;
        self.waiting.insert((sent.from, sent.nonce), sent);
        Ok(hash)
    }

    pub(super) fn mine(&mut self) -> BlockHeader {
        let mut header = self.next_header();
        let ledger = self.at(self.number()).clone();
        self.blocks.push(Block { header: header.clone(), ledger, transactions: Vec::new(), logs: Vec::new() });
        let base_fee = self.base_fee_per_gas.unwrap_or_default();
        // In the order of nonces, so that one makes way for the next.
        let places: Vec<_> = self.waiting.keys().copied().collect();
        for place in places {
            let ledger = self.at(header.number);
            let next = ledger.nonces.get(&place.0).copied().unwrap_or_default();
            let pays = self.waiting.get(&place).is_some_and(|waiting| waiting.max_fee_per_gas >= base_fee);
            if place.1 == next
                && pays
                && let Some(transaction) = self.waiting.remove(&place)
            {
                header.gas_used += TRANSFER_GAS;
                self.include(transaction, &header, base_fee);
            }
        }
        self.newest().header = header.clone();
        header
    }

    fn include(&mut self, transaction: DecodedTransaction, header: &BlockHeader, base_fee: U256) {
        let call = CallRequest {
            from: Some(transaction.from),
            to: transaction.to,
            value: transaction.value,
            data: transaction.input.clone(),
        };
        let price = transaction.max_fee_per_gas.min(base_fee.saturating_add(transaction.max_priority_fee_per_gas));
        let fee = price.saturating_mul(U256::from(TRANSFER_GAS));
        let has = |ledger: &Ledger, of| ledger.balances.get(&of).copied().unwrap_or_default();
        let can_pay = has(self.at(header.number), transaction.from) >= fee.saturating_add(transaction.value);
        let is_success = can_pay && self.call(&call, header.number, MAX_DEPTH).is_ok();
        let block = self.newest();
        let ledger = &mut block.ledger;
        let mut rest = has(ledger, transaction.from).saturating_sub(fee);
        if is_success {
            rest = rest.saturating_sub(transaction.value);
        }
        ledger.balances.insert_mut(transaction.from, rest);
        if let (true, Some(to)) = (is_success, transaction.to) {
            let received = has(ledger, to).saturating_add(transaction.value);
            ledger.balances.insert_mut(to, received);
        }
        ledger.nonces.insert_mut(transaction.from, transaction.nonce + 1);
        let receipt = TransactionReceipt {
            transaction_hash: transaction.hash,
            block_number: header.number,
            block_hash: header.hash,
            transaction_index: block.transactions.len() as u64,
            is_success,
            gas_used: TRANSFER_GAS,
            effective_gas_price: price,
            contract_address: None,
            from: transaction.from,
            to: transaction.to,
            logs: Vec::new(),
            l1_fee: None,
        };
        block.transactions.push(transaction.hash);
        self.mined.insert(transaction.hash, (transaction, receipt));
    }

    pub(super) fn log(
        &mut self,
        transaction_hash: [u8; 32],
        address: [u8; 20],
        topics: Vec<[u8; 32]>,
        data: Vec<u8>,
    ) -> EventLog {
        let block = self.newest();
        let log = EventLog {
            address,
            topics,
            data,
            block_number: block.header.number,
            block_hash: block.header.hash,
            transaction_hash,
            log_index: block.logs.len() as u64,
            is_removed: false,
        };
        block.logs.push(log.clone());
        if let Some((_, receipt)) = self.mined.get_mut(&transaction_hash) {
            receipt.logs.push(log.clone());
        }
        log
    }

    pub(super) fn undo_blocks(&mut self, count: usize) {
        self.undone += 1;
        for _ in 0..count.min(self.blocks.len() - 1) {
            for hash in self.blocks.pop().map(|block| block.transactions).unwrap_or_default() {
                if let Some((transaction, _)) = self.mined.remove(&hash) {
                    self.waiting.insert((transaction.from, transaction.nonce), transaction);
                }
            }
        }
    }

    pub(super) fn transaction(&self, hash: [u8; 32]) -> Option<ChainTransaction> {
        let waiting = self.waiting.values().find(|waiting| waiting.hash == hash).map(|waiting| (waiting, None));
        let mined = self.mined.get(&hash).map(|(transaction, receipt)| (transaction, Some(receipt)));
        let (transaction, receipt) = waiting.or(mined)?;
        let is_legacy = transaction.kind < 2;
        let new_fees = (!is_legacy).then_some((transaction.max_fee_per_gas, transaction.max_priority_fee_per_gas));
        Some(ChainTransaction {
            hash,
            from: transaction.from,
            to: transaction.to,
            nonce: transaction.nonce,
            value: transaction.value,
            input: transaction.input.clone(),
            gas_limit: transaction.gas_limit,
            gas_price: Some(receipt.map_or(transaction.max_fee_per_gas, |receipt| receipt.effective_gas_price)),
            max_fee_per_gas: new_fees.map(|(most, _)| most),
            max_priority_fee_per_gas: new_fees.map(|(_, tip)| tip),
            kind: transaction.kind,
            block_number: receipt.map(|receipt| receipt.block_number),
            block_hash: receipt.map(|receipt| receipt.block_hash),
        })
    }

    pub(super) fn receipt(&self, hash: [u8; 32]) -> Option<TransactionReceipt> {
        let (_, receipt) = self.mined.get(&hash).filter(|_| !self.withheld.contains(&hash))?;
        Some(receipt.clone())
    }
}
