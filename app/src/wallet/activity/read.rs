//! Entries are read from the store, some at a time.

use std::collections::BTreeSet;

use status_domain::wallet::activity::{Entry, Filter, Finality, PageRequest, Scope, View, read_entries};
use status_domain::wallet::token::TokenScope;
use status_ports::{StorageError, WalletStoreExt as _};

use crate::wallet::Wallet;

/// Records that are read at once where few of them are wanted.
const MOST_AT_ONCE: usize = 2_000;

impl Wallet {
    /// A part of the view.
    pub(super) async fn read_activity(
        &self,
        scope: Scope,
        filter: Filter,
        request: PageRequest,
    ) -> Result<Vec<Entry>, StorageError> {
        let PageRequest { mut after, limit } = request;
        let mut entries = Vec::new();
        if limit == 0 {
            return Ok(entries);
        }
        let mut view = self.activity_view(scope, filter).await?;
        let mut count = limit;
        loop {
            // The view goes with the work and comes back.
            let (read, kept) = self
                .store()
                .query::<_, StorageError, _>(move |stores| Ok((read_entries(stores, &view, after, count)?, view)))
                .await?;
            view = kept;
            entries.extend(read.entries);
            entries.truncate(limit);
            if entries.len() == limit || read.end.is_none() {
                return Ok(entries);
            }
            after = read.end;
            count = count.saturating_mul(2).min(MOST_AT_ONCE.max(limit));
        }
    }

    async fn activity_view(&self, scope: Scope, filter: Filter) -> Result<View, StorageError> {
        let networks = self.networks();
        let tokens = self.tokens(&networks, TokenScope::Known).await?;
        let layer_2 = networks.iter().filter(|network| network.layer == 2).map(|network| network.chain_id);
        let finality = Finality { now: self.now() / 1000, layer_2: layer_2.collect(), ..Finality::default() };
        let filter = filter.with_symbols(&tokens);
        Ok(View { scope, filter, chains: self.known_chains(), tokens, finality })
    }

    /// The numbers of all chains.
    pub(super) fn known_chains(&self) -> BTreeSet<u64> {
        self.networks().iter().map(|network| network.chain_id).collect()
    }
}
