//! Pure helper functions.

use super::Endpoints;

/// Adds them to the table.
pub(super) fn register(_endpoints: &mut Endpoints) {}
