//! Replays recorded behaviour of the backend API against fresh daemons and compares what they answer.
//!
//! A recording is a sequence of requests to one to three daemons with the answers of a status-go daemon, generalised
//! over several runs by marks such as `$hex32`. `tests/recordings/README.md` lists them. The daemon may be any program
//! that takes `--address HOST:PORT` and tells on its output where it listens.

mod chain;
mod comparison;
mod deliberate;
mod error;
mod json_path;
mod mark;
mod recording;
mod replay;
mod report;
mod step;
mod variables;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use crate::json_files::names;

use crate::client::BackendError;

pub use error::ReplayError;
pub use report::{Outcome, StepOutcome};

/// The recordings of which every step passes, and must go on to pass.
pub const SUPPORTED: &[&str] = &[
    "accounts",
    "accounts-keypairs",
    "wallet-chain",
    "wallet-offline",
    "lifecycle-create",
    "lifecycle-restore",
    "utils-endpoints",
    "contact-request-accept",
    "contact-decline",
    "contact-remove-block",
    "chat-one-to-one",
    "group-admins",
    "group-chat",
    "activity-center",
    "activity-center-actions",
    "profile",
    "settings",
    "settings-notifications",
];

/// The recordings of which every step passes but for calls of methods that are not there yet.
pub const PARTLY_SUPPORTED: &[&str] = &["chat-images-mute", "profile-share", "rpc-errors", "wallet-more"];

/// The folder with the recordings: that of the environment variable `STATUS_RECORDINGS`, else the one of this crate.
#[must_use]
pub fn folder() -> PathBuf {
    std::env::var_os("STATUS_RECORDINGS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings"), PathBuf::from)
}

/// Replays one file against fresh daemons started from `binary`, and returns what each step gave. Blocks until the
/// last daemon has ended.
///
/// # Errors
/// If the file is no recording. What goes wrong later is part of the [`Outcome`].
pub fn run_file(path: &Path, binary: &Path) -> Result<Outcome, ReplayError> {
    let text = std::fs::read(path).map_err(|error| ReplayError::Unreadable { path: path.to_owned(), error })?;
    let recording = recording::Recording::parse(&text)
        .map_err(|error| ReplayError::NoRecording { path: path.to_owned(), error })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(BackendError::from)?;
    Ok(runtime.block_on(replay::run(&recording, binary)))
}
