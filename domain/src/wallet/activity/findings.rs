//! What was found in a range of blocks, and what is still to be asked before it is known completely.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{
    BlockContent, BlockHeader, BlockPlace, ChainTransaction, MinedTransactionRecord, TransactionReceipt,
};

use super::{Movement, Transfer, is_issue, mined_transaction, native_transfers};

/// Why what was found is not known completely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindingsError {
    /// The chain took blocks back meanwhile: answers are of different blocks.
    #[error("the chain took blocks back meanwhile")]
    Moved,
    /// A provider does not know yet what it told of, and too much of it.
    #[error("the chain does not tell what became of a transaction")]
    Incomplete,
}

/// What moved, and in which transactions: what there is to store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What moved, as each account sees it.
    pub transfers: Vec<Transfer>,
    /// The transactions that moved it, each once.
    pub transactions: Vec<MinedTransactionRecord>,
    /// Blocks with transactions of which the provider does not tell what became of them: nothing of these is in it.
    pub untold: BTreeSet<u64>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Findings {
    chain_id: u64,
    accounts: BTreeSet<[u8; 20]>,
    movements: Vec<Movement>,
    /// Transactions that may have moved the native currency, with where they were found.
    native: BTreeMap<[u8; 32], (BlockPlace, ChainTransaction)>,
}

impl Findings {
    /// Of what contracts logged, and of the blocks in which accounts changed.
    #[must_use]
    pub fn new(
        chain_id: u64,
        accounts: BTreeSet<[u8; 20]>,
        movements: Vec<Movement>,
        blocks: impl IntoIterator<Item = BlockContent>,
    ) -> Self {
        let mut native = BTreeMap::new();
        for BlockContent { header, transactions } in blocks {
            let place = BlockPlace { number: header.number, hash: header.hash };
            let concerns = |transaction: &ChainTransaction| {
                let moves = !transaction.value.is_zero() || transaction.to.is_none();
                let sides = [Some(transaction.from), transaction.to];
                moves && sides.into_iter().flatten().any(|side| accounts.contains(&side))
            };
            let concerned = transactions.into_iter().filter(concerns);
            native.extend(concerned.map(|transaction| (transaction.hash, (place, transaction))));
        }
        Self { chain_id, accounts, movements, native }
    }

    /// Transactions that are to be asked for.
    #[must_use]
    pub fn missing_transactions(&self) -> Vec<[u8; 32]> {
        let all: BTreeSet<[u8; 32]> = self.movements.iter().map(|movement| movement.transaction_hash).collect();
        all.into_iter().filter(|hash| !self.native.contains_key(hash)).collect()
    }

    /// Transactions of which the receipts are to be asked for.
    #[must_use]
    pub fn receipts(&self) -> Vec<[u8; 32]> {
        let moved = self.movements.iter().map(|movement| movement.transaction_hash);
        let all: BTreeSet<[u8; 32]> = moved.chain(self.native.keys().copied()).collect();
        all.into_iter().collect()
    }

    /// Blocks whose heads are to be asked for, after all else.
    #[must_use]
    pub fn blocks(&self) -> BTreeSet<u64> {
        let moved = self.movements.iter().map(|movement| movement.block.number);
        moved.chain(self.native.values().map(|(place, _)| place.number)).collect()
    }

    /// All of it, with what was asked for. A transaction that nobody could read is left out, and what it moved is not.
    /// What a transaction without a receipt moved is left out.
    ///
    /// # Errors
    /// [`FindingsError::Moved`]: then nothing of it may be stored.
    pub fn complete(
        self,
        mut transactions: BTreeMap<[u8; 32], ChainTransaction>,
        receipts: &BTreeMap<[u8; 32], TransactionReceipt>,
        headers: &BTreeMap<u64, BlockHeader>,
    ) -> Result<Found, FindingsError> {
        let head = |place: BlockPlace| {
            let header = headers.get(&place.number).filter(|header| header.hash == place.hash);
            header.ok_or(FindingsError::Moved)
        };
        let receipt = |hash: [u8; 32], place: BlockPlace| {
            let is_there = |receipt: &&TransactionReceipt| {
                (receipt.block_number, receipt.block_hash) == (place.number, place.hash)
            };
            receipts.get(&hash).map(|receipt| Some(receipt).filter(is_there).ok_or(FindingsError::Moved)).transpose()
        };
        let mut found = Found::default();
        let mut places = BTreeMap::new();
        for (hash, (place, transaction)) in self.native {
            let (header, Some(receipt)) = (head(place)?, receipt(hash, place)?) else {
                found.untold.insert(place.number);
                continue;
            };
            let moved = native_transfers(self.chain_id, &self.accounts, &transaction, receipt, header.timestamp);
            found.transfers.extend(moved.map_err(|_| FindingsError::Moved)?);
            places.insert(hash, place);
            transactions.insert(hash, transaction);
        }
        for movement in self.movements {
            let (hash, place) = (movement.transaction_hash, movement.block);
            let (header, Some(receipt)) = (head(place)?, receipt(hash, place)?) else {
                found.untold.insert(place.number);
                continue;
            };
            let input = transactions.get(&hash).map_or(&[][..], |transaction| &transaction.input);
            let is_issue = is_issue(input, &receipt.logs);
            found.transfers.extend(movement.transfers(&self.accounts, header.timestamp, is_issue));
            places.insert(hash, place);
        }
        let moved: BTreeSet<[u8; 32]> = found.transfers.iter().map(|transfer| transfer.transaction_hash).collect();
        for (hash, place) in places.into_iter().filter(|(hash, _)| moved.contains(hash)) {
            let (header, receipt) = (head(place)?, receipt(hash, place)?);
            if let (Some(transaction), Some(receipt)) = (transactions.get(&hash), receipt) {
                let mined = mined_transaction(self.chain_id, transaction, receipt, header.base_fee_per_gas);
                found.transactions.push(mined.map_err(|_| FindingsError::Moved)?);
            }
        }
        Ok(found)
    }
}
