//! The chains that a profile knows, and where they are reached (specification: wallet, section 3).

mod defaults;
mod reconcile;
mod secrets;

use status_ports::NetworkRecord;

pub use defaults::default_networks;
pub use reconcile::reconcile;
pub use secrets::WalletSecrets;

/// Average time between blocks where the chain has none of its own below, milliseconds.
const DEFAULT_BLOCK_TIME_MS: u64 = 12_000;

/// A token that has another address on a chain for tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOverride {
    /// Symbol of the token.
    pub symbol: String,
    /// Its contract there.
    pub address: [u8; 20],
}

/// A chain, with what is not stored of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// What is stored.
    pub record: NetworkRecord,
    /// URL of the first provider behind the proxy; empty without one.
    pub default_rpc_url: String,
    /// URL of the second.
    pub default_fallback_url: String,
    /// URL of the third.
    pub default_fallback_url2: String,
    /// Tokens that have other addresses.
    pub token_overrides: Vec<TokenOverride>,
}

impl From<NetworkRecord> for Network {
    fn from(record: NetworkRecord) -> Self {
        Self {
            record,
            default_rpc_url: String::new(),
            default_fallback_url: String::new(),
            default_fallback_url2: String::new(),
            token_overrides: Vec::new(),
        }
    }
}

/// A chain and the one for tests that belongs to it. One of them may be missing, not both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkPair {
    /// The chain with money of worth.
    pub production: Option<NetworkRecord>,
    /// The chain for tests.
    pub test: Option<NetworkRecord>,
}

/// Joins chains to pairs, in the order of their first parts: two belong together if one of them names the other.
#[must_use]
pub fn network_pairs(networks: &[NetworkRecord]) -> Vec<NetworkPair> {
    let mut pairs: Vec<NetworkPair> = Vec::new();
    for network in networks {
        let belongs = |other: &NetworkRecord| {
            other.related_chain_id == network.chain_id || network.related_chain_id == other.chain_id
        };
        let place = pairs.iter_mut().find(|pair| match (&pair.production, &pair.test) {
            (Some(production), None) => network.is_test && belongs(production),
            (None, Some(test)) => !network.is_test && belongs(test),
            _ => false,
        });
        let record = Some(network.clone());
        match (place, network.is_test) {
            (Some(pair), true) => pair.test = record,
            (Some(pair), false) => pair.production = record,
            (None, true) => pairs.push(NetworkPair { production: None, test: record }),
            (None, false) => pairs.push(NetworkPair { production: record, test: None }),
        }
    }
    pairs
}

/// The chains that a person works with: all that are for tests, or all that are not.
#[must_use]
pub fn active_networks(networks: &[NetworkRecord], are_test_networks_enabled: bool) -> Vec<NetworkRecord> {
    networks.iter().filter(|network| network.is_test == are_test_networks_enabled).cloned().collect()
}

/// Average time between two blocks, milliseconds.
#[must_use]
pub const fn average_block_time_ms(chain_id: u64) -> u64 {
    match chain_id {
        10 => 400,
        42161 => 300,
        _ => DEFAULT_BLOCK_TIME_MS,
    }
}

/// How often to look for a new block while somebody waits for one, milliseconds (specification: wallet, section 17).
#[must_use]
pub const fn block_poll_interval_ms(chain_id: u64) -> u64 {
    match chain_id {
        10 | 11_155_420 => 1000,
        42161 | 421_614 => 200,
        31337 => 2000,
        _ => 3000,
    }
}

/// How often to look for a new block while somebody would like to know of it, but does not wait, milliseconds.
#[must_use]
pub const fn calm_poll_interval_ms(chain_id: u64) -> u64 {
    match chain_id {
        31337 => 2000,
        1 | 11_155_111 => 15_000,
        _ => 30_000,
    }
}

/// Which block is probably the newest, some time after one was seen.
#[must_use]
pub fn estimated_block_number(chain_id: u64, seen: u64, elapsed_ms: u64) -> u64 {
    seen.saturating_add(elapsed_ms.checked_div(average_block_time_ms(chain_id)).unwrap_or_default())
}

#[cfg(test)]
mod tests;
