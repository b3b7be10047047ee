//! How much of the node the streams of others may take.

use std::time::Duration;

/// Limits on the streams that peers open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamLimits {
    /// Streams of one peer that are in work at one time. More are reset, and count against the peer.
    pub per_peer: usize,
    /// Streams of all peers that are in work at one time. More are reset.
    pub in_total: usize,
    /// Bytes of requests of one peer that are in work, and as many of answers on their way to it.
    pub bytes_per_peer: usize,
    /// Bytes of requests of all peers that are in work, and as many of answers.
    pub bytes_in_total: usize,
    /// How long a peer may take to send its request.
    pub read_timeout: Duration,
    /// How long a peer may take to receive an answer, or a message that it is told.
    pub write_timeout: Duration,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self {
            per_peer: 128,
            in_total: 4096,
            bytes_per_peer: 20 << 20,
            bytes_in_total: 128 << 20,
            read_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(20),
        }
    }
}
