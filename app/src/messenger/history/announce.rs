//! Signals of the history.

use serde::Serialize;
use status_domain::history::store_node::StoreNode;

use crate::signal::SignalHub;

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestEvent<'a> {
    request_id: &'a str,
    peer_id: &'a str,
    batch_index: usize,
    #[serde(skip_serializing_if = "is_zero")]
    num_batches: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    error_message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProgressEvent {
    /// Ranges of topics that are not at their end.
    open: usize,
    /// Pages that were stored.
    pages: u64,
    /// Messages on them.
    messages: u64,
}

#[derive(Default, Serialize)]
struct StoreNodeEvent<'a> {
    address: Option<&'a str>,
    id: &'a str,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

pub(super) fn started(signals: &SignalHub, num_batches: usize) {
    signals.emit("history.request.started", RequestEvent { num_batches, ..RequestEvent::default() });
}

pub(super) fn completed(signals: &SignalHub) {
    signals.emit("history.request.completed", RequestEvent::default());
}

pub(super) fn failed(signals: &SignalHub, request_id: &str, peer_id: &str, error_message: &str) {
    let event = RequestEvent { request_id, peer_id, error_message, ..RequestEvent::default() };
    signals.emit("history.request.failed", event);
}

pub(super) fn progress(signals: &SignalHub, open: usize, pages: u64, messages: u64) {
    signals.emit("history.request.progress", ProgressEvent { open, pages, messages });
}

/// Another node is asked from now on, or none.
pub(super) fn store_node(signals: &SignalHub, node: Option<&StoreNode>) {
    let event = || {
        node.map_or_else(StoreNodeEvent::default, |node| StoreNodeEvent {
            address: node.address.as_deref(),
            id: &node.id,
        })
    };
    signals.emit("mailserver.changed", event());
    if node.is_some() {
        signals.emit("mailserver.available", event());
    }
}

/// The node failed too often.
pub(super) fn not_working(signals: &SignalHub) {
    signals.emit("mailserver.not.working", StoreNodeEvent::default());
}
