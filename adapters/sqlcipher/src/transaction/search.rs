//! The search index: trigrams of folded texts. What the index finds are candidates; whether a message has the term, its
//! text says.

mod cursor;
mod scan;

use std::collections::BTreeSet;
use std::rc::Rc;

use diesel::dsl::max;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::Text;
use status_ports::{MessageRecord, Page, PageCursor, SearchScope, SearchStore, SearchTerm, folded};

use super::known::Indexed;
use super::message::MessageRow;
use super::page::first_rows;
use super::{Match, SqlTransaction};
use crate::columns::U64;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{messages, messages_search};
use cursor::BlockCursor;

/// Characters of what is indexed.
const TRIGRAM: usize = 3;
/// Trigrams of a term that are looked up at most.
const MOST_TRIGRAMS: usize = 16;
/// Messages from which is taken how frequent a trigram is: the newest that have it.
const SAMPLE: u32 = 100;
/// A trigram that is more frequent than the rarest one by this is not looked up: to walk over the messages that have it takes
/// longer than to read the texts that it leaves out.
const MUCH_MORE_FREQUENT: i64 = 8;
/// Chats that are named in a query. Of a search in more, the others are left out of what is found.
const MOST_CHATS: usize = 200;
/// Candidates that are sorted among themselves.
const BLOCK: u32 = 2000;
/// Stands between the parts of an indexed text, so that no term is found across them.
const SEPARATOR: char = '\u{10fffd}';

/// A message that may have the term.
struct Candidate {
    number: i64,
    place: PageCursor,
    local_chat_id: String,
}

