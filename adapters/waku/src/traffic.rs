//! Counts what goes over the network.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use status_ports::{ProtocolTraffic, Traffic};

/// Traffic by protocol id, counted by whoever sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    by_protocol: Arc<Mutex<BTreeMap<&'static str, ProtocolTraffic>>>,
    carried: Arc<Carried>,
}

/// Bytes on sockets.
#[derive(Debug, Default)]
struct Carried {
    incoming: AtomicU64,
    outgoing: AtomicU64,
}

/// What stands for everything together, encryption and all, among the protocol ids.
const TRANSPORT: &str = "transport";

fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Counters {
    fn change(&self, protocol: &'static str, change: impl FnOnce(&mut ProtocolTraffic)) {
        change(self.by_protocol.lock().unwrap_or_else(PoisonError::into_inner).entry(protocol).or_default());
    }

    pub(crate) fn received(&self, protocol: &'static str, length: usize) {
        self.change(protocol, |traffic| {
            traffic.messages_in = traffic.messages_in.saturating_add(1);
            traffic.bytes_in = traffic.bytes_in.saturating_add(bytes(length));
        });
    }

    /// The same message to so many peers.
    pub(crate) fn sent(&self, protocol: &'static str, length: usize, peers: usize) {
        self.change(protocol, |traffic| {
            traffic.messages_out = traffic.messages_out.saturating_add(bytes(peers));
            traffic.bytes_out = traffic.bytes_out.saturating_add(bytes(length).saturating_mul(bytes(peers)));
        });
    }

    pub(crate) fn read(&self) -> Traffic {
        let counted = self.by_protocol.lock().unwrap_or_else(PoisonError::into_inner);
        let mut traffic: Traffic =
            counted.iter().map(|(protocol, traffic)| ((*protocol).to_owned(), *traffic)).collect();
        let bytes_in = self.carried.incoming.load(Ordering::Relaxed);
        let bytes_out = self.carried.outgoing.load(Ordering::Relaxed);
        traffic.insert(TRANSPORT.to_owned(), ProtocolTraffic { bytes_in, bytes_out, ..ProtocolTraffic::default() });
        traffic
    }

    pub(crate) fn carried_in(&self, length: usize) {
        self.carried.incoming.fetch_add(bytes(length), Ordering::Relaxed);
    }

    pub(crate) fn carried_out(&self, length: usize) {
        self.carried.outgoing.fetch_add(bytes(length), Ordering::Relaxed);
    }
}
