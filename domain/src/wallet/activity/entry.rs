//! What a client shows of something that happened.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;
use status_ports::{MultiTransactionRecord, PendingTransactionRecord, TransactionState};

use super::{Asset, AssetKind, Transfer};
use crate::wallet::execution::{ExecutionError, MultiTransactionKind};

/// Seconds after which a block of layer 1 is taken to stay.
const LAYER_1_SECONDS: u64 = 960;

/// Seconds after which a block of a rollup is taken to stay: 7.5 days, when nobody can contest it any more.
const LAYER_2_SECONDS: u64 = 648_000;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ActivityType {
    /// Something went to somebody.
    Send = 0,
    /// Something came from somebody.
    Receive = 1,
    /// Something was bought with money of a bank. Nothing is known to be.
    Buy = 2,
    /// Something was given for something else.
    Swap = 3,
    /// Something went to another chain.
    Bridge = 4,
    /// A contract was created.
    ContractDeployment = 5,
    /// Something came that was new.
    Mint = 6,
    /// Somebody was allowed to take something.
    Approve = 7,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ActivityStatus {
    /// It did not do what it was to do.
    Failed = 0,
    /// It is not in a block.
    Pending = 1,
    /// It is in a block.
    Complete = 2,
    /// It is in a block that will not be undone.
    Finalized = 3,
}

/// What tells an entry from every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKey {
    /// The number of a multi-transaction.
    MultiTransaction(i64),
    /// A transfer.
    Transfer {
        /// Number of the chain.
        chain_id: u64,
        /// Id of the transfer.
        id: [u8; 32],
        /// The account that sees it.
        account: [u8; 20],
    },
    /// A transaction on its way.
    Pending {
        /// Number of the chain.
        chain_id: u64,
        /// Hash of the transaction.
        hash: [u8; 32],
        /// Who sends it.
        account: [u8; 20],
    },
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What tells it from others.
    pub key: EntryKey,
    /// Unix seconds.
    pub timestamp: u64,
    /// What happened.
    pub activity_type: ActivityType,
    /// How far it has come.
    pub status: ActivityStatus,
    /// What was given, in the smallest unit.
    pub amount_out: Option<U256>,
    /// What was got, in the smallest unit.
    pub amount_in: Option<U256>,
    /// Of what it was given.
    pub token_out: Option<Asset>,
    /// Of what it was got.
    pub token_in: Option<Asset>,
    /// Symbol of what was given, if what this was made of names it.
    pub symbol_out: Option<String>,
    /// Symbol of what was got, if what this was made of names it.
    pub symbol_in: Option<String>,
    /// Who gave.
    pub sender: Option<[u8; 20]>,
    /// Who got.
    pub recipient: Option<[u8; 20]>,
    /// The chain it was given on.
    pub chain_id_out: Option<u64>,
    /// The chain it was got on.
    pub chain_id_in: Option<u64>,
    /// What kind of asset a transfer moved.
    pub transfer_kind: Option<AssetKind>,
    /// The community whose token it is about, `0x` and the compressed public key.
    pub community_id: Option<String>,
}

impl Entry {
    /// Who is on the other side.
    #[must_use]
    pub const fn counterparty(&self) -> Option<[u8; 20]> {
        match self.activity_type {
            ActivityType::Receive | ActivityType::Mint => self.sender,
            _ => self.recipient,
        }
    }
}

/// From when on something stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finality {
    /// Unix seconds.
    pub now: u64,
    /// Chains that are rollups.
    pub layer_2: BTreeSet<u64>,
    /// The newest block that a chain says will not be undone, where one said so.
    pub final_blocks: BTreeMap<u64, u64>,
}

impl Finality {
    /// Whether what is that old stays on these chains.
    fn is_old(&self, timestamp: u64, chains: &[u64]) -> bool {
        let is_layer_2 = chains.iter().any(|chain| self.layer_2.contains(chain));
        let seconds = if is_layer_2 { LAYER_2_SECONDS } else { LAYER_1_SECONDS };
        timestamp > 0 && timestamp.checked_add(seconds).is_some_and(|stays_from| stays_from <= self.now)
    }

    /// Whether a block stays: the chain says so, or it is old enough.
    #[must_use]
    pub fn is_final(&self, chain_id: u64, block: u64, timestamp: u64) -> bool {
        let is_said = self.final_blocks.get(&chain_id).is_some_and(|newest| block <= *newest);
        is_said || self.is_old(timestamp, &[chain_id])
    }
}

