//! The time of day.

use crate::UnixMillis;

/// Reads the clock. Only use cases do; the domain is told the time.
pub trait Clock: Send + Sync {
    /// Nanoseconds since 1970.
    fn unix_nanos(&self) -> u64;

    /// Milliseconds since 1970.
    fn unix_millis(&self) -> UnixMillis {
        self.unix_nanos() / 1_000_000
    }
}
