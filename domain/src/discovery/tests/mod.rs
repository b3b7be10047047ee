mod connector;
mod fleets;
mod multiaddrs;
mod peer_exchange;
mod records;
mod tree;

use status_memory::SeededEntropy;

use super::enr::{Capabilities, Record, RecordBuilder, Shards};
use crate::crypto::PrivateKey;

fn key(seed: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(seed))
}

/// A record of a node that serves the shards of the Status network.
fn node(seed: u64) -> Record {
    record(seed, 1, 16, [32, 64])
}

fn record(seed: u64, seq: u64, cluster: u16, shards: impl IntoIterator<Item = u16>) -> Record {
    RecordBuilder::new()
        .socket([127, 0, 0, 1].into(), 30303, 9000)
        .capabilities(Capabilities { relay: true, ..Capabilities::default() })
        .shards(&Shards::new(cluster, shards))
        .sign(&key(seed), seq)
        .unwrap()
}
