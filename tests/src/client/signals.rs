//! The signals that a daemon sent, in the order of their arrival.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use futures::StreamExt as _;
use serde_json::Value;
use tokio::sync::watch;
use tokio_tungstenite::{connect_async, tungstenite::Message};

/// One signal.
#[derive(Clone, Debug)]
pub struct Signal {
    /// Its `type`.
    pub name: String,
    /// Its `event`, null if it has none.
    pub event: Value,
    /// When it arrived.
    pub arrived: Instant,
}

/// Everything that came over the socket so far; grows while the socket is open.
pub struct SignalLog {
    seen: Arc<Mutex<Vec<Signal>>>,
    count: watch::Receiver<usize>,
    reader: tokio::task::JoinHandle<()>,
}

impl SignalLog {
    /// Opens the socket; signals from now on are kept.
    ///
    /// # Errors
    /// If nobody listens there, or refuses.
    pub async fn open(url: &str) -> Result<Self, tokio_tungstenite::tungstenite::Error> {
        let (mut socket, _) = connect_async(url).await?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (announce, count) = watch::channel(0);
        let kept = Arc::clone(&seen);
        let reader = tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                let Message::Text(text) = message else { continue };
                let arrived = Instant::now();
                let Ok(mut signal) = serde_json::from_str::<Value>(&text) else { continue };
                let length = {
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    kept.push(Signal {
                        name: signal["type"].as_str().unwrap_or_default().to_owned(),
                        event: signal["event"].take(),
                        arrived,
                    });
                    kept.len()
                };
                // Nobody listens once the log is dropped.
                let _ = announce.send(length);
            }
        });
        Ok(Self { seen, count, reader })
    }

    /// How many came so far: a position for [`Self::since`].
    #[must_use]
    pub fn position(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The signals from a position on.
    #[must_use]
    pub fn since(&self, position: usize) -> Vec<Signal> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(position..).unwrap_or_default().to_vec()
    }

    /// Waits for the first signal from `position` on that is wanted; returns it and the position behind it.
    /// `None` if the socket closes before.
    pub async fn wait_for(&self, position: usize, mut wanted: impl FnMut(&Signal) -> bool) -> Option<(Signal, usize)> {
        let mut count = self.count.clone();
        let mut next = position;
        loop {
            for signal in self.since(next) {
                next += 1;
                if wanted(&signal) {
                    return Some((signal, next));
                }
            }
            if count.changed().await.is_err() && self.position() == next {
                return None;
            }
        }
    }
}

impl Drop for SignalLog {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
