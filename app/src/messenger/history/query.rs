//! One question to a store node.

use std::sync::Arc;
use std::time::Duration;

use status_domain::history::store_client::TIMEOUT_MS;
use status_domain::history::store_node::{MAX_FAILURES, RETRY_PAUSE_MS, RequestOutcome, StoreNode};
use status_ports::{PeerProtocol, WakuError};

use super::super::shared::Shared;
use super::announce;

/// A name for a request that nobody can guess.
pub(super) fn request_id(shared: &Shared) -> String {
    let mut id = [0; 16];
    shared.entropy().fill(&mut id);
    hex::encode(id)
}

/// Asks, and once more after a pause if there is no answer.
pub(super) async fn ask(shared: &Arc<Shared>, node: &StoreNode, request: Vec<u8>) -> Result<Vec<u8>, WakuError> {
    let waku = shared.network.waku();
    let mut failures = 0;
    loop {
        if let Some(address) = node.address.as_ref().filter(|_| !shared.history.is_connected(&node.peer_id)) {
            // What it comes to, the request tells.
            let _ = waku.connect(address).await;
        }
        let answer = waku.request(&node.peer_id, PeerProtocol::StoreQuery, request.clone(), TIMEOUT_MS).await;
        let error = match answer {
            Err(WakuError::Stopped) => return Err(WakuError::Stopped),
            Err(error) => error,
            Ok(answer) => return Ok(answer),
        };
        failures += 1;
        note(shared, node, RequestOutcome::Failed).await;
        if failures >= MAX_FAILURES || shared.history.store_node().as_ref() != Some(node) {
            return Err(error);
        }
        tokio::time::sleep(Duration::from_millis(RETRY_PAUSE_MS)).await;
    }
}

/// Counts what became of a request, and tells if the node is given up.
pub(super) async fn note(shared: &Arc<Shared>, node: &StoreNode, outcome: RequestOutcome) {
    let now = shared.clock.unix_millis();
    let is_given_up = shared.history.cycle().note(&node.peer_id, outcome, now);
    if outcome == RequestOutcome::Lied {
        tracing::warn!(peer_id = node.peer_id, "A store node answered what cannot be true.");
        // A node that is stopped meets nobody any more.
        let _ = shared.network.waku().report(&node.peer_id).await;
    }
    if is_given_up {
        announce::not_working(&shared.signals);
        announce::store_node(&shared.signals, None);
        shared.history.wake.notify_one();
    }
}
