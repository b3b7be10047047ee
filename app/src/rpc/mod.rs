//! JSON-RPC: one table of methods, from which come the dispatcher and the OpenRPC document.

mod dispatch;
mod error;
mod openrpc;
mod params;
mod reference;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use dispatch::answer;
pub(crate) use error::RpcError;
pub(crate) use openrpc::document;
pub(crate) use params::{AnyParams, Params};
pub(crate) use reference::reference;
pub(crate) use table::{Arguments, Table};
