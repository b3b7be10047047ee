//! More about something that happened (specification: wallet, section 10.6).

use std::collections::BTreeSet;

use ruint::aliases::U256;
use status_ports::{MinedTransactionRecord, PendingTransactionRecord, StorageError, TransactionState};

use super::ViewStores;

/// Why there are no details.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DetailsError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// There cannot be such an entry.
    #[error("invalid tx id")]
    InvalidId,
    /// There is no such entry.
    #[error("Entry not found")]
    NotFound,
}

/// What happened on a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainDetails {
    /// Number of the chain.
    pub chain_id: u64,
    /// Height of the block; `None` if it is in none.
    pub block_number: Option<u64>,
    /// Hash of the transaction.
    pub hash: [u8; 32],
    /// The contract that it created.
    pub contract: Option<[u8; 20]>,
}

/// More about an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Number of the sender's transactions before.
    pub nonce: u64,
    /// What happened on which chain, each chain once: of several transactions the last.
    pub chains: Vec<ChainDetails>,
    /// Call data.
    pub input: Vec<u8>,
    /// Wei per gas at most.
    pub max_fee_per_gas: U256,
    /// Limit of gas.
    pub gas_limit: u64,
    /// Wei that were paid; `None` if nothing is in a block.
    pub total_fees: Option<U256>,
}

impl Details {
    fn take_sent(&mut self, sent: &PendingTransactionRecord) {
        self.nonce = sent.nonce.unwrap_or_default();
        self.input.clone_from(&sent.data);
        self.max_fee_per_gas = sent.max_fee_per_gas;
        self.gas_limit = sent.gas_limit;
        let block_number = match sent.state {
            TransactionState::Included { block, .. } | TransactionState::Final { block, .. } => Some(block.number),
            _ => None,
        };
        self.put(ChainDetails { chain_id: sent.chain_id, block_number, hash: sent.hash, contract: None });
    }

    fn take_mined(&mut self, mined: &MinedTransactionRecord) {
        self.nonce = mined.nonce;
        self.input.clone_from(&mined.input);
        self.max_fee_per_gas = mined.max_fee_per_gas.or(mined.gas_price).unwrap_or(mined.effective_gas_price);
        self.gas_limit = mined.gas_limit;
        let paid = mined.effective_gas_price.saturating_mul(U256::from(mined.gas_used));
        let paid = paid.saturating_add(mined.l1_fee.unwrap_or_default());
        self.total_fees = Some(self.total_fees.unwrap_or_default().saturating_add(paid));
        self.put(ChainDetails {
            chain_id: mined.chain_id,
            block_number: Some(mined.block.number),
            hash: mined.hash,
            contract: mined.created_contract,
        });
    }

    fn put(&mut self, details: ChainDetails) {
        match self.chains.iter_mut().find(|known| known.chain_id == details.chain_id) {
            Some(known) => *known = details,
            None => self.chains.push(details),
        }
    }
}

/// About a transfer, by its id, or about a transaction on its way on one of these chains, by its hash.
///
/// # Errors
/// [`DetailsError::NotFound`], [`DetailsError::Storage`].
pub fn details_of_transaction<S: ViewStores + ?Sized>(
    stores: &mut S,
    chains: &BTreeSet<u64>,
    id: &[u8; 32],
) -> Result<Details, DetailsError> {
    let mut details = Details::default();
    if let Some(transfer) = stores.transfers_by_id(id)?.first() {
        let (chain_id, hash) = (transfer.asset.chain_id, transfer.transaction_hash);
        match stores.find_mined_transaction(chain_id, &hash)? {
            Some(mined) => details.take_mined(&mined),
            None => details.put(ChainDetails {
                chain_id,
                block_number: Some(transfer.block.number),
                hash,
                contract: transfer.created_contract,
            }),
        }
        return Ok(details);
    }
    for chain_id in chains {
        if let Some(sent) = stores.find_pending_transaction(*chain_id, id)? {
            details.take_sent(&sent);
            return Ok(details);
        }
    }
    Err(DetailsError::NotFound)
}

/// About a multi-transaction. Of one that is not known there are none.
///
/// # Errors
/// [`DetailsError::InvalidId`], [`DetailsError::Storage`].
pub fn details_of_multi_transaction<S: ViewStores + ?Sized>(stores: &mut S, id: i64) -> Result<Details, DetailsError> {
    if id <= 0 {
        return Err(DetailsError::InvalidId);
    }
    let mut details = Details::default();
    let mut mined = BTreeSet::new();
    for sent in stores.parts_of_multi_transactions(&[id])? {
        if !matches!(sent.state, TransactionState::Replaced { .. } | TransactionState::Dropped { .. }) {
            details.take_sent(&sent);
            mined.insert((sent.chain_id, sent.hash));
        }
    }
    let transfers = stores.transfers_of_multi_transactions(&[id])?;
    mined.extend(transfers.iter().map(|transfer| (transfer.asset.chain_id, transfer.transaction_hash)));
    for (chain_id, hash) in mined {
        if let Some(mined) = stores.find_mined_transaction(chain_id, &hash)? {
            details.take_mined(&mined);
        }
    }
    Ok(details)
}
