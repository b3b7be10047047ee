//! How providers and chains are, and when that is news.

use std::collections::BTreeMap;

use status_ports::UnixMillis;

/// Whether something answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HealthStatus {
    /// It was not asked yet.
    #[default]
    Unknown,
    /// Its last answer was one.
    Up,
    /// It failed.
    Down,
}

/// How a provider, a chain or all of them are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderHealth {
    /// Its name.
    pub name: String,
    /// When it answered; `None` is never.
    pub last_success_at: Option<UnixMillis>,
    /// When it failed; `None` is never.
    pub last_error_at: Option<UnixMillis>,
    /// Why it failed.
    pub last_error: Option<String>,
    /// Whether it answers.
    pub status: HealthStatus,
}

impl ProviderHealth {
    /// It answered.
    pub const fn succeed(&mut self, now: UnixMillis) {
        self.status = HealthStatus::Up;
        self.last_success_at = Some(now);
    }

    /// It failed in a way that says something about it.
    pub fn fail(&mut self, now: UnixMillis, error: String) {
        self.status = HealthStatus::Down;
        self.last_error_at = Some(now);
        self.last_error = Some(error);
    }
}

/// What parts are together: up if one of them is, else unknown if one of them is, else down.
#[must_use]
pub fn aggregate<'a>(name: &str, parts: impl IntoIterator<Item = &'a ProviderHealth>) -> ProviderHealth {
    let mut whole = ProviderHealth { name: name.to_owned(), status: HealthStatus::Down, ..ProviderHealth::default() };
    for part in parts {
        whole.status = match (whole.status, part.status) {
            (HealthStatus::Up, _) | (_, HealthStatus::Up) => HealthStatus::Up,
            (HealthStatus::Unknown, _) | (_, HealthStatus::Unknown) => HealthStatus::Unknown,
            _ => HealthStatus::Down,
        };
        whole.last_success_at = whole.last_success_at.max(part.last_success_at);
        if part.last_error_at > whole.last_error_at {
            whole.last_error_at = part.last_error_at;
            whole.last_error.clone_from(&part.last_error);
        }
    }
    whole
}

/// How the chains are, provider by provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainHealth {
    chains: BTreeMap<u64, BTreeMap<String, ProviderHealth>>,
}

impl ChainHealth {
    /// From now on a chain has these providers, of which nothing is known yet.
    pub fn set_chain(&mut self, chain_id: u64, names: impl IntoIterator<Item = String>) {
        let of = |name: String| (name.clone(), ProviderHealth { name, ..ProviderHealth::default() });
        self.chains.insert(chain_id, names.into_iter().map(of).collect());
    }

    /// Forgets a chain.
    pub fn remove_chain(&mut self, chain_id: u64) {
        self.chains.remove(&chain_id);
    }

    /// How a provider answered: `Err` is why it failed. Whether it is other than before, so that it is news.
    pub fn record(&mut self, chain_id: u64, provider: &str, outcome: Result<(), String>, now: UnixMillis) -> bool {
        let Some(health) = self.chains.get_mut(&chain_id).and_then(|providers| providers.get_mut(provider)) else {
            return false;
        };
        let before = health.status;
        match outcome {
            Ok(()) => health.succeed(now),
            Err(error) => health.fail(now, error),
        }
        // The status of a chain and of everything follows from those of providers.
        health.status != before
    }

    /// How a chain is.
    #[must_use]
    pub fn chain(&self, chain_id: u64) -> ProviderHealth {
        aggregate(&chain_id.to_string(), self.chains.get(&chain_id).into_iter().flat_map(BTreeMap::values))
    }

    /// How each chain is.
    #[must_use]
    pub fn per_chain(&self) -> BTreeMap<u64, ProviderHealth> {
        self.chains.keys().map(|chain_id| (*chain_id, self.chain(*chain_id))).collect()
    }

    /// How each provider of each chain is.
    #[must_use]
    pub const fn per_provider(&self) -> &BTreeMap<u64, BTreeMap<String, ProviderHealth>> {
        &self.chains
    }

    /// How all of it is.
    #[must_use]
    pub fn whole(&self) -> ProviderHealth {
        aggregate("blockchain", &self.per_chain().into_values().collect::<Vec<_>>())
    }
}
