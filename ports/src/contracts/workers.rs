//! The contract of [`Workers`].

use std::sync::mpsc;

use crate::Workers;

/// Runs the whole suite.
pub fn run(workers: &dyn Workers) {
    everything_is_done(workers);
    a_panic_concerns_nobody_else(workers);
}

fn everything_is_done(workers: &dyn Workers) {
    let (give, take) = mpsc::channel();
    for number in 0..100 {
        let give = give.clone();
        workers.begin(Box::new(move || give.send(number).unwrap()));
    }
    drop(give);
    let mut done: Vec<i32> = take.iter().collect();
    done.sort_unstable();
    assert_eq!(done, (0..100).collect::<Vec<_>>());
}

fn a_panic_concerns_nobody_else(workers: &dyn Workers) {
    workers.begin(Box::new(|| panic!("the contract of workers panics on purpose")));
    everything_is_done(workers);
}
