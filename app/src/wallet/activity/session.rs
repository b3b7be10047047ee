//! Sessions, and what clients ask of them.

use status_domain::wallet::activity::{Entry, Filter, Page, PageRequest, Scope, Session};
use status_ports::StorageError;

use super::shape::FilteringDone;
use super::{ActivityError, CANCELLED, FAILED, MOST_ENTRIES, MOST_SESSIONS, Slot, Task};
use crate::wallet::Wallet;

/// The event that answers all requests.
const FILTERING_DONE: &str = "wallet-activity-filtering-done";

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// To begin from the top.
    First,
    /// To go on.
    Next,
}

impl Wallet {
    /// Begins a session. Its first page comes as an event. Transfers are looked for on its chains from now on.
    ///
    /// # Errors
    /// [`ActivityError::TooMany`].
    pub(crate) fn start_activity_session(
        &self,
        scope: Scope,
        filter: Filter,
        limit: usize,
    ) -> Result<i32, ActivityError> {
        let id = {
            let mut state = self.activity().state();
            if state.is_closed || state.sessions.len() >= MOST_SESSIONS {
                return Err(ActivityError::TooMany);
            }
            let id = state.last_id.checked_add(1).ok_or(ActivityError::TooMany)?;
            state.last_id = id;
            let (wallet, chains) = (self.clone(), scope.chains.iter().copied().collect::<Vec<u64>>());
            tokio::spawn(async move {
                if let Err(error) = wallet.start_transfers(&chains).await {
                    tracing::warn!(%error, "Transfers are not looked for.");
                }
            });
            let session = Session::new(scope, filter);
            state.sessions.insert(id, Slot { session, turn: 0, task: None, is_stale: false });
            if state.listener.is_none() {
                state.listener = Some(self.listen_to_activity());
            }
            id
        };
        self.begin(id, Wanted::First, limit, |_| {})?;
        Ok(id)
    }

    /// Restricts a session differently. Its first page comes as an event.
    ///
    /// # Errors
    /// [`ActivityError::NoSession`].
    pub(crate) fn update_activity_session(&self, id: i32, filter: Filter, limit: usize) -> Result<(), ActivityError> {
        self.begin(id, Wanted::First, limit, |session| session.set_filter(filter))
    }

    /// Begins a session from the top: its first page comes as an event.
    ///
    /// # Errors
    /// [`ActivityError::NoSession`].
    pub(crate) fn reset_activity_session(&self, id: i32, limit: usize) -> Result<(), ActivityError> {
        self.begin(id, Wanted::First, limit, |_| {})
    }

    /// The next page of a session comes as an event.
    ///
    /// # Errors
    /// [`ActivityError::NoSession`].
    pub(crate) fn more_of_activity_session(&self, id: i32, limit: usize) -> Result<(), ActivityError> {
        self.begin(id, Wanted::Next, limit, |_| {})
    }

    /// Ends a session; that there is none is no error.
    pub(crate) fn stop_activity_session(&self, id: i32) {
        let mut state = self.activity().state();
        let stopped = state.sessions.remove(&id);
        if state.sessions.is_empty() {
            state.listener = None;
        }
        if stopped.is_some_and(|slot| slot.task.is_some()) {
            self.answer(FILTERING_DONE, id.into(), &FilteringDone::without_entries(CANCELLED));
        }
    }

    /// Begins what a client asked for, in place of what it still waits for.
    fn begin(
        &self,
        id: i32,
        wanted: Wanted,
        limit: usize,
        change: impl FnOnce(&mut Session),
    ) -> Result<(), ActivityError> {
        let limit = limit.min(MOST_ENTRIES);
        let mut state = self.activity().state();
        let slot = state.sessions.get_mut(&id).ok_or(ActivityError::NoSession)?;
        change(&mut slot.session);
        if slot.task.take().is_some() {
            self.answer(FILTERING_DONE, id.into(), &FilteringDone::without_entries(CANCELLED));
        }
        slot.turn = slot.turn.saturating_add(1);
        let request = match wanted {
            Wanted::First => slot.session.first(limit),
            Wanted::Next => slot.session.next(limit),
        };
        let (scope, filter) = (slot.session.scope().clone(), slot.session.filter().clone());
        let (wallet, turn) = (self.clone(), slot.turn);
        slot.task = Some(Task(tokio::spawn(async move {
            let read = wallet.read_page(scope, filter, request).await;
            wallet.finish(id, turn, wanted, limit, read);
        })));
        Ok(())
    }

    /// Nothing for whoever names no account.
    async fn read_page(&self, scope: Scope, filter: Filter, request: PageRequest) -> Option<Vec<Entry>> {
        if scope.addresses.is_empty() {
            return None;
        }
        let read: Result<_, StorageError> = self.read_activity(scope, filter, request).await;
        read.inspect_err(|error| tracing::warn!(%error, "The activity is not read.")).ok()
    }

    fn finish(&self, id: i32, turn: u64, wanted: Wanted, limit: usize, read: Option<Vec<Entry>>) {
        let mut state = self.activity().state();
        let Some(slot) = state.sessions.get_mut(&id).filter(|slot| slot.turn == turn) else { return };
        let page: Option<Page> = read.map(|entries| match wanted {
            Wanted::First => slot.session.show_first(entries, limit),
            Wanted::Next => slot.session.show_next(entries, limit),
        });
        slot.task = None;
        if std::mem::take(&mut slot.is_stale) {
            self.events().activity_changed();
        }
        let done = page.map_or_else(|| FilteringDone::without_entries(FAILED), |page| FilteringDone::from(&page));
        self.answer(FILTERING_DONE, id.into(), &done);
    }
}
