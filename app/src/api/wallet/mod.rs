//! The wallet.

mod balance;
mod fees;
mod gwei;
mod market;
mod route;
mod route_sources;
mod shape;
mod signing;
mod token;

pub(crate) use route_sources::ProfileSources;

use crate::rpc::Table;

pub(super) fn register(table: &mut Table) {
    balance::register(table);
    fees::register(table);
    market::register(table);
    route::register(table);
    signing::register(table);
    token::register(table);
}
