//! Messages of the past from nodes that keep them: what is asked, which answers are believed, and how far we came
//! (specification: transport, sections 3.4, 3.7, 3.9 and 9).
//!
//! A store node is a stranger. Whatever it answers, only messages that were asked for get through, each proven by its
//! hash; a page that breaks a rule is dropped as a whole, and its node is not asked again for a while. What it leaves out
//! cannot be proven; the checks of [`missing_check`] and data synchronisation are there for that.

pub mod catch_up;
pub mod gap;
pub mod missing_check;
#[cfg(test)]
mod model;
pub mod plan;
pub mod sent_check;
pub mod store_client;
pub mod store_node;
mod walk;

pub use walk::{Mark, WINDOW_NS, record};

/// Milliseconds as nanoseconds.
#[must_use]
pub const fn nanos(millis: status_ports::UnixMillis) -> status_ports::UnixNanos {
    millis.saturating_mul(1_000_000)
}

/// Seconds as nanoseconds.
#[must_use]
pub const fn nanos_of_seconds(seconds: u64) -> status_ports::UnixNanos {
    seconds.saturating_mul(1_000_000_000)
}
