//! What accounts have: tokens, balances, and what they are worth.

mod balances;
mod catalog;
mod format;
mod history;
mod reload;
mod scan;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Mutex;

use status_domain::wallet::balance::ScanMethod;
use status_ports::UnixMillis;

#[cfg(test)]
use catalog::TokenCallError;

use history::KeptPrices;
use reload::Reload;

pub(crate) use history::BalanceHistoryRequest;

/// What a wallet remembers about what accounts have, besides what is stored.
#[derive(Default)]
pub(super) struct Assets {
    /// How each chain was read last.
    methods: Mutex<BTreeMap<u64, ScanMethod>>,
    refreshed: Mutex<Refreshed>,
    reload: Mutex<Option<Reload>>,
    /// What tokens cost in the past.
    prices: Mutex<KeptPrices>,
}

/// When balances were read.
#[derive(Default)]
struct Refreshed {
    accounts: BTreeMap<[u8; 20], UnixMillis>,
    /// Something happened on a chain since.
    is_stale: bool,
}

impl Assets {
    /// Ends what runs.
    pub(super) fn close(&self) {
        self.stop_reload();
    }
}
