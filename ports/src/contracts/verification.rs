//! The contract of [`VerificationStore`].

use crate::VerificationStore;

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(_make: &mut dyn FnMut() -> Box<dyn VerificationStore>) {}
