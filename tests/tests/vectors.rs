//! Every file of golden vectors that has a runner.

use status_tests::vectors::{folder, run_file, runners};

#[test]
fn all_golden_vectors_are_met() {
    let mut failed = Vec::new();
    for (name, _) in runners() {
        let outcome = run_file(&folder().join(name).with_extension("json")).unwrap();
        println!("{name}: {} passed, {} failed", outcome.passed, outcome.failed.len());
        failed.extend(outcome.failed.into_iter().map(|reason| format!("{name} {reason}")));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn runners_are_sorted_by_name_so_that_none_is_there_twice() {
    assert!(runners().is_sorted_by(|(a, _), (b, _)| a < b));
}
