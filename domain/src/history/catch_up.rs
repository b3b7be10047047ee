//! A catch-up: which query is next, and what its answer leads to. It asks for the next page of a walk while the page
//! before is still being stored, and reads a few walks at once, the newest windows first.

use std::collections::BTreeMap;

use status_ports::{HistoryWalk, UnixMillis};

use super::store_client::{AnswerError, StoreQuery};
use super::walk::{Mark, Walk};
use crate::transport::RawMessage;

/// Queries at once.
pub const MAX_QUERIES: usize = 3;
/// Pauses when a node wants to be asked more slowly, in milliseconds. They double.
const FIRST_PAUSE_MS: UnixMillis = 250;
const LONGEST_PAUSE_MS: UnixMillis = 30_000;
/// How often in a row a node may want it.
const MAX_PAUSES: u32 = 12;

/// A query that is to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The row of the walk that wants to know.
    pub walk: i64,
    /// The query.
    pub query: StoreQuery,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this.
    Ask(Ask),
    /// Nothing before this time, or before an answer.
    Wait(UnixMillis),
    /// Nothing before an answer.
    Busy,
    /// Everything was fetched.
    Done,
}

/// A page of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its messages.
    pub messages: Vec<RawMessage>,
    /// What to record with them.
    pub mark: Mark,
}

/// What comes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A page to be stored.
    Page(Page),
    /// The node wants to be asked more slowly, or asked otherwise. The walk will go on.
    Later,
    /// The node is not to be asked any more; [`AnswerError::is_a_lie`] says whether to report it.
    Refused(AnswerError),
}

/// The catch-up from one moment on. Its walks are rows of the store; it is always a page ahead of them at most.
#[derive(Clone, Debug, Default)]
pub struct CatchUp {
    idle: BTreeMap<i64, Walk>,
    asking: BTreeMap<i64, (Walk, StoreQuery)>,
    pauses: u32,
    not_before: UnixMillis,
    /// Windows and pages so far, for progress.
    pages: u64,
}

impl CatchUp {
    /// Begins, or goes on after a restart, with the walks that are stored.
    #[must_use]
    pub fn new(walks: Vec<HistoryWalk>) -> Self {
        let walks = walks.into_iter().map(Walk::new);
        Self {
            idle: walks.filter(|walk| !walk.is_at_its_end()).map(|walk| (walk.id(), walk)).collect(),
            ..Self::default()
        }
    }

    /// Takes up walks that are not known yet.
    pub fn add(&mut self, walks: Vec<HistoryWalk>) {
        for walk in walks {
            if !self.idle.contains_key(&walk.id) && !self.asking.contains_key(&walk.id) {
                self.idle.insert(walk.id, Walk::new(walk));
            }
        }
    }

    /// How many walks are not at their end.
    #[must_use]
    pub fn open(&self) -> usize {
        self.idle.len().saturating_add(self.asking.len())
    }

    /// How many pages came.
    #[must_use]
    pub const fn pages(&self) -> u64 {
        self.pages
    }

    /// What to do next with a node. `request_id` names the query, if there is one.
    pub fn step(&mut self, peer_id: &str, request_id: impl FnOnce() -> String, now: UnixMillis) -> Step {
        if self.idle.is_empty() && self.asking.is_empty() {
            return Step::Done;
        }
        if self.idle.is_empty() || self.asking.len() >= MAX_QUERIES {
            return Step::Busy;
        }
        if now < self.not_before {
            return Step::Wait(self.not_before);
        }
        // The newest window of all walks; of equal ones the walk that was planned first.
        let next = self.idle.values().max_by_key(|walk| (walk.until(), std::cmp::Reverse(walk.id())));
        let Some(mut walk) = next.map(Walk::id).and_then(|id| self.idle.remove(&id)) else {
            return Step::Busy;
        };
        let query = walk.query(peer_id, request_id());
        let ask = Ask { walk: walk.id(), query: query.clone() };
        self.asking.insert(walk.id(), (walk, query));
        Step::Ask(ask)
    }

    /// A node answered. Pages of one walk must be stored in the order in which they came.
    pub fn answered(&mut self, walk: i64, peer_id: &str, answer: &[u8], now: UnixMillis) -> Verdict {
        let Some((mut walk, query)) = self.asking.remove(&walk) else {
            return Verdict::Later;
        };
        let advanced = query.read(answer).and_then(|page| walk.advance(peer_id, page));
        match advanced {
            Ok((messages, mark)) => {
                self.pauses = 0;
                self.pages = self.pages.saturating_add(1);
                if !walk.is_at_its_end() {
                    self.idle.insert(walk.id(), walk);
                }
                Verdict::Page(Page { messages, mark })
            }
            Err(error) => {
                if error.asks_for_patience() && self.pauses < MAX_PAUSES {
                    let pause = FIRST_PAUSE_MS.saturating_mul(1 << self.pauses.min(16)).min(LONGEST_PAUSE_MS);
                    self.not_before = self.not_before.max(now.saturating_add(pause));
                    self.pauses = self.pauses.saturating_add(1);
                    self.idle.insert(walk.id(), walk);
                    return Verdict::Later;
                }
                let is_lost = error.may_be_the_cursor() && walk.lose_cursor();
                walk.forget_cursor();
                self.idle.insert(walk.id(), walk);
                if is_lost { Verdict::Later } else { Verdict::Refused(error) }
            }
        }
    }

    /// A node did not answer. The walk goes on with the next step.
    pub fn unanswered(&mut self, walk: i64) {
        if let Some((walk, _)) = self.asking.remove(&walk) {
            self.idle.insert(walk.id(), walk);
        }
    }

    /// Another node is asked from now on: it owes us no patience.
    pub const fn changed_node(&mut self) {
        self.pauses = 0;
        self.not_before = 0;
    }
}

#[cfg(test)]
mod tests;
