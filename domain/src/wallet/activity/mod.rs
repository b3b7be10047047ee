//! What happened to the money of accounts (specification: wallet, sections 10 and 11).
//!
//! Blocks are read in bounded ranges: [`scan`](ScanCursor) says which, and notices when the chain took blocks back;
//! [`read_logs`] and [`native_transfers`] find what moved. Transfers, transactions on their way and multi-transactions
//! become [entries](Entry) of one view, newest first, of which a [session](Session) follows a part.

mod balance_search;
mod details;
mod entry;
mod filter;
mod findings;
mod forget;
mod log;
mod mined;
mod overview;
mod payment;
mod reading;
mod scan;
mod scans;
mod session;
mod transfer;
mod view;

pub use balance_search::BalanceSearch;
pub use details::{ChainDetails, Details, DetailsError, details_of_multi_transaction, details_of_transaction};
pub use entry::{
    ActivityStatus, ActivityType, Entry, EntryKey, Finality, PartStatus, entry_of_multi_transaction, entry_of_pending,
    entry_of_transfer,
};
pub use filter::{Filter, Period, Scope};
pub use findings::{Findings, FindingsError, Found};
pub use forget::forget_other_accounts;
pub use log::{LogError, MOST_ITEMS, ReadLogs, RefusedLog, log_filters, read_log, read_logs};
pub use mined::{link_multi_transactions, mined_transaction};
pub use overview::{oldest_timestamp, recipients};
pub use payment::{PaymentState, told_payments};
pub use reading::{ReadEntries, View, ViewStores, read_entries};
pub use scan::{BlockRange, RANGE_DEPTH, RangeHeads, RangeSize, ScanCursor, ScanError};
pub use scans::{ScanStep, Scans, history_start, log_range, oldest_block, watched_accounts};
pub use session::{Page, PageRequest, Session, SessionUpdate};
pub use status_ports::{Asset, AssetKind, ScannedRange, TransferRecord as Transfer};
pub use transfer::{Movement, TransferError, is_issue, native_transfers};
pub use view::{Order, merge};

#[cfg(test)]
mod tests;
