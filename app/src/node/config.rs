//! What may differ from one service node to the next.

use std::collections::BTreeSet;
use std::time::Duration;

use status_domain::service::filter::FilterLimits;
use status_domain::service::limits::Limits;

/// Settings of a [`ServiceNode`](super::ServiceNode).
#[derive(Clone, Debug)]
pub struct ServiceNodeConfig {
    /// Pubsub topics that are relayed, kept and served.
    pub pubsub_topics: BTreeSet<String>,
    /// Messages older than this are removed from the archive.
    pub retention_time: Duration,
    /// If the archive has more bytes than this, its oldest messages are removed.
    pub retention_bytes: u64,
    /// How many light clients may subscribe how much.
    pub filter: FilterLimits,
    /// How much one peer may ask.
    pub limits: Limits,
    /// Largest encoded Waku message, in bytes, that light clients may publish.
    pub max_message_bytes: usize,
    /// The node was told of no other: what light clients publish has arrived when it arrived here. Otherwise it must have
    /// been taken by another relay.
    pub is_whole_network: bool,
}

impl Default for ServiceNodeConfig {
    /// A node of the Status network: shards 32 and 64 of cluster 16, 30 days, at most 10 GiB.
    fn default() -> Self {
        Self {
            pubsub_topics: status_domain::transport::pubsub_topics().collect(),
            retention_time: Duration::from_secs(30 * 24 * 60 * 60),
            retention_bytes: 10 << 30,
            filter: FilterLimits::default(),
            limits: Limits::default(),
            max_message_bytes: 1 << 20,
            is_whole_network: false,
        }
    }
}
