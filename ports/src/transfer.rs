//! What moved from or to the profile's accounts, and how far chains were read for it.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;

use crate::{BlockPlace, StorageError};

/// What an asset is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AssetKind {
    /// The currency of the chain.
    Native = 0,
    /// A token.
    Erc20 = 1,
    /// A collectible of which there is one.
    Erc721 = 2,
    /// A collectible of which there may be many.
    Erc1155 = 3,
}

/// Something that can be owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asset {
    /// What it is.
    pub kind: AssetKind,
    /// Its chain.
    pub chain_id: u64,
    /// Its contract; zeros for the native currency.
    pub contract: [u8; 20],
    /// Which of the contract; 0 for what is no collectible.
    pub token_id: U256,
}

impl Asset {
    /// The currency of a chain.
    #[must_use]
    pub const fn native(chain_id: u64) -> Self {
        Self { kind: AssetKind::Native, chain_id, contract: [0; 20], token_id: U256::ZERO }
    }

    /// Whether it is a collectible.
    #[must_use]
    pub const fn is_collectible(&self) -> bool {
        matches!(self.kind, AssetKind::Erc721 | AssetKind::Erc1155)
    }
}

/// What tells a transfer from every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TransferKey {
    /// Number of the chain.
    pub chain_id: u64,
    /// What tells what moved from all else on the chain.
    pub id: [u8; 32],
    /// The account that gave or got it.
    pub account: [u8; 20],
}

/// Something that one of the profile's accounts gave or got. What goes from one of them to another is two transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferRecord {
    /// What tells it from every other of its chain: the hash of the transaction for the native currency, a hash of it
    /// and the place of the log for others.
    pub id: [u8; 32],
    /// The account that gave or got it.
    pub account: [u8; 20],
    /// What moved. Its chain is that of the transfer.
    pub asset: Asset,
    /// Who gave it; zeros for what is new.
    pub from: [u8; 20],
    /// Who got it; `None` if the transaction created a contract.
    pub to: Option<[u8; 20]>,
    /// How much, in the smallest unit.
    pub amount: U256,
    /// The transaction.
    pub transaction_hash: [u8; 32],
    /// The block.
    pub block: BlockPlace,
    /// When the block was made, Unix seconds.
    pub timestamp: u64,
    /// Whether the transaction did what it was to do.
    pub is_success: bool,
    /// The contract that it created.
    pub created_contract: Option<[u8; 20]>,
    /// Whether its transaction issued tokens.
    pub is_issue: bool,
    /// The multi-transaction that it is part of; 0 for none.
    pub multi_transaction_id: i64,
}

impl TransferRecord {
    /// What tells it from every other.
    #[must_use]
    pub const fn key(&self) -> TransferKey {
        TransferKey { chain_id: self.asset.chain_id, id: self.id, account: self.account }
    }
}

/// A transaction that moved something, as it is in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinedTransactionRecord {
    /// Number of the chain.
    pub chain_id: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// The block.
    pub block: BlockPlace,
    /// Place in the block.
    pub transaction_index: u64,
    /// Who sent it.
    pub from: [u8; 20],
    /// Whom it went to; `None` if it created a contract.
    pub to: Option<[u8; 20]>,
    /// Number of the sender's transactions before.
    pub nonce: u64,
    /// Wei.
    pub value: U256,
    /// Call data.
    pub input: Vec<u8>,
    /// Limit of gas.
    pub gas_limit: u64,
    /// Gas used.
    pub gas_used: u64,
    /// Wei per gas of a legacy transaction.
    pub gas_price: Option<U256>,
    /// Wei per gas at most (EIP-1559).
    pub max_fee_per_gas: Option<U256>,
    /// Tip in wei per gas at most (EIP-1559).
    pub max_priority_fee_per_gas: Option<U256>,
    /// Wei per gas that were paid.
    pub effective_gas_price: U256,
    /// Wei per gas that its block burnt; `None` on chains without EIP-1559.
    pub base_fee_per_gas: Option<U256>,
    /// Wei paid for the data on layer 1, on rollups that tell.
    pub l1_fee: Option<U256>,
    /// Type of EIP-2718: 0, 1, 2, or what the chain adds.
    pub kind: u8,
    /// Whether it did what it was to do.
    pub is_success: bool,
    /// The contract that it created.
    pub created_contract: Option<[u8; 20]>,
}

/// A place in a list of transfers, newest first and by key among those of one second: between all that were before and
/// what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferPlace {
    /// Unix seconds. Newer ones were before, older ones come.
    pub timestamp: u64,
    /// Of those of this second the ones up to this key were before; none of them, if there is none.
    pub key: Option<TransferKey>,
}

