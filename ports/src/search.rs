//! Full-text search in messages.

use unicode_normalization::UnicodeNormalization as _;

use crate::{MessageRecord, Page, StorageError};

/// What is looked for. It is found anywhere in a text, also within words, and without regard to accents; every
/// character stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchTerm {
    text: String,
    is_case_sensitive: bool,
}

impl SearchTerm {
    /// `None` if there is nothing to look for.
    #[must_use]
    pub fn new(text: &str, is_case_sensitive: bool) -> Option<Self> {
        let text = if is_case_sensitive { without_accents(text).collect() } else { folded(text) };
        Some(Self { text, is_case_sensitive }).filter(|term| !term.text.is_empty())
    }

    /// Whether a text has it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        if self.is_case_sensitive {
            without_accents(text).collect::<String>().contains(&self.text)
        } else {
            folded(text).contains(&self.text)
        }
    }

    /// Whether a message has it. What was deleted has nothing.
    #[must_use]
    pub fn is_in_message(&self, message: &MessageRecord) -> bool {
        !message.deleted
            && !message.deleted_for_me
            && (self.is_in(&message.text)
                || (!message.bridge_content.is_empty() && self.is_in(&message.bridge_content)))
    }

    /// The term as [`folded`] texts have it.
    #[must_use]
    pub fn folded(&self) -> String {
        folded(&self.text)
    }
}

/// A text as it is indexed: small letters, without accents.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let small = without_accents(text).flat_map(char::to_lowercase);
    // The sigma at the end of a word is a sigma.
    small.map(|character| if character == '\u{3c2}' { '\u{3c3}' } else { character }).collect()
}

/// The text without accents, in compatible forms: an `\u{fb01}` is an `fi`.
fn without_accents(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|character| !is_accent(*character)).nfc()
}

/// Marks that may be left out without making another word: accents, and the points of Hebrew and Arabic. Not the vowels
/// of Indic scripts, nor the sound marks of kana.
const fn is_accent(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Where to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchScope<'a> {
    /// In every chat.
    Everywhere,
    /// In these chats, by their local ids.
    Chats(&'a [String]),
}

/// The search index of the open profile. Stores keep it in step with the messages by themselves.
pub trait SearchStore {
    /// A page of the messages in which a term is found, deleted ones excepted: newest first, by clock then id. The cursor
    /// is opaque: empty begins, and an empty one in the answer is the end; until then a page may be short, or empty.
    ///
    /// The work for a page is bounded. Where a term is found in more than some thousands of messages, those that came last
    /// are sorted among themselves, then those that came before them. A term of one or two characters is in no index:
    /// for each page a bounded number of messages is read.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails or the cursor is none of ours.
    fn search_messages(
        &mut self,
        scope: SearchScope<'_>,
        term: &SearchTerm,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<MessageRecord>, StorageError>;
}

#[cfg(test)]
mod tests;
