//! Muting, clearing and keeping chats.

use crate::rpc::Table;

pub(super) fn register(_table: &mut Table) {}
