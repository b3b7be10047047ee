//! Transfers of tokens and collectibles, as contracts log them.
//!
//! Anybody can have a contract log anything. What does not have exactly the form of its event is refused, alone.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ruint::aliases::U256;
use status_ports::{BlockPlace, EventLog, LogFilter};

use super::{Asset, AssetKind, BlockRange, Movement};
use crate::crypto::keccak256;
use crate::wallet::address_word;

/// Bytes of a word.
const WORD: usize = 32;

/// Collectibles of one `TransferBatch`; a log that names more is refused.
pub const MOST_ITEMS: usize = 1_024;

/// First topics of the events that are understood.
struct Events {
    transfer: [u8; 32],
    transfer_single: [u8; 32],
    transfer_batch: [u8; 32],
}

static EVENTS: LazyLock<Events> = LazyLock::new(|| Events {
    transfer: keccak256(&[b"Transfer(address,address,uint256)"]),
    transfer_single: keccak256(&[b"TransferSingle(address,address,address,uint256,uint256)"]),
    transfer_batch: keccak256(&[b"TransferBatch(address,address,address,uint256[],uint256[])"]),
});

/// Why a log is no transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// Its block was undone.
    #[error("the block of the log was undone")]
    Undone,
    /// It is of a block that was not asked for.
    #[error("the log is of a block that was not asked for")]
    OtherBlock,
    /// It is of another event.
    #[error("the log is of no transfer")]
    OtherEvent,
    /// It does not have the form of its event.
    #[error("malformed log")]
    Malformed,
    /// It names more collectibles than [`MOST_ITEMS`].
    #[error("the log names too many collectibles")]
    TooManyItems,
}

/// A log that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedLog {
    /// Its transaction.
    pub transaction_hash: [u8; 32],
    /// Its place in the block.
    pub log_index: u64,
    /// Why.
    pub error: LogError,
}

/// What logs say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadLogs {
    /// What moved from or to the accounts, in the order of the logs, each once.
    pub movements: Vec<Movement>,
    /// What was refused.
    pub refused: Vec<RefusedLog>,
}

/// What to ask a chain for, so that everything that moves from or to these accounts in these blocks is in the answers;
/// some of it is in several. Nothing for no accounts.
#[must_use]
pub fn log_filters(accounts: &BTreeSet<[u8; 20]>, range: BlockRange) -> Vec<LogFilter> {
    if accounts.is_empty() {
        return Vec::new();
    }
    let accounts: Vec<[u8; 32]> = accounts.iter().map(address_word).collect();
    let Events { transfer, transfer_single, transfer_batch } = *EVENTS;
    let topics = [
        vec![vec![transfer], accounts.clone()],
        vec![vec![transfer, transfer_single, transfer_batch], Vec::new(), accounts.clone()],
        vec![vec![transfer_single, transfer_batch], Vec::new(), Vec::new(), accounts],
    ];
    let filter = |topics| LogFilter { from_block: range.first, to_block: range.last, addresses: Vec::new(), topics };
    topics.into_iter().map(filter).collect()
}

/// What logs say of these accounts. A log that is refused does not concern the others.
#[must_use]
pub fn read_logs(chain_id: u64, accounts: &BTreeSet<[u8; 20]>, range: BlockRange, logs: &[EventLog]) -> ReadLogs {
    let mut seen = BTreeSet::new();
    let mut read = ReadLogs::default();
    for log in logs {
        if !seen.insert((log.block_hash, log.log_index)) {
            continue;
        }
        let movements = match range.contains(log.block_number) {
            true => read_log(chain_id, log),
            false => Err(LogError::OtherBlock),
        };
        match movements {
            Ok(movements) => read.movements.extend(movements.into_iter().filter(|moved| moved.concerns(accounts))),
            Err(error) => read.refused.push(RefusedLog {
                transaction_hash: log.transaction_hash,
                log_index: log.log_index,
                error,
            }),
        }
    }
    read
}

