//! What a backend tells unasked.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

use super::api::Api;
use super::error::DemoError;

/// How long to wait for what must come. It only bounds a failure.
pub(super) const DEADLINE: Duration = Duration::from_secs(120);

/// A signal and when it came.
#[derive(Clone, Debug)]
pub(super) struct Signal {
    pub(super) kind: String,
    pub(super) event: Value,
    pub(super) arrived: Instant,
}

/// All signals of a backend since its start.
pub(super) struct Signals {
    name: &'static str,
    seen: Arc<Mutex<Vec<Signal>>>,
    count: watch::Receiver<usize>,
    reader: JoinHandle<()>,
}

impl Signals {
    /// Begins to listen.
    pub(super) async fn listen(api: &Api) -> Result<Self, DemoError> {
        let stream = TcpStream::connect(&api.address).await?;
        stream.set_nodelay(true)?;
        let (mut socket, _) = client_async(format!("ws://{}/signals", api.address), stream)
            .await
            .map_err(|error| DemoError::Signals { name: api.name, cause: error.to_string() })?;
        let seen = Arc::<Mutex<Vec<Signal>>>::default();
        let (tell, count) = watch::channel(0);
        let kept = Arc::clone(&seen);
        let reader = tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                let Message::Text(text) = message else { continue };
                let arrived = Instant::now();
                let Ok(mut signal) = serde_json::from_str::<Value>(&text) else { continue };
                let kind = signal["type"].as_str().unwrap_or_default().to_owned();
                let mut kept = lock(&kept);
                kept.push(Signal { kind, event: signal["event"].take(), arrived });
                tell.send_replace(kept.len());
            }
        });
        Ok(Self { name: api.name, seen, count, reader })
    }

    /// A position for the methods below: after all that came so far.
    pub(super) fn position(&self) -> usize {
        lock(&self.seen).len()
    }

    /// The first of a kind after `position` from which `pick` makes something, and when it came.
    pub(super) async fn find<T>(
        &self,
        position: usize,
        kind: &str,
        mut pick: impl FnMut(&Value) -> Option<T>,
    ) -> Result<(T, Instant), DemoError> {
        let mut count = self.count.clone();
        let mut next = position;
        let searching = async {
            loop {
                while let Some(signal) = lock(&self.seen).get(next).cloned() {
                    next += 1;
                    if signal.kind == kind
                        && let Some(found) = pick(&signal.event)
                    {
                        return Some((found, signal.arrived));
                    }
                }
                // Fails when the backend is gone, and with it the reader.
                count.wait_for(|count| *count > next).await.ok()?;
            }
        };
        match timeout(DEADLINE, searching).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(DemoError::Signals { name: self.name, cause: "the backend is gone".to_owned() }),
            Err(_) => {
                let kinds: BTreeSet<_> =
                    lock(&self.seen).iter().skip(position).map(|signal| signal.kind.clone()).collect();
                let seen = kinds.into_iter().collect::<Vec<_>>().join(", ");
                Err(DemoError::TooLate { name: self.name, what: kind.to_owned(), limit: DEADLINE, seen })
            }
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

fn lock(signals: &Mutex<Vec<Signal>>) -> MutexGuard<'_, Vec<Signal>> {
    signals.lock().unwrap_or_else(PoisonError::into_inner)
}
