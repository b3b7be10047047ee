//! Which requests are sent now.

use status_ports::{Entropy, UnixMillis};

use super::peer::Peer;
use super::{Criterion, FilterAction, FilterClient, FilterRequest, InFlight, LOST_MS, RequestKind, wire};
use crate::light::request_id::request_id;

impl FilterClient {
    /// Compares what is wanted with what is held, and sends what follows.
    pub(super) fn run(
        &mut self,
        mut actions: Vec<FilterAction>,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Vec<FilterAction> {
        if !self.is_online {
            return actions;
        }
        if core::mem::take(&mut self.is_dirty) {
            self.assign();
        }
        let max_topics = self.config.max_topics;
        let next: Vec<_> = self
            .peers
            .iter_mut()
            .filter_map(|(name, peer)| peer.next_request(max_topics, now).map(|next| (name.clone(), next)))
            .collect();
        for (name, (kind, criteria)) in next {
            actions.push(self.send(name, kind, criteria, false, now, entropy));
        }
        let is_subscribed = self.peers.values().any(Peer::is_subscribed);
        let ping_at = self.ping_at.unwrap_or_else(|| now.saturating_add(self.config.ping_ms));
        self.ping_at = is_subscribed.then_some(ping_at);
        self.ask_for_peers(&mut actions, now);
        actions
    }

    pub(super) fn send(
        &mut self,
        peer: String,
        kind: RequestKind,
        criteria: Vec<Criterion>,
        is_retry: bool,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> FilterAction {
        let id = request_id(entropy);
        if let Some(known) = self.peers.get_mut(&peer) {
            known.in_flight = Some(id.clone());
        }
        let bytes = wire::request(&id, kind, &criteria);
        let request = FilterRequest { peer: peer.clone(), id: id.clone(), kind, topics: criteria.len(), bytes };
        let lost_at = now.saturating_add(LOST_MS);
        self.in_flight.insert(id, InFlight { peer, kind, criteria, lost_at, is_retry });
        FilterAction::Request(request)
    }

    fn ask_for_peers(&mut self, actions: &mut Vec<FilterAction>, now: UnixMillis) {
        /// The first pause; doubles each time,
        const FIRST_PAUSE_MS: u64 = 1_000;
        /// up to this.
        const LONGEST_PAUSE_MS: u64 = 5 * 60 * 1_000;

        if self.missing.is_empty() {
            self.need_peers = None;
            return;
        }
        let (at, times) = self.need_peers.unwrap_or((now, 0));
        if at > now {
            return;
        }
        let pause = FIRST_PAUSE_MS.saturating_mul(1_u64.checked_shl(times).unwrap_or(u64::MAX)).min(LONGEST_PAUSE_MS);
        self.need_peers = Some((now.saturating_add(pause), times.saturating_add(1)));
        actions.extend(self.missing.iter().map(|(pubsub_topic, missing)| FilterAction::NeedPeers {
            pubsub_topic: pubsub_topic.to_string(),
            missing: *missing,
        }));
    }
}
