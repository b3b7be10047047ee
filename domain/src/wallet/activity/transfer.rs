//! What moved from one address to another.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ruint::aliases::U256;
use status_ports::{Asset, BlockPlace, ChainTransaction, EventLog, TransactionReceipt, TransferRecord as Transfer};

use super::mined::receipt_is_of;

/// What community tokens log when they are issued.
const COMMUNITY_ISSUE: [u8; 32] = [
    0x28, 0xc4, 0x27, 0xb0, 0x61, 0x1d, 0x99, 0xda, 0x5c, 0x4f, 0x73, 0x68, 0xab, 0xe5, 0x7e, 0x86, 0xb0, 0x45, 0xb4,
    0x83, 0xc4, 0x68, 0x9a, 0xe9, 0x3e, 0x90, 0x74, 0x58, 0x02, 0x33, 0x5b, 0x87,
];

/// Selectors of the functions by which contracts commonly issue tokens.
static ISSUE_SELECTORS: LazyLock<BTreeSet<[u8; 4]>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/mint-selectors.txt").lines();
    let selector = |line: &str| <[u8; 4]>::try_from(hex::decode(line).ok()?).ok();
    lines.filter_map(selector).collect()
});

/// A token or collectible that moved, as a contract logged it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// What tells it from every other of its chain.
    pub id: [u8; 32],
    /// What moved.
    pub asset: Asset,
    /// Who gave it; zeros for what is new.
    pub from: [u8; 20],
    /// Who got it; zeros for what is destroyed.
    pub to: [u8; 20],
    /// How much, in the smallest unit. Never 0.
    pub amount: U256,
    /// The transaction.
    pub transaction_hash: [u8; 32],
    /// The block.
    pub block: BlockPlace,
}

impl Movement {
    /// Whether one of these accounts gave or got it.
    #[must_use]
    pub fn concerns(&self, accounts: &BTreeSet<[u8; 20]>) -> bool {
        accounts.contains(&self.from) || accounts.contains(&self.to)
    }

    /// As each of these accounts sees it that gave or got it: one transfer each, by account. `timestamp` is that of its
    /// block, Unix seconds; `is_issue` as [`is_issue`] says of its transaction.
    #[must_use]
    pub fn transfers(&self, accounts: &BTreeSet<[u8; 20]>, timestamp: u64, is_issue: bool) -> Vec<Transfer> {
        let sides = BTreeSet::from([self.from, self.to]);
        let of_account = |account: &[u8; 20]| Transfer {
            id: self.id,
            account: *account,
            asset: self.asset,
            from: self.from,
            to: Some(self.to),
            amount: self.amount,
            transaction_hash: self.transaction_hash,
            block: self.block,
            timestamp,
            is_success: true,
            created_contract: None,
            is_issue,
            multi_transaction_id: 0,
        };
        sides.intersection(accounts).map(of_account).collect()
    }
}

/// Why a transaction is none that moved something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransferError {
    /// The receipt is of another transaction, or the transaction is in another block or none.
    #[error("the receipt is not of this transaction")]
    OtherReceipt,
}

/// The native currency that a transaction moved, as each of these accounts sees it that gave or got it. Who would have
/// got it from one that failed got nothing. One that moves nothing is in it only if it creates a contract.
/// `timestamp` is that of its block, Unix seconds.
///
/// # Errors
/// [`TransferError`] if transaction and receipt do not belong together.
pub fn native_transfers(
    chain_id: u64,
    accounts: &BTreeSet<[u8; 20]>,
    transaction: &ChainTransaction,
    receipt: &TransactionReceipt,
    timestamp: u64,
) -> Result<Vec<Transfer>, TransferError> {
    if !receipt_is_of(receipt, transaction) {
        return Err(TransferError::OtherReceipt);
    }
    if transaction.value.is_zero() && transaction.to.is_some() {
        return Ok(Vec::new());
    }
    let mut sides = BTreeSet::from([transaction.from]);
    sides.extend(transaction.to.filter(|_| receipt.is_success));
    let of_account = |account: &[u8; 20]| Transfer {
        id: transaction.hash,
        account: *account,
        asset: Asset::native(chain_id),
        from: transaction.from,
        to: transaction.to,
        amount: transaction.value,
        transaction_hash: transaction.hash,
        block: BlockPlace { number: receipt.block_number, hash: receipt.block_hash },
        timestamp,
        is_success: receipt.is_success,
        created_contract: receipt.contract_address.filter(|contract| *contract != [0; 20]),
        is_issue: false,
        multi_transaction_id: 0,
    };
    Ok(sides.intersection(accounts).map(of_account).collect())
}

/// Whether a transaction issued tokens, as far as its call data and its logs tell.
#[must_use]
pub fn is_issue(input: &[u8], logs: &[EventLog]) -> bool {
    let is_called = input.first_chunk().is_some_and(|selector| ISSUE_SELECTORS.contains(selector));
    is_called || logs.iter().any(|log| log.topics.first() == Some(&COMMUNITY_ISSUE))
}
