//! The methods of the API by area: JSON shapes and use cases behind them.

mod accounts;
mod activity;
mod chat;
mod community;
mod contact;
mod contact_request;
mod contract_call;
mod conversation;
mod delivery;
mod derived_address;
mod ens;
mod eth;
mod forwarded;
mod gif;
mod group;
mod history;
mod invitation;
mod keycard_pairing;
mod link;
mod local_notification;
mod mention;
mod message;
mod message_change;
mod messenger;
mod network;
mod node_config;
mod notification_setting;
mod own_profile;
mod picture;
mod pin;
mod protocol;
mod public_chat;
mod reaction;
mod saved_address;
mod saved_chat;
mod search;
mod settings;
mod shape;
mod share_url;
mod showcase;
mod signed_message;
mod sticker;
mod sticker_market;
mod switcher_card;
mod trust;
mod user_status;
mod verification;
mod waku;
mod wallet;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use serde_json::{Map, Value};
use status_ports::StorageError;

use crate::rpc::{self, Table};
use crate::session::Session;

pub(crate) use accounts::AccountJson;
pub(crate) use ens::EnsUsernameJson;
pub(crate) use network::NetworkJson;
pub(crate) use settings::{ChangeError, switch_fleet};
pub(crate) use shape::Shaper;
pub(crate) use waku::PeerJson;
pub(crate) use wallet::{ProfileSources, TransactionJson, signature_bytes};

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
        conversation::register(&mut table);
        delivery::register(&mut table);
        derived_address::register(&mut table);
        ens::register(&mut table);
        eth::register(&mut table);
        gif::register(&mut table);
        group::register(&mut table);
        history::register(&mut table);
        invitation::register(&mut table);
        keycard_pairing::register(&mut table);
        link::register(&mut table);
        local_notification::register(&mut table);
        mention::register(&mut table);
        message::register(&mut table);
        message_change::register(&mut table);
        network::register(&mut table);
        notification_setting::register(&mut table);
        own_profile::register(&mut table);
        picture::register(&mut table);
        pin::register(&mut table);
        protocol::register(&mut table);
        public_chat::register(&mut table);
        reaction::register(&mut table);
        saved_address::register(&mut table);
        saved_chat::register(&mut table);
        search::register(&mut table);
        settings::register(&mut table);
        share_url::register(&mut table);
        showcase::register(&mut table);
        signed_message::register(&mut table);
        sticker::register(&mut table);
        sticker_market::register(&mut table);
        switcher_card::register(&mut table);
        trust::register(&mut table);
        user_status::register(&mut table);
        verification::register(&mut table);
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