/// Which transfers are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferQuery {
    /// Those of these accounts.
    pub accounts: BTreeSet<[u8; 20]>,
    /// On these chains.
    pub chains: BTreeSet<u64>,
    /// Only those that are part of no multi-transaction.
    pub is_single: bool,
    /// Not those before this time, Unix seconds.
    pub since: u64,
    /// Those after this place; `None` from the newest on.
    pub after: Option<TransferPlace>,
    /// How many at most.
    pub limit: usize,
}

/// A range of blocks that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScannedRange {
    /// Its first block.
    pub first: u64,
    /// Its last block, as it was.
    pub last: BlockPlace,
}

/// How far a chain was read for some accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanRecord {
    /// The accounts.
    pub accounts: BTreeSet<[u8; 20]>,
    /// The block that is read next.
    pub next_block: u64,
    /// The newest ranges that were read, oldest first.
    pub ranges: Vec<ScannedRange>,
}

/// Blocks below the one that is read next that are still to be read for some accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanGap {
    /// The accounts.
    pub accounts: BTreeSet<[u8; 20]>,
    /// The first block.
    pub first: u64,
    /// The last block; not below the first.
    pub last: u64,
    /// How often they were tried in vain.
    pub attempts: u32,
    /// They are tried when the chain has this block, and not before.
    pub not_before: u64,
}

/// How far a chain was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainScans {
    /// An account is in one of them at most.
    pub scans: Vec<ScanRecord>,
    /// What was left out.
    pub gaps: Vec<ScanGap>,
}

/// Transfers of the open profile.
///
/// Whoever saves transfers saves in the same unit of work their transactions and how far the chain was read, and gives
/// them the multi-transaction that the transaction of that hash is part of, if it was sent from here.
pub trait TransferStore {
    /// Inserts transfers; one that is there is replaced.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_transfers(&mut self, transfers: &[TransferRecord]) -> Result<(), StorageError>;

    /// Inserts transactions, of which transfers are saved, too; one that is there is replaced.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_mined_transactions(&mut self, transactions: &[MinedTransactionRecord]) -> Result<(), StorageError>;

    /// Deletes the transfers of these accounts in this block of the chain and all after it, and the transactions of
    /// which none is left. How many transfers there were.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_transfers_from(
        &mut self,
        chain_id: u64,
        accounts: &BTreeSet<[u8; 20]>,
        first_block: u64,
    ) -> Result<usize, StorageError>;

    /// Deletes the transfers of an account, and the transactions of which none is left.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_transfers_of(&mut self, account: &[u8; 20]) -> Result<(), StorageError>;

    /// How far a chain was read, in the order in which it was saved.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn scans(&mut self, chain_id: u64) -> Result<ChainScans, StorageError>;

    /// How far chains were read: those of which something is said.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn all_scans(&mut self) -> Result<BTreeMap<u64, ChainScans>, StorageError>;

    /// Says how far a chain was read, in place of all that was said of it.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn replace_scans(&mut self, chain_id: u64, scans: &ChainScans) -> Result<(), StorageError>;

    /// A page of transfers, newest first and by key among those of one second.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transfers(&mut self, query: &TransferQuery) -> Result<Vec<TransferRecord>, StorageError>;

    /// Those of these that are there, by key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transfers_by_key(&mut self, keys: &[TransferKey]) -> Result<Vec<TransferRecord>, StorageError>;

    /// Those with this id on any chain, by key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transfers_by_id(&mut self, id: &[u8; 32]) -> Result<Vec<TransferRecord>, StorageError>;

    /// Those of a transaction, by key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transfers_of_transaction(
        &mut self,
        chain_id: u64,
        transaction_hash: &[u8; 32],
    ) -> Result<Vec<TransferRecord>, StorageError>;

    /// Those that are parts of these multi-transactions, by key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transfers_of_multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<TransferRecord>, StorageError>;

    /// A transaction of which there are transfers.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_mined_transaction(
        &mut self,
        chain_id: u64,
        hash: &[u8; 32],
    ) -> Result<Option<MinedTransactionRecord>, StorageError>;

    /// Whom transfers of these accounts on these chains, parts of no multi-transaction, went to, with the time of the
    /// oldest of each in Unix seconds: those whose oldest is newest first, then by address, so many at most.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transfer_recipients(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
        limit: usize,
    ) -> Result<Vec<([u8; 20], u64)>, StorageError>;

    /// The collectibles that these accounts gave or got on these chains, each once, by chain, contract and number, so many
    /// at most.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn transferred_collectibles(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
        limit: usize,
    ) -> Result<Vec<Asset>, StorageError>;

    /// When the oldest transfer of these accounts on these chains was, Unix seconds.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn oldest_transfer_timestamp(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
    ) -> Result<Option<u64>, StorageError>;
}