impl SqlTransaction<'_> {
    /// Brings the index in step with a message that was just stored under this number, for the first time if it `is_new`.
    pub(super) fn index(&mut self, number: i64, message: &MessageRecord, is_new: bool) -> Result<()> {
        let is_deleted = message.deleted || message.deleted_for_me;
        let text = if is_deleted { String::new() } else { indexed_text(&message.text, &message.bridge_content) };
        self.index_text(number, &message.local_chat_id, text, is_new)
    }

    /// Fills the index with the messages that were there before it.
    pub(crate) fn fill_index(&mut self) -> Result<()> {
        let mut after = 0;
        loop {
            let rows = messages::table.filter(messages::rowid.gt(after)).order(messages::rowid).select((
                messages::rowid,
                messages::local_chat_id,
                messages::text,
                messages::bridge_content,
                messages::deleted,
                messages::deleted_for_me,
            ));
            let rows: Vec<(i64, String, String, String, bool, bool)> = first_rows(rows, self.connection, BLOCK)?;
            let Some((last, ..)) = rows.last() else { return Ok(()) };
            after = *last;
            for (number, chat, text, bridge_content, deleted, deleted_for_me) in rows {
                if !deleted && !deleted_for_me {
                    self.index_text(number, &chat, indexed_text(&text, &bridge_content), true)?;
                }
            }
        }
    }

    /// Not at once if the unit of work goes on: the engine would write a part of the index for each of its savepoints.
    fn index_text(&mut self, number: i64, chat: &str, text: String, is_new: bool) -> Result<()> {
        let indexed = Indexed { chat: chat_token(chat), text, is_new };
        match self.known.as_deref_mut() {
            Some(known) => {
                known.unindexed.insert_mut(number, Rc::new(indexed));
                Ok(())
            }
            None => self.write_indexed(number, &indexed),
        }
    }

    /// Gives the index what it has not got yet.
    pub(super) fn write_index(&mut self) -> Result<()> {
        self.write_messages()?;
        let unindexed = self.known.as_deref_mut().map(|known| std::mem::take(&mut known.unindexed));
        unindexed.iter().flatten().try_for_each(|(number, indexed)| self.write_indexed(*number, indexed))
    }

    fn write_indexed(&mut self, number: i64, Indexed { chat, text, is_new }: &Indexed) -> Result<()> {
        let is_to_be_found = text.chars().nth(TRIGRAM - 1).is_some();
        let row = (messages_search::rowid.eq(number), messages_search::text.eq(text), messages_search::chat.eq(chat));
        let written = match (is_to_be_found, is_new) {
            // Spares the engine to look for what it would replace.
            (true, true) => diesel::insert_into(messages_search::table).values(row).execute(self.connection),
            (true, false) => diesel::replace_into(messages_search::table).values(row).execute(self.connection),
            (false, true) => return Ok(()),
            (false, false) => {
                let row = messages_search::table.filter(messages_search::rowid.eq(number));
                diesel::delete(row).execute(self.connection)
            }
        };
        written.or_storage_error()?;
        Ok(())
    }

    /// The candidates with numbers from `top` down to `bottom`, at most a block of them, by number.
    fn candidates(&mut self, expression: &str, top: i64, bottom: i64) -> Result<Vec<Candidate>> {
        let expression: <&str as AsExpression<Text>>::Expression = AsExpression::<Text>::as_expression(expression);
        let rows = messages_search::table
            .inner_join(messages::table.on(messages::rowid.eq(messages_search::rowid)))
            .filter(Match::new(messages_search::term, expression))
            .filter(messages_search::rowid.le(top))
            .filter(messages_search::rowid.ge(bottom))
            .order(messages_search::rowid.desc())
            .select((messages::rowid, messages::clock, messages::id, messages::local_chat_id));
        let rows: Vec<(i64, U64, String, String)> = first_rows(rows, self.connection, BLOCK)?;
        let candidate = |(number, clock, id, local_chat_id): (i64, U64, String, String)| Candidate {
            number,
            place: PageCursor { number: clock.0, id },
            local_chat_id,
        };
        Ok(rows.into_iter().map(candidate).collect())
    }

    /// Among how many messages, from one with a number downwards, there are as many as a sample that have a trigram.
    fn span(&mut self, trigram: &str, top: i64) -> Result<i64> {
        let expression = quoted(trigram);
        let expression: <&str as AsExpression<Text>>::Expression = AsExpression::<Text>::as_expression(&*expression);
        let rows = messages_search::table
            .filter(Match::new(messages_search::term, expression))
            .filter(messages_search::rowid.le(top))
            .order(messages_search::rowid.desc())
            .select(messages_search::rowid);
        let newest: Vec<i64> = first_rows(rows, self.connection, SAMPLE)?;
        let Some(last) = newest.last() else { return Ok(i64::MAX) };
        let found = i64::try_from(newest.len()).unwrap_or(i64::MAX);
        let among = if found < SAMPLE.into() { top } else { top.saturating_sub(*last) };
        Ok(among.saturating_mul(SAMPLE.into()).checked_div(found).unwrap_or(i64::MAX))
    }

    /// The trigrams of a term by which it is looked up: the rarest, and those that are not much more frequent.
    pub(super) fn rare_trigrams(&mut self, folded_term: &str, top: i64) -> Result<Vec<String>> {
        let trigrams = trigrams(folded_term);
        if trigrams.len() < 2 {
            return Ok(trigrams);
        }
        let spans = trigrams.iter().map(|trigram| self.span(trigram, top)).collect::<Result<Vec<_>>>()?;
        let widest = spans.iter().copied().max().unwrap_or_default();
        let rare =
            trigrams.into_iter().zip(spans).filter(|(_, span)| span.saturating_mul(MUCH_MORE_FREQUENT) >= widest);
        Ok(rare.map(|(trigram, _)| trigram).collect())
    }

    fn search_index(
        &mut self,
        chats: Option<&BTreeSet<&str>>,
        term: &SearchTerm,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<MessageRecord>> {
        self.write_index()?;
        let from: BlockCursor = if cursor.is_empty() { BlockCursor::default() } else { cursor.parse()? };
        let newest: Option<i64> =
            messages::table.select(max(messages::rowid)).get_result(self.connection).or_storage_error()?;
        // All pages of a block are looked up from the same message downwards.
        let top = from.top.min(newest.unwrap_or_default());
        let expression = expression(&self.rare_trigrams(&term.folded(), top)?, chats);
        let mut block = self.candidates(&expression, top, from.bottom)?;
        let Some(last) = block.last() else {
            return Ok(Page { items: Vec::new(), cursor: String::new() });
        };
        let bottom = last.number;
        let is_full = block.len() >= BLOCK as usize;
        let before = BlockCursor { top: bottom.saturating_sub(1), ..BlockCursor::default() };

        block.sort_by(|a, b| (b.place.number, &b.place.id).cmp(&(a.place.number, &a.place.id)));
        if let Some(place) = &from.place {
            block.retain(|row| (row.place.number, &row.place.id) <= (place.number, &place.id));
        }
        let mut items = Vec::new();
        for candidate in block {
            if chats.is_some_and(|chats| !chats.contains(candidate.local_chat_id.as_str())) {
                continue;
            }
            let row = messages::table.filter(messages::rowid.eq(candidate.number)).select(MessageRow::as_select());
            let row: MessageRow = row.get_result(self.connection).or_storage_error()?;
            let message = MessageRecord::try_from(row)?;
            if !term.is_in_message(&message) {
                continue;
            }
            if items.len() >= limit as usize {
                let cursor = BlockCursor { top, bottom, place: Some(candidate.place) };
                return Ok(Page { items, cursor: cursor.to_string() });
            }
            items.push(message);
        }
        let cursor = if is_full || from.bottom > 1 { before.to_string() } else { String::new() };
        Ok(Page { items, cursor })
    }
}

