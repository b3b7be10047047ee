//! What is stored of chains, when a client comes with others.

use status_ports::NetworkRecord;

use super::Network;

/// The chains to write when these are configured (specification: wallet, section 3.4): those that are missing are added;
/// of the others the related chain and the original URLs are brought up to date, and the URLs in use if the person did
/// not choose them. A chain that the person added stays. So does a store that was filled with none but other chains, as
/// a creation for tests does: it gets none of these.
#[must_use]
pub fn reconcile(stored: &[NetworkRecord], configured: &[Network]) -> Vec<NetworkRecord> {
    let find = |chain_id| stored.iter().find(|network| network.chain_id == chain_id);
    let is_of_others = !stored.is_empty() && !configured.iter().any(|network| find(network.record.chain_id).is_some());
    if is_of_others {
        return Vec::new();
    }
    let changed = configured.iter().filter_map(|Network { record, .. }| match find(record.chain_id) {
        None => Some(record.clone()),
        Some(known) => {
            let updated = updated(known, record);
            (updated != *known).then_some(updated)
        }
    });
    changed.collect()
}

fn updated(known: &NetworkRecord, configured: &NetworkRecord) -> NetworkRecord {
    let url = |in_use: &String, original: &String, now: &String| {
        if in_use == original { now.clone() } else { in_use.clone() }
    };
    NetworkRecord {
        rpc_url: url(&known.rpc_url, &known.original_rpc_url, &configured.original_rpc_url),
        fallback_url: url(&known.fallback_url, &known.original_fallback_url, &configured.original_fallback_url),
        original_rpc_url: configured.original_rpc_url.clone(),
        original_fallback_url: configured.original_fallback_url.clone(),
        related_chain_id: configured.related_chain_id,
        ..known.clone()
    }
}
