//! Finding a store node: everybody who may be asked is pinged at once.

use std::sync::Arc;
use std::time::Duration;

use status_domain::history::store_node::{PING_TIMEOUT_MS, StoreNode};
use tokio::task::JoinSet;

use super::super::shared::Shared;
use super::announce;

/// Looks for a node, unless there is one. Whether there is one now.
pub(super) async fn search(shared: &Arc<Shared>) -> Option<StoreNode> {
    if let Some(node) = shared.history.store_node() {
        return Some(node);
    }
    let connected = shared.history.connected();
    let candidates = shared.history.cycle().candidates(&connected, shared.clock.unix_millis());
    let mut pings = JoinSet::new();
    for node in candidates {
        let waku = Arc::clone(shared.network.waku());
        let is_connected = connected.contains_key(&node.peer_id);
        pings.spawn(async move {
            let ping = async {
                if !is_connected && let Some(address) = &node.address {
                    waku.connect(address).await.ok()?;
                }
                waku.ping(&node.peer_id).await.ok()
            };
            let micros = tokio::time::timeout(Duration::from_millis(PING_TIMEOUT_MS), ping).await.ok().flatten()?;
            Some((node, micros))
        });
    }
    let answered = pings.join_all().await.into_iter().flatten().collect();
    let now = shared.clock.unix_millis();
    let chosen = shared.history.cycle().choose(answered, now, &mut *shared.entropy()).cloned();
    if let Some(node) = &chosen {
        tracing::info!(id = node.id, "A store node was chosen.");
        announce::store_node(&shared.signals, Some(node));
        // What could not be checked so far can be now.
        shared.history.checks.notify_one();
    }
    chosen
}
