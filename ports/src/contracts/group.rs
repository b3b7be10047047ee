//! The contract of [`GroupStore`].

use crate::GroupStore;

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(_make: &mut dyn FnMut() -> Box<dyn GroupStore>) {}
