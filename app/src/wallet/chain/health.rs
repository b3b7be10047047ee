//! How chains are, and telling it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use status_domain::wallet::provider::{ChainHealth, HealthStatus, ProviderHealth};

use crate::json::{self, time_text};
use crate::wallet::event::{WalletEvent, WalletEvents};

/// How all chains are (specification: wallet, section 4.3).
pub(super) struct Health {
    events: WalletEvents,
    state: Mutex<State>,
}

struct State {
    health: ChainHealth,
    /// Whether each chain answers. What was not asked yet counts as if it did.
    connected: BTreeMap<u64, bool>,
}

/// [`ProviderHealth`] as clients read it.
#[derive(Serialize)]
struct ProviderHealthJson<'a> {
    name: &'a str,
    last_success_at: String,
    last_error_at: String,
    /// Errors have no members that clients could read.
    last_error: Option<BTreeMap<(), ()>>,
    status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HealthJson<'a> {
    status: ProviderHealthJson<'a>,
    status_per_chain: BTreeMap<u64, ProviderHealthJson<'a>>,
    status_per_chain_per_provider: BTreeMap<u64, BTreeMap<&'a str, ProviderHealthJson<'a>>>,
}

impl<'a> From<&'a ProviderHealth> for ProviderHealthJson<'a> {
    fn from(health: &'a ProviderHealth) -> Self {
        Self {
            name: &health.name,
            last_success_at: time_text(health.last_success_at.unwrap_or_default()),
            last_error_at: time_text(health.last_error_at.unwrap_or_default()),
            last_error: health.last_error.as_ref().map(|_| BTreeMap::new()),
            status: match health.status {
                HealthStatus::Unknown => "unknown",
                HealthStatus::Up => "up",
                HealthStatus::Down => "down",
            },
        }
    }
}

impl Health {
    pub(super) fn new(events: WalletEvents, chains: impl Iterator<Item = u64>) -> Self {
        let connected = chains.map(|chain_id| (chain_id, true)).collect();
        Self { events, state: Mutex::new(State { health: ChainHealth::default(), connected }) }
    }

    /// From now on a chain has these providers.
    pub(super) fn set_chain(&self, chain_id: u64, names: impl Iterator<Item = String>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.health.set_chain(chain_id, names);
        state.connected.insert(chain_id, true);
    }

    /// The providers of a chain are gone; the chain too, unless it is still known.
    pub(super) fn remove_chain(&self, chain_id: u64, is_known: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.health.remove_chain(chain_id);
        if is_known {
            state.connected.insert(chain_id, true);
        } else {
            state.connected.remove(&chain_id);
        }
    }

    /// A provider answered, or failed in a way that says something about it. News are told, in the order in which they
    /// came.
    pub(super) fn record(&self, chain_id: u64, provider: &str, outcome: Result<(), String>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.events.clock.unix_millis();
        if !state.health.record(chain_id, provider, outcome, now) {
            return;
        }
        let is_connected = state.health.chain(chain_id).status != HealthStatus::Down;
        if state.connected.insert(chain_id, is_connected) != Some(is_connected) {
            let words = |is_connected: bool| if is_connected { "up" } else { "down" };
            let statuses: BTreeMap<u64, &str> =
                state.connected.iter().map(|(chain_id, is_connected)| (*chain_id, words(*is_connected))).collect();
            self.tell("wallet-blockchain-status-changed", &statuses);
        }
        let (whole, per_chain) = (state.health.whole(), state.health.per_chain());
        let per_provider = state.health.per_provider().iter().map(|(chain_id, providers)| {
            (*chain_id, providers.iter().map(|(name, health)| (name.as_str(), health.into())).collect())
        });
        let health = HealthJson {
            status: (&whole).into(),
            status_per_chain: per_chain.iter().map(|(chain_id, health)| (*chain_id, health.into())).collect(),
            status_per_chain_per_provider: per_provider.collect(),
        };
        self.tell("wallet-blockchain-health-changed", &health);
    }

    fn tell(&self, kind: &'static str, message: &impl Serialize) {
        let message = json::to_text(message).unwrap_or_default();
        self.events.emit(WalletEvent { kind, message, ..WalletEvent::default() });
    }
}
