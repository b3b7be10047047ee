//! `cargo xtask fuzz`.

use std::{fs, process::Command};

use crate::{Failure, cargo};

/// Memory beyond this is a finding: no input may make us allocate without bound.
const MEMORY_LIMIT: &str = "-rss_limit_mb=1024";
/// An input that takes longer is a finding too.
const TIME_LIMIT: &str = "-timeout=10";

pub(crate) fn list() {
    for (name, _) in status_fuzz::targets() {
        println!("{name}");
    }
}

/// Fuzzes one target. What is found is kept in `fuzz/libfuzzer/artifacts`, new inputs in the target folder.
pub(crate) fn run(name: &str, seconds: u64) -> Result<(), Failure> {
    if !status_fuzz::targets().iter().any(|(known, _)| *known == name) {
        return Err(format!("there is no target {name}; `cargo xtask fuzz --list` names them").into());
    }
    install_cargo_fuzz()?;
    let found = cargo::target_folder().join("fuzz-corpus").join(name);
    fs::create_dir_all(&found)?;
    let status = cargo::command()
        .args(["fuzz", "run", "--fuzz-dir", "fuzz/libfuzzer", "--sanitizer", "none", "--target-dir"])
        .arg(cargo::target_folder().join("fuzz"))
        .arg(name)
        .arg(found)
        .arg(cargo::root().join("fuzz/corpus").join(name))
        .args(["--", MEMORY_LIMIT, TIME_LIMIT, &format!("-max_total_time={seconds}")])
        // The flags of the coverage are not stable yet.
        .env("RUSTC_BOOTSTRAP", "1")
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!(
            "{name}: see above. After the repair copy the input from fuzz/libfuzzer/artifacts/{name} to \
             fuzz/corpus/{name}, so that every test run feeds it."
        )
        .into())
    }
}

fn install_cargo_fuzz() -> Result<(), Failure> {
    let there = Command::new("cargo-fuzz").arg("--version").output().is_ok_and(|output| output.status.success());
    if there {
        return Ok(());
    }
    println!("cargo-fuzz is missing: `cargo install --locked cargo-fuzz` (it needs a C++ compiler, too)");
    let status = cargo::command().args(["install", "--locked", "cargo-fuzz"]).status()?;
    if status.success() { Ok(()) } else { Err("cargo-fuzz cannot be installed".into()) }
}
