//! What we say of ourselves.

use crate::rpc::Table;

pub(super) fn register(_table: &mut Table) {}
