//! Signals about transactions.

use serde::Serialize;
use status_domain::wallet::execution::{Change, TransactionStatus};
use status_ports::StorageError;

use super::{Execution, Shared};
use crate::json;
use crate::wallet::WalletEvent;

/// A transaction came to the list, or left it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    chain_id: u64,
    hash: String,
    deleted: bool,
}

/// The status of a transaction changed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusChanged {
    chain_id: u64,
    hash: String,
    status: &'static str,
}

fn text(hash: &[u8; 32]) -> String {
    format!("0x{}", hex::encode(hash))
}

impl Execution {
    /// Has the ends of transactions told by a signal of its own for each. Those that are over are told at once.
    ///
    /// # Errors
    /// [`StorageError`] if it is not known which are over; the others are told nonetheless.
    pub(crate) async fn announce_ends(&self, transactions: Vec<(u64, [u8; 32])>) -> Result<(), StorageError> {
        self.shared.announced().extend(transactions.iter().copied());
        for row in self.find(transactions).await?.into_iter().flatten() {
            self.shared.announce_end(row.chain_id, row.hash, TransactionStatus::of(&row.state));
        }
        Ok(())
    }
}

impl Shared {
    /// Tells clients what was committed.
    pub(super) fn tell(&self, changes: &[Change]) {
        for change in changes {
            match *change {
                Change::Listed { chain_id, hash, accounts, timestamp, is_deleted } => {
                    let message = json::to_text(&Listed { chain_id, hash: text(&hash), deleted: is_deleted });
                    self.sources.emit(WalletEvent {
                        kind: "pending-transaction-update",
                        accounts: Some(accounts.to_vec()),
                        message: message.unwrap_or_default(),
                        chain_id,
                        at: Some(timestamp),
                        ..WalletEvent::default()
                    });
                }
                Change::Status { chain_id, hash, status } => self.tell_status(chain_id, hash, status),
            }
        }
    }

    fn tell_status(&self, chain_id: u64, hash: [u8; 32], status: TransactionStatus) {
        let message = json::to_text(&StatusChanged { chain_id, hash: text(&hash), status: status.text() });
        self.sources.emit(WalletEvent {
            kind: "pending-transaction-status-changed",
            message: message.unwrap_or_default(),
            chain_id,
            at: Some(0),
            ..WalletEvent::default()
        });
        // Nobody need watch.
        let _ = self.statuses.send((chain_id, hash, status));
        self.announce_end(chain_id, hash, status);
    }

    /// Announces the end of a transaction, once, if somebody wants that and it is over.
    fn announce_end(&self, chain_id: u64, hash: [u8; 32], status: TransactionStatus) {
        if status != TransactionStatus::Pending && self.announced().remove(&(chain_id, hash)) {
            self.announce(chain_id, hash, status);
        }
    }

    /// The end of a transaction, for whoever waits for this one.
    pub(super) fn announce(&self, chain_id: u64, hash: [u8; 32], status: TransactionStatus) {
        let event = StatusChanged { chain_id, hash: text(&hash), status: status.text() };
        self.sources.signals().emit("wallet.transaction.status-changed", event);
    }
}
