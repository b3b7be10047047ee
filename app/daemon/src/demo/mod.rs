//! `status-backend demo`: a story in four acts, and how long it took.
//!
//! Each backend is a process of its own, of this same program, with its own folder. The story is told by what they
//! answer over HTTP and by their signals; there is no shortcut into the program.

mod api;
mod chain;
mod error;
mod figures;
mod group_story;
mod light_story;
mod money_story;
mod person;
mod process;
mod service_node;
mod signals;
mod story;
mod terminal;

use std::process::ExitCode;

use clap::Args;

use error::DemoError;
use figures::Row;
use terminal::Terminal;

/// Tells a story of people on this machine, each with a backend of their own, and measures it.
///
/// First act: alice and bobby make accounts, become contacts and talk, though each is connected to carol only. Bobby
/// switches off and comes back. Second act: a service node, and david and ellen, who are light clients of it. They talk,
/// and then miss each other, so that only the node has what was said. Third act: frank, grace and heidi in a group, with a
/// picture, a reply, a reaction, a pin and a search. Last act: ingrid pays joseph on a chain of this machine, which is anvil, from
/// the path or as npm brings it. But for that nothing leaves this machine; all folders are temporary and removed. Ends with
/// status 1 if a step failed.
#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// How many messages to measure one by one.
    #[arg(long, value_name = "COUNT", default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=1000))]
    messages: u16,
}

/// Runs it.
pub(crate) async fn run(demo: Demo) -> ExitCode {
    let mut terminal = Terminal::stdout();
    let told = tokio::select! {
        told = tell(&mut terminal, usize::from(demo.messages)) => told,
        interrupted = tokio::signal::ctrl_c() => Err(interrupted.map_or_else(DemoError::Io, |()| DemoError::Interrupted)),
    };
    match told {
        Ok(rows) => {
            terminal.table(&rows);
            ExitCode::SUCCESS
        }
        Err(error) => {
            terminal.failure(&error);
            ExitCode::FAILURE
        }
    }
}

/// All acts. Gives the lines of the table.
async fn tell(terminal: &mut Terminal, messages: usize) -> Result<Vec<Row>, DemoError> {
    let first = story::tell(terminal, messages).await?;
    let second = light_story::tell(terminal, messages).await?;
    let third = group_story::tell(terminal).await?;
    let last = money_story::tell(terminal).await?;
    let rows = [first.rows(), second.rows(), third.rows(), last.rows()];
    Ok(rows.into_iter().flatten().collect())
}
