//! Who wants to be connected to whom.

use std::collections::{BTreeMap, BTreeSet};

/// Wishes by name, since they outlive nodes.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    wanted: BTreeMap<String, BTreeSet<String>>,
    wanted_by: BTreeMap<String, BTreeSet<String>>,
}

impl Wishes {
    pub(super) fn add(&mut self, from: &str, to: &str) {
        self.wanted.entry(from.to_owned()).or_default().insert(to.to_owned());
        self.wanted_by.entry(to.to_owned()).or_default().insert(from.to_owned());
    }

    pub(super) fn remove(&mut self, from: &str, to: &str) {
        self.wanted.get_mut(from).into_iter().for_each(|names| {
            names.remove(to);
        });
        self.wanted_by.get_mut(to).into_iter().for_each(|names| {
            names.remove(from);
        });
    }

    /// Somebody wants nothing any more.
    pub(super) fn remove_all_of(&mut self, from: &str) {
        for to in self.wanted.remove(from).unwrap_or_default() {
            self.remove(from, &to);
        }
    }

    /// Who wants somebody, or is wanted by them.
    pub(super) fn around(&self, name: &str) -> impl Iterator<Item = &str> {
        let both = [self.wanted.get(name), self.wanted_by.get(name)];
        both.into_iter().flatten().flatten().map(String::as_str)
    }
}
