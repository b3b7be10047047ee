//! The signal `wallet`.

use std::sync::Arc;

use serde::Serialize;
use status_ports::Clock;
use tokio::sync::watch;

use crate::json::Address;
use crate::signal::SignalHub;

/// Events after which the activity is another.
const ACTIVITY_CHANGES: [&str; 3] =
    ["pending-transaction-update", "pending-transaction-status-changed", "new-transfers"];

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
    /// When it happened, Unix seconds, if not now.
    pub(crate) at: Option<u64>,
}

/// [`WalletEvent`] as clients read it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WalletEventJson<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    block_number: Option<u64>,
    accounts: Option<Vec<Address>>,
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

/// Emits the signal `wallet`.
#[derive(Clone)]
pub(super) struct WalletEvents {
    signals: SignalHub,
    pub(super) clock: Arc<dyn Clock>,
    /// How often the activity changed.
    activity: watch::Sender<u64>,
}

impl WalletEvents {
    pub(super) fn new(signals: SignalHub, clock: Arc<dyn Clock>) -> Self {
        Self { signals, clock, activity: watch::Sender::new(0) }
    }

    /// Has whoever follows the activity look at it.
    pub(super) fn activity_changed(&self) {
        self.activity.send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// Notices changes of the activity from now on.
    pub(super) fn subscribe_to_activity(&self) -> watch::Receiver<u64> {
        self.activity.subscribe()
    }

    pub(super) fn emit(&self, event: WalletEvent) {
        if ACTIVITY_CHANGES.contains(&event.kind) {
            self.activity_changed();
        }
        let accounts = event.accounts.map(|accounts| accounts.into_iter().map(Address).collect());
        let event = WalletEventJson {
            kind: event.kind,
            block_number: event.block_number,
            accounts,
            message: &event.message,
            at: event.at.unwrap_or_else(|| self.clock.unix_millis() / 1000),
            chain_id: event.chain_id,
            request_id: event.request_id,
            event_params: (),
        };
        self.signals.emit("wallet", event);
    }
}
