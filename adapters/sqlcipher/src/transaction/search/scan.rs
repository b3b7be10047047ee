//! Search for what is too short for the index: by reading a bounded number of texts for each page.

use std::collections::BTreeSet;

use diesel::dsl::min;
use diesel::prelude::*;
use status_ports::{MessageRecord, MessageStore as _, Page, PageCursor, SearchTerm};

use super::super::SqlTransaction;
use super::super::page::{first_rows, page};
use crate::columns::U64;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::messages;

/// Messages that are read for a page, over all chats; of each chat at least one.
const MOST_READ: usize = 4000;

/// What is read of a message to know whether it has the term.
#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct TextRow {
    id: String,
    clock: U64,
    text: String,
    bridge_content: String,
    deleted: bool,
    deleted_for_me: bool,
}

impl TextRow {
    fn place(&self) -> PageCursor {
        PageCursor { number: self.clock.0, id: self.id.clone() }
    }

    fn has(&self, term: &SearchTerm) -> bool {
        !self.deleted && !self.deleted_for_me && (term.is_in(&self.text) || term.is_in(&self.bridge_content))
    }
}

impl SqlTransaction<'_> {
    pub(super) fn scan(
        &mut self,
        chats: Option<&BTreeSet<&str>>,
        term: &SearchTerm,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<MessageRecord>> {
        let from = if cursor.is_empty() { above_everything() } else { cursor.parse()? };
        let chats: Vec<String> = match chats {
            Some(chats) => chats.iter().map(|&chat| chat.to_owned()).collect(),
            None => self.chats_with_messages()?,
        };
        let of_each = MOST_READ.checked_div(chats.len()).unwrap_or(1).max(1);
        let mut found = Vec::new();
        // What lies at it or below was not read in some chat.
        let mut unread: Option<PageCursor> = None;
        for chat in &chats {
            let mut rows = self.texts_from(chat, &from, of_each.saturating_add(1))?;
            if let Some(next) = rows.split_off(rows.len().min(of_each)).first() {
                let next = next.place();
                if unread.as_ref().is_none_or(|unread| is_above(&next, unread)) {
                    unread = Some(next);
                }
            }
            found.extend(rows.iter().filter(|row| row.has(term)).map(TextRow::place));
        }
        if let Some(unread) = &unread {
            found.retain(|place| is_above(place, unread));
        }
        found.sort_by(|a, b| (b.number, &b.id).cmp(&(a.number, &a.id)));
        let shown: Page<PageCursor> = page(found, limit, PageCursor::clone);
        let cursor = if shown.cursor.is_empty() { unread.map(|place| place.to_string()) } else { Some(shown.cursor) };
        let mut items = Vec::new();
        for place in shown.items {
            items.extend(self.find_message(&place.id)?);
        }
        Ok(Page { items, cursor: cursor.unwrap_or_default() })
    }

    /// Every chat that has messages: one look into the index for each.
    fn chats_with_messages(&mut self) -> Result<Vec<String>> {
        let mut chats: Vec<String> = Vec::new();
        loop {
            let last = chats.last().map(String::as_str).unwrap_or_default();
            let next = messages::table.filter(messages::local_chat_id.gt(last)).select(min(messages::local_chat_id));
            match next.get_result::<Option<String>>(self.with_messages()?).or_storage_error()? {
                Some(chat) => chats.push(chat),
                None => return Ok(chats),
            }
        }
    }

    /// The texts of a chat from a place downwards.
    fn texts_from(&mut self, chat: &str, from: &PageCursor, most: usize) -> Result<Vec<TextRow>> {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let in_chat = messages::table.filter(messages::local_chat_id.eq(chat));
        let same_clock = in_chat
            .filter(messages::clock.eq(U64(from.number)))
            .filter(messages::id.le(&from.id))
            .order(messages::id.desc())
            .select(TextRow::as_select());
        let mut rows: Vec<TextRow> = first_rows(same_clock, self.with_messages()?, most)?;
        let older = in_chat
            .filter(messages::clock.lt(U64(from.number)))
            .order((messages::clock.desc(), messages::id.desc()))
            .select(TextRow::as_select());
        let left = most.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        rows.append(&mut first_rows(older, self.with_messages()?, left)?);
        Ok(rows)
    }
}

/// Before the first of all messages.
fn above_everything() -> PageCursor {
    PageCursor { number: u64::MAX, id: char::MAX.to_string() }
}

fn is_above(place: &PageCursor, other: &PageCursor) -> bool {
    (place.number, &place.id) > (other.number, &other.id)
}
