use std::collections::BTreeSet;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use status_ports::{
    CompressedKey, MessageContactRequestState, MessageRecord, MessageStore, OutgoingStatus, Page, PageCursor,
    StorageError,
};

use super::page::{first_rows, page, wanted};
use super::{AT_ONCE, IsContactRequest, IsFalse, IsNotEmpty, IsNotZero, SqlTransaction};
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::messages;

/// `ContentType`s of the notes of a chat itself: that a message was pinned, and how two people are to each other.
const NOTES: (i32, i32) = (14, 17);
/// The notes of how two people are to each other.
const MUTUAL_STATES: (i32, i32) = (15, 17);

impl SqlTransaction<'_> {
    /// Gives the engine the messages that it has not got yet.
    pub(super) fn write_messages(&mut self) -> Result<()> {
        let unwritten = self.known.as_deref_mut().filter(|known| !known.messages.is_empty());
        let unwritten = unwritten.map(|known| known.messages.take());
        unwritten.iter().flatten().try_for_each(|(_, message)| self.write_message(&message.row, message.is_absent))
    }

    /// The engine, when it has all messages.
    pub(super) fn with_messages(&mut self) -> Result<&mut SqliteConnection> {
        self.write_messages()?;
        let connection: &mut SqliteConnection = self.connection;
        Ok(connection)
    }

    /// `is_new` if there is none with this id.
    fn write_message(&mut self, message: &MessageRecord, is_new: bool) -> Result<()> {
        let row = (
            messages::id.eq(&message.id),
            messages::local_chat_id.eq(&message.local_chat_id),
            messages::chat_id.eq(&message.chat_id),
            messages::author.eq(message.from.as_slice()),
            messages::whisper_timestamp.eq(U64(message.whisper_timestamp)),
            messages::timestamp.eq(U64(message.timestamp)),
            messages::clock.eq(U64(message.clock)),
            messages::text.eq(&message.text),
            messages::content_type.eq(message.content_type),
            messages::message_type.eq(message.message_type),
            messages::response_to.eq(&message.response_to),
            messages::ens_name.eq(&message.ens_name),
            messages::display_name.eq(&message.display_name),
            messages::seen.eq(message.seen),
            messages::outgoing_status.eq(message.outgoing_status.map(status_code)),
            messages::contact_request_state.eq(request_state_code(message.contact_request_state)),
            messages::mentioned.eq(message.mentioned),
            messages::replied.eq(message.replied),
            messages::edited_at.eq(U64(message.edited_at)),
            messages::deleted.eq(message.deleted),
            messages::deleted_for_me.eq(message.deleted_for_me),
            messages::payload.eq(&message.payload),
            messages::deleted_by.eq(message.deleted_by.as_ref().map(<[u8; 33]>::as_slice)),
            messages::album_id.eq(&message.album_id),
            messages::contact_verification_state.eq(i32::from(message.contact_verification_state)),
            messages::bridge_content.eq(&message.bridge_content),
        );
        let insert = diesel::insert_into(messages::table).values(row);
        if is_new {
            let number = insert.returning(messages::rowid).get_result(self.connection).or_storage_error()?;
            return self.index(number, message, true);
        }
        // Not by `REPLACE`, which would give it another number than the search index knows.
        let number = insert
            .on_conflict(messages::id)
            .do_update()
            .set((
                messages::local_chat_id.eq(excluded(messages::local_chat_id)),
                messages::chat_id.eq(excluded(messages::chat_id)),
                messages::author.eq(excluded(messages::author)),
                messages::whisper_timestamp.eq(excluded(messages::whisper_timestamp)),
                messages::timestamp.eq(excluded(messages::timestamp)),
                messages::clock.eq(excluded(messages::clock)),
                messages::text.eq(excluded(messages::text)),
                messages::content_type.eq(excluded(messages::content_type)),
                messages::message_type.eq(excluded(messages::message_type)),
                messages::response_to.eq(excluded(messages::response_to)),
                messages::ens_name.eq(excluded(messages::ens_name)),
                messages::display_name.eq(excluded(messages::display_name)),
                messages::seen.eq(excluded(messages::seen)),
                messages::outgoing_status.eq(excluded(messages::outgoing_status)),
                messages::contact_request_state.eq(excluded(messages::contact_request_state)),
                messages::mentioned.eq(excluded(messages::mentioned)),
                messages::replied.eq(excluded(messages::replied)),
                messages::edited_at.eq(excluded(messages::edited_at)),
                messages::deleted.eq(excluded(messages::deleted)),
                messages::deleted_for_me.eq(excluded(messages::deleted_for_me)),
                messages::payload.eq(excluded(messages::payload)),
                messages::deleted_by.eq(excluded(messages::deleted_by)),
                messages::album_id.eq(excluded(messages::album_id)),
                messages::contact_verification_state.eq(excluded(messages::contact_verification_state)),
                messages::bridge_content.eq(excluded(messages::bridge_content)),
            ))
            .returning(messages::rowid)
            .get_result(self.connection)
            .or_storage_error()?;
        self.index(number, message, false)
    }

    /// The newest rows of a chat, those with `clock` or less.
    fn newest_messages(&mut self, chat: &str, below: Option<u64>, most: i64) -> Result<Vec<MessageRow>> {
        let rows = messages::table
            .filter(messages::local_chat_id.eq(chat))
            .order((messages::clock.desc(), messages::id.desc()))
            .limit(most)
            .select(MessageRow::as_select());
        match below {
            None => rows.load(self.with_messages()?).or_storage_error(),
            Some(clock) => rows.filter(messages::clock.lt(U64(clock))).load(self.with_messages()?).or_storage_error(),
        }
    }

    /// The rows of a page that begins at a cursor. Two queries, because each goes straight to its place in the index.
    fn messages_from(&mut self, chat: &str, first: &PageCursor, most: i64) -> Result<Vec<MessageRow>> {
        let mut rows = messages::table
            .filter(messages::local_chat_id.eq(chat))
            .filter(messages::clock.eq(U64(first.number)))
            .filter(messages::id.le(&first.id))
            .order(messages::id.desc())
            .limit(most)
            .select(MessageRow::as_select())
            .load(self.with_messages()?)
            .or_storage_error()?;
        let left = most.saturating_sub_unsigned(rows.len() as u64);
        if left > 0 {
            rows.append(&mut self.newest_messages(chat, Some(first.number), left)?);
        }
        Ok(rows)
    }
}

