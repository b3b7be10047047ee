//! Whether peers are still there, and whether they behave.

use std::time::Duration;

use libp2p::PeerId;
use status_ports::WakuMode;
use tokio::time::Instant;

use super::NodeTask;
use crate::streams::AskError;

/// How often scores are looked at; the library has no event for them.
const SCORE_INSPECTION: Duration = Duration::from_secs(6);
/// Pings that may stay without answer.
const PINGS: usize = 2;

/// A peer that does not answer; nothing for one that does.
pub(super) type Silent = Option<PeerId>;

/// When that is looked at next: one round for all peers, and none without peers.
#[derive(Debug, Default)]
pub(super) struct KeepAlive {
    next_round: Option<Instant>,
    next_inspection: Option<Instant>,
    /// When the last round began.
    last_round: Option<Instant>,
}

impl KeepAlive {
    pub(super) fn next(&self) -> Option<Instant> {
        self.next_round.into_iter().chain(self.next_inspection).min()
    }
}

impl NodeTask {
    /// Starts the rounds with the first peer.
    pub(super) fn start_keep_alive(&mut self, now: Instant) {
        let interval = match self.mode {
            WakuMode::Relay => self.config.keep_alive,
            WakuMode::Light => self.config.light_keep_alive,
        };
        let inspection = (self.mode == WakuMode::Relay).then_some(SCORE_INSPECTION);
        let alive = &mut self.keep_alive;
        alive.last_round.get_or_insert(now);
        alive.next_round = alive.next_round.or_else(|| now.checked_add(interval));
        alive.next_inspection = alive.next_inspection.or_else(|| now.checked_add(inspection?));
    }

    pub(super) fn keep_alive(&mut self, now: Instant) {
        if self.peers.is_empty() {
            self.keep_alive = KeepAlive::default();
            return;
        }
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if is_due(self.keep_alive.next_inspection) {
            self.keep_alive.next_inspection = None;
            self.inspect_scores();
        }
        if is_due(self.keep_alive.next_round) {
            self.keep_alive.next_round = None;
            self.ping_the_silent(now);
        }
        self.start_keep_alive(now);
    }

    /// Pings relays that were not heard of since the last round. Others are mostly phones, which are left in peace as long
    /// as they leave us.
    fn ping_the_silent(&mut self, now: Instant) {
        let last_round = self.keep_alive.last_round.replace(now).unwrap_or(now);
        let long_ago = now.checked_sub(self.config.light_keep_alive).unwrap_or(now).min(last_round);
        let mut silent = self.shared.streams.silent_since(last_round);
        let long_silent = self.shared.streams.silent_since(long_ago);
        silent.retain(|peer| self.peers.relays(peer) || long_silent.contains(peer));
        for peer in silent {
            let (streams, timeout) = (self.shared.streams.clone(), self.config.ping_timeout);
            self.silent.spawn(async move {
                for _ in 0..PINGS {
                    match streams.ping(&peer, timeout).await {
                        Ok(_) | Err(AskError::Unsupported | AskError::NotConnected) => return None,
                        Err(error) => tracing::debug!(%peer, %error, "a ping stayed without answer"),
                    }
                }
                Some(peer)
            });
        }
    }

    fn inspect_scores(&mut self) {
        let Some(relay) = self.swarm.as_ref().and_then(|swarm| swarm.behaviour().relay.as_ref()) else { return };
        let bad: Vec<PeerId> = self.peers.ids().filter(|peer| relay.is_graylisted(peer)).copied().collect();
        for peer in bad {
            tracing::debug!(%peer, "a peer with a bad score was disconnected");
            self.disconnect(&peer);
        }
    }
}
