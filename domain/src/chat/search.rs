//! Search in messages, and the messages around one that was found (specification: messaging, section 5.5).

use status_ports::{MessageRecord, Page, PageCursor, ProfileTransaction, SearchScope, SearchTerm};

use super::{ChatError, MAX_TEXT_LENGTH};
use crate::messaging::CommandError;

/// Chats that are searched at once, unless it is all of them.
pub const MAX_SEARCHED_CHATS: usize = 1000;

/// A page of the messages in which a text is found: newest first, without regard to accents, and to case unless that is
/// asked for. Every character stands for itself. What was deleted is not found.
///
/// # Errors
/// [`ChatError::EmptySearchTerm`], [`ChatError::TooManyChats`], or [`CommandError::Storage`].
pub fn search(
    stores: &mut dyn ProfileTransaction,
    scope: SearchScope<'_>,
    text: &str,
    is_case_sensitive: bool,
    cursor: &str,
    limit: u32,
) -> Result<Page<MessageRecord>, CommandError> {
    if matches!(scope, SearchScope::Chats(chats) if chats.len() > MAX_SEARCHED_CHATS) {
        return Err(ChatError::TooManyChats.into());
    }
    let nothing = Page { items: Vec::new(), cursor: String::new() };
    // No message is as long.
    if text.chars().nth(MAX_TEXT_LENGTH).is_some() {
        return Ok(nothing);
    }
    let term = SearchTerm::new(text, is_case_sensitive).ok_or(ChatError::EmptySearchTerm)?;
    Ok(stores.search_messages(scope, &term, cursor, limit)?)
}

/// A part of a chat, newest first, from which one can go on in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// The messages.
    pub messages: Vec<MessageRecord>,
    /// Cursor of what is older; empty where nothing is.
    pub older: String,
    /// Cursor of what is newer; empty where nothing is.
    pub newer: String,
}

/// The messages around one of a chat: half of `limit` of what is newer, the message itself, and what is older.
///
/// # Errors
/// [`CommandError::MessageNotFound`] if the chat has no such message, or [`CommandError::Storage`].
pub fn messages_around(
    stores: &mut dyn ProfileTransaction,
    chat_id: &str,
    message_id: &str,
    limit: u32,
) -> Result<Surroundings, CommandError> {
    let found = stores.find_message(message_id)?;
    let target = found.filter(|message| message.local_chat_id == chat_id).ok_or(CommandError::MessageNotFound)?;
    let place = PageCursor { number: target.clock, id: target.id }.to_string();
    let newer = stores.newer_chat_messages(chat_id, &place, limit / 2)?;
    let count = u32::try_from(newer.items.len()).unwrap_or(u32::MAX);
    let older = stores.chat_messages(chat_id, &place, limit.saturating_sub(count).max(1))?;
    let messages = newer.items.into_iter().rev().chain(older.items).collect();
    // Where no newer one was asked for, there may be some.
    let newer_cursor = if limit < 2 { place } else { newer.cursor };
    Ok(Surroundings { messages, older: older.cursor, newer: newer_cursor })
}
