//! The task of the network.

use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use status_domain::envelope::topic::Shard;
use status_domain::light::filter_client::{FilterAction, FilterRequest, TIMEOUT_MS};
use status_domain::transport::pubsub_topics;
use status_ports::{Answer, PeerHandler, PeerProtocol, Peers, WakuError, WakuEvent, WakuMode};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::shared::Shared;

/// Runs until the network is stopped, or nobody listens to it any more.
pub(super) async fn run(
    shared: Arc<Shared>,
    mut events: mpsc::Receiver<WakuEvent>,
    forward: mpsc::Sender<WakuEvent>,
    mut stopped: watch::Receiver<bool>,
) {
    for topic in pubsub_topics() {
        if let Err(error) = shared.waku.subscribe(&topic).await {
            tracing::error!(%error, topic, "A pubsub topic was not joined.");
        }
    }
    let mut task = Task::new(shared, forward);
    loop {
        let until = task.step().await;
        let event = tokio::select! {
            biased;
            () = ended(&mut stopped) => return,
            () = task.shared.woken() => continue,
            Some(answered) = task.requests.join_next() => {
                // A request that crashed is lost, which its deadline shows.
                if let Ok(Answered { id, answer }) = answered {
                    task.answered(&id, answer).await;
                }
                continue;
            }
            event = events.recv() => event,
            () = sleep_until(until) => continue,
        };
        let Some(event) = event else { return };
        task.observe(&event).await;
        tokio::select! {
            biased;
            () = ended(&mut stopped) => return,
            sent = task.forward.send(event) => if sent.is_err() { return },
        }
    }
}

