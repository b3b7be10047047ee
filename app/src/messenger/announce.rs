//! Signals of the messenger.

use std::sync::Arc;

use serde::Serialize;
use status_domain::messaging::Outcome;
use status_domain::transport::Received;
use status_ports::{Peers, UserStatusRecord};

use super::shared::Shared;
use crate::api::PeerJson;
use crate::bot;
use crate::signal::SignalHub;

/// The hash of an envelope, which nobody needs any more but clients expect.
const NO_HASH: &str = "0x0000000000000000000000000000000000000000000000000000000000000000";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PeerStats {
    is_online: bool,
    peers: std::collections::BTreeMap<String, PeerJson>,
}

/// Who is connected.
pub(super) fn peers(signals: &SignalHub, peers: Peers) {
    let is_online = !peers.is_empty();
    let peers = peers.into_iter().map(|(id, peer)| (id, peer.into())).collect();
    signals.emit("wakuv2.peerstats", PeerStats { is_online, peers });
}

#[derive(Serialize)]
struct EnvelopeEvent<'a> {
    ids: &'a [String],
    hash: &'static str,
    message: &'a str,
}

/// Messages are on the network.
pub(super) fn sent(signals: &SignalHub, ids: &[String]) {
    signals.emit("envelope.sent", EnvelopeEvent { ids, hash: NO_HASH, message: "" });
}

/// Messages cannot be sent.
pub(super) fn expired(signals: &SignalHub, ids: &[String], reason: &str) {
    signals.emit("envelope.expired", EnvelopeEvent { ids, hash: NO_HASH, message: reason });
}

#[derive(Serialize)]
struct DeliveredEvent<'a> {
    #[serde(rename = "chatID")]
    chat_id: &'a str,
    #[serde(rename = "messageID")]
    message_id: &'a str,
}

/// Who is taken for gone.
pub(super) fn timed_out(shared: &Shared, statuses: &[UserStatusRecord]) {
    shared.signals.emit("status.updates.timedout", shared.shaper.statuses(statuses));
}

/// What changed without the client.
pub(super) async fn changed(shared: &Arc<Shared>, outcome: Outcome) {
    if outcome.shows_nothing() {
        return;
    }
    let now = shared.clock.unix_millis();
    match shared.shaper.received(&shared.store, outcome, now).await {
        Ok((notifications, event)) => {
            for notification in notifications {
                shared.signals.emit("local-notifications", notification);
            }
            shared.signals.emit("messages.new", event);
        }
        // What changed is stored; the client finds it when it reads again.
        Err(error) => tracing::error!(%error, "The client was not told of what changed."),
    }
}

/// What a batch of received messages changed.
pub(super) async fn received(shared: &Arc<Shared>, received: Received) {
    if !shared.listeners.is_empty() {
        shared.listeners.tell(&bot::events_of(&received, &shared.me));
    }
    changed(shared, received.outcome).await;
    for delivered in &received.delivered {
        let (chat_id, message_id) = (&delivered.chat_id, &delivered.message_id);
        shared.signals.emit("message.delivered", DeliveredEvent { chat_id, message_id });
    }
}
