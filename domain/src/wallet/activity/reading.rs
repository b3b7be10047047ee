//! Reading the view of what is stored.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{
    MultiTransactionQuery, MultiTransactionRecord, MultiTransactionStore, PendingTransactionRecord,
    PendingTransactionStore, StorageError, TransactionState, TransferQuery, TransferStore,
};

use super::{
    Asset, AssetKind, Entry, EntryKey, Filter, Finality, Order, PartStatus, Scope, Transfer,
    entry_of_multi_transaction, entry_of_pending, entry_of_transfer, merge,
};
use crate::wallet::execution::pending_transactions;
use crate::wallet::token::{Token, TokenCatalog};

/// What the view is made of.
pub trait ViewStores: TransferStore + PendingTransactionStore + MultiTransactionStore {}

impl<T: TransferStore + PendingTransactionStore + MultiTransactionStore + ?Sized> ViewStores for T {}

/// Which entries are read, and what is known besides what is stored of them.
#[derive(Clone, Debug)]
pub struct View {
    /// Whose entries, and on which chains.
    pub scope: Scope,
    /// Which of them.
    pub filter: Filter,
    /// All chains that are known.
    pub chains: BTreeSet<u64>,
    /// The tokens of these chains.
    pub tokens: TokenCatalog,
    /// From when on something stays.
    pub finality: Finality,
}

/// Entries that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadEntries {
    /// Those that are wanted, in order.
    pub entries: Vec<Entry>,
    /// Up to where it was read; `None` if to the end.
    pub end: Option<Order>,
}

/// Entries of one source, and up to where it was read.
type Source = (Vec<Entry>, Option<Order>);

/// Reads so many records of each source after a place: the entries among them that are wanted. There may be none of
/// them and more behind. Reading goes on at the end that is returned.
///
/// # Errors
/// [`StorageError`].
pub fn read_entries<S: ViewStores + ?Sized>(
    stores: &mut S,
    view: &View,
    after: Option<Order>,
    count: usize,
) -> Result<ReadEntries, StorageError> {
    let end = Some(view.filter.period.end).filter(|end| *end > 0);
    let after = after.max(end.and_then(|end| end.checked_add(1)).map(Order::after_second));
    let sources = [
        view.multi_transactions(stores, after, count)?,
        view.transfers(stores, after, count)?,
        (view.pending(stores)?, None),
    ];
    // Behind the first place that a source was not read beyond, something may be missing.
    let end = sources.iter().filter_map(|(_, end)| *end).min();
    let entries = merge(sources.into_iter().map(|(entries, _)| entries), after.as_ref(), usize::MAX);
    let is_read = |entry: &Entry| end.is_none_or(|end| Order::of(entry) <= end);
    let entries = entries.into_iter().filter(|entry| is_read(entry) && view.wants(entry)).collect();
    Ok(ReadEntries { entries, end })
}

impl View {
    fn wants(&self, entry: &Entry) -> bool {
        self.scope.contains(entry) && self.filter.matches(entry)
    }

    fn multi_transactions<S: ViewStores + ?Sized>(
        &self,
        stores: &mut S,
        after: Option<Order>,
        count: usize,
    ) -> Result<Source, StorageError> {
        let query = MultiTransactionQuery {
            addresses: self.scope.addresses.clone(),
            since: self.filter.period.start,
            after: after.map(|after| after.multi_transactions_after()),
            limit: count,
        };
        let records = stores.multi_transactions_of(&query)?;
        let place =
            |record: &MultiTransactionRecord| Order::new(record.timestamp, EntryKey::MultiTransaction(record.id));
        let end = records.last().filter(|_| records.len() >= count).map(place);
        let ids: Vec<i64> = records.iter().map(|record| record.id).collect();
        let mut parts: BTreeMap<i64, Parts> = BTreeMap::new();
        for sent in stores.parts_of_multi_transactions(&ids)? {
            parts.entry(sent.multi_transaction_id).or_default().sent.push(sent);
        }
        for transfer in stores.transfers_of_multi_transactions(&ids)? {
            parts.entry(transfer.multi_transaction_id).or_default().transfers.push(transfer);
        }
        let entry = |record: MultiTransactionRecord| {
            let parts = parts.remove(&record.id).unwrap_or_default();
            self.multi_transaction(record, &parts)
        };
        Ok((records.into_iter().filter_map(entry).collect(), end))
    }

    /// Its entry; `None` if it is of a kind that is not known.
    fn multi_transaction(&self, mut record: MultiTransactionRecord, parts: &Parts) -> Option<Entry> {
        if record.from_network_id == 0 && record.to_network_id == 0 {
            // Where it was not said, its parts say it: a chain that is looked at, if there is one.
            let chains = parts.chains();
            let looked_at = chains.intersection(&self.scope.chains).next();
            record.from_network_id = looked_at.or_else(|| chains.first()).copied().unwrap_or_default();
        }
        let given = self.asset(record.from_network_id, &record.from_asset);
        let got_on = if record.to_network_id == 0 { record.from_network_id } else { record.to_network_id };
        let got = self.asset(got_on, &record.to_asset);
        entry_of_multi_transaction(&record, parts.status(&self.finality), (given, got), &self.finality).ok()
    }