async fn ended(stopped: &mut watch::Receiver<bool>) {
    // Whoever could stop it is gone: that is an end, too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn sleep_until(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}

/// What the node was told last, and what it said.
struct Task {
    shared: Arc<Shared>,
    forward: mpsc::Sender<WakuEvent>,
    mode: WakuMode,
    is_paused: bool,
    /// Whether peers may push messages to us.
    takes_pushes: bool,
    /// Whether somebody relays messages to us.
    is_relayed: bool,
    /// The device moved to another network, and the end of the old connections is still to be told.
    is_moving: bool,
    /// Whether filters cover everything that is listened to.
    is_covered: bool,
    /// Requests to filter peers that are under way.
    requests: JoinSet<Answered>,
}

struct Answered {
    id: String,
    answer: Result<Vec<u8>, WakuError>,
}

impl Task {
    fn new(shared: Arc<Shared>, forward: mpsc::Sender<WakuEvent>) -> Self {
        let mode = shared.state().switch.mode();
        Self {
            shared,
            forward,
            mode,
            is_paused: false,
            takes_pushes: false,
            is_relayed: false,
            is_moving: false,
            is_covered: false,
            requests: JoinSet::new(),
        }
    }

    /// Does what has to be done now. Gives when to look again although nothing happens.
    async fn step(&mut self) -> Option<Instant> {
        self.follow_device().await;
        self.follow_mode().await;
        let now = self.shared.clock.unix_millis();
        let actions = self.shared.state().filters.tick(now, &mut *(self.shared.entropy)());
        self.act(actions).await;
        let state = self.shared.state();
        let is_covered = state.filters.is_receiving();
        if is_covered && !self.is_covered {
            self.shared.coverage.send_replace(());
        }
        self.is_covered = is_covered;
        let next_at = [state.filters.next_at(), state.switch.next_at()].into_iter().flatten().min();
        next_at.map(|at| Instant::now() + Duration::from_millis(at.saturating_sub(now)))
    }

    /// Leaves the network or comes back to it, as the device does.
    async fn follow_device(&mut self) {
        let (uses_network, has_moved) = {
            let mut state = self.shared.state();
            (state.device.uses_network(), std::mem::take(&mut state.has_moved))
        };
        if !self.is_paused && (has_moved || !uses_network) {
            self.set_paused(true).await;
        }
        if self.is_paused && uses_network {
            self.set_paused(false).await;
            if has_moved {
                self.is_moving = !self.shared.state().peers.is_empty();
                if !self.is_moving {
                    self.shared.situation.send_modify(|situation| situation.moves += 1);
                }
            }
        }
    }

    async fn set_paused(&mut self, is_paused: bool) {
        let (now, mut entropy) = (self.shared.clock.unix_millis(), (self.shared.entropy)());
        let actions = self.shared.state().filters.set_online(!is_paused, now, &mut *entropy);
        drop(entropy);
        if let Err(error) = self.shared.waku.set_paused(is_paused).await {
            tracing::error!(%error, is_paused, "The node does not follow the device.");
        }
        self.is_paused = is_paused;
        self.is_relayed &= !is_paused;
        self.act(actions).await;
    }

    /// Goes over to the mode that is wanted.
    async fn follow_mode(&mut self) {
        let (mode, uses_filters, actions) = {
            let now = self.shared.clock.unix_millis();
            let mut state = self.shared.state();
            let is_receiving = state.switch.waits_for_filters() && state.filters.is_receiving();
            state.switch.advance(is_receiving, self.is_relayed, now);
            let uses_filters = state.switch.uses_filters();
            let actions = state.filters.set_active(uses_filters, now, &mut *(self.shared.entropy)());
            (state.switch.mode(), uses_filters, actions)
        };
        if uses_filters != self.takes_pushes {
            self.take_pushes(uses_filters).await;
        }
        self.act(actions).await;
        if mode != self.mode {
            tracing::info!(?mode, "The node takes part in the network in another way.");
            if let Err(error) = self.shared.waku.set_mode(mode).await {
                tracing::error!(%error, ?mode, "The node did not go over.");
            }
            self.shared.situation.send_modify(|situation| situation.mode = mode);
            self.mode = mode;
            self.is_relayed &= mode == WakuMode::Relay;
        }
    }

    /// Lets peers push messages to us, or no longer.
    async fn take_pushes(&mut self, takes: bool) {
        let (waku, protocol) = (&self.shared.waku, PeerProtocol::FilterPush);
        let done = if takes {
            let (shared, forward) = (Arc::downgrade(&self.shared), self.forward.clone());
            waku.serve(protocol, Arc::new(PushHandler { shared, forward })).await
        } else {
            waku.stop_serving(protocol).await
        };
        if let Err(error) = done {
            tracing::error!(%error, takes, "The node does not begin or cease to take pushes.");
        }
        self.takes_pushes = takes;
    }

    /// Takes in an answer of a filter peer.
    async fn answered(&mut self, id: &str, answer: Result<Vec<u8>, WakuError>) {
        let (now, mut entropy) = (self.shared.clock.unix_millis(), (self.shared.entropy)());
        let actions = self.shared.state().filters.answered(id, answer, now, &mut *entropy);
        drop(entropy);
        self.act(actions).await;
    }

    async fn act(&mut self, actions: Vec<FilterAction>) {
        for action in actions {
            match action {
                FilterAction::Request(FilterRequest { peer, id, kind, topics, bytes }) => {
                    tracing::debug!(peer, ?kind, topics, "A filter peer is asked.");
                    let waku = Arc::clone(&self.shared.waku);
                    self.requests.spawn(async move {
                        let answer = waku.request(&peer, PeerProtocol::FilterSubscribe, bytes, TIMEOUT_MS).await;
                        Answered { id, answer }
                    });
                }
                FilterAction::Report { peer } => report(&self.shared, &peer).await,
                FilterAction::NeedPeers { pubsub_topic, missing } => {
                    tracing::debug!(pubsub_topic, missing, "More filter peers are wanted.");
                }
            }
        }
    }

    async fn observe(&mut self, event: &WakuEvent) {
        match event {
            WakuEvent::Message { .. } => {}
            WakuEvent::ConnectionChanged { peers } => {
                let actions = self.connected(peers);
                self.act(actions).await;
            }
            WakuEvent::TopicHealthChanged { pubsub_topic, mesh_size } => {
                if *pubsub_topic == Shard::DEFAULT.to_string() {
                    self.is_relayed = *mesh_size > 0;
                }
            }
        }
    }

    fn connected(&mut self, peers: &Peers) -> Vec<FilterAction> {
        let (now, mut entropy) = (self.shared.clock.unix_millis(), (self.shared.entropy)());
        let mut state = self.shared.state();
        state.peers.clone_from(peers);
        let has_moved = peers.is_empty() && std::mem::take(&mut self.is_moving);
        self.shared.situation.send_modify(|situation| {
            situation.peers.clone_from(peers);
            situation.moves += u64::from(has_moved);
        });
        state.filters.connected(peers, now, &mut *entropy)
    }
}

/// Counts a breach of a protocol against a peer.
pub(super) async fn report(shared: &Shared, peer: &str) {
    if let Err(error) = shared.waku.report(peer).await {
        tracing::debug!(%error, peer, "A peer was not reported.");
    }
}

/// Takes what service nodes push to us.
struct PushHandler {
    /// The node keeps the handler, and is kept by what is shared.
    shared: Weak<Shared>,
    forward: mpsc::Sender<WakuEvent>,
}

#[async_trait]
impl PeerHandler for PushHandler {
    async fn handle(&self, peer_id: &str, _: PeerProtocol, request: Vec<u8>) -> Answer {
        let Some(shared) = self.shared.upgrade() else { return Answer::Reset };
        // Who pushes faster than messages are stored waits here. Afterwards nothing waits any more, so that a push which is
        // cut off is none that came.
        let Ok(place) = self.forward.reserve().await else { return Answer::Reset };
        let now = shared.clock.unix_millis();
        let pushed = shared.state().filters.pushed(peer_id, &request, now);
        match pushed {
            Ok(pushed) => {
                place.send(WakuEvent::Message { pubsub_topic: pushed.pubsub_topic, message: pushed.message });
                Answer::Taken
            }
            // A reset counts against the peer.
            Err(refusal) if refusal.is_offence() => Answer::Reset,
            Err(_) => Answer::Taken,
        }
    }
}

#[cfg(test)]
mod tests;
