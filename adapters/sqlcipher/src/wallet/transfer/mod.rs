//! What moved, and how far chains were read for it.

mod page;
mod row;
mod scan;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool};
use diesel::sqlite::Sqlite;
use status_ports::{
    Asset, ChainScans, MinedTransactionRecord, TransferKey, TransferQuery, TransferRecord, TransferStore,
};

use super::SqlWalletTransaction;
use super::recipients::{Recipient, newest_recipients};
use crate::columns::{Amount, Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::wallet::{mined_transactions, transfers};
use crate::transaction::{AT_ONCE, first_rows};
use row::{MinedTransactionRow, TransferRow, kind};

// Conditions of partial indexes: see the stores of a profile.
diesel::postfix_operator!(IsPart, " != 0", Bool, backend: Sqlite);
diesel::postfix_operator!(IsCollectible, " >= 2", Bool, backend: Sqlite);

/// The recipients of an account on a chain, each found after the one before, without what is between; then the oldest
/// time of each.
const RECIPIENTS: &str = "
    WITH RECURSIVE recipients (to_address) AS (
        SELECT min(to_address) FROM transfers
            WHERE account = ?1 AND chain_id = ?2 AND multi_transaction_id = 0
        UNION ALL
        SELECT (SELECT min(transfers.to_address) FROM transfers
            WHERE account = ?1 AND chain_id = ?2 AND multi_transaction_id = 0
                AND transfers.to_address > recipients.to_address)
            FROM recipients WHERE recipients.to_address IS NOT NULL
    )
    SELECT to_address, (SELECT min(timestamp) FROM transfers
        WHERE account = ?1 AND chain_id = ?2 AND multi_transaction_id = 0
            AND transfers.to_address = recipients.to_address) AS timestamp
        FROM recipients WHERE to_address IS NOT NULL";

impl SqlWalletTransaction<'_> {
    /// Deletes those of these transactions of which there is no transfer.
    fn delete_unneeded(&mut self, gone: Vec<(U64, Bytes<32>)>) -> Result<()> {
        let gone: BTreeSet<_> = gone.into_iter().map(|(chain_id, hash)| (chain_id.0, hash.0)).collect();
        for (chain_id, hash) in gone {
            let (chain_id, hash) = (U64(chain_id), Bytes(hash));
            let left = transfers::table
                .filter(transfers::transaction_hash.eq(hash))
                .filter(transfers::chain_id.eq(chain_id))
                .select(transfers::row_id);
            if first_rows::<i64, _>(left, self.connection, 1)?.is_empty() {
                let row = mined_transactions::table
                    .filter(mined_transactions::chain_id.eq(chain_id))
                    .filter(mined_transactions::hash.eq(hash));
                diesel::delete(row).execute(self.connection).or_storage_error()?;
            }
        }
        Ok(())
    }
}

fn records(rows: QueryResult<Vec<TransferRow>>) -> Result<Vec<TransferRecord>> {
    rows.or_storage_error()?.into_iter().map(TransferRecord::try_from).collect()
}

fn sorted(mut records: Vec<TransferRecord>) -> Vec<TransferRecord> {
    records.sort_by_key(TransferRecord::key);
    records
}

