//! Why a replay cannot go on.

use std::path::PathBuf;

use crate::client::BackendError;

/// Why a replay could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The file of the recording.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file is no recording.
    #[error("{path} is no recording: {error}")]
    NoRecording {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        error: serde_json::Error,
    },
    /// A daemon.
    #[error(transparent)]
    Backend(#[from] BackendError),
}