impl MessageStore for SqlTransaction<'_> {
    fn find_message(&mut self, id: &str) -> Result<Option<MessageRecord>> {
        if let Some(known) = self.known.as_deref().and_then(|known| known.messages.get(id)) {
            return Ok(known.cloned());
        }
        let row = messages::table.filter(messages::id.eq(id)).select(MessageRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        row.map(MessageRecord::try_from).transpose()
    }

    fn album_messages(&mut self, local_chat_id: &str, album_id: &str, limit: u32) -> Result<Vec<MessageRecord>> {
        let rows = messages::table
            .filter(messages::local_chat_id.eq(local_chat_id))
            .filter(IsNotEmpty::new(messages::album_id))
            .filter(messages::album_id.eq(album_id))
            .order((messages::clock, messages::id))
            .select(MessageRow::as_select());
        let rows: Vec<MessageRow> = first_rows(rows, self.with_messages()?, limit)?;
        rows.into_iter().map(MessageRecord::try_from).collect()
    }

    fn message_exists(&mut self, id: &str) -> Result<bool> {
        if let Some(known) = self.known.as_deref().and_then(|known| known.messages.get(id)) {
            return Ok(known.is_some());
        }
        let row = diesel::select(diesel::dsl::exists(messages::table.filter(messages::id.eq(id))));
        let exists: bool = row.get_result(self.connection).or_storage_error()?;
        if let Some(known) = self.known.as_deref_mut().filter(|_| !exists) {
            known.messages.is_absent(id);
        }
        Ok(exists)
    }

    fn messages(&mut self, ids: &[String]) -> Result<Vec<MessageRecord>> {
        let ids: Vec<&String> = ids.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let rows = messages::table.filter(messages::id.eq_any(some)).select(MessageRow::as_select());
            found.append(&mut rows.load(self.with_messages()?).or_storage_error()?);
        }
        found.into_iter().map(MessageRecord::try_from).collect()
    }

    fn save_message(&mut self, message: &MessageRecord) -> Result<()> {
        match self.known.as_deref_mut() {
            Some(known) => {
                known.messages.write(message.clone());
                Ok(())
            }
            None => self.write_message(message, false),
        }
    }

    fn chat_messages(&mut self, local_chat_id: &str, cursor: &str, limit: u32) -> Result<Page<MessageRecord>> {
        let rows = if cursor.is_empty() {
            self.newest_messages(local_chat_id, None, wanted(limit))?
        } else {
            self.messages_from(local_chat_id, &cursor.parse()?, wanted(limit))?
        };
        let rows = rows.into_iter().map(MessageRecord::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page(rows, limit, |row| PageCursor { number: row.clock, id: row.id.clone() }))
    }

    fn newer_chat_messages(&mut self, local_chat_id: &str, cursor: &str, limit: u32) -> Result<Page<MessageRecord>> {
        let from: PageCursor = cursor.parse()?;
        let wanted = limit.saturating_add(1);
        let in_chat = messages::table.filter(messages::local_chat_id.eq(local_chat_id));
        let same_clock = in_chat
            .filter(messages::clock.eq(U64(from.number)))
            .filter(messages::id.gt(&from.id))
            .order(messages::id)
            .select(MessageRow::as_select());
        let mut rows: Vec<MessageRow> = first_rows(same_clock, self.with_messages()?, wanted)?;
        let newer = in_chat
            .filter(messages::clock.gt(U64(from.number)))
            .order((messages::clock, messages::id))
            .select(MessageRow::as_select());
        let left = wanted.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        rows.append(&mut first_rows(newer, self.with_messages()?, left)?);
        let rest = rows.split_off(rows.len().min(limit as usize));
        let items = rows.into_iter().map(MessageRecord::try_from).collect::<Result<Vec<_>>>()?;
        let last = items.last().filter(|_| !rest.is_empty());
        let cursor = last.map(|row| PageCursor { number: row.clock, id: row.id.clone() }.to_string());
        Ok(Page { items, cursor: cursor.unwrap_or_default() })
    }

    fn advance_outgoing_status(&mut self, id: &str, status: OutgoingStatus) -> Result<bool> {
        let code = status_code(status);
        let row = messages::table.filter(messages::id.eq(id)).filter(messages::outgoing_status.lt(code));
        let update = diesel::update(row).set(messages::outgoing_status.eq(code));
        Ok(update.execute(self.with_messages()?).or_storage_error()? > 0)
    }

    fn find_latest_contact_request(&mut self, local_chat_id: &str) -> Result<Option<MessageRecord>> {
        let row = messages::table
            .filter(messages::local_chat_id.eq(local_chat_id))
            .filter(IsContactRequest::new(messages::content_type))
            .filter(IsNotZero::new(messages::contact_request_state))
            .order((messages::clock.desc(), messages::id.desc()))
            .select(MessageRow::as_select())
            .get_result(self.with_messages()?);
        row.optional().or_storage_error()?.map(MessageRecord::try_from).transpose()
    }

    fn mark_messages_seen(&mut self, local_chat_id: &str, ids: &[String]) -> Result<(u32, u32)> {
        let (mut seen, mut mentions) = (0, 0);
        for id in ids {
            let row = messages::table
                .filter(messages::id.eq(id))
                .filter(messages::local_chat_id.eq(local_chat_id))
                .filter(messages::seen.eq(false));
            let marked = diesel::update(row)
                .set(messages::seen.eq(true))
                .returning((messages::mentioned, messages::replied))
                .get_result::<(bool, bool)>(self.with_messages()?);
            if let Some((mentioned, replied)) = marked.optional().or_storage_error()? {
                seen += 1;
                mentions += u32::from(mentioned || replied);
            }
        }
        if seen > 0 {
            let (first, last) = MUTUAL_STATES;
            let notes = messages::table
                .filter(messages::local_chat_id.eq(local_chat_id))
                .filter(IsFalse::new(messages::seen))
                .filter(messages::content_type.between(first, last));
            diesel::update(notes).set(messages::seen.eq(true)).execute(self.with_messages()?).or_storage_error()?;
        }
        Ok((seen, mentions))
    }

    fn mark_all_messages_seen(&mut self, local_chat_id: &str) -> Result<()> {
        let rows =
            messages::table.filter(messages::local_chat_id.eq(local_chat_id)).filter(IsFalse::new(messages::seen));
        diesel::update(rows).set(messages::seen.eq(true)).execute(self.with_messages()?).or_storage_error()?;
        Ok(())
    }

    fn mark_messages_unseen(&mut self, local_chat_id: &str, from: u64) -> Result<(u32, u32)> {
        let rows = messages::table
            .filter(messages::local_chat_id.eq(local_chat_id))
            .filter(messages::clock.ge(U64(from)))
            .filter(messages::seen.eq(true))
            .filter(messages::outgoing_status.is_null())
            .filter(messages::content_type.not_between(MUTUAL_STATES.0, MUTUAL_STATES.1));
        let changed: Vec<(bool, bool)> = diesel::update(rows)
            .set(messages::seen.eq(false))
            .returning((messages::mentioned, messages::replied))
            .get_results(self.with_messages()?)
            .or_storage_error()?;
        let mentions = changed.iter().filter(|(mentioned, replied)| *mentioned || *replied).count();
        Ok((count(changed.len()), count(mentions)))
    }

    fn count_unseen_messages(&mut self, local_chat_id: &str, mentions_above: Option<u64>) -> Result<(u32, u32)> {
        let above = U64(mentions_above.unwrap_or(u64::MAX));
        let unseen = messages::table
            .filter(messages::local_chat_id.eq(local_chat_id))
            .filter(IsFalse::new(messages::seen))
            .filter(messages::deleted.eq(false))
            .filter(messages::deleted_for_me.eq(false));
        let alone = unseen.filter(messages::album_id.eq("")).select(count_star());
        let mentions = alone.filter(is_mention(above));
        let alone = alone.get_result::<U32>(self.with_messages()?).or_storage_error()?.0;
        let mentions = mentions.get_result::<U32>(self.with_messages()?).or_storage_error()?.0;
        let images = unseen.filter(IsNotEmpty::new(messages::album_id)).order(messages::album_id);
        let images = images.select((messages::album_id, is_mention(above)));
        let images: Vec<(String, bool)> = images.load(self.with_messages()?).or_storage_error()?;
        let albums: BTreeSet<&String> = images.iter().map(|(album, _)| album).collect();
        let mentioning: BTreeSet<&String> = images.iter().filter(|image| image.1).map(|(album, _)| album).collect();
        Ok((alone.saturating_add(count(albums.len())), mentions.saturating_add(count(mentioning.len()))))
    }

    fn unseen_album(
        &mut self,
        local_chat_id: &str,
        album_id: &str,
        mentions_above: Option<u64>,
    ) -> Result<(bool, bool)> {
        let images = messages::table
            .filter(messages::local_chat_id.eq(local_chat_id))
            .filter(messages::album_id.eq(album_id))
            .filter(IsFalse::new(messages::seen))
            .filter(IsNotEmpty::new(messages::album_id))
            .filter(messages::deleted.eq(false))
            .filter(messages::deleted_for_me.eq(false))
            .select(is_mention(U64(mentions_above.unwrap_or(u64::MAX))));
        let images: Vec<bool> = images.load(self.with_messages()?).or_storage_error()?;
        Ok((!images.is_empty(), images.contains(&true)))
    }

    fn find_first_unseen_message(&mut self, local_chat_id: &str) -> Result<Option<String>> {
        let first = messages::table
            .filter(messages::local_chat_id.eq(local_chat_id))
            .filter(IsFalse::new(messages::seen))
            .filter(messages::deleted.eq(false))
            .filter(messages::deleted_for_me.eq(false))
            .order((messages::clock, messages::id))
            .select(messages::id);
        first.get_result(self.with_messages()?).optional().or_storage_error()
    }

    fn find_deleted_image(
        &mut self,
        local_chat_id: &str,
        album_id: &str,
        author: &CompressedKey,
    ) -> Result<Option<MessageRecord>> {
        let rows = messages::table
            .filter(messages::local_chat_id.eq(local_chat_id))
            .filter(messages::album_id.eq(album_id))
            .filter(IsNotEmpty::new(messages::album_id))
            .filter(messages::deleted.eq(true))
            .filter(messages::author.eq(author.as_slice()))
            .select((messages::deleted_by, messages::id))
            .load::<(Option<Bytes<33>>, String)>(self.with_messages()?)
            .or_storage_error()?;
        let lowest = rows.into_iter().min_by_key(|(deleted_by, _)| deleted_by.map(|key| key.0));
        match lowest {
            Some((_, id)) => self.find_message(&id),
            None => Ok(None),
        }
    }

    fn replies_to(&mut self, message_id: &str, limit: u32) -> Result<Vec<MessageRecord>> {
        let rows = messages::table
            .filter(messages::response_to.eq(message_id))
            .filter(IsNotEmpty::new(messages::response_to))
            .select(MessageRow::as_select());
        let rows: Vec<MessageRow> = first_rows(rows, self.with_messages()?, limit)?;
        rows.into_iter().map(MessageRecord::try_from).collect()
    }

    fn delete_message(&mut self, id: &str) -> Result<()> {
        // Its trigger takes what is removed out of the index: that must be there.
        self.write_index()?;
        diesel::delete(messages::table.find(id)).execute(self.with_messages()?).or_storage_error()?;
        Ok(())
    }

    fn delete_messages_of_chat(&mut self, local_chat_id: &str) -> Result<()> {
        // Its trigger takes what is removed out of the index: that must be there.
        self.write_index()?;
        let rows = messages::table.filter(messages::local_chat_id.eq(local_chat_id));
        diesel::delete(rows).execute(self.with_messages()?).or_storage_error()?;
        Ok(())
    }

    fn delete_messages_of_author(&mut self, author: &CompressedKey) -> Result<Vec<String>> {
        // Its trigger takes what is removed out of the index: that must be there.
        self.write_index()?;
        let rows = messages::table.filter(messages::author.eq(author.as_slice()));
        let chats = rows.select(messages::local_chat_id).distinct().order(messages::local_chat_id);
        let chats = chats.load(self.with_messages()?).or_storage_error()?;
        diesel::delete(rows).execute(self.with_messages()?).or_storage_error()?;
        Ok(chats)
    }
}