impl TransferStore for SqlWalletTransaction<'_> {
    fn save_transfers(&mut self, transfers: &[TransferRecord]) -> Result<()> {
        for transfer in transfers {
            let row = TransferRow::from(transfer.clone());
            diesel::replace_into(transfers::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn save_mined_transactions(&mut self, transactions: &[MinedTransactionRecord]) -> Result<()> {
        for transaction in transactions {
            let row = MinedTransactionRow::from(transaction.clone());
            diesel::replace_into(mined_transactions::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn delete_transfers_from(
        &mut self,
        chain_id: u64,
        accounts: &BTreeSet<[u8; 20]>,
        first_block: u64,
    ) -> Result<usize> {
        let rows = transfers::table
            .filter(transfers::chain_id.eq(U64(chain_id)))
            .filter(transfers::block_number.ge(U64(first_block)))
            .filter(transfers::account.eq_any(accounts.iter().map(<[u8; 20]>::as_slice)));
        let gone: Vec<(U64, Bytes<32>)> = diesel::delete(rows)
            .returning((transfers::chain_id, transfers::transaction_hash))
            .load(self.connection)
            .or_storage_error()?;
        let count = gone.len();
        self.delete_unneeded(gone)?;
        Ok(count)
    }

    fn delete_transfers_of(&mut self, account: &[u8; 20]) -> Result<()> {
        let gone: Vec<(U64, Bytes<32>)> =
            diesel::delete(transfers::table.filter(transfers::account.eq(account.as_slice())))
                .returning((transfers::chain_id, transfers::transaction_hash))
                .load(self.connection)
                .or_storage_error()?;
        self.delete_unneeded(gone)
    }

    fn scans(&mut self, chain_id: u64) -> Result<ChainScans> {
        Ok(self.read_scans(Some(chain_id))?.remove(&chain_id).unwrap_or_default())
    }

    fn all_scans(&mut self) -> Result<BTreeMap<u64, ChainScans>> {
        self.read_scans(None)
    }

    fn replace_scans(&mut self, chain_id: u64, scans: &ChainScans) -> Result<()> {
        self.write_scans(chain_id, scans)
    }

    fn transfers(&mut self, query: &TransferQuery) -> Result<Vec<TransferRecord>> {
        self.transfer_page(query)
    }

    fn transfers_by_key(&mut self, keys: &[TransferKey]) -> Result<Vec<TransferRecord>> {
        let keys: BTreeSet<&TransferKey> = keys.iter().collect();
        let mut found = Vec::new();
        for key in keys {
            let row = transfers::table
                .filter(transfers::chain_id.eq(U64(key.chain_id)))
                .filter(transfers::id.eq(key.id.as_slice()))
                .filter(transfers::account.eq(key.account.as_slice()))
                .select(TransferRow::as_select());
            found.append(&mut records(row.load(self.connection))?);
        }
        Ok(found)
    }

    fn transfers_by_id(&mut self, id: &[u8; 32]) -> Result<Vec<TransferRecord>> {
        let rows = transfers::table.filter(transfers::id.eq(id.as_slice())).select(TransferRow::as_select());
        Ok(sorted(records(rows.load(self.connection))?))
    }

    fn transfers_of_transaction(&mut self, chain_id: u64, transaction_hash: &[u8; 32]) -> Result<Vec<TransferRecord>> {
        let rows = transfers::table
            .filter(transfers::transaction_hash.eq(transaction_hash.as_slice()))
            .filter(transfers::chain_id.eq(U64(chain_id)))
            .select(TransferRow::as_select());
        Ok(sorted(records(rows.load(self.connection))?))
    }

    fn transfers_of_multi_transactions(&mut self, ids: &[i64]) -> Result<Vec<TransferRecord>> {
        let mut found = Vec::new();
        for ids in ids.chunks(AT_ONCE) {
            let rows = transfers::table
                .filter(transfers::multi_transaction_id.eq_any(ids))
                .filter(IsPart::new(transfers::multi_transaction_id))
                .select(TransferRow::as_select());
            found.append(&mut records(rows.load(self.connection))?);
        }
        Ok(sorted(found))
    }

    fn find_mined_transaction(&mut self, chain_id: u64, hash: &[u8; 32]) -> Result<Option<MinedTransactionRecord>> {
        let row = mined_transactions::table.find((U64(chain_id), hash.as_slice()));
        let row = row.select(MinedTransactionRow::as_select()).first(self.connection).optional();
        row.or_storage_error()?.map(MinedTransactionRecord::try_from).transpose()
    }

    fn transfer_recipients(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
        limit: usize,
    ) -> Result<Vec<([u8; 20], u64)>> {
        let mut found: Vec<Recipient> = Vec::new();
        for (account, chain_id) in pairs(accounts, chains) {
            let rows = diesel::sql_query(RECIPIENTS)
                .bind::<Binary, _>(account.as_slice())
                .bind::<BigInt, _>(U64(chain_id))
                .load(self.connection);
            found.append(&mut rows.or_storage_error()?);
        }
        Ok(newest_recipients(found, limit))
    }

    fn transferred_collectibles(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
        limit: usize,
    ) -> Result<Vec<Asset>> {
        let most = u32::try_from(limit).unwrap_or(u32::MAX);
        let mut found = BTreeSet::new();
        for (account, chain_id) in pairs(accounts, chains) {
            let of_account = transfers::table
                .filter(transfers::account.eq(account.as_slice()))
                .filter(transfers::chain_id.eq(U64(chain_id)))
                .filter(IsCollectible::new(transfers::kind))
                .order((transfers::contract, transfers::token_id, transfers::kind))
                .select((transfers::contract, transfers::token_id, transfers::kind))
                .distinct();
            let rows: Vec<(Bytes<20>, Amount, U32)> = first_rows(of_account, self.connection, most)?;
            found.extend(rows.into_iter().map(|(contract, token_id, kind)| (chain_id, contract.0, token_id.0, kind.0)));
        }
        let asset = |(chain_id, contract, token_id, number)| {
            Ok(Asset { kind: kind(U32(number))?, chain_id, contract, token_id })
        };
        found.into_iter().take(limit).map(asset).collect()
    }

    fn oldest_transfer_timestamp(
        &mut self,
        accounts: &BTreeSet<[u8; 20]>,
        chains: &BTreeSet<u64>,
    ) -> Result<Option<u64>> {
        let mut oldest = None;
        for (account, chain_id) in pairs(accounts, chains) {
            let timestamps = transfers::table
                .filter(transfers::account.eq(account.as_slice()))
                .filter(transfers::chain_id.eq(U64(chain_id)))
                .order(transfers::timestamp)
                .select(transfers::timestamp);
            let first: Vec<U64> = first_rows(timestamps, self.connection, 1)?;
            oldest = first.into_iter().map(|timestamp| timestamp.0).chain(oldest).min();
        }
        Ok(oldest)
    }
}

/// Each account on each chain.
fn pairs<'a>(accounts: &'a BTreeSet<[u8; 20]>, chains: &'a BTreeSet<u64>) -> impl Iterator<Item = (&'a [u8; 20], u64)> {
    accounts.iter().flat_map(|account| chains.iter().map(move |chain_id| (account, *chain_id)))
}