/// The entry of a transfer.
#[must_use]
pub fn entry_of_transfer(transfer: &Transfer, finality: &Finality) -> Entry {
    let Transfer { asset, account, .. } = transfer;
    let is_out = transfer.from == *account;
    let is_new = transfer.from == [0; 20] && (asset.is_collectible() || transfer.is_issue);
    let creates = asset.kind == AssetKind::Native && transfer.to.is_none() && transfer.created_contract.is_some();
    let activity_type = match is_out {
        true if creates => ActivityType::ContractDeployment,
        true => ActivityType::Send,
        false if is_new => ActivityType::Mint,
        false => ActivityType::Receive,
    };
    let status = match transfer.is_success {
        false => ActivityStatus::Failed,
        true if finality.is_final(asset.chain_id, transfer.block.number, transfer.timestamp) => {
            ActivityStatus::Finalized
        }
        true => ActivityStatus::Complete,
    };
    let (out, into) = (is_out.then_some(*asset), (!is_out).then_some(*asset));
    Entry {
        key: EntryKey::Transfer { chain_id: asset.chain_id, id: transfer.id, account: *account },
        timestamp: transfer.timestamp,
        activity_type,
        status,
        amount_out: out.map(|_| transfer.amount),
        amount_in: into.map(|_| transfer.amount),
        token_out: out,
        token_in: into,
        symbol_out: None,
        symbol_in: None,
        sender: Some(transfer.from),
        recipient: transfer.to,
        chain_id_out: out.map(|asset| asset.chain_id),
        chain_id_in: into.map(|asset| asset.chain_id),
        transfer_kind: Some(asset.kind),
        community_id: None,
    }
}

/// The entry of a transaction that is on its way, as these addresses see it; `None` if it is not on its way, part of a
/// multi-transaction, or of nobody of them. `asset` is what its symbol stands for on its chain.
#[must_use]
pub fn entry_of_pending(
    transaction: &PendingTransactionRecord,
    addresses: &BTreeSet<[u8; 20]>,
    asset: Option<Asset>,
) -> Option<Entry> {
    let is_pending = matches!(transaction.state, TransactionState::Signed | TransactionState::Broadcast);
    if !is_pending || transaction.multi_transaction_id != 0 {
        return None;
    }
    let is_out = addresses.contains(&transaction.from);
    if !is_out && !transaction.to.is_some_and(|to| addresses.contains(&to)) {
        return None;
    }
    let symbol = Some(transaction.symbol.clone()).filter(|symbol| !symbol.is_empty());
    Some(Entry {
        key: EntryKey::Pending { chain_id: transaction.chain_id, hash: transaction.hash, account: transaction.from },
        timestamp: transaction.timestamp,
        activity_type: if is_out { ActivityType::Send } else { ActivityType::Receive },
        status: ActivityStatus::Pending,
        amount_out: is_out.then_some(transaction.value),
        amount_in: (!is_out).then_some(transaction.value),
        token_out: asset.filter(|_| is_out),
        token_in: asset.filter(|_| !is_out),
        symbol_out: symbol.clone().filter(|_| is_out),
        symbol_in: symbol.filter(|_| !is_out),
        sender: Some(transaction.from),
        recipient: transaction.to,
        chain_id_out: is_out.then_some(transaction.chain_id),
        chain_id_in: (!is_out).then_some(transaction.chain_id),
        transfer_kind: None,
        community_id: None,
    })
}

/// What became of the parts of a multi-transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartStatus {
    /// Whether one of them failed.
    pub has_failed: bool,
    /// Whether one of them is in a block and did what it was to do.
    pub has_succeeded: bool,
    /// Whether one of them is on its way.
    pub has_pending: bool,
    /// Whether all that are in a block are in one that stays.
    pub is_final: bool,
}

/// The entry of a multi-transaction. `assets` are what is given and what is got.
///
/// # Errors
/// [`ExecutionError::UnknownKind`] if it is of a kind that is not known.
pub fn entry_of_multi_transaction(
    transaction: &MultiTransactionRecord,
    parts: PartStatus,
    assets: (Option<Asset>, Option<Asset>),
    finality: &Finality,
) -> Result<Entry, ExecutionError> {
    let activity_type = match MultiTransactionKind::try_from(transaction.kind)? {
        MultiTransactionKind::Send => ActivityType::Send,
        MultiTransactionKind::Swap => ActivityType::Swap,
        MultiTransactionKind::Bridge => ActivityType::Bridge,
        MultiTransactionKind::Approve => ActivityType::Approve,
    };
    let chains = [transaction.from_network_id, transaction.to_network_id];
    let status = match parts {
        PartStatus { has_failed: true, .. } => ActivityStatus::Failed,
        PartStatus { has_pending: false, has_succeeded: true, .. } => {
            if parts.is_final || finality.is_old(transaction.timestamp, &chains) {
                ActivityStatus::Finalized
            } else {
                ActivityStatus::Complete
            }
        }
        _ => ActivityStatus::Pending,
    };
    let known = |address: [u8; 20]| Some(address).filter(|address| *address != [0; 20]);
    Ok(Entry {
        key: EntryKey::MultiTransaction(transaction.id),
        timestamp: transaction.timestamp,
        activity_type,
        status,
        amount_out: Some(transaction.from_amount.unwrap_or_default()),
        amount_in: Some(transaction.to_amount.unwrap_or_default()),
        token_out: assets.0,
        token_in: assets.1,
        symbol_out: Some(transaction.from_asset.clone()),
        symbol_in: Some(transaction.to_asset.clone()),
        sender: known(transaction.from_address),
        recipient: known(transaction.to_address),
        chain_id_out: Some(transaction.from_network_id).filter(|chain| *chain != 0),
        chain_id_in: Some(transaction.to_network_id).filter(|chain| *chain != 0),
        transfer_kind: None,
        community_id: None,
    })
}