/// What a log says has moved: nothing, if it is an amount of 0, which anybody can have logged for anybody.
///
/// # Errors
/// [`LogError`] if it is no transfer in exactly the form of its event.
pub fn read_log(chain_id: u64, log: &EventLog) -> Result<Vec<Movement>, LogError> {
    if log.is_removed {
        return Err(LogError::Undone);
    }
    let (event, topics) = log.topics.split_first().ok_or(LogError::OtherEvent)?;
    let index = u32::try_from(log.log_index).map_err(|_| LogError::Malformed)?;
    let asset = |kind, token_id| Asset { kind, chain_id, contract: log.address, token_id };
    if *event == EVENTS.transfer {
        let (from, to, asset, amount) = match topics {
            [from, to] => (from, to, asset(AssetKind::Erc20, U256::ZERO), only_word(&log.data)?),
            [from, to, token_id] if log.data.is_empty() => {
                (from, to, asset(AssetKind::Erc721, number(token_id)), U256::from(1))
            }
            _ => return Err(LogError::Malformed),
        };
        return Ok(movement(log, index, (address(from)?, address(to)?), asset, amount).into_iter().collect());
    }
    let is_batch = *event == EVENTS.transfer_batch;
    if !is_batch && *event != EVENTS.transfer_single {
        return Err(LogError::OtherEvent);
    }
    let [operator, from, to] = topics else { return Err(LogError::Malformed) };
    address(operator)?;
    let sides = (address(from)?, address(to)?);
    if !is_batch {
        let (token_id, amount) = log.data.split_at_checked(WORD).ok_or(LogError::Malformed)?;
        let (token_id, amount) = (only_word(token_id)?, only_word(amount)?);
        return Ok(movement(log, index, sides, asset(AssetKind::Erc1155, token_id), amount).into_iter().collect());
    }
    // The place of the log and that of the item share the number of which the id is made.
    let index = u16::try_from(index).map_err(|_| LogError::Malformed)?;
    let items = batch(&log.data)?.into_iter().zip(0_u16..);
    let of_item = |((token_id, amount), position): ((U256, U256), u16)| {
        let place = u32::from(position).wrapping_shl(16) | u32::from(index);
        movement(log, place, sides, asset(AssetKind::Erc1155, token_id), amount)
    };
    Ok(items.filter_map(of_item).collect())
}

fn movement(log: &EventLog, place: u32, sides: ([u8; 20], [u8; 20]), asset: Asset, amount: U256) -> Option<Movement> {
    let (from, to) = sides;
    (!amount.is_zero()).then(|| Movement {
        id: keccak256(&[&log.transaction_hash, &place.to_be_bytes()]),
        asset,
        from,
        to,
        amount,
        transaction_hash: log.transaction_hash,
        block: BlockPlace { number: log.block_number, hash: log.block_hash },
    })
}

fn number(word: &[u8; WORD]) -> U256 {
    U256::from_be_bytes(*word)
}

fn only_word(data: &[u8]) -> Result<U256, LogError> {
    data.try_into().map(number).map_err(|_| LogError::Malformed)
}

fn address(word: &[u8; WORD]) -> Result<[u8; 20], LogError> {
    match word.split_last_chunk::<20>() {
        Some((padding, address)) if padding.iter().all(|byte| *byte == 0) => Ok(*address),
        _ => Err(LogError::Malformed),
    }
}

/// `(uint256[] ids, uint256[] amounts)` in the one form that encoders make.
fn batch(data: &[u8]) -> Result<Vec<(U256, U256)>, LogError> {
    let (words, rest) = data.as_chunks::<WORD>();
    let [ids_at, amounts_at, length, items @ ..] = words else { return Err(LogError::Malformed) };
    let length = usize::try_from(number(length)).map_err(|_| LogError::TooManyItems)?;
    if length > MOST_ITEMS {
        return Err(LogError::TooManyItems);
    }
    let (ids, second) = items.split_at_checked(length).ok_or(LogError::Malformed)?;
    let (second_length, amounts) = second.split_first().ok_or(LogError::Malformed)?;
    let second_at = length.saturating_add(3).saturating_mul(WORD);
    let is_exact = rest.is_empty()
        && number(ids_at) == U256::from(2 * WORD)
        && number(amounts_at) == U256::from(second_at)
        && number(second_length) == U256::from(length)
        && amounts.len() == length;
    if !is_exact {
        return Err(LogError::Malformed);
    }
    Ok(ids.iter().map(number).zip(amounts.iter().map(number)).collect())
}
