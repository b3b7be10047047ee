//! The machine's clock and randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use status_ports::{Clock, Entropy};

/// The clock of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_nanos(&self) -> u64 {
        // A clock before 1970 reads as 1970, one beyond 2554 as that.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    }
}

/// The randomness of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            // Going on would mean guessable keys.
            tracing::error!(%error, "The operating system has no randomness.");
            std::process::abort();
        }
    }
}
