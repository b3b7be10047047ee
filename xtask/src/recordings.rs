//! `cargo xtask recordings`.

use std::path::PathBuf;

use status_tests::{
    client::{Profile, daemon_binary},
    recordings::{SUPPORTED, folder, names as names_in, run_file},
};

use crate::Failure;

pub(crate) fn run(named: &[String], all: bool, binary: Option<PathBuf>) -> Result<(), Failure> {
    let folder = folder();
    let known = names_in(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if let Some(unknown) = named.iter().find(|name| !known.contains(name)) {
        return Err(format!("no recording {unknown} in {}; there are: {}", folder.display(), known.join(", ")).into());
    }
    let supported = |name: &String| SUPPORTED.contains(&name.as_str());
    let chosen: Vec<&String> = if named.is_empty() {
        known.iter().filter(|name| all || supported(name)).collect()
    } else {
        named.iter().collect()
    };
    let binary = binary.map_or_else(|| daemon_binary(Profile::Debug), Ok)?;
    let (mut passed, mut failed, mut judged_failed) = (0, 0, 0);
    for name in &chosen {
        let outcome = run_file(&folder.join(format!("{name}.json")), &binary)?;
        println!("{outcome}");
        passed += outcome.passed();
        failed += outcome.failed();
        if !outcome.all_passed() && (!named.is_empty() || supported(name)) {
            judged_failed += 1;
        }
    }
    println!("{passed} passed, {failed} failed");
    if named.is_empty() && !all && chosen.len() < known.len() {
        println!(
            "{} more recordings are not supported completely yet; --all replays them too",
            known.len() - chosen.len()
        );
    }
    if judged_failed > 0 {
        Err(format!("{judged_failed} of {} recordings failed", chosen.len()).into())
    } else {
        Ok(())
    }
}
