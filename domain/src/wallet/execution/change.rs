//! What clients are told.

use status_ports::{PendingTransactionRecord, TransactionState};

/// What clients know of how far a transaction has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionStatus {
    /// Not in a block.
    Pending,
    /// In a block, and did what it was to do.
    Success,
    /// In a block without effect, or never to be in one.
    Failed,
}

impl TransactionStatus {
    /// The status of a transaction.
    #[must_use]
    pub const fn of(state: &TransactionState) -> Self {
        match state {
            TransactionState::Signed | TransactionState::Broadcast => Self::Pending,
            TransactionState::Included { is_success: true, .. } | TransactionState::Final { is_success: true, .. } => {
                Self::Success
            }
            _ => Self::Failed,
        }
    }

    /// As clients read it.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Success => "Success",
            Self::Failed => "Failed",
        }
    }
}

/// Something that clients are told once it is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A transaction came to the list, or left it.
    Listed {
        /// Its chain.
        chain_id: u64,
        /// Its hash.
        hash: [u8; 32],
        /// Who sends, and whom it goes to.
        accounts: [[u8; 20]; 2],
        /// When it was signed, Unix seconds.
        timestamp: u64,
        /// It left.
        is_deleted: bool,
    },
    /// The status of a transaction changed.
    Status {
        /// Its chain.
        chain_id: u64,
        /// Its hash.
        hash: [u8; 32],
        /// What it is now.
        status: TransactionStatus,
    },
}

impl Change {
    /// A transaction came to the list, or left it.
    pub(super) fn listed(row: &PendingTransactionRecord, is_deleted: bool) -> Self {
        Self::Listed {
            chain_id: row.chain_id,
            hash: row.hash,
            accounts: [row.from, row.to.unwrap_or_default()],
            timestamp: row.timestamp,
            is_deleted,
        }
    }

    /// The status that a transaction has now.
    pub(super) const fn status(row: &PendingTransactionRecord) -> Self {
        Self::Status { chain_id: row.chain_id, hash: row.hash, status: TransactionStatus::of(&row.state) }
    }
}