/// Whether an unread message counts as a mention.
#[diesel::dsl::auto_type]
fn is_mention(above: U64) -> _ {
    let first: i32 = NOTES.0;
    let last: i32 = NOTES.1;
    let alone: diesel::dsl::And<
        diesel::dsl::Gt<messages::clock, U64>,
        diesel::dsl::NotBetween<messages::content_type, i32, i32>,
    > = messages::clock.gt(above).and(messages::content_type.not_between(first, last));
    messages::mentioned.eq(true).or(messages::replied.eq(true)).or(alone)
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
pub(super) struct MessageRow {
    id: String,
    local_chat_id: String,
    chat_id: String,
    author: Bytes<33>,
    whisper_timestamp: U64,
    timestamp: U64,
    clock: U64,
    text: String,
    content_type: i32,
    message_type: i32,
    response_to: String,
    ens_name: String,
    display_name: String,
    seen: bool,
    outgoing_status: Option<i32>,
    contact_request_state: i32,
    mentioned: bool,
    replied: bool,
    edited_at: U64,
    deleted: bool,
    deleted_for_me: bool,
    payload: Vec<u8>,
    deleted_by: Option<Bytes<33>>,
    album_id: String,
    contact_verification_state: i32,
    bridge_content: String,
}

impl TryFrom<MessageRow> for MessageRecord {
    type Error = StorageError;

    fn try_from(row: MessageRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            local_chat_id: row.local_chat_id,
            chat_id: row.chat_id,
            from: row.author.0,
            whisper_timestamp: row.whisper_timestamp.0,
            timestamp: row.timestamp.0,
            clock: row.clock.0,
            text: row.text,
            content_type: row.content_type,
            message_type: row.message_type,
            response_to: row.response_to,
            ens_name: row.ens_name,
            display_name: row.display_name,
            seen: row.seen,
            outgoing_status: row.outgoing_status.map(status).transpose()?,
            contact_request_state: request_state(row.contact_request_state)?,
            mentioned: row.mentioned,
            replied: row.replied,
            edited_at: row.edited_at.0,
            deleted: row.deleted,
            deleted_for_me: row.deleted_for_me,
            payload: row.payload,
            deleted_by: row.deleted_by.map(|key| key.0),
            album_id: row.album_id,
            contact_verification_state: u8::try_from(row.contact_verification_state)
                .map_err(|_| corrupt("verification state of a message"))?,
            bridge_content: row.bridge_content,
        })
    }
}

