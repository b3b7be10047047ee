//! Why js-waku did not do it.

use std::process::ExitStatus;

use crate::npm::NpmError;

/// What went wrong, and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsError {
    /// The system refused something.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The packages cannot be installed, so that nothing can be tested with js-waku.
    #[error("js-waku cannot be installed: {0}")]
    Install(String),
    /// A line of the peer is not what it should be.
    #[error("js-waku said {line:?}: {error}")]
    Line {
        /// The line.
        line: String,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// The peer ended by itself.
    #[error("js-waku ended with {0}")]
    Ended(ExitStatus),
    /// The peer did not do what it was told.
    #[error("js-waku cannot {what}: {error}")]
    Refused {
        /// The command.
        what: String,
        /// The text of its error.
        error: String,
    },
    /// Something did not come in time.
    #[error("js-waku: no {what} in {seconds} s")]
    TooLate {
        /// What was awaited.
        what: String,
        /// How long.
        seconds: u64,
    },
}

impl From<NpmError> for JsError {
    fn from(error: NpmError) -> Self {
        match error {
            NpmError::Io(error) => Self::Io(error),
            NpmError::Install(text) => Self::Install(text),
        }
    }
}
