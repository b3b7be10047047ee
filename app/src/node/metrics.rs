//! What a service node counts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use status_domain::service::store::NotKept;
use status_ports::{ArchiveSize, PeerProtocol, Traffic};

use crate::prometheus::{Exposition, Kind, Times};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RequestOutcome {
    Answered,
    Limited,
    Reset,
}

impl RequestOutcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Limited => "limited",
            Self::Reset => "reset",
        }
    }
}

/// Numbers since the start, and times.
#[derive(Debug, Default)]
pub(super) struct NodeMetrics {
    pub(super) peers: AtomicU64,
    pub(super) relayed: AtomicU64,
    pub(super) light_pushed: AtomicU64,
    pub(super) pushes: AtomicU64,
    pub(super) failed_pushes: AtomicU64,
    pub(super) lost_subscribers: AtomicU64,
    pub(super) archive_kept: AtomicU64,
    pub(super) archive_dropped: AtomicU64,
    pub(super) archive_failures: AtomicU64,
    pub(super) push_times: Times,
    pub(super) store_times: Times,
    requests: Mutex<BTreeMap<(PeerProtocol, RequestOutcome), u64>>,
    not_kept: Mutex<BTreeMap<&'static str, u64>>,
}

/// Numbers of the moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Gauges {
    pub(super) subscribers: usize,
    pub(super) criteria: usize,
    pub(super) archive: ArchiveSize,
    pub(super) traffic: Traffic,
}

fn count<K: Ord>(counters: &Mutex<BTreeMap<K, u64>>, key: K) {
    *counters.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
}

impl NodeMetrics {
    pub(super) fn request(&self, protocol: PeerProtocol, outcome: RequestOutcome) {
        count(&self.requests, (protocol, outcome));
    }

    pub(super) fn not_kept(&self, reason: &NotKept) {
        let reason = match reason {
            NotKept::Invalid(_) => "invalid",
            NotKept::Ephemeral => "ephemeral",
            NotKept::NoTimestamp => "no_timestamp",
            NotKept::WrongTime => "wrong_time",
            NotKept::TopicTooLong => "topic_too_long",
        };
        count(&self.not_kept, reason);
    }

    /// Everything, as Prometheus reads it.
    pub(super) fn render(&self, gauges: &Gauges) -> String {
        let mut text = Exposition::default();
        self.render_network(&mut text, gauges);
        self.render_filter(&mut text, gauges);
        self.render_archive(&mut text, gauges);
        text.finish()
    }

    fn render_network(&self, text: &mut Exposition, gauges: &Gauges) {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        text.single("waku_peers", Kind::Gauge, "Connected peers.", get(&self.peers));
        let help = "Messages that came over the relay.";
        text.single("waku_relay_messages_total", Kind::Counter, help, get(&self.relayed));
        let help = "Messages that light clients published through this node.";
        text.single("waku_light_push_messages_total", Kind::Counter, help, get(&self.light_pushed));
        let name = "waku_requests_total";
        text.metric(name, Kind::Counter, "Requests of peers, by protocol and what became of them.");
        for ((protocol, outcome), value) in &*self.requests.lock().unwrap_or_else(PoisonError::into_inner) {
            text.sample(name, &[("protocol", protocol.id()), ("outcome", outcome.name())], value);
        }
        text.traffic(&gauges.traffic);
    }

    fn render_filter(&self, text: &mut Exposition, gauges: &Gauges) {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        text.single("waku_filter_subscribers", Kind::Gauge, "Light clients with subscriptions.", gauges.subscribers);
        let help = "Pairs of pubsub topic and content topic that are subscribed.";
        text.single("waku_filter_criteria", Kind::Gauge, help, gauges.criteria);
        let help = "Messages that were handed to the connection of a light client.";
        text.single("waku_filter_pushes_total", Kind::Counter, help, get(&self.pushes));
        let help = "Messages that a light client did not get, because it is gone or too slow.";
        text.single("waku_filter_push_failures_total", Kind::Counter, help, get(&self.failed_pushes));
        let help = "Light clients whose subscriptions were ended, because pushes to them failed.";
        text.single("waku_filter_subscribers_lost_total", Kind::Counter, help, get(&self.lost_subscribers));
        let help = "From the arrival of a message until all its pushes were handed over.";
        text.times("waku_filter_push_seconds", help, &self.push_times);
    }

    fn render_archive(&self, text: &mut Exposition, gauges: &Gauges) {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        text.single("waku_archive_messages", Kind::Gauge, "Messages in the archive.", gauges.archive.messages);
        text.single("waku_archive_bytes", Kind::Gauge, "Bytes of the archive.", gauges.archive.bytes);
        let help = "Messages that were given to the archive, repeated ones included.";
        text.single("waku_archive_kept_total", Kind::Counter, help, get(&self.archive_kept));
        let help = "Messages that were not kept, because the archive did not keep up.";
        text.single("waku_archive_dropped_total", Kind::Counter, help, get(&self.archive_dropped));
        let help = "Times that the archive refused to work.";
        text.single("waku_archive_failures_total", Kind::Counter, help, get(&self.archive_failures));
        let name = "waku_archive_not_kept_total";
        text.metric(name, Kind::Counter, "Messages that are not to be kept, by reason.");
        for (reason, value) in &*self.not_kept.lock().unwrap_or_else(PoisonError::into_inner) {
            text.sample(name, &[("reason", reason)], value);
        }
        text.times("waku_store_query_seconds", "How long the archive took for a page.", &self.store_times);
    }
}
