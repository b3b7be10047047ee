//! `cargo xtask vectors`.

use status_tests::vectors::{folder, names as names_in, run_file, runners};

use crate::Failure;

pub(crate) fn run(named: &[String]) -> Result<(), Failure> {
    let folder = folder();
    let known = names_in(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if let Some(unknown) = named.iter().find(|name| !known.contains(name)) {
        return Err(format!("no file {unknown}.json in {}; there are: {}", folder.display(), known.join(", ")).into());
    }
    let (mut passed, mut failed) = (0, 0);
    for name in if named.is_empty() { &known } else { named } {
        if named.is_empty() && !runners().iter().any(|(runner, _)| runner == name) {
            println!("{name}: no runner yet");
            continue;
        }
        let outcome = run_file(&folder.join(name).with_extension("json"))?;
        println!("{name}: {} passed, {} failed", outcome.passed, outcome.failed.len());
        outcome.failed.iter().for_each(|reason| println!("  {reason}"));
        passed += outcome.passed;
        failed += outcome.failed.len();
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { Ok(()) } else { Err(format!("{failed} cases failed").into()) }
}
