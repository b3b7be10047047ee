//! Signals about transfers (specification: wallet, section 25).

use std::collections::BTreeSet;

use status_domain::wallet::activity::Transfer;

use crate::wallet::{Wallet, WalletEvent};

impl Wallet {
    /// These transfers were found: one event for all of them.
    pub(super) fn tell_transfers(&self, chain_id: u64, transfers: &[Transfer]) {
        let accounts: BTreeSet<[u8; 20]> = transfers.iter().map(|transfer| transfer.account).collect();
        let accounts: Vec<[u8; 20]> = accounts.into_iter().collect();
        let newest = transfers.iter().map(|transfer| transfer.timestamp).max().unwrap_or_default();
        self.transfers_happened(&accounts, newest.saturating_mul(1000));
        self.emit(WalletEvent {
            kind: "new-transfers",
            block_number: transfers.iter().map(|transfer| transfer.block.number).max(),
            accounts: Some(accounts),
            chain_id,
            ..WalletEvent::default()
        });
    }

    /// All is known of these accounts up to now.
    pub(super) fn tell_history_ready(&self, chain_id: u64, accounts: Vec<[u8; 20]>) {
        let accounts = Some(accounts);
        self.emit(WalletEvent { kind: "recent-history-ready", accounts, chain_id, ..WalletEvent::default() });
    }

    /// A chain could not be read; it is tried again with the next block.
    pub(super) fn tell_history_error(&self, chain_id: u64, text: &str) {
        self.history_fails(chain_id, text);
        let message = text.to_owned();
        self.emit(WalletEvent { kind: "fetching-history-error", message, chain_id, ..WalletEvent::default() });
    }

    /// Providers of a chain do not know what these accounts had in the past, so that payments of then are not found.
    pub(super) fn tell_past_unknown(&self, chain_id: u64, accounts: &BTreeSet<[u8; 20]>) {
        let accounts = Some(accounts.iter().copied().collect());
        self.emit(WalletEvent { kind: "non-archival-node-detected", accounts, chain_id, ..WalletEvent::default() });
    }
}
