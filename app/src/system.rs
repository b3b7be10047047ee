//! The machine's clock and randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use status_ports::{Clock, Entropy, Workers};
use tokio::runtime::Handle;

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

/// The threads that the runtime keeps for work that takes a while.
#[derive(Clone, Debug)]
pub(crate) struct RuntimeWorkers(Handle);

impl RuntimeWorkers {
    /// Those of the runtime that this is called in. `None` outside of one.
    pub(crate) fn current() -> Option<Self> {
        Handle::try_current().ok().map(Self)
    }
}

impl Workers for RuntimeWorkers {
    fn begin(&self, work: Box<dyn FnOnce() + Send>) {
        self.0.spawn_blocking(work);
    }
}

#[cfg(test)]
mod tests {
    use super::RuntimeWorkers;

    #[tokio::test]
    async fn workers_of_the_runtime_keep_the_contract() {
        let workers = RuntimeWorkers::current().unwrap();
        let running = tokio::task::spawn_blocking(move || status_ports::contracts::workers::run(&workers));
        running.await.unwrap();
    }
}
