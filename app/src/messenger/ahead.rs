//! Payloads are opened on all processors before the one transaction that takes them in.

use std::sync::{Arc, Mutex, PoisonError};

use status_domain::transport::{Opener, RawMessage};

use super::shared::Shared;

/// Below this, handing out the work costs more than it saves.
const MIN_MESSAGES: usize = 16;
/// More are of no use: the transaction takes longer than a quarter of this.
const MAX_PARTS: usize = 4;

/// The newest opener, for whoever wants to open something.
#[derive(Default)]
pub(super) struct SharedOpener(Mutex<Option<Arc<Opener>>>);

impl SharedOpener {
    pub(super) fn set(&self, opener: Opener) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(opener));
    }

    fn get(&self) -> Option<Arc<Opener>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Opens what can be opened of many messages. The order stays.
pub(super) async fn open(shared: &Shared, messages: Vec<RawMessage>) -> Vec<RawMessage> {
    let Some(opener) = shared.opener.get().filter(|_| messages.len() >= MIN_MESSAGES) else {
        return messages;
    };
    let parts = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_PARTS);
    let size = messages.len().div_ceil(parts);
    let mut rest = messages;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let mut part: Vec<RawMessage> = rest.drain(..size.min(rest.len())).collect();
        let opener = Arc::clone(&opener);
        parts.push(tokio::task::spawn_blocking(move || {
            part.iter_mut().for_each(|message| opener.open(message));
            part
        }));
    }
    let mut opened = Vec::new();
    for part in parts {
        match part.await {
            Ok(part) => opened.extend(part),
            // It crashed, and so would the transaction; the batch goes the way of those that crash. Without a panic it is
            // the end of everything.
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => return Vec::new(),
            },
        }
    }
    opened
}
