//! What providers answer: read, checked, and turned into what the port speaks of. Members that nobody needs are not
//! looked at, since every rollup adds its own.

use std::borrow::Cow;

use alloy::primitives::{Address, B256, Bytes, U256};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use status_ports::{
    BlockContent, BlockHeader, BlockId, ChainError, ChainTransaction, EventLog, FeeHistory, LogFilter,
    TransactionReceipt,
};

use crate::error::text_of_json;
use crate::exchange::malformed;

/// Most events of an answer.
const MAX_LOGS: usize = 50_000;
/// Most topics of an event.
const MAX_TOPICS: usize = 4;

pub(crate) fn decode<T: DeserializeOwned>(json: &RawValue) -> Result<T, ChainError> {
    serde_json::from_str(json.get()).map_err(|error| malformed(&text_of_json(&error)))
}

fn ensure(is_so: bool, otherwise: &str) -> Result<(), ChainError> {
    if is_so { Ok(()) } else { Err(malformed(otherwise)) }
}

/// A quantity of up to 256 bits: `0x` and at least one digit. Nothing, as `0x`, is no zero.
#[derive(Clone, Copy)]
pub(crate) struct Amount(pub(crate) U256);

/// A quantity of up to 64 bits.
#[derive(Clone, Copy)]
pub(crate) struct Number(pub(crate) u64);

impl Amount {
    fn value(self) -> U256 {
        self.0
    }
}

