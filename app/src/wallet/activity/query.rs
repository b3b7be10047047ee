//! What is asked for outside sessions.

use std::collections::BTreeSet;
use std::future::Future;

use serde::Serialize;
use status_domain::wallet::activity::{
    Details, DetailsError, Filter, Scope, details_of_multi_transaction, details_of_transaction, oldest_timestamp,
    recipients,
};
use status_ports::{ProfileStoreExt as _, StorageError, WalletStoreExt as _};

use super::shape::{CollectibleHeader, Collectibles, FilteringDone, OldestTimestamp, Recipients};
use super::{CANCELLED, FAILED, MOST_ENTRIES, MOST_QUERIES, Running, SUCCESS, Task};
use crate::wallet::Wallet;

const FILTERING_DONE: &str = "wallet-activity-filtering-done";
const RECIPIENTS: &str = "wallet-activity-get-recipients-result";
const OLDEST_TIMESTAMP: &str = "wallet-activity-get-oldest-timestamp-result";
const COLLECTIBLES: &str = "wallet-activity-get-collectibles";

/// Entries that a page outside sessions can leave out.
const MOST_LEFT_OUT: usize = 100_000;

/// A part of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    /// How many are left out.
    pub(crate) offset: usize,
    /// How many at most.
    pub(crate) limit: usize,
}

impl Range {
    fn bounded(self) -> Self {
        Self { offset: self.offset.min(MOST_LEFT_OUT), limit: self.limit.min(MOST_ENTRIES) }
    }

    fn end(self) -> usize {
        self.offset.saturating_add(self.limit)
    }
}

