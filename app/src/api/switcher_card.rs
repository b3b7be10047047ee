//! Cards of the chat switcher.

use crate::rpc::Table;

pub(super) fn register(_table: &mut Table) {}
