use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use status_ports::{
    Asset, ChainScans, MinedTransactionRecord, StorageError, TransferKey, TransferQuery, TransferRecord, TransferStore,
};

use super::MemoryWalletTransaction;

type Rows = Vec<TransferRecord>;

impl MemoryWalletTransaction {
    fn transfers_where(&self, is_wanted: impl Fn(&TransferRecord) -> bool) -> Rows {
        self.transfers.values().filter(|row| is_wanted(row)).cloned().collect()
    }

    /// Deletes transfers, and the transactions of which none is left.
    fn delete_transfers(&mut self, rows: &[TransferRecord]) {
        self.touch();
        for row in rows {
            self.transfers.remove(&row.key());
        }
        let transactions: BTreeSet<_> = rows.iter().map(|row| (row.asset.chain_id, row.transaction_hash)).collect();
        let is_of = |row: &TransferRecord, (chain_id, hash): (u64, [u8; 32])| {
            row.asset.chain_id == chain_id && row.transaction_hash == hash
        };
        for key in transactions {
            if !self.transfers.values().any(|row| is_of(row, key)) {
                self.mined_transactions.remove(&key);
            }
        }
    }
}

/// Newest first, by key among those of one second.
fn order(row: &TransferRecord) -> (Reverse<u64>, TransferKey) {
    (Reverse(row.timestamp), row.key())
}

fn is_wanted(query: &TransferQuery, row: &TransferRecord) -> bool {
    let is_after = query.after.is_none_or(|place| {
        row.timestamp < place.timestamp
            || row.timestamp == place.timestamp && place.key.is_none_or(|key| key < row.key())
    });
    is_after
        && query.accounts.contains(&row.account)
        && query.chains.contains(&row.asset.chain_id)
        && query.since <= row.timestamp
        && (!query.is_single || row.multi_transaction_id == 0)
}

impl TransferStore for MemoryWalletTransaction {
    fn save_transfers(&mut self, transfers: &[TransferRecord]) -> Result<(), StorageError> {
        self.touch();
        for transfer in transfers {
            self.transfers.insert(transfer.key(), transfer.clone());
        }
        Ok(())
    }

    fn save_mined_transactions(&mut self, transactions: &[MinedTransactionRecord]) -> Result<(), StorageError> {
        self.touch();
        for transaction in transactions {
            self.mined_transactions.insert((transaction.chain_id, transaction.hash), transaction.clone());
        }
        Ok(())
    }

    fn delete_transfers_from(
        &mut self,
        chain_id: u64,
        accounts: &BTreeSet<[u8; 20]>,
        first_block: u64,
    ) -> Result<usize, StorageError> {
        let rows = self.transfers_where(|row| {
            row.asset.chain_id == chain_id && accounts.contains(&row.account) && row.block.number >= first_block
        });
        self.delete_transfers(&rows);
        Ok(rows.len())
    }

    fn delete_transfers_of(&mut self, account: &[u8; 20]) -> Result<(), StorageError> {
        let rows = self.transfers_where(|row| row.account == *account);
        self.delete_transfers(&rows);
        Ok(())
    }

    fn scans(&mut self, chain_id: u64) -> Result<ChainScans, StorageError> {
        Ok(self.scans.get(&chain_id).cloned().unwrap_or_default())
    }

    fn all_scans(&mut self) -> Result<BTreeMap<u64, ChainScans>, StorageError> {
        Ok(self.scans.iter().map(|(chain_id, scans)| (*chain_id, scans.clone())).collect())
    }

    fn replace_scans(&mut self, chain_id: u64, scans: &ChainScans) -> Result<(), StorageError> {
        self.touch();
        if *scans == ChainScans::default() {
            self.scans.remove(&chain_id);
        } else {
            self.scans.insert(chain_id, scans.clone());
        }
        Ok(())
    }

    fn transfers(&mut self, query: &TransferQuery) -> Result<Rows, StorageError> {
        let mut rows = self.transfers_where(|row| is_wanted(query, row));
        rows.sort_by_key(order);
        rows.truncate(query.limit);
        Ok(rows)
    }

    fn transfers_by_key(&mut self, keys: &[TransferKey]) -> Result<Rows, StorageError> {
        let keys: BTreeSet<&TransferKey> = keys.iter().collect();
        Ok(keys.into_iter().filter_map(|key| self.transfers.get(key)).cloned().collect())
    }

    fn transfers_by_id(&mut self, id: &[u8; 32]) -> Result<Rows, StorageError> {
        Ok(self.transfers_where(|row| row.id == *id))
    }

    fn transfers_of_transaction(&mut self, chain_id: u64, transaction_hash: &[u8; 32]) -> Result<Rows, StorageError> {
        Ok(self.transfers_where(|row| row.asset.chain_id == chain_id && row.transaction_hash == *transaction_hash))
    }

    fn transfers_of_multi_transactions(&mut self, ids: &[i64]) -> Result<Rows, StorageError> {
        Ok(self.transfers_where(|row| ids.contains(&row.multi_transaction_id)))
    }

    fn find_mined_transaction(
        &mut self,
        chain_id: u64,
        hash: &[u8; 32],
    ) -> Result<Option<MinedTransactionRecord>, StorageError> {
        Ok(self.mined_transactions.get(&(chain_id, *hash)).cloned())
    }

    fn transfer_recipients(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
        limit: usize,
    ) -> Result<Vec<([u8; 20], u64)>, StorageError> {
        let rows = self.transfers.values().filter(|row| {
            row.multi_transaction_id == 0 && accounts.contains(&row.account) && chains.contains(&row.asset.chain_id)
        });
        Ok(recipients(rows.filter_map(|row| Some((row.to?, row.timestamp))), limit))
    }

    fn transferred_collectibles(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
        limit: usize,
    ) -> Result<Vec<Asset>, StorageError> {
        let rows = self.transfers.values().filter(|row| {
            row.asset.is_collectible() && accounts.contains(&row.account) && chains.contains(&row.asset.chain_id)
        });
        let order = |asset: Asset| (asset.chain_id, asset.contract, asset.token_id, asset.kind);
        let assets: BTreeMap<_, Asset> = rows.map(|row| (order(row.asset), row.asset)).collect();
        Ok(assets.into_values().take(limit).collect())
    }

    fn oldest_transfer_timestamp(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
    ) -> Result<Option<u64>, StorageError> {
        let is_of = |row: &&TransferRecord| accounts.contains(&row.account) && chains.contains(&row.asset.chain_id);
        Ok(self.transfers.values().filter(is_of).map(|row| row.timestamp).min())
    }
}

/// Each address with its oldest time: those whose oldest is newest first, then by address.
pub(super) fn recipients(rows: impl Iterator<Item = ([u8; 20], u64)>, limit: usize) -> Vec<([u8; 20], u64)> {
    let mut oldest = BTreeMap::new();
    for (address, timestamp) in rows {
        let known = oldest.entry(address).or_insert(timestamp);
        *known = timestamp.min(*known);
    }
    let mut oldest: Vec<([u8; 20], u64)> = oldest.into_iter().collect();
    oldest.sort_by_key(|(address, timestamp)| (Reverse(*timestamp), *address));
    oldest.truncate(limit);
    oldest
}
