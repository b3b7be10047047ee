//! The providers of a chain in the order in which they are asked.

use crate::wallet::network::{Network, WalletSecrets};

/// A provider that is to be asked.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderPlan {
    /// By which name clients know it: host, or what it is behind the proxy.
    pub name: String,
    /// Its URL. May hold a token.
    pub url: String,
    /// Whether it is behind the proxy, which wants user, password and the name of the client.
    pub is_proxied: bool,
}

impl core::fmt::Debug for ProviderPlan {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ProviderPlan").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The providers of a chain, those that are asked first in front (specification: wallet, section 4.1).
#[must_use]
pub fn providers(network: &Network, secrets: &WalletSecrets) -> Vec<ProviderPlan> {
    let own = [("main", &network.record.rpc_url, false), ("fallback", &network.record.fallback_url, false)];
    let proxied = [
        ("status-proxy", &network.default_rpc_url, true),
        ("status-proxy-fallback", &network.default_fallback_url, true),
        ("status-proxy-fallback2", &network.default_fallback_url2, true),
    ];
    let all = own.into_iter().chain(proxied.into_iter().filter(|_| secrets.is_proxy_enabled));
    let mut plans: Vec<ProviderPlan> = Vec::new();
    for (index, (key, url, is_proxied)) in all.filter(|(_, url, _)| !url.is_empty()).enumerate() {
        // Asking the same twice finds nothing new.
        if plans.iter().any(|plan| plan.url == *url) {
            continue;
        }
        let host = host_of(url);
        let mut name = if host.is_empty() || host.contains("status.im") { format!("{key}-{index}") } else { host };
        if plans.iter().any(|plan| plan.name == name) {
            name = format!("{name}-{index}");
        }
        plans.push(ProviderPlan { name, url: url.clone(), is_proxied });
    }
    plans.sort_by_key(|plan| priority(&plan.url));
    plans
}

fn host_of(url: &str) -> String {
    let url = url::Url::parse(url).ok();
    let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    match url.as_ref().and_then(url::Url::port) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn priority(url: &str) -> u8 {
    let has = |part: &str| url.contains(part);
    if has("nodefleet") || has("anvil") {
        0
    } else if has("api.status.im/infura") {
        1
    } else if has("infura.io") {
        2
    } else if has("api.status.im/grove") {
        3
    } else {
        4
    }
}
