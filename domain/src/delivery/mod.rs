//! What happened to one of our messages so far: when it was queued, when the network took it, which device of whom
//! confirmed it, whether it is kept for those who are away, and why it waits or was given up.
//!
//! It is written down in the transactions of the events themselves and read here. Thirty-one days after a message was
//! queued, what happened to it is forgotten: as long as a confirmation may take.

mod report;

pub use report::{DeliveryError, DeliveryReport, RecipientReport, Stage, Wait, report};

/// What keeps everything that waits from being published now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The messenger was not started.
    NotStarted,
    /// The device is offline, or the client paused the network.
    Offline,
    /// No peer takes messages.
    NoPeers,
    /// As much was published as the network allows.
    RateLimit,
}

#[cfg(test)]
mod tests;
