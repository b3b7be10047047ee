//! The wallet.

mod activity;
mod balance;
mod balance_history;
mod fees;
mod function_call;
mod gwei;
mod market;
mod multi_transaction;
mod pending;
mod replace;
mod route;
mod route_sources;
mod send_route;
mod shape;
mod sign;
mod signing;
mod single_transaction;
mod token;
mod tracker;
mod transaction;
mod transfer;
mod wallet_connect;

pub(crate) use route_sources::ProfileSources;
pub(crate) use transaction::{TransactionJson, signature_bytes};

use crate::rpc::Table;

pub(super) fn register(table: &mut Table) {
    activity::register(table);
    balance::register(table);
    balance_history::register(table);
    fees::register(table);
    function_call::register(table);
    market::register(table);
    multi_transaction::register(table);
    pending::register(table);
    replace::register(table);
    route::register(table);
    send_route::register(table);
    signing::register(table);
    single_transaction::register(table);
    token::register(table);
    tracker::register(table);
    transfer::register(table);
    wallet_connect::register(table);
}
