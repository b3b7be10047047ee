//! `cargo xtask bench`: daemons as a client sees them.

mod light;
mod messages;
mod session;
mod table;
mod wallet;

use std::{path::PathBuf, time::Duration};

use status_tests::client::{Profile, daemon_binary};

use crate::Failure;
use table::Table;

/// Measures everything and prints the table.
pub(crate) fn run(binary: Option<PathBuf>, markdown: bool) -> Result<(), Failure> {
    let binary = binary.map_or_else(|| daemon_binary(Profile::Release), Ok)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let mut table = Table::default();
    runtime.block_on(async {
        session::measure(&binary, &mut table).await?;
        Box::pin(messages::measure(&binary, &mut table)).await?;
        Box::pin(light::measure(&binary, &mut table)).await?;
        Box::pin(wallet::measure(&binary, &mut table)).await
    })?;
    println!("{}", if markdown { table.to_markdown() } else { table.to_text() });
    Ok(())
}

/// The middle of some durations.
fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}
