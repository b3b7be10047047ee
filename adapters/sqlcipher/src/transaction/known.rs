//! Rows that a unit of work asks for again and again: people, chats, settings. The engine is asked for each once, and gets
//! what was written of it once, at the end. Messages wait until then, too: a part of the work that only adds messages then
//! writes nothing that the engine would have to be able to undo.

use std::hash::Hash;
use std::rc::Rc;

use rpds::{HashTrieMap, HashTrieSet, RedBlackTreeMap};
use status_ports::{ChatRecord, CompressedKey, ContactRecord, MessageRecord};

/// What a unit of work knows. A copy shares what is the same: that is how a part of the work is undone.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub(super) chats: Rows<String, ChatRecord>,
    pub(super) contacts: Rows<CompressedKey, ContactRecord>,
    pub(super) settings: Rows<String, String>,
    pub(super) messages: NewMessages,
    /// Whether any change waits for its message; `None` if nobody asked.
    pub(super) has_early_changes: Option<bool>,
    /// What the search index has not got yet of messages, by their numbers.
    pub(super) unindexed: RedBlackTreeMap<i64, Rc<Indexed>>,
}

/// What the search index gets of a message.
pub(super) struct Indexed {
    /// The chat, as it is named there.
    pub(super) chat: String,
    /// The text, folded; nothing if the message is to be found no more.
    pub(super) text: String,
    /// The index has nothing of the message.
    pub(super) is_new: bool,
}

/// Rows of one table by key. `None` is known not to be there.
#[derive(Clone)]
pub(super) struct Rows<K: Eq + Hash, R> {
    rows: HashTrieMap<K, Option<Rc<R>>>,
    /// Keys of the rows that the engine has not got yet.
    unwritten: HashTrieSet<K>,
}

impl<K: Eq + Hash, R> Default for Rows<K, R> {
    fn default() -> Self {
        Self { rows: HashTrieMap::new(), unwritten: HashTrieSet::new() }
    }
}

impl<K: Eq + Hash + Clone, R: Clone> Rows<K, R> {
    /// The row of a key: `None` if nothing is known of it.
    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<Option<R>>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.rows.get(key).map(|row| row.as_deref().cloned())
    }

    /// The engine has this row, or has none.
    pub(super) fn read(&mut self, key: K, row: Option<R>) {
        self.rows.insert_mut(key, row.map(Rc::new));
    }

    /// The engine shall get this row.
    pub(super) fn write(&mut self, key: K, row: R) {
        self.unwritten.insert_mut(key.clone());
        self.rows.insert_mut(key, Some(Rc::new(row)));
    }

    /// The engine was told itself: what is known of the row is old.
    pub(super) fn forget<Q: Eq + Hash + ?Sized>(&mut self, key: &Q)
    where
        K: std::borrow::Borrow<Q>,
    {
        self.unwritten.remove_mut(key);
        self.rows.remove_mut(key);
    }

    /// The rows that the engine shall get, which it then has.
    pub(super) fn take_unwritten(&mut self) -> Vec<Rc<R>> {
        let unwritten = std::mem::take(&mut self.unwritten);
        unwritten.iter().filter_map(|key| self.rows.get(key)?.clone()).collect()
    }
}

/// Messages that the engine has not got yet.
#[derive(Clone, Default)]
pub(super) struct NewMessages {
    /// In the order in which they came.
    unwritten: RedBlackTreeMap<usize, NewMessage>,
    places: HashTrieMap<String, usize>,
    /// Ids that the engine does not have.
    absent: HashTrieSet<String>,
}

/// A message that the engine has not got yet.
#[derive(Clone)]
pub(super) struct NewMessage {
    pub(super) row: Rc<MessageRecord>,
    /// The engine has none with this id.
    pub(super) is_absent: bool,
}

impl NewMessages {
    /// The message of an id, or that there is none: `None` if only the engine knows.
    pub(super) fn get(&self, id: &str) -> Option<Option<&MessageRecord>> {
        match self.places.get(id) {
            Some(place) => self.unwritten.get(place).map(|message| Some(&*message.row)),
            None => self.absent.contains(id).then_some(None),
        }
    }

    /// The engine has no message of this id.
    pub(super) fn is_absent(&mut self, id: &str) {
        self.absent.insert_mut(id.to_owned());
    }

    /// The engine shall get this message.
    pub(super) fn write(&mut self, row: MessageRecord) {
        let place = self.places.get(&row.id).copied().unwrap_or_else(|| self.places.size());
        let is_absent = self.absent.contains(&row.id);
        self.places.insert_mut(row.id.clone(), place);
        self.unwritten.insert_mut(place, NewMessage { row: Rc::new(row), is_absent });
    }

    /// Whether the engine has all of them.
    pub(super) fn is_empty(&self) -> bool {
        self.unwritten.is_empty()
    }

    /// The messages that the engine shall get, which it then has.
    pub(super) fn take(&mut self) -> RedBlackTreeMap<usize, NewMessage> {
        std::mem::take(self).unwritten
    }
}