impl Wallet {
    /// Runs what was asked for, in place of the same of the same request, and answers it by an event. `failed` makes the
    /// answer to what did not go well.
    fn run_query<T, W>(&self, kind: &'static str, request_id: i64, failed: fn(u8) -> T, work: W)
    where
        T: Serialize + Send + 'static,
        W: Future<Output = Result<T, StorageError>> + Send + 'static,
    {
        let mut state = self.activity().state();
        if state.queries.remove(&(kind, request_id)).is_some() {
            self.answer(kind, request_id, &failed(CANCELLED));
        }
        if state.is_closed || state.queries.len() >= MOST_QUERIES {
            return self.answer(kind, request_id, &failed(FAILED));
        }
        let number = state.last_query.saturating_add(1);
        state.last_query = number;
        let wallet = self.clone();
        let task = Task(tokio::spawn(async move {
            let done = work.await.unwrap_or_else(|error| {
                tracing::warn!(kind, %error, "The activity is not read.");
                failed(FAILED)
            });
            let mut state = wallet.activity().state();
            if state.queries.get(&(kind, request_id)).is_some_and(|running| running.number == number) {
                state.queries.remove(&(kind, request_id));
                wallet.answer(kind, request_id, &done);
            }
        }));
        state.queries.insert((kind, request_id), Running { number, _task: task });
    }

    /// A page of the view, as an event.
    pub(crate) fn filter_activity(&self, request_id: i64, scope: Scope, filter: Filter, range: Range) {
        let (wallet, range) = (self.clone(), range.bounded());
        let work = async move {
            if scope.addresses.is_empty() {
                return Ok(FilteringDone::without_entries(FAILED));
            }
            let request = status_domain::wallet::activity::PageRequest { after: None, limit: range.end() };
            let entries = wallet.read_activity(scope, filter, request).await?;
            Ok(FilteringDone::of_entries(entries.get(range.offset..).unwrap_or_default(), range))
        };
        self.run_query(FILTERING_DONE, request_id, FilteringDone::without_entries, work);
    }

    /// Ends the reading of a page; that none is read is no error.
    pub(crate) fn cancel_activity_filter(&self, request_id: i64) {
        let mut state = self.activity().state();
        if state.queries.remove(&(FILTERING_DONE, request_id)).is_some() {
            self.answer(FILTERING_DONE, request_id, &FilteringDone::without_entries(CANCELLED));
        }
    }

    /// Whom accounts sent something to, as an event. `true` if the same request is answered already: this one is not.
    pub(crate) fn activity_recipients(&self, request_id: i64, scope: Scope, range: Range) -> bool {
        if self.activity().state().queries.contains_key(&(RECIPIENTS, request_id)) {
            return true;
        }
        let (wallet, range) = (self.clone(), range.bounded());
        let work = async move {
            let Scope { addresses, chains } = wallet.widened(scope).await?;
            let read = move |stores: &mut dyn status_ports::WalletTransaction| {
                recipients(stores, &addresses, &chains, range.offset, range.limit)
            };
            let found: Vec<[u8; 20]> = wallet.store().query::<_, StorageError, _>(read).await?;
            Ok(Recipients::new(&found, range))
        };
        self.run_query(RECIPIENTS, request_id, Recipients::without_any, work);
        false
    }

    /// When the oldest of all that happened to accounts was, as an event.
    pub(crate) fn oldest_activity_timestamp(&self, request_id: i64, addresses: BTreeSet<[u8; 20]>) {
        let wallet = self.clone();
        let work = async move {
            let Scope { addresses, chains } = wallet.widened(Scope { addresses, ..Scope::default() }).await?;
            let read =
                move |stores: &mut dyn status_ports::WalletTransaction| oldest_timestamp(stores, &addresses, &chains);
            let oldest = wallet.store().query::<_, StorageError, _>(read).await?;
            Ok(OldestTimestamp { timestamp: oldest.unwrap_or_default(), error_code: SUCCESS })
        };
        let failed = |error_code| OldestTimestamp { timestamp: 0, error_code };
        self.run_query(OLDEST_TIMESTAMP, request_id, failed, work);
    }

    /// The collectibles that accounts gave or got, as an event.
    pub(crate) fn activity_collectibles(&self, request_id: i64, scope: Scope, range: Range) {
        let (wallet, range) = (self.clone(), range.bounded());
        let work = async move {
            let Scope { addresses, chains } = wallet.widened(scope).await?;
            let read = move |stores: &mut dyn status_ports::WalletTransaction| {
                stores.transferred_collectibles(&addresses, &chains, range.end())
            };
            let found = wallet.store().query::<_, StorageError, _>(read).await?;
            let page: Vec<CollectibleHeader> = found.iter().skip(range.offset).map(CollectibleHeader::from).collect();
            Ok(Collectibles::new(page, range))
        };
        self.run_query(COLLECTIBLES, request_id, Collectibles::without_any, work);
    }

    /// More about a transfer, by its id, or about a transaction on its way, by its hash.
    ///
    /// # Errors
    /// [`DetailsError`].
    pub(crate) async fn transaction_details(&self, id: [u8; 32]) -> Result<Details, DetailsError> {
        let chains = self.known_chains();
        self.store().query(move |stores| details_of_transaction(stores, &chains, &id)).await
    }

    /// More about a multi-transaction.
    ///
    /// # Errors
    /// [`DetailsError`].
    pub(crate) async fn multi_transaction_details(&self, id: i64) -> Result<Details, DetailsError> {
        self.store().query(move |stores| details_of_multi_transaction(stores, id)).await
    }

    /// Where no account is named, all of the profile's are meant; where no chain is, all that are known.
    async fn widened(&self, scope: Scope) -> Result<Scope, StorageError> {
        let Scope { mut addresses, mut chains } = scope;
        if addresses.is_empty() {
            let accounts = self.profile().query::<_, StorageError, _>(|stores| stores.keypair_accounts()).await?;
            addresses = accounts.iter().filter(|account| !account.chat).map(|account| account.address).collect();
        }
        if chains.is_empty() {
            chains = self.known_chains();
        }
        Ok(Scope { addresses, chains })
    }
}
