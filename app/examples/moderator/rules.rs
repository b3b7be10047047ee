//! What is not said in a group, and what happens to who says it.

use std::collections::HashMap;

/// How often somebody may break a rule before they leave the group.
const WARNINGS: u32 = 2;

/// What a message comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing is wrong with it.
    Fine,
    /// It breaks a rule: it is deleted, and its author is told.
    Delete,
    /// Its author broke rules too often: the message is deleted, and they leave the group.
    Remove,
}

/// The rules of a group, and who broke them how often. `P` is whatever names a person.
pub(crate) struct Rules<P> {
    words: Vec<String>,
    broken: HashMap<P, u32>,
}

impl<P: Eq + std::hash::Hash> Rules<P> {
    /// These words are not said, in letters of any case.
    pub(crate) fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self { words: words.into_iter().map(str::to_lowercase).collect(), broken: HashMap::new() }
    }

    /// Judges what somebody said. Only whole words count.
    pub(crate) fn judge(&mut self, author: P, text: &str) -> Verdict {
        let text = text.to_lowercase();
        let mut said = text.split(|letter: char| !letter.is_alphanumeric());
        if !said.any(|word| self.words.iter().any(|rule| rule == word)) {
            return Verdict::Fine;
        }
        let broken = self.broken.entry(author).or_default();
        *broken = broken.saturating_add(1);
        if *broken > WARNINGS { Verdict::Remove } else { Verdict::Delete }
    }
}
