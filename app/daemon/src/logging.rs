//! The log: one line an event, on standard error.

use std::io::{self, IsTerminal as _};

use status_app::LogControl;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, reload};

/// Starts it. `filter` is a level, or levels by part of the program. What is returned sets another level later.
///
/// # Errors
/// If the filter cannot be read.
pub(crate) fn start(filter: &str) -> Result<LogControl, ParseError> {
    let (filter, control) = reload::Layer::new(EnvFilter::builder().parse(filter)?);
    let is_in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let lines =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal() && !is_in_ci);
    let log = tracing_subscriber::registry().with(filter).with(lines);
    // Fails if something else in this process logs already; then that goes on.
    let _ = tracing::subscriber::set_global_default(log);
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(LogControl::new(move |level| {
        // Fails if something else in this process logs.
        let _ = control.reload(EnvFilter::new(level.to_ascii_lowercase()));
    }))
}