impl SearchStore for SqlTransaction<'_> {
    fn search_messages(
        &mut self,
        scope: SearchScope<'_>,
        term: &SearchTerm,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<MessageRecord>> {
        let chats: Option<BTreeSet<&str>> = match scope {
            SearchScope::Everywhere => None,
            SearchScope::Chats(chats) => Some(chats.iter().map(String::as_str).collect()),
        };
        if chats.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(Page { items: Vec::new(), cursor: String::new() });
        }
        if term.folded().chars().nth(TRIGRAM - 1).is_some() {
            self.search_index(chats.as_ref(), term, cursor, limit)
        } else {
            self.scan(chats.as_ref(), term, cursor, limit)
        }
    }
}

/// What is indexed of a message.
fn indexed_text(text: &str, bridge_content: &str) -> String {
    let mut text = folded(text);
    if !bridge_content.is_empty() {
        text.push(SEPARATOR);
        text.push_str(&folded(bridge_content));
    }
    // The engine takes it for the end.
    if text.contains('\0') { text.replace('\0', " ") } else { text }
}

/// The trigrams of a term, each once, or some of very many.
fn trigrams(folded_term: &str) -> Vec<String> {
    let characters: Vec<char> = folded_term.replace('\0', " ").chars().collect();
    let trigrams: BTreeSet<&[char]> = characters.windows(TRIGRAM).collect();
    let step = trigrams.len().div_ceil(MOST_TRIGRAMS).max(1);
    trigrams.into_iter().step_by(step).map(|trigram| trigram.iter().collect()).collect()
}

/// What the index is asked for messages of some chats, or of all, that have all these trigrams.
fn expression(trigrams: &[String], chats: Option<&BTreeSet<&str>>) -> String {
    let mut expression = trigrams.iter().map(|trigram| quoted(trigram)).collect::<Vec<_>>().join(" AND ");
    if let Some(chats) = chats.filter(|chats| chats.len() <= MOST_CHATS) {
        let tokens: BTreeSet<String> = chats.iter().map(|chat| chat_token(chat)).collect();
        let tokens = tokens.iter().map(|token| quoted(token)).collect::<Vec<_>>().join(" OR ");
        expression = format!("{expression} AND ({tokens})");
    }
    expression
}

fn quoted(token: &str) -> String {
    format!("\"{}\"", token.replace('"', "\"\""))
}

/// Three characters that stand for a chat: one trigram, of characters that hardly any text has. Two chats may have the
/// same, as texts may have it; then there are more candidates.
fn chat_token(chat: &str) -> String {
    const PLANE: u64 = 0xfff0;
    // FNV-1a, which is the same for ever.
    let hash = chat
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    [hash, hash / PLANE, hash / PLANE / PLANE]
        .into_iter()
        .filter_map(|part| char::from_u32(u32::try_from(part % PLANE).unwrap_or_default() + 0xf_0000))
        .collect()
}
