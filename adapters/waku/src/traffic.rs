//! Counts what goes over the network.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use status_ports::{ProtocolTraffic, Traffic};

/// Traffic by protocol id, counted by whoever sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    by_protocol: Arc<Mutex<BTreeMap<&'static str, ProtocolTraffic>>>,
}

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
        counted.iter().map(|(protocol, traffic)| ((*protocol).to_owned(), *traffic)).collect()
    }
}
