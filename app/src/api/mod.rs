//! The methods of the API by area: JSON shapes and use cases behind them.

mod accounts;
mod activity;
mod chat;
mod community;
mod contact;
mod contact_request;
mod eth;
mod history;
mod message;
mod messenger;
mod node_config;
mod protocol;
mod settings;
mod shape;
mod trust;
mod waku;
mod wallet;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use serde_json::{Map, Value};
use status_ports::StorageError;

use crate::rpc::{self, Table};
use crate::session::Session;

pub(crate) use shape::Shaper;
pub(crate) use waku::PeerJson;

/// All methods.
pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        accounts::register(&mut table);
        activity::register(&mut table);
        chat::register(&mut table);
        community::register(&mut table);
        contact::register(&mut table);
        contact_request::register(&mut table);
        eth::register(&mut table);
        history::register(&mut table);
        message::register(&mut table);
        protocol::register(&mut table);
        settings::register(&mut table);
        trust::register(&mut table);
        waku::register(&mut table);
        wallet::register(&mut table);
        table
    })
}

/// Answers a JSON-RPC request or a batch.
pub(crate) async fn answer(session: Session, text: &str) -> String {
    rpc::answer(table(), session, text).await
}

/// The OpenRPC document of all methods: what a running backend answers to `rpc.discover`.
#[must_use]
pub fn openrpc_document() -> Value {
    rpc::document(table())
}

/// The reference page of all methods, in Markdown.
#[must_use]
pub fn api_reference() -> String {
    rpc::reference(table())
}

/// The configuration of the node as clients see it.
pub(crate) async fn node_config(session: &Session) -> Result<Map<String, Value>, StorageError> {
    node_config::current(session).await
}
