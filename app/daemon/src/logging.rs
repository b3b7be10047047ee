//! The log: one line an event, on standard error.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// Starts it. `filter` is a level, or levels by part of the program.
///
/// # Errors
/// If the filter cannot be read.
pub(crate) fn start(filter: &str) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let is_in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal() && !is_in_ci)
        .finish();
    // Fails if something else in this process logs already; then that goes on.
    let _ = tracing::subscriber::set_global_default(log);
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(())
}
