//! What is fuzzed: one target for everything that reads bytes from the network or a foreign file.
//!
//! A target is a function of any bytes. It panics if the code panics, and if one of the properties does not hold that
//! the code promises for any input. `cargo xtask fuzz NAME` feeds it with libFuzzer; `cargo test` feeds it the
//! inputs in `corpus/NAME` and damaged copies of them, so that no target rots.

mod assets;
mod corpus;
mod discovery;
mod envelope;
mod group;
mod history;
mod identity;
mod links;
mod messaging;
mod people;
mod picture;
mod profile;
mod ratchet;
mod reliability;
mod route;
mod sequence;
mod service;
mod store;
mod text;
mod wallet;

pub use corpus::{damaged, inputs};

/// Feeds bytes to the code.
pub type Target = fn(&[u8]);

/// All targets by name, sorted.
#[must_use]
#[rustfmt::skip] // one per line
pub const fn targets() -> &'static [(&'static str, Target)] {
    &[
        ("application_message", envelope::application_message),
        ("application_payload", messaging::application_payload),
        ("balance_answer", assets::balance_answer),
        ("call_data", wallet::call_data),
        ("catch_up", history::catch_up),
        ("chat_identity", profile::chat_identity),
        ("connector", discovery::connector),
        ("conversation", ratchet::conversation),
        ("ens_answer", wallet::ens_answer),
        ("filter_client", service::filter_client),
        ("filter_server", service::filter_server),
        ("group_update", group::group_update),
        ("key_file", identity::key_file),
        ("light_push_client", service::light_push_client),
        ("light_push_server", service::light_push_server),
        ("markdown", text::markdown),
        ("mention", text::mention),
        ("mnemonic", identity::mnemonic),
        ("mvds_node", reliability::mvds_node),
        ("mvds_payload", reliability::mvds_payload),
        ("node_list", discovery::node_list),
        ("node_record", discovery::node_record),
        ("oembed", links::oembed),
        ("page_head", links::page_head),
        ("paths_and_keys", identity::paths_and_keys),
        ("peer_exchange", discovery::peer_exchange),
        ("picture", picture::picture),
        ("protocol_message", ratchet::protocol_message),
        ("public_key", identity::public_key),
        ("raw_transaction", wallet::raw_transaction),
        ("route", route::route),
        ("segmentation", reliability::segmentation),
        ("share_url", links::share_url),
        ("store_answer", history::store_answer),
        ("store_query", store::store_query),
        ("text_links", links::text_links),
        ("token_answer", assets::token_answer),
        ("token_list", assets::token_list),
        ("topic", envelope::topic),
        ("transfer_log", assets::transfer_log),
        ("typed_data", wallet::typed_data),
        ("waku_arrival", messaging::waku_arrival),
        ("waku_frame", envelope::waku_frame),
        ("waku_message", envelope::waku_message),
        ("waku_payload", envelope::waku_payload),
        ("wallet_text", wallet::wallet_text),
    ]
}

/// Feeds the target of a name.
///
/// # Panics
/// If there is no target of this name, or if the target found something.
#[allow(clippy::panic, reason = "a wrong name must not look like a target that finds nothing")]
pub fn feed(name: &str, input: &[u8]) {
    match targets().iter().find(|(known, _)| *known == name) {
        Some((_, target)) => target(input),
        None => panic!("there is no target {name}"),
    }
}
