//! The wallet.

mod signing;

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    signing::register(table);
    table.method(
        "wallet_startWallet",
        "Begins to keep balances up to date. There are none to keep yet, so that nothing follows.",
        &[],
        |_: Session, (): ()| async { Ok::<_, RpcError>(()) },
    );
}
