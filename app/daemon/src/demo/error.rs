//! Why a story could not be told to its end.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;

/// What went wrong, and with whom.
#[derive(Debug, thiserror::Error)]
pub(super) enum DemoError {
    #[error("interrupted")]
    Interrupted,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{name}'s backend ended with {status}:\n{log}")]
    Ended { name: &'static str, status: ExitStatus, log: String },
    #[error("{name}'s backend answered nothing: {cause}")]
    NoAnswer { name: &'static str, cause: String },
    #[error("{name}'s backend refused {what}: {answer}")]
    Refused { name: &'static str, what: String, answer: Value },
    #[error("{name}'s signals broke off: {cause}")]
    Signals { name: &'static str, cause: String },
    #[error("{name}: no {what} within {} seconds; signals meanwhile: {seen}", limit.as_secs())]
    TooLate { name: &'static str, what: String, limit: Duration, seen: String },
    #[error("{name}: {what}")]
    Wrong { name: &'static str, what: String },
}
