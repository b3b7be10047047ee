//! The wallet.

mod fees;
mod gwei;
mod route;
mod route_sources;
mod shape;
mod signing;

pub(crate) use route_sources::ProfileSources;

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    fees::register(table);
    route::register(table);
    signing::register(table);
    table.method(
        "wallet_startWallet",
        "Begins to keep balances up to date. There are none to keep yet, so that nothing follows.",
        &[],
        |_: Session, (): ()| async { Ok::<_, RpcError>(()) },
    );
}
