//! The texts that are being written, chat by chat. They are gone with the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use status_domain::chat::mention::Typing;

/// Chats of which the text is remembered. Who writes in more at once loses the suggestions of the first.
const MOST: usize = 32;

/// The texts that are being written.
#[derive(Default)]
pub(crate) struct Drafts(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    /// With the turn in which each was used last.
    texts: BTreeMap<String, (u64, Typing)>,
    turn: u64,
}

impl Drafts {
    /// Works on the text of a chat, and returns it with what the work says.
    pub(crate) fn with<T>(&self, chat_id: &str, work: impl FnOnce(&mut Typing) -> T) -> (T, Typing) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.turn = remembered.turn.saturating_add(1);
        let turn = remembered.turn;
        if remembered.texts.len() >= MOST && !remembered.texts.contains_key(chat_id) {
            let oldest = remembered.texts.iter().min_by_key(|(_, (turn, _))| *turn).map(|(id, _)| id.clone());
            oldest.iter().for_each(|id| drop(remembered.texts.remove(id)));
        }
        let entry = remembered.texts.entry(chat_id.to_owned()).or_insert_with(|| (turn, Typing::new()));
        entry.0 = turn;
        let said = work(&mut entry.1);
        (said, entry.1.clone())
    }

    /// Forgets what was written in a chat.
    pub(crate) fn clear(&self, chat_id: &str) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, typing)) = remembered.texts.get_mut(chat_id) {
            typing.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Drafts, MOST};

    #[test]
    fn the_text_that_was_left_alone_longest_is_forgotten_first() {
        let drafts = Drafts::default();
        for number in 0..MOST {
            drafts.with(&number.to_string(), |typing| typing.change("x", 1, &[])).0.unwrap();
        }
        drafts.with("0", |typing| typing.change("xy", 2, &[])).0.unwrap();
        drafts.with("new", |typing| typing.change("x", 1, &[])).0.unwrap();
        assert_eq!(drafts.with("0", |typing| typing.latest_call).0, 2);
        assert_eq!(drafts.with("1", |typing| typing.latest_call).0, 0);
    }
}
