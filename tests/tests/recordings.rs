//! Recorded behaviour of the API: the daemon answers as status-go did.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use status_tests::client::{Profile, daemon_binary};
use status_tests::recordings::{PARTLY_SUPPORTED, SUPPORTED, folder, run_file};

/// Replays at a time: each has up to three daemons, and what they do takes time.
const AT_ONCE: usize = 4;

/// Replays one recording. What went wrong, if anything did.
fn failure(name: &str, binary: &Path) -> Option<String> {
    let outcome = match run_file(&folder().join(format!("{name}.json")), binary) {
        Ok(outcome) => outcome,
        Err(error) => return Some(error.to_string()),
    };
    let is_partly_supported = PARTLY_SUPPORTED.contains(&name);
    let has_passed = if is_partly_supported { outcome.all_passed_that_could() } else { outcome.all_passed() };
    (!has_passed).then(|| outcome.to_string())
}

#[test]
fn every_step_of_the_supported_recordings_is_met() {
    let binary = daemon_binary(Profile::Debug).unwrap();
    let names = [SUPPORTED, PARTLY_SUPPORTED].concat();
    let next = AtomicUsize::new(0);
    let replay_some = || {
        let mine = std::iter::from_fn(|| names.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.filter_map(|name| failure(name, &binary)).collect::<Vec<_>>()
    };
    let failed: Vec<String> = thread::scope(|scope| {
        let replays: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(replay_some)).collect();
        replays.into_iter().flat_map(|replays| replays.join().unwrap()).collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
