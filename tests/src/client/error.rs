//! Why a daemon cannot be driven on.

use std::process::ExitStatus;

use serde_json::Value;

/// Why a daemon did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackendError {
    /// The system refused something.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A request got no answer.
    #[error("no answer: {0}")]
    Http(#[from] reqwest::Error),
    /// The socket of the signals.
    #[error("signals: {0}")]
    Signals(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    /// The daemon cannot be built.
    #[error("the daemon does not build")]
    NoBinary,
    /// The daemon ended by itself.
    #[error("{node}: the daemon ended with {status}")]
    Ended {
        /// The node.
        node: String,
        /// How.
        status: ExitStatus,
    },
    /// The node is not running.
    #[error("{0} is not started")]
    NotStarted(String),
    /// Something did not come in time.
    #[error("{node}: no {what} in {seconds} s; seen: {seen:?}")]
    TooLate {
        /// The node.
        node: String,
        /// What was awaited.
        what: String,
        /// How long.
        seconds: u64,
        /// The names of the signals that came instead.
        seen: Vec<String>,
    },
    /// The daemon answered with an error where success is needed.
    #[error("{what}: {answer}")]
    Refused {
        /// The function or method.
        what: String,
        /// The whole answer.
        answer: Value,
    },
}
