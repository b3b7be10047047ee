//! Names of the Ethereum Name Service (specification: wallet, section 20).

mod list;
mod lookup;
mod transaction;

use crate::rpc::Table;

pub(crate) use list::EnsUsernameJson;

pub(super) fn register(table: &mut Table) {
    list::register(table);
    lookup::register(table);
    transaction::register(table);
}