    fn transfers<S: ViewStores + ?Sized>(
        &self,
        stores: &mut S,
        after: Option<Order>,
        count: usize,
    ) -> Result<Source, StorageError> {
        let place = after.map(|after| after.transfers_after());
        let Some(after) = place.map_or(Some(None), |place| place.map(Some)) else { return Ok((Vec::new(), None)) };
        let query = TransferQuery {
            accounts: self.scope.addresses.clone(),
            chains: if self.scope.chains.is_empty() { self.chains.clone() } else { self.scope.chains.clone() },
            is_single: true,
            since: self.filter.period.start,
            after,
            limit: count,
        };
        let transfers = stores.transfers(&query)?;
        let entries: Vec<Entry> = transfers.iter().map(|transfer| self.transfer(transfer)).collect();
        let end = entries.last().filter(|_| entries.len() >= count).map(Order::of);
        Ok((entries, end))
    }

    fn transfer(&self, transfer: &Transfer) -> Entry {
        let mut entry = entry_of_transfer(transfer, &self.finality);
        entry.symbol_out = entry.token_out.and_then(|asset| self.symbol(&asset));
        entry.symbol_in = entry.token_in.and_then(|asset| self.symbol(&asset));
        entry.community_id = self.community(&transfer.asset);
        entry
    }

    fn pending<S: ViewStores + ?Sized>(&self, stores: &mut S) -> Result<Vec<Entry>, StorageError> {
        let mut entries = Vec::new();
        for sent in pending_transactions(stores)? {
            // What is found in a block before it is seen that it is no longer on its way is not shown twice.
            if stores.find_mined_transaction(sent.chain_id, &sent.hash)?.is_none() {
                let token = self.tokens.find(sent.chain_id, &sent.symbol);
                entries.extend(entry_of_pending(&sent, &self.scope.addresses, token.map(asset_of)));
            }
        }
        Ok(entries)
    }

    /// What a symbol stands for on a chain, or on the first one that knows it, if the chain is not known.
    fn asset(&self, chain_id: u64, symbol: &str) -> Option<Asset> {
        let on_any = || self.chains.iter().find_map(|chain_id| self.tokens.find(*chain_id, symbol));
        let token = if chain_id == 0 { on_any() } else { self.tokens.find(chain_id, symbol) };
        token.map(asset_of)
    }

    fn symbol(&self, asset: &Asset) -> Option<String> {
        self.token(asset).map(|token| token.symbol.to_string())
    }

    fn community(&self, asset: &Asset) -> Option<String> {
        self.token(asset)?.community_id.clone().filter(|id| !id.is_empty())
    }

    fn token(&self, asset: &Asset) -> Option<&Token> {
        let is_token = !asset.is_collectible();
        is_token.then(|| self.tokens.find_by_address(asset.chain_id, asset.contract)).flatten()
    }
}

fn asset_of(token: &Token) -> Asset {
    let kind = if token.is_native() { AssetKind::Native } else { AssetKind::Erc20 };
    Asset { kind, contract: token.address, ..Asset::native(token.chain_id) }
}

/// What a multi-transaction was carried out by, as far as it is known.
#[derive(Default)]
struct Parts {
    sent: Vec<PendingTransactionRecord>,
    transfers: Vec<Transfer>,
}

impl Parts {
    fn chains(&self) -> BTreeSet<u64> {
        let sent = self.sent.iter().map(|sent| sent.chain_id);
        sent.chain(self.transfers.iter().map(|transfer| transfer.asset.chain_id)).collect()
    }

    fn status(&self, finality: &Finality) -> PartStatus {
        let mut status = PartStatus::default();
        let mut count = |is_success: bool| {
            status.has_failed |= !is_success;
            status.has_succeeded |= is_success;
        };
        let mut is_final = true;
        for transfer in &self.transfers {
            count(transfer.is_success);
            // What was sent from here says more, below.
            let is_ours = self.has_sent(&transfer.transaction_hash);
            is_final &=
                is_ours || finality.is_final(transfer.asset.chain_id, transfer.block.number, transfer.timestamp);
        }
        let mut has_pending = false;
        for sent in &self.sent {
            match &sent.state {
                TransactionState::Signed | TransactionState::Broadcast => has_pending = true,
                TransactionState::Included { is_success, block } => {
                    count(*is_success);
                    is_final &= finality.is_final(sent.chain_id, block.number, 0);
                }
                TransactionState::Final { is_success, .. } => count(*is_success),
                // Another one stands for it.
                TransactionState::Replaced { by: Some(hash), .. } if self.has_sent(hash) => {}
                TransactionState::Replaced { .. } | TransactionState::Dropped { .. } => count(false),
            }
        }
        PartStatus { has_pending, is_final: is_final && !has_pending, ..status }
    }

    fn has_sent(&self, hash: &[u8; 32]) -> bool {
        self.sent.iter().any(|sent| sent.hash == *hash)
    }
}
