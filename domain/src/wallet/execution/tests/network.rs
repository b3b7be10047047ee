//! A network of one account's transactions, as nodes keep it.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;
use status_ports::{BlockPlace, ChainError, PendingTransactionRecord};

use super::super::{ChainView, Inclusion, REPLACEMENT_DEPTH, doubtful_blocks, needs_at_least, sought};
use super::ALICE;

type Hash = [u8; 32];

/// A transaction that a node has.
#[derive(Clone, Copy)]
struct Waiting {
    hash: Hash,
    fee: U256,
}

#[derive(Default)]
pub(super) struct Network {
    /// Block by block, what is in it by nonce.
    blocks: Vec<(Hash, Vec<(u64, Waiting)>)>,
    pool: BTreeMap<u64, Waiting>,
    /// The account has no money.
    pub(super) is_broke: bool,
    blocks_made: u64,
}

impl Network {
    fn mined_count(&self, blocks: usize) -> u64 {
        self.blocks[..blocks].iter().map(|(_, inside)| inside.len() as u64).sum()
    }

    pub(super) fn pending_count(&self) -> u64 {
        let mined = self.mined_count(self.blocks.len());
        (mined..).find(|nonce| !self.pool.contains_key(nonce)).unwrap()
    }

    pub(super) fn send(&mut self, row: &PendingTransactionRecord) -> Result<Hash, ChainError> {
        let refuse =
            |message: &str| Err(ChainError::Rpc { code: -32000, message: message.into(), data: String::new() });
        let new = Waiting { hash: row.hash, fee: row.max_fee_per_gas };
        let nonce = row.nonce.unwrap();
        if nonce < self.mined_count(self.blocks.len()) {
            return refuse("nonce too low");
        }
        match self.pool.get(&nonce) {
            Some(waiting) if waiting.hash == new.hash => return refuse("already known"),
            Some(waiting) if new.fee < needs_at_least(waiting.fee) => {
                return refuse("replacement transaction underpriced");
            }
            _ if self.is_broke => return refuse("insufficient funds for gas * price + value"),
            _ => {}
        }
        self.pool.insert(nonce, new);
        Ok(new.hash)
    }

    pub(super) fn mine(&mut self) {
        let first = self.mined_count(self.blocks.len());
        let inside: Vec<_> = (first..self.pending_count()).map(|nonce| (nonce, self.pool[&nonce])).collect();
        self.pool.retain(|nonce, _| *nonce >= first + inside.len() as u64);
        self.blocks_made += 1;
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&self.blocks_made.to_le_bytes());
        self.blocks.push((hash, inside));
    }

    /// Undoes blocks. What was in them waits again, or is forgotten.
    pub(super) fn reorganise(&mut self, depth: usize, is_forgotten: bool) {
        for (_, inside) in self.blocks.split_off(self.blocks.len().saturating_sub(depth)) {
            if !is_forgotten {
                self.pool.extend(inside);
            }
        }
    }

    pub(super) fn forget_what_waits(&mut self) {
        self.pool.clear();
    }

    /// How often each transaction is in a block.
    pub(super) fn carried_out(&self) -> BTreeMap<Hash, usize> {
        let mut counts = BTreeMap::new();
        for (_, waiting) in self.blocks.iter().flat_map(|(_, inside)| inside) {
            *counts.entry(waiting.hash).or_default() += 1;
        }
        counts
    }

    /// What the network says of what is unfinished.
    pub(super) fn view(&self, unfinished: &[PendingTransactionRecord]) -> ChainView {
        let wanted: BTreeSet<Hash> = sought(unfinished).receipts;
        let mut view = ChainView { head: self.blocks.len() as u64, ..ChainView::default() };
        for (number, (hash, inside)) in (1..).zip(&self.blocks) {
            for (_, waiting) in inside.iter().filter(|(_, waiting)| wanted.contains(&waiting.hash)) {
                let block = BlockPlace { number, hash: *hash };
                view.inclusions.insert(waiting.hash, Inclusion { block, is_success: true });
            }
        }
        for number in doubtful_blocks(unfinished, &view) {
            view.blocks.insert(number, self.blocks.get(number as usize - 1).map(|(hash, _)| *hash));
        }
        let deep = self.blocks.len().saturating_sub(REPLACEMENT_DEPTH as usize);
        view.used_nonces.insert(ALICE, self.mined_count(deep));
        view
    }
}
