//! Questions for other nodes.

use std::time::Duration;

use status_domain::discovery::connector::Ask;
use status_domain::discovery::enr::Record;
use status_domain::discovery::peer_exchange::{read_response, request};
use status_domain::discovery::tree::{TreeLink, TreeWalk, WalkLimits};
use status_ports::{LookupError, PeerProtocol};
use tokio::time::timeout;

use super::Shared;

/// Nodes that a peer is asked for.
const PEERS: usize = 20;
const PEER_EXCHANGE_TIMEOUT_MS: u64 = 10_000;
/// A list that is slower is left for later.
const LIST_TIMEOUT: Duration = Duration::from_secs(60);

/// Asks, and gives what was found. Whatever goes wrong, somebody else may be found elsewhere.
pub(super) async fn ask(shared: &Shared, ask: &Ask) -> Vec<Record> {
    match ask {
        Ask::Dns => lists(shared).await,
        Ask::NodeDiscovery => walk(shared).await,
        Ask::PeerExchange(peer_id) => exchange(shared, peer_id).await,
    }
}

async fn lists(shared: &Shared) -> Vec<Record> {
    let mut records = vec![];
    for link in &shared.entry_points.lists {
        if timeout(LIST_TIMEOUT, list(shared, link, &mut records)).await.is_err() {
            tracing::debug!(domain = link.domain, "A list of nodes was not read to its end in time.");
        }
    }
    records
}

async fn list(shared: &Shared, link: &TreeLink, records: &mut Vec<Record>) {
    let mut walk = TreeWalk::new(link.clone(), WalkLimits::default());
    loop {
        let Some(name) = walk.next_name(&mut *(shared.entropy)()) else { return };
        match shared.ports.lookup.lookup_texts(&name).await {
            Ok(texts) => records.extend(walk.answer(&texts)),
            // Without a network each name would fail in turn.
            Err(LookupError::Failed(reason)) => {
                tracing::debug!(reason, name, "DNS does not answer.");
                return;
            }
            Err(_) => drop(walk.answer(&[])),
        }
    }
}

async fn walk(shared: &Shared) -> Vec<Record> {
    let Some(discovery) = shared.discovery.running() else { return vec![] };
    match discovery.find_nodes().await {
        Ok(records) => records.iter().filter_map(|record| Record::from_bytes(record).ok()).collect(),
        Err(error) => {
            tracing::debug!(%error, "Node discovery found nobody.");
            vec![]
        }
    }
}

async fn exchange(shared: &Shared, peer_id: &str) -> Vec<Record> {
    let (waku, question) = (&shared.waku, request(PEERS));
    let answer = match waku.request(peer_id, PeerProtocol::PeerExchange, question, PEER_EXCHANGE_TIMEOUT_MS).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::debug!(%error, peer_id, "A peer tells of nobody.");
            return vec![];
        }
    };
    match read_response(&answer, PEERS) {
        Ok(records) => records,
        Err(error) => {
            tracing::debug!(%error, peer_id, "A peer breaks the protocol.");
            // Fails only if the node is stopped.
            let _ = waku.report(peer_id).await;
            vec![]
        }
    }
}
