//! Mentions while a text is written.

use crate::rpc::Table;

pub(super) fn register(_table: &mut Table) {}
