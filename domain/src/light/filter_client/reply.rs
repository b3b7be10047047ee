//! What follows from the answers of peers.

use status_ports::{Entropy, UnixMillis};

use super::peer::Held;
use super::wire::Reply;
use super::{FilterAction, FilterClient, InFlight, RequestKind};

impl FilterClient {
    pub(super) fn take_reply(
        &mut self,
        request: &InFlight,
        reply: Reply,
        actions: &mut Vec<FilterAction>,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) {
        let Some(peer) = self.peers.get_mut(&request.peer) else { return };
        peer.in_flight = None;
        let mut has_failed = false;
        match (reply, request.kind) {
            (Reply::Done, RequestKind::Subscribe) => {
                peer.succeeded(now);
                // What is no longer wanted is found by the comparison.
                peer.set(&request.criteria, Held::Subscribed);
                self.is_dirty = true;
            }
            (Reply::Done, RequestKind::Ping) => peer.succeeded(now),
            (
                Reply::Done | Reply::NotFound | Reply::Refused,
                RequestKind::Unsubscribe | RequestKind::UnsubscribeAll,
            ) => {
                peer.succeeded(now);
                peer.remove(&request.criteria);
                if request.kind == RequestKind::UnsubscribeAll {
                    peer.stale = 0;
                }
                self.is_dirty = true;
            }
            (Reply::NotFound, RequestKind::Ping) => {
                // It has begun anew and knows nothing of us.
                peer.succeeded(now);
                peer.criteria.retain(|_, held| *held != Held::Leaving);
                peer.criteria.values_mut().for_each(|held| *held = Held::Assigned);
                peer.stale = 0;
            }
            (Reply::Refused, RequestKind::Subscribe) => {
                peer.succeeded(now);
                peer.remove(&request.criteria);
                if let Some((pubsub_topic, _)) = request.criteria.first() {
                    peer.refuses(pubsub_topic, now);
                }
                self.is_dirty = true;
            }
            (Reply::Full, RequestKind::Subscribe) if peer.is_subscribed() => {
                peer.succeeded(now);
                peer.remove(&request.criteria);
                peer.is_full(now);
                self.is_dirty = true;
            }
            (Reply::TooManyRequests, kind) => {
                match kind {
                    RequestKind::Subscribe => peer.set(&request.criteria, Held::Assigned),
                    RequestKind::Unsubscribe | RequestKind::UnsubscribeAll => {
                        peer.set(&request.criteria, Held::Leaving);
                        // It may be wanted again by now.
                        self.is_dirty = true;
                    }
                    RequestKind::Ping => {}
                }
                has_failed = peer.throttled(now);
            }
            (Reply::NoAnswer, RequestKind::Ping) if !request.is_retry => {
                actions.push(self.send(request.peer.clone(), RequestKind::Ping, Vec::new(), true, now, entropy));
            }
            (Reply::Nonsense, _) => {
                actions.push(FilterAction::Report { peer: request.peer.clone() });
                has_failed = true;
            }
            _ => has_failed = true,
        }
        if has_failed {
            self.fail(&request.peer, now, entropy);
        }
    }

    /// The peer is left alone for a while; others take over what it held.
    fn fail(&mut self, name: &str, now: UnixMillis, entropy: &mut dyn Entropy) {
        self.forget_request_of(name);
        if let Some(peer) = self.peers.get_mut(name) {
            let mut jitter = [0; 8];
            entropy.fill(&mut jitter);
            self.lapsed.peer_lost(name, peer, now);
            peer.failed(u64::from_le_bytes(jitter), now);
            self.is_dirty = true;
        }
    }

    pub(super) fn forget_request_of(&mut self, name: &str) {
        if let Some(id) = self.peers.get(name).and_then(|peer| peer.in_flight.as_ref()) {
            self.in_flight.remove(id);
        }
    }
}
