//! Runs the simulations of the messenger, optimised.

use crate::{Failure, cargo};

/// What to simulate.
pub(crate) enum Simulation {
    /// One run again.
    Seed(u64),
    /// So many runs with faults.
    Seeds(u64),
    /// One large run.
    Large {
        /// People.
        nodes: u64,
        /// Network time.
        minutes: u64,
        /// How many they say in all.
        messages: u64,
    },
}

pub(crate) fn run(simulation: &Simulation) -> Result<(), Failure> {
    let (test, variables) = match simulation {
        Simulation::Seed(seed) => ("after_loss", vec![("STATUS_SEED", *seed)]),
        Simulation::Seeds(seeds) => ("after_loss", vec![("STATUS_SEEDS", *seeds)]),
        Simulation::Large { nodes, minutes, messages } => {
            let size = [("STATUS_NODES", *nodes), ("STATUS_MINUTES", *minutes), ("STATUS_MESSAGES", *messages)];
            ("many_people", size.to_vec())
        }
    };
    let filter = format!("simulation::{test}");
    let status = cargo::command()
        .args(["test", "--release", "--package", "status-app", "--lib", &filter, "--", "--nocapture"])
        .envs(variables.into_iter().map(|(name, value)| (name, value.to_string())))
        .status()?;
    if status.success() { Ok(()) } else { Err("the simulation failed".into()) }
}
