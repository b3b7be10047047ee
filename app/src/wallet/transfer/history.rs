//! Clients are told when what accounts had over time becomes known (specification: wallet, section 7.4).

use std::collections::BTreeSet;

use crate::wallet::{Wallet, WalletEvent};

/// What an error is about: status-go names nobody.
const NOBODY: [u8; 20] = [0; 20];

impl Wallet {
    /// The past of those of these accounts on a chain that are not known is read from now on.
    pub(super) fn history_begins(&self, chain_id: u64, accounts: &BTreeSet<[u8; 20]>, known: &BTreeSet<[u8; 20]>) {
        let mut begun = Vec::new();
        {
            let mut watchers = self.shared.transfers.watchers();
            watchers.histories.retain(|account, _| accounts.contains(account));
            for account in accounts.difference(known) {
                let chains = watchers.histories.entry(*account).or_default();
                if chains.is_empty() {
                    begun.push(*account);
                }
                chains.insert(chain_id);
            }
        }
        for account in begun {
            self.tell_balance_history("wallet-balance-history-update-started", account, "");
        }
    }

    /// The past of these accounts on a chain is known. Clients are told of those of which it is on all chains.
    pub(super) fn history_ends(&self, chain_id: u64, accounts: &[[u8; 20]]) {
        let mut ended = Vec::new();
        {
            let mut watchers = self.shared.transfers.watchers();
            for account in accounts {
                let Some(chains) = watchers.histories.get_mut(account) else { continue };
                if chains.remove(&chain_id) && chains.is_empty() {
                    watchers.histories.remove(account);
                    ended.push(*account);
                }
            }
        }
        for account in ended {
            self.tell_balance_history("wallet-balance-history-update-finished", account, "");
        }
    }

    /// A chain does not tell the past. Clients are told if somebody waits for it.
    pub(super) fn history_fails(&self, chain_id: u64, text: &str) {
        let is_awaited = self.shared.transfers.watchers().histories.values().any(|chains| chains.contains(&chain_id));
        if is_awaited {
            self.tell_balance_history("wallet-balance-history-update-finished-with-error", NOBODY, text);
        }
    }

    fn tell_balance_history(&self, kind: &'static str, account: [u8; 20], text: &str) {
        let (accounts, message) = (Some(vec![account]), text.to_owned());
        self.emit(WalletEvent { kind, accounts, message, ..WalletEvent::default() });
    }
}
