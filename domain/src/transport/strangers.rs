//! People with whom we share a topic although we have nothing to do with them.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::CompressedKey;

/// With how many strangers a topic is shared. Anybody can open a session, and each costs a filter and a few rows.
const CAPACITY: usize = 256;

/// Who is a stranger, and which of them wrote last.
#[derive(Debug, Default)]
pub(super) struct Strangers {
    /// Contacts, and people with whom we have a chat.
    near: BTreeSet<CompressedKey>,
    /// Strangers by when they wrote last, as numbers that grow.
    by_time: BTreeMap<u64, CompressedKey>,
    times: BTreeMap<CompressedKey, u64>,
    time: u64,
}

impl Strangers {
    /// Somebody is none any more.
    pub(super) fn meet(&mut self, person: &CompressedKey) {
        self.near.insert(*person);
        if let Some(time) = self.times.remove(person) {
            self.by_time.remove(&time);
        }
    }

    /// Whether we have nothing to do with somebody.
    pub(super) fn is_stranger(&self, person: &CompressedKey) -> bool {
        !self.near.contains(person)
    }

    /// Somebody with whom we share a topic was heard. Returns the stranger who was silent for longest, if there are too
    /// many.
    pub(super) fn hear(&mut self, person: &CompressedKey) -> Option<CompressedKey> {
        if self.near.contains(person) {
            return None;
        }
        self.time = self.time.saturating_add(1);
        if let Some(before) = self.times.insert(*person, self.time) {
            self.by_time.remove(&before);
        }
        self.by_time.insert(self.time, *person);
        if self.times.len() <= CAPACITY {
            return None;
        }
        let (_, silent) = self.by_time.pop_first()?;
        self.times.remove(&silent);
        Some(silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: usize) -> CompressedKey {
        let mut key = [0; 33];
        key[..8].copy_from_slice(&number.to_be_bytes());
        key
    }

    #[test]
    fn the_one_who_was_silent_for_longest_goes() {
        let mut strangers = Strangers::default();
        for number in 0..CAPACITY {
            assert_eq!(strangers.hear(&person(number)), None);
        }
        assert_eq!(strangers.hear(&person(0)), None);
        assert_eq!(strangers.hear(&person(CAPACITY)), Some(person(1)));
        assert_eq!(strangers.hear(&person(1)), Some(person(2)));
    }

    #[test]
    fn who_is_near_never_goes() {
        let mut strangers = Strangers::default();
        strangers.hear(&person(0));
        for number in 0..10 {
            strangers.meet(&person(number));
        }
        for number in 0..10 * CAPACITY {
            assert!(strangers.hear(&person(number)).is_none_or(|gone| gone >= person(10)));
        }
    }
}