/// The codes are in the order of the states, so that the engine compares them.
pub(super) const fn status_code(status: OutgoingStatus) -> i32 {
    match status {
        OutgoingStatus::Sending => 0,
        OutgoingStatus::Sent => 1,
        OutgoingStatus::Delivered => 2,
    }
}

pub(super) fn status(code: i32) -> Result<OutgoingStatus> {
    match code {
        0 => Ok(OutgoingStatus::Sending),
        1 => Ok(OutgoingStatus::Sent),
        2 => Ok(OutgoingStatus::Delivered),
        _ => Err(corrupt("outgoing status of a message")),
    }
}

pub(super) const fn request_state_code(state: MessageContactRequestState) -> i32 {
    match state {
        MessageContactRequestState::None => 0,
        MessageContactRequestState::Pending => 1,
        MessageContactRequestState::Accepted => 2,
        MessageContactRequestState::Dismissed => 3,
    }
}

pub(super) fn request_state(code: i32) -> Result<MessageContactRequestState> {
    match code {
        0 => Ok(MessageContactRequestState::None),
        1 => Ok(MessageContactRequestState::Pending),
        2 => Ok(MessageContactRequestState::Accepted),
        3 => Ok(MessageContactRequestState::Dismissed),
        _ => Err(corrupt("contact request state of a message")),
    }
}
