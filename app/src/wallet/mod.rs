//! The wallet of a session: what is known of chains, and what is done on them.

#![allow(dead_code, reason = "the methods of the wallet are coming one by one")]

pub(crate) mod route;

use std::sync::Arc;

use serde::Serialize;
use status_ports::{Clock, ProfileStore, WalletStore};

use crate::signal::SignalHub;

/// What a wallet is made of.
pub(crate) struct WalletConfig {
    /// What is known of chains.
    pub(crate) store: Arc<dyn WalletStore>,
    /// Accounts, keys and settings.
    pub(crate) profile: Arc<dyn ProfileStore>,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where clients listen.
    pub(crate) signals: SignalHub,
}

/// The wallet of a logged-in profile. Cloning gives another handle to the same wallet.
#[derive(Clone)]
pub(crate) struct Wallet {
    shared: Arc<WalletConfig>,
}

/// An event of the signal `wallet`.
#[derive(Clone, Debug, Default)]
pub(crate) struct WalletEvent {
    /// What happened.
    pub(crate) kind: &'static str,
    /// Height of the block that it is about.
    pub(crate) block_number: Option<u64>,
    /// Accounts that it is about.
    pub(crate) accounts: Option<Vec<[u8; 20]>>,
    /// More about it: text, or a document as JSON.
    pub(crate) message: String,
    /// The chain that it is about.
    pub(crate) chain_id: u64,
    /// The request that it answers.
    pub(crate) request_id: Option<i64>,
}

/// [`WalletEvent`] as clients read it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WalletEventJson<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    block_number: Option<u64>,
    accounts: Option<Vec<crate::json::Address>>,
    message: &'a str,
    /// Unix seconds.
    at: u64,
    chain_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<i64>,
    /// Clients expect it, and it is always null.
    #[serde(rename = "EventParams")]
    event_params: (),
}

impl Wallet {
    pub(crate) fn new(config: WalletConfig) -> Self {
        Self { shared: Arc::new(config) }
    }

    /// What is known of chains.
    pub(crate) fn store(&self) -> &Arc<dyn WalletStore> {
        &self.shared.store
    }

    /// Accounts, keys and settings.
    pub(crate) fn profile(&self) -> &Arc<dyn ProfileStore> {
        &self.shared.profile
    }

    /// Where clients listen.
    pub(crate) fn signals(&self) -> &SignalHub {
        &self.shared.signals
    }

    /// Emits the signal `wallet`.
    pub(crate) fn emit(&self, event: WalletEvent) {
        let accounts = event.accounts.map(|accounts| accounts.into_iter().map(crate::json::Address).collect());
        let event = WalletEventJson {
            kind: event.kind,
            block_number: event.block_number,
            accounts,
            message: &event.message,
            at: self.shared.clock.unix_millis() / 1000,
            chain_id: event.chain_id,
            request_id: event.request_id,
            event_params: (),
        };
        self.shared.signals.emit("wallet", event);
    }

    /// Ends what runs and closes the database. Whoever still holds a handle gets errors from then on.
    pub(crate) async fn close(&self) {
        self.shared.store.close().await;
    }
}
