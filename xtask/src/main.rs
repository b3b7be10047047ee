//! Everything one does often in this repository: `cargo xtask --help`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to the terminal")]

mod bench;
mod cargo;
mod docs;
mod fuzz;
mod generated;
mod purity;
mod recordings;
mod simulate;
mod sizes;
mod vectors;

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand};
use simulate::Simulation;

/// The tasks of Status Core.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every case of the golden protocol data that status-go made.
    ///
    /// Reads tests/vectors, or the folder named by the environment variable STATUS_VECTORS. Prints a line per file with
    /// its passed and failed cases, and below it what was wrong. Ends with status 1 if a case failed, or if a named file
    /// is not there or has no runner.
    Vectors {
        /// Names without `.json`; all that have a runner if there is none.
        names: Vec<String>,
    },
    /// Replay recorded API behaviour of status-go against fresh daemons of this workspace.
    ///
    /// Reads tests/recordings, or the folder named by the environment variable STATUS_RECORDINGS. Prints a line per
    /// recording with its passed and failed steps, and below it where the answers of failed steps differ. Without
    /// names it replays those that are supported completely. Ends with status 1 if a step failed, if a named
    /// recording does not exist, or if a named one needs `anvil` and there is none (variable ANVIL, or npm).
    Recordings {
        /// Names without `.json`.
        names: Vec<String>,
        /// Replay every recording of the folder; those that are not supported yet may fail.
        #[arg(long, conflicts_with = "names")]
        all: bool,
        /// A daemon to start instead of the one of this workspace.
        #[arg(long, env = "STATUS_BACKEND", value_name = "PATH")]
        binary: Option<PathBuf>,
    },
    /// Feed a parser with what libFuzzer makes up, until it panics, breaks its word, or the time is over.
    ///
    /// Installs cargo-fuzz if it is missing. Needs a C++ compiler. Begins with fuzz/corpus/NAME; new inputs go to
    /// the folder fuzz-corpus among the build output, findings to fuzz/libfuzzer/artifacts.
    Fuzz {
        /// The target.
        #[arg(required_unless_present = "list")]
        name: Option<String>,
        /// How long.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Print the names of all targets.
        #[arg(long)]
        list: bool,
    },
    /// Measure release daemons from outside: start, login, memory, messages with a relay between.
    ///
    /// Needs an otherwise idle machine, Linux for the memory, and two minutes. The figures of status-go beside ours were
    /// measured in the same way.
    Bench {
        /// Print the table as docs/benchmarks.md has it.
        #[arg(long)]
        markdown: bool,
        /// A daemon to measure instead of the one of this workspace.
        #[arg(long, env = "STATUS_BACKEND", value_name = "PATH")]
        binary: Option<PathBuf>,
        /// What to measure; everything if nothing is named.
        #[arg(value_enum)]
        parts: Vec<bench::Part>,
    },
    /// Let people talk on a simulated network with loss, partitions and crashes, in virtual time.
    ///
    /// With `--seeds`, as many runs as that, from seed zero on; a run that fails says how to have it again. With
    /// `--nodes`, one large run, and how long it took.
    Simulate {
        /// This run only.
        #[arg(long, conflicts_with = "nodes")]
        seed: Option<u64>,
        /// How many runs.
        #[arg(long, default_value_t = 5_000, conflicts_with_all = ["seed", "nodes"])]
        seeds: u64,
        /// People in a large run.
        #[arg(long)]
        nodes: Option<u64>,
        /// Network time of a large run.
        #[arg(long, default_value_t = 60, requires = "nodes")]
        minutes: u64,
        /// Messages of a large run.
        #[arg(long, default_value_t = 10_000, requires = "nodes")]
        messages: u64,
    },
    /// Write app/ffi/include/libstatus.h, the header of the C library, from its source.
    Header,
    /// Write all generated files.
    Generate,
    /// Fail if a generated file is not what its source would give.
    CheckGenerated,
    /// Fail if the domain or the ports use a runtime, I/O, a clock or randomness, or if a crate knows what it must not.
    CheckPurity,
    /// Fail if a document links to what is not there, or names a test or a task that does not exist.
    CheckDocs,
    /// Fail if a Rust file has more than 800 lines, or half of them have 200 or more.
    CheckSizes,
}

/// A task's way to fail: a text for the terminal.
type Failure = Box<dyn std::error::Error>;

fn task_names() -> Vec<String> {
    Arguments::command().get_subcommands().map(|task| task.get_name().to_owned()).collect()
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Vectors { names } => vectors::run(&names),
        Task::Recordings { names, all, binary } => recordings::run(&names, all, binary),
        Task::Fuzz { list: true, .. } => {
            fuzz::list();
            Ok(())
        }
        Task::Fuzz { name, seconds, .. } => fuzz::run(&name.unwrap_or_default(), seconds),
        Task::Bench { markdown, binary, parts } => bench::run(binary, markdown, &parts),
        Task::Simulate { seed: Some(seed), .. } => simulate::run(&Simulation::Seed(seed)),
        Task::Simulate { nodes: Some(nodes), minutes, messages, .. } => {
            simulate::run(&Simulation::Large { nodes, minutes, messages })
        }
        Task::Simulate { seeds, .. } => simulate::run(&Simulation::Seeds(seeds)),
        Task::Header => generated::HEADER.write(),
        Task::Generate => generated::write_all(),
        Task::CheckGenerated => generated::check_all(),
        Task::CheckPurity => purity::check(),
        Task::CheckDocs => docs::check(&task_names()),
        Task::CheckSizes => sizes::check(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
