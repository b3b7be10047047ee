//! Settings of notifications.

use crate::rpc::Table;

pub(super) fn register(_table: &mut Table) {}
