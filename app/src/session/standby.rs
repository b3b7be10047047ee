//! A messenger that only remembers that it was started.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use status_domain::crypto::PrivateKey;
use status_ports::{Clock, Entropy, ProfileStore, Waku, WakuEvent};
use tokio::sync::mpsc;

use crate::signal::SignalHub;

pub(crate) type EntropySource = Arc<dyn Fn() -> Box<dyn Entropy + Send> + Send + Sync>;

#[allow(dead_code, reason = "what the messenger will work with")]
pub(crate) struct MessengerConfig {
    pub(crate) store: Arc<dyn ProfileStore>,
    pub(crate) waku: Arc<dyn Waku>,
    pub(crate) events: mpsc::Receiver<WakuEvent>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: EntropySource,
    pub(crate) signals: SignalHub,
    pub(crate) identity: PrivateKey,
    pub(crate) installation_id: String,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum MessengerError {
    #[error("messenger already started")]
    AlreadyStarted,
}

#[derive(Clone)]
pub(crate) struct Messenger(Arc<AtomicBool>);

impl Messenger {
    pub(crate) fn new(mut config: MessengerConfig) -> Self {
        tokio::spawn(async move { while config.events.recv().await.is_some() {} });
        Self(Arc::default())
    }

    pub(crate) async fn start(&self) -> Result<(), MessengerError> {
        if self.0.swap(true, Ordering::SeqCst) { Err(MessengerError::AlreadyStarted) } else { Ok(()) }
    }

    pub(crate) async fn stop(&self) {}
}
