//! What happened to the money of accounts, as clients follow it.
//!
//! A client has a session: a part of the view, page by page. Each thing that it asks for runs in a task of its own,
//! which the next one replaces, and is answered by an event. While there is a session, one task looks at what changed.

mod query;
mod read;
mod session;
mod shape;
#[cfg(test)]
mod tests;
mod update;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use status_domain::wallet::activity::Session;
use tokio::task::JoinHandle;

use super::{Wallet, WalletEvent};
use crate::json;

pub(crate) use query::Range;

/// Sessions that there can be at once.
const MOST_SESSIONS: usize = 64;

/// What was asked for outside sessions and can run at once.
const MOST_QUERIES: usize = 64;

/// Entries in one page.
const MOST_ENTRIES: usize = 1_000;

/// How a request ended, as clients read it.
const SUCCESS: u8 = 1;
const CANCELLED: u8 = 2;
const FAILED: u8 = 3;

/// Why a session does not do what it is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ActivityError {
    /// There is none of this number.
    #[error("session not found")]
    NoSession,
    /// There are too many.
    #[error("too many sessions")]
    TooMany,
}

/// What runs until it is dropped.
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What a wallet remembers of the clients that follow the activity.
#[derive(Default)]
pub(super) struct Activity {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last_id: i32,
    sessions: BTreeMap<i32, Slot>,
    /// What looks at what changed; there while there is a session.
    listener: Option<Task>,
    /// What was asked for outside sessions, by kind and by number of the request.
    queries: BTreeMap<(&'static str, i64), Running>,
    last_query: u64,
    is_closed: bool,
}

/// A query that runs.
struct Running {
    number: u64,
    _task: Task,
}

/// A session and what is done for it.
struct Slot {
    session: Session,
    /// Grows with everything that the client asks for.
    turn: u64,
    /// What the client waits for.
    task: Option<Task>,
    /// Something changed while the client waited.
    is_stale: bool,
}

impl Activity {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends what runs.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.sessions.clear();
        state.queries.clear();
        state.listener = None;
    }
}

impl Wallet {
    fn activity(&self) -> &Activity {
        &self.shared.activity
    }

    /// Emits an event that answers a request, with a document as its message.
    fn answer(&self, kind: &'static str, request_id: i64, message: &impl Serialize) {
        match json::to_text(message) {
            Ok(message) => self.emit(WalletEvent {
                kind,
                message,
                request_id: Some(request_id),
                at: Some(0),
                ..WalletEvent::default()
            }),
            Err(error) => tracing::error!(kind, %error, "The answer is not serialisable."),
        }
    }
}
