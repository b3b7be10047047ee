//! `cargo xtask bench`: daemons as a client sees them.

mod light;
mod messages;
mod session;
mod table;
mod wallet;

use std::{path::PathBuf, time::Duration};

use clap::ValueEnum;
use status_tests::client::{Profile, daemon_binary};

use crate::Failure;
use table::Table;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// From the start of a process to a running messenger.
    Session,
    /// Messages between relaying nodes.
    Messages,
    /// Light clients, and what waiting costs.
    Light,
    /// Balances and routes.
    Wallet,
}

/// Measures these parts, or everything if there are none, and prints the table.
pub(crate) fn run(binary: Option<PathBuf>, markdown: bool, parts: &[Part]) -> Result<(), Failure> {
    let is_wanted = |part| parts.is_empty() || parts.contains(&part);
    let binary = binary.map_or_else(|| daemon_binary(Profile::Release), Ok)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let mut table = Table::default();
    runtime.block_on(async {
        if is_wanted(Part::Session) {
            session::measure(&binary, &mut table).await?;
        }
        if is_wanted(Part::Messages) {
            Box::pin(messages::measure(&binary, &mut table)).await?;
        }
        if is_wanted(Part::Light) {
            Box::pin(light::measure(&binary, &mut table)).await?;
        }
        if is_wanted(Part::Wallet) {
            Box::pin(wallet::measure(&binary, &mut table)).await?;
        }
        Ok::<_, Failure>(())
    })?;
    println!("{}", if markdown { table.to_markdown() } else { table.to_text() });
    Ok(())
}

/// The middle of some durations.
fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}
