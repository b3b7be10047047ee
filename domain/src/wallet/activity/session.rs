//! A part of the view that a client follows (specification: wallet, section 10.5).
//!
//! The client has a list of entries, and so has the session. What is new above all that the client has is only
//! announced: the client asks for the first page again when its user wants to see it. What is new further down is told
//! with its place.

use std::collections::BTreeSet;

use super::{Entry, EntryKey, Filter, Order, Scope};

/// Entries beyond those known that are looked through for new ones at a time.
const LOOK_AHEAD: usize = 100;

/// Which entries are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Those after this place; `None` from the first on.
    pub after: Option<Order>,
    /// How many at most.
    pub limit: usize,
}

/// Entries for the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The entries, and whether the client is told that they are new.
    pub entries: Vec<(Entry, bool)>,
    /// How many the client has before them.
    pub offset: usize,
    /// Whether there may be more after them.
    pub has_more: bool,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionUpdate {
    /// Whether there is something above all that the client has.
    pub has_new_on_top: bool,
    /// What is new further down: place in the client's list when all before it are put in, and the entry.
    pub inserted: Vec<(usize, Entry)>,
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    scope: Scope,
    filter: Filter,
    /// What the client has, in order.
    shown: Vec<Order>,
    /// What is above, announced and not shown.
    announced: BTreeSet<EntryKey>,
    /// What was shown when a filter began to restrict; `None` while none does.
    unfiltered: Option<BTreeSet<EntryKey>>,
    /// Whether there may be more after what is shown.
    has_more: bool,
}

impl Session {
    /// Begins with nothing shown.
    #[must_use]
    pub fn new(scope: Scope, filter: Filter) -> Self {
        let unfiltered = (!filter.is_empty()).then(BTreeSet::new);
        Self { scope, filter, shown: Vec::new(), announced: BTreeSet::new(), unfiltered, has_more: true }
    }

    /// Whose entries it is about.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Which of them.
    #[must_use]
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether an entry belongs into it.
    #[must_use]
    pub fn wants(&self, entry: &Entry) -> bool {
        self.scope.contains(entry) && self.filter.matches(entry)
    }

    /// Restricts it differently. The first page is to be read. What was announced is as new as all else.
    pub fn set_filter(&mut self, filter: Filter) {
        if self.filter.is_empty() && !filter.is_empty() {
            self.unfiltered = Some(self.shown.iter().map(Order::key).collect());
        }
        self.announced.clear();
        self.filter = filter;
    }

    /// What to read to begin from the top, with so many entries.
    #[must_use]
    pub const fn first(&self, limit: usize) -> PageRequest {
        PageRequest { after: None, limit }
    }

    /// Begins from the top: the client has these entries from now on, and nothing else. What was announced to it is new,
    /// and without a filter what was not shown before the filter restricted, nor announced since.
    pub fn show_first(&mut self, entries: Vec<Entry>, limit: usize) -> Page {
        let announced = core::mem::take(&mut self.announced);
        let before = if self.filter.is_empty() { self.unfiltered.take() } else { None };
        if let Some(unfiltered) = &mut self.unfiltered {
            unfiltered.extend(&announced);
        }
        let is_new = |entry: &Entry| {
            let came_meanwhile = before.as_ref().is_some_and(|before| !before.contains(&entry.key));
            announced.contains(&entry.key) || came_meanwhile
        };
        self.shown.clear();
        self.show(entries, limit, is_new)
    }

    /// What to read to go on, with so many entries.
    #[must_use]
    pub fn next(&self, limit: usize) -> PageRequest {
        PageRequest { after: self.shown.last().copied(), limit }
    }

    /// Goes on: the client has these entries, too. What is not after all that it has is left out.
    pub fn show_next(&mut self, entries: Vec<Entry>, limit: usize) -> Page {
        self.show(entries, limit, |_| false)
    }

    fn show(&mut self, entries: Vec<Entry>, limit: usize, is_new: impl Fn(&Entry) -> bool) -> Page {
        let offset = self.shown.len();
        self.has_more = entries.len() >= limit;
        let mut page = Vec::new();
        for entry in entries {
            let order = Order::of(&entry);
            if self.shown.last().is_none_or(|last| *last < order) {
                self.shown.push(order);
                self.announced.remove(&entry.key);
                let is_new = is_new(&entry);
                page.push((entry, is_new));
            }
        }
        Page { entries: page, offset, has_more: self.has_more }
    }

    /// What to read to see what changed.
    #[must_use]
    pub fn look(&self) -> PageRequest {
        let known = self.shown.len().saturating_add(self.announced.len());
        PageRequest { after: None, limit: known.saturating_add(LOOK_AHEAD) }
    }

    /// Compares the first entries, in order, with those that the client has: what it is to be told, if anything. What
    /// is gone is not told; a list that begins anew does not have it.
    pub fn update(&mut self, entries: Vec<Entry>) -> Option<SessionUpdate> {
        let shown: BTreeSet<EntryKey> = self.shown.iter().map(Order::key).collect();
        let top = self.shown.first().copied();
        let bottom = self.shown.last().copied();
        let announced_before = self.announced.len();
        let mut inserted = Vec::new();
        for entry in entries {
            let order = Order::of(&entry);
            if shown.contains(&entry.key) {
                continue;
            }
            if top.is_none_or(|top| order < top) {
                self.announced.insert(entry.key);
            } else if !self.has_more || bottom.is_some_and(|bottom| order < bottom) {
                let place = self.shown.partition_point(|known| *known < order);
                self.shown.insert(place, order);
                inserted.push((place, entry));
            }
        }
        let has_new_on_top = self.announced.len() > announced_before;
        (has_new_on_top || !inserted.is_empty()).then_some(SessionUpdate { has_new_on_top, inserted })
    }
}
