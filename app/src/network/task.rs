//! The task of the network.

use std::sync::Arc;

use status_domain::transport::pubsub_topics;
use status_ports::{Waku, WakuEvent};
use tokio::sync::{mpsc, watch};

pub(super) async fn run(
    waku: Arc<dyn Waku>,
    mut events: mpsc::Receiver<WakuEvent>,
    forward: mpsc::Sender<WakuEvent>,
    mut stopped: watch::Receiver<bool>,
) {
    for topic in pubsub_topics() {
        if let Err(error) = waku.subscribe(&topic).await {
            tracing::error!(%error, topic, "A pubsub topic was not joined.");
        }
    }
    loop {
        let event = tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => return,
            event = events.recv() => event,
        };
        let Some(event) = event else { return };
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => return,
            sent = forward.send(event) => if sent.is_err() { return },
        }
    }
}
