//! Publishing by peers that serve light push.

use std::sync::Arc;

use status_domain::light::light_push::{LightPush, PushOutcome, PushPeer, PushRequest, Step, TIMEOUT_MS};
use status_ports::WakuError;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::PublishError;
use super::shared::Shared;
use super::task::report;

/// Publishes a message. It returns with the first peer that took it, which is one; what the others say is still awaited, to
/// know how well they do.
pub(super) async fn publish(shared: &Arc<Shared>, topic: &str, message: Vec<u8>) -> Result<u32, PublishError> {
    let candidates = {
        let state = shared.state();
        let serving = state.peers.iter().filter_map(|(id, peer)| PushPeer::of(id, &peer.protocols));
        state.push_peers.rank(serving.collect(), shared.clock.unix_millis())
    };
    let started = LightPush::start(topic, message, candidates, &mut *(shared.entropy)());
    let (push, requests) = started.map_err(|error| PublishError::Refused(error.to_string()))?;
    if requests.is_empty() {
        return Err(PublishError::Unavailable);
    }
    let (tell, outcome) = oneshot::channel();
    tokio::spawn(run(Arc::clone(shared), push, requests, tell));
    // Nothing is told only if the task crashed.
    outcome.await.unwrap_or(PushOutcome::NoPeers).into_result()?;
    Ok(1)
}

struct Answered {
    id: String,
    answer: Result<Vec<u8>, WakuError>,
    elapsed_ms: u64,
}

async fn run(shared: Arc<Shared>, mut push: LightPush, requests: Vec<PushRequest>, tell: oneshot::Sender<PushOutcome>) {
    let mut tell = Some(tell);
    let mut running = JoinSet::new();
    for request in requests {
        running.spawn(ask(Arc::clone(&shared), request));
    }
    while let Some(answered) = running.join_next().await {
        let Ok(Answered { id, answer, elapsed_ms }) = answered else { continue };
        let Step { answer, request, outcome } = push.answered(&id, answer, &mut *(shared.entropy)());
        if let Some(outcome) = outcome
            && let Some(tell) = tell.take()
        {
            // Whoever does not wait any more has left the network.
            let _ = tell.send(outcome);
        }
        if let Some(request) = request {
            running.spawn(ask(Arc::clone(&shared), request));
        }
        let Some((peer, answer)) = answer else { continue };
        tracing::debug!(peer, ?answer, elapsed_ms, "A peer was asked to publish.");
        shared.state().push_peers.record(&peer, answer, elapsed_ms, shared.clock.unix_millis());
        if answer.is_offence() {
            report(&shared, &peer).await;
        }
    }
}

async fn ask(shared: Arc<Shared>, request: PushRequest) -> Answered {
    let begin = Instant::now();
    let answer = shared.waku.request(&request.peer, request.protocol, request.bytes, TIMEOUT_MS).await;
    let elapsed_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    Answered { id: request.id, answer, elapsed_ms }
}
