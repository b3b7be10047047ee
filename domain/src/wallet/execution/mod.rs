//! The way of a transaction from its signature into a block that stays (specification: wallet, sections 12 and 19).
//!
//! A signed transaction is stored with its bytes before any provider sees it. From then on the same bytes are given to
//! the network until they, or others with the same nonce, are in a block: what is stored under a nonce is one intent,
//! and a chain takes one transaction for a nonce. So an intent is carried out at most once, whatever crashes and
//! whichever answers are lost, and none is forgotten.
//!
//! ```text
//! signed -> broadcast -> included -> final
//!    ^          |            |
//!    |          +------------+--> replaced (another one with its nonce was included)
//!    |          +---------------> dropped (every provider refuses it, and says why)
//!    +-- reorganisation ----- included, replaced
//! ```

mod broadcast;
mod change;
mod multi;
mod nonce;
mod observe;
mod record;
mod refusal;
mod replace;
mod route;
mod slot;
mod store;
mod watched;

pub use broadcast::{Settled, bytes_to_send, settle_broadcast};
pub use change::{Change, TransactionStatus};
pub use multi::{MultiTransactionKind, multi_transaction_of_route, save_multi_transaction};
pub use nonce::next_nonce;
pub use observe::{CONFIRMATIONS, ChainView, Inclusion, REPLACEMENT_DEPTH, Sought, doubtful_blocks, observe, sought};
pub use record::{Label, WALLET_TRANSFER, record};
pub use refusal::{Refusal, RefusalKind, Verdict};
pub use replace::{Replacement, WishedFees, replacement};
pub use route::{RouteStep, missing_signature, no_route, nothing_built, route_steps, signature_of_parts};
pub use store::{NonceUse, needs_at_least, store_signed};
pub use watched::{count_from_nonce, delete_transaction, listed_transactions, pending_transactions, watch_transaction};

use status_ports::{MultiTransactionStore, PendingTransactionStore, StorageError};

use super::TransactionError;

/// What of the wallet's database the way of transactions concerns.
pub trait ExecutionStores: PendingTransactionStore + MultiTransactionStore {}

impl<T: PendingTransactionStore + MultiTransactionStore + ?Sized> ExecutionStores for T {}

/// Why a transaction does not go its way.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecutionError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Its nonce is used, or meant for another transaction.
    #[error("bad nonce. expected {expected}, got {found}")]
    BadNonce {
        /// The next free one.
        expected: u64,
        /// Its nonce.
        found: u64,
    },
    /// It is none that can be signed.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// It would replace another one without paying ten percent more on both fees.
    #[error("replacement transaction underpriced")]
    ReplacementUnderpriced,
    /// The network refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such transaction.
    #[error("sql: no rows in result set")]
    NotFound,
    /// It may still be carried out.
    #[error("transaction is still pending")]
    StillPending,
    /// It is in a block, or never will be in one.
    #[error("transaction is not pending any more")]
    NotPending,
    /// It is only watched.
    #[error("transaction was not sent from here")]
    NotSentHere,
    /// Not a kind that is known.
    #[error("unsupported multi transaction type: {0}")]
    UnknownKind(u8),
}

#[cfg(test)]
mod tests;