fn values(amounts: Vec<Amount>) -> Vec<U256> {
    amounts.into_iter().map(Amount::value).collect()
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        let digits = text.strip_prefix("0x").filter(|digits| !digits.is_empty());
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let value = digits.and_then(|digits| U256::from_str_radix(digits, 16).ok());
        value.map(Self).ok_or_else(|| Error::custom("no quantity of 256 bits"))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = u64::try_from(Amount::deserialize(deserializer)?.0);
        value.map(Self).map_err(|_| Error::custom("no quantity of 64 bits"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HeaderAnswer {
    number: Number,
    hash: Option<B256>,
    parent_hash: B256,
    timestamp: Number,
    gas_limit: Number,
    gas_used: Number,
    base_fee_per_gas: Option<Amount>,
}

impl HeaderAnswer {
    /// The header, if it is the one that was asked for.
    pub(crate) fn checked(self, asked: BlockId) -> Result<BlockHeader, ChainError> {
        let number = self.number.0;
        let hash = match (self.hash, asked) {
            (_, BlockId::Pending) => B256::ZERO,
            (Some(hash), _) => hash,
            (None, _) => return Err(malformed("a block without a hash")),
        };
        let is_asked = match asked {
            BlockId::Number(wanted) => wanted == number,
            BlockId::Hash(wanted) => wanted == hash.0,
            _ => true,
        };
        ensure(is_asked, "another block")?;
        Ok(BlockHeader {
            number,
            hash: hash.0,
            parent_hash: self.parent_hash.0,
            timestamp: self.timestamp.0,
            gas_limit: self.gas_limit.0,
            gas_used: self.gas_used.0,
            base_fee_per_gas: self.base_fee_per_gas.map(Amount::value),
        })
    }
}

/// A block with its transactions. Rollups add kinds of transactions with members of their own, or without some of the
/// usual ones: such as cannot be read are left out.
#[derive(Deserialize)]
struct BlockAnswer {
    transactions: Vec<Box<RawValue>>,
}

/// The block at a height, if it is that one.
pub(crate) fn checked_block(json: &RawValue, number: u64) -> Result<Option<BlockContent>, ChainError> {
    let Some(header) = decode::<Option<HeaderAnswer>>(json)? else { return Ok(None) };
    let header = header.checked(BlockId::Number(number))?;
    let block: BlockAnswer = decode(json)?;
    let read = |json: &RawValue| {
        let answer: TransactionAnswer = decode(json).ok()?;
        let hash = answer.hash;
        answer.checked(hash).ok()
    };
    let transactions: Vec<ChainTransaction> = block.transactions.iter().filter_map(|json| read(json)).collect();
    let is_in_block = |transaction: &ChainTransaction| {
        transaction.block_number == Some(number) && transaction.block_hash == Some(header.hash)
    };
    ensure(transactions.iter().all(is_in_block), "a transaction of another block")?;
    Ok(Some(BlockContent { header, transactions }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FeeHistoryAnswer {
    oldest_block: Number,
    base_fee_per_gas: Option<Vec<Amount>>,
    gas_used_ratio: Option<Vec<f64>>,
    reward: Option<Vec<Vec<Amount>>>,
}

impl FeeHistoryAnswer {
    /// The history, if it is of no more blocks and as many percentiles as were asked for, and fits together.
    pub(crate) fn checked(self, count: u64, percentiles: usize) -> Result<FeeHistory, ChainError> {
        let base_fee_per_gas = values(self.base_fee_per_gas.unwrap_or_default());
        let gas_used_ratio = self.gas_used_ratio.unwrap_or_default();
        let reward: Vec<_> = self.reward.unwrap_or_default().into_iter().map(values).collect();
        let blocks = gas_used_ratio.len();
        ensure(blocks as u64 <= count, "more blocks than were asked for")?;
        ensure(base_fee_per_gas.len() == blocks.saturating_add(1) || blocks == 0, "a base fee is missing or too many")?;
        ensure(gas_used_ratio.iter().all(|ratio| ratio.is_finite() && *ratio >= 0.0), "no ratio")?;
        if percentiles > 0 {
            let fits = reward.len() == blocks && reward.iter().all(|tips| tips.len() == percentiles);
            ensure(fits, "a tip is missing or too many")?;
        }
        let reward = if percentiles == 0 { Vec::new() } else { reward };
        let gas_used_ratio = gas_used_ratio.into_iter().map(|ratio| ratio.min(1.0)).collect();
        Ok(FeeHistory { oldest_block: self.oldest_block.0, base_fee_per_gas, gas_used_ratio, reward })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogAnswer {
    address: Address,
    topics: Vec<B256>,
    data: Bytes,
    block_number: Number,
    block_hash: B256,
    transaction_hash: B256,
    log_index: Number,
    #[serde(default)]
    removed: bool,
}

impl LogAnswer {
    fn checked(self) -> Result<EventLog, ChainError> {
        ensure(self.topics.len() <= MAX_TOPICS, "an event with too many topics")?;
        Ok(EventLog {
            address: self.address.into_array(),
            topics: self.topics.into_iter().map(|topic| topic.0).collect(),
            data: self.data.to_vec(),
            block_number: self.block_number.0,
            block_hash: self.block_hash.0,
            transaction_hash: self.transaction_hash.0,
            log_index: self.log_index.0,
            is_removed: self.removed,
        })
    }
}

/// The events in the order of the chain, if they are such as were asked for.
pub(crate) fn checked_logs(answers: Vec<LogAnswer>, filter: &LogFilter) -> Result<Vec<EventLog>, ChainError> {
    ensure(answers.len() <= MAX_LOGS, "too many events")?;
    let mut logs = answers.into_iter().map(LogAnswer::checked).collect::<Result<Vec<_>, _>>()?;
    let is_wanted = |log: &EventLog| {
        let of_blocks = (filter.from_block..=filter.to_block).contains(&log.block_number);
        let of_contracts = filter.addresses.is_empty() || filter.addresses.contains(&log.address);
        let mut places = filter.topics.iter().enumerate();
        let of_topics = places.all(|(place, wanted)| {
            wanted.is_empty() || log.topics.get(place).is_some_and(|topic| wanted.contains(topic))
        });
        of_blocks && of_contracts && of_topics
    };
    ensure(logs.iter().all(is_wanted), "an event that was not asked for")?;
    logs.sort_by_key(|log| (log.block_number, log.log_index));
    Ok(logs)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReceiptAnswer {
    transaction_hash: B256,
    block_number: Option<Number>,
    block_hash: Option<B256>,
    transaction_index: Option<Number>,
    /// Since Byzantium.
    status: Option<Number>,
    /// Before Byzantium.
    root: Option<B256>,
    gas_used: Number,
    effective_gas_price: Option<Amount>,
    contract_address: Option<Address>,
    from: Address,
    to: Option<Address>,
    logs: Vec<LogAnswer>,
    l1_fee: Option<Amount>,
}

impl ReceiptAnswer {
    /// The receipt, if it is of this transaction; `None` while that is in no block.
    pub(crate) fn checked(self, hash: B256) -> Result<Option<TransactionReceipt>, ChainError> {
        ensure(self.transaction_hash == hash, "the receipt of another transaction")?;
        let (Some(block_number), Some(block_hash)) = (self.block_number, self.block_hash) else {
            return Ok(None);
        };
        ensure(self.status.is_some() || self.root.is_some(), "a receipt without a status")?;
        ensure(self.logs.len() <= MAX_LOGS, "too many events")?;
        Ok(Some(TransactionReceipt {
            transaction_hash: hash.0,
            block_number: block_number.0,
            block_hash: block_hash.0,
            transaction_index: self.transaction_index.map_or(0, |index| index.0),
            is_success: self.status.is_none_or(|status| status.0 == 1),
            gas_used: self.gas_used.0,
            effective_gas_price: self.effective_gas_price.map(Amount::value).unwrap_or_default(),
            contract_address: self.contract_address.map(Address::into_array),
            from: self.from.into_array(),
            to: self.to.map(Address::into_array),
            logs: self.logs.into_iter().map(LogAnswer::checked).collect::<Result<_, _>>()?,
            l1_fee: self.l1_fee.map(Amount::value),
        }))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TransactionAnswer {
    hash: B256,
    from: Address,
    to: Option<Address>,
    nonce: Number,
    value: Amount,
    input: Bytes,
    gas: Number,
    gas_price: Option<Amount>,
    max_fee_per_gas: Option<Amount>,
    max_priority_fee_per_gas: Option<Amount>,
    #[serde(rename = "type")]
    kind: Option<Number>,
    block_number: Option<Number>,
    block_hash: Option<B256>,
}

impl TransactionAnswer {
    /// The transaction, if it is the one that was asked for.
    pub(crate) fn checked(self, hash: B256) -> Result<ChainTransaction, ChainError> {
        ensure(self.hash == hash, "another transaction")?;
        let kind = u8::try_from(self.kind.map_or(0, |kind| kind.0));
        // One without the other is in no block.
        let block = self.block_number.zip(self.block_hash);
        Ok(ChainTransaction {
            hash: hash.0,
            from: self.from.into_array(),
            to: self.to.map(Address::into_array),
            nonce: self.nonce.0,
            value: self.value.0,
            input: self.input.to_vec(),
            gas_limit: self.gas.0,
            gas_price: self.gas_price.map(Amount::value),
            max_fee_per_gas: self.max_fee_per_gas.map(Amount::value),
            max_priority_fee_per_gas: self.max_priority_fee_per_gas.map(Amount::value),
            kind: kind.map_err(|_| malformed("a transaction of a kind that cannot be"))?,
            block_number: block.map(|(number, _)| number.0),
            block_hash: block.map(|(_, hash)| hash.0),
        })
    }
}
