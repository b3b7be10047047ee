//! Bounds of what a socket may take from the process.

use std::time::Duration;

/// Bounds and deadlines of a server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open connections, WebSockets included.
    pub connections: usize,
    /// Bytes of a request's line and headers.
    pub head_bytes: usize,
    /// Bytes of one body.
    pub body_bytes: usize,
    /// Bytes of all bodies that are in memory at a time.
    pub all_bodies_bytes: usize,
    /// From connecting, or from the first byte, to the end of a request's head.
    pub head: Duration,
    /// From an answer to the next request of the same connection.
    pub idle: Duration,
    /// From the end of the head to the end of the body.
    pub body: Duration,
    /// How long a peer may take none of an answer's bytes.
    pub write: Duration,
    /// Signals that wait for a listener.
    pub signals: usize,
    /// How long a listener may take for one signal.
    pub signal_write: Duration,
    /// Pause after the system could not accept a connection.
    pub accept_pause: Duration,
    /// At the end: for the backend to close its databases.
    pub shut_down: Duration,
    /// At the end: for answers that are under way.
    pub last_answers: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Processes often may have no more than 1,024 files open, and databases and peers need some of them.
            connections: 256,
            head_bytes: 64 << 10,
            body_bytes: 64 << 20,
            all_bodies_bytes: 128 << 20,
            head: Duration::from_secs(5),
            idle: Duration::from_secs(75),
            body: Duration::from_secs(60),
            write: Duration::from_secs(30),
            signals: 4096,
            signal_write: Duration::from_secs(5),
            accept_pause: Duration::from_millis(50),
            shut_down: Duration::from_secs(5),
            last_answers: Duration::from_secs(2),
        }
    }
}
