//! Pictures of profiles, and where they are served.

use crate::rpc::Table;

pub(super) fn register(_table: &mut Table) {}
