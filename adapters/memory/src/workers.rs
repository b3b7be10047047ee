//! Workers who are nobody else.

use std::panic::{AssertUnwindSafe, catch_unwind};

use status_ports::Workers;

/// [`Workers`] that do everything before the caller goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImmediateWorkers;

impl Workers for ImmediateWorkers {
    fn begin(&self, work: Box<dyn FnOnce() + Send>) {
        // As on a thread of its own.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

#[cfg(test)]
mod tests {
    use super::ImmediateWorkers;

    #[test]
    fn they_keep_the_contract() {
        status_ports::contracts::workers::run(&ImmediateWorkers);
    }
}
