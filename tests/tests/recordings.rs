//! Recorded behaviour of the API: the daemon answers as status-go did.

use std::thread;

use status_tests::client::{Profile, daemon_binary};
use status_tests::recordings::{SUPPORTED, folder, run_file};

#[test]
fn every_step_of_the_supported_recordings_is_met() {
    let binary = daemon_binary(Profile::Debug).unwrap();
    let replay = |name| run_file(&folder().join(format!("{name}.json")), &binary).unwrap();
    let outcomes: Vec<_> = thread::scope(|scope| {
        let replays: Vec<_> = SUPPORTED.iter().map(|name| scope.spawn(move || replay(name))).collect();
        replays.into_iter().map(|replay| replay.join().unwrap()).collect()
    });
    let failed: Vec<String> =
        outcomes.iter().filter(|outcome| !outcome.all_passed()).map(ToString::to_string).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
