use std::collections::BTreeSet;

use diesel::prelude::*;
use status_ports::{ChatKind, ChatRecord, ChatStore, IdentitySent, LastMessage, StorageError};

use super::message::{request_state, request_state_code, status, status_code};
use super::{AT_ONCE, IsTrue, SqlTransaction};
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::chats;

impl SqlTransaction<'_> {
    /// Gives the engine the chats that it has not got yet.
    pub(super) fn write_chats(&mut self) -> Result<()> {
        let unwritten = self.known.as_deref_mut().map(|known| known.chats.take_unwritten());
        unwritten.into_iter().flatten().try_for_each(|chat| self.write_chat(&chat))
    }

    fn write_chat(&mut self, chat: &ChatRecord) -> Result<()> {
        let last = chat.last_message.as_ref();
        let sent = chat.identity_sent.as_ref();
        let row = (
            chats::id.eq(&chat.id),
            chats::kind.eq(kind_code(chat.kind)),
            chats::name.eq(&chat.name),
            chats::color.eq(&chat.color),
            chats::emoji.eq(&chat.emoji),
            chats::description.eq(&chat.description),
            chats::active.eq(chat.active),
            chats::timestamp.eq(U64(chat.timestamp)),
            chats::last_clock_value.eq(U64(chat.last_clock_value)),
            chats::deleted_at_clock_value.eq(U64(chat.deleted_at_clock_value)),
            chats::read_messages_at_clock_value.eq(U64(chat.read_messages_at_clock_value)),
            chats::unviewed_messages_count.eq(U32(chat.unviewed_messages_count)),
            chats::unviewed_mentions_count.eq(U32(chat.unviewed_mentions_count)),
            chats::last_message_id.eq(last.map(|last| &last.id)),
            chats::last_message_clock.eq(last.map(|last| U64(last.clock))),
            chats::last_message_seen.eq(last.map(|last| last.seen)),
            chats::last_message_outgoing_status.eq(last.and_then(|last| last.outgoing_status).map(status_code)),
            chats::last_message_contact_request_state
                .eq(last.map(|last| request_state_code(last.contact_request_state))),
            chats::identity_sent_hash.eq(sent.map(|sent| sent.hash.as_slice())),
            chats::identity_sent_at.eq(sent.map(|sent| U64(sent.at))),
            chats::muted.eq(chat.muted),
            chats::mute_till.eq(U64(chat.mute_till)),
            chats::joined.eq(U64(chat.joined)),
            chats::synced_to.eq(U64(chat.synced_to)),
            chats::synced_from.eq(U64(chat.synced_from)),
            chats::first_message_timestamp.eq(U64(chat.first_message_timestamp)),
            chats::highlight.eq(chat.highlight),
        );
        diesel::replace_into(chats::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

impl ChatStore for SqlTransaction<'_> {
    fn chats(&mut self) -> Result<Vec<ChatRecord>> {
        self.write_chats()?;
        let rows = chats::table.order(chats::id).select(ChatRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        rows.into_iter().map(ChatRecord::try_from).collect()
    }

    fn find_chat(&mut self, id: &str) -> Result<Option<ChatRecord>> {
        if let Some(known) = self.known.as_deref().and_then(|known| known.chats.get(id)) {
            return Ok(known);
        }
        let row = chats::table.find(id).select(ChatRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        let chat = row.map(ChatRecord::try_from).transpose()?;
        if let Some(known) = self.known.as_deref_mut() {
            known.chats.read(id.to_owned(), chat.clone());
        }
        Ok(chat)
    }

    fn chats_of(&mut self, ids: &[String]) -> Result<Vec<ChatRecord>> {
        self.write_chats()?;
        let ids: Vec<&String> = ids.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let rows = chats::table.filter(chats::id.eq_any(some)).select(ChatRow::as_select());
            found.append(&mut rows.load(self.connection).or_storage_error()?);
        }
        found.into_iter().map(ChatRecord::try_from).collect()
    }

    fn chats_muted_for_a_time(&mut self) -> Result<Vec<ChatRecord>> {
        self.write_chats()?;
        let rows = chats::table
            .filter(IsTrue::new(chats::muted))
            .filter(chats::mute_till.gt(U64(0)))
            .order(chats::mute_till)
            .select(ChatRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        rows.into_iter().map(ChatRecord::try_from).collect()
    }

    fn delete_chat(&mut self, id: &str) -> Result<()> {
        if let Some(known) = self.known.as_deref_mut() {
            known.chats.forget(id);
        }
        diesel::delete(chats::table.find(id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn save_chat(&mut self, chat: &ChatRecord) -> Result<()> {
        match self.known.as_deref_mut() {
            Some(known) => known.chats.write(chat.id.clone(), chat.clone()),
            None => self.write_chat(chat)?,
        }
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = chats)]
struct ChatRow {
    id: String,
    kind: i32,
    name: String,
    color: String,
    emoji: String,
    description: String,
    active: bool,
    timestamp: U64,
    last_clock_value: U64,
    deleted_at_clock_value: U64,
    read_messages_at_clock_value: U64,
    unviewed_messages_count: U32,
    unviewed_mentions_count: U32,
    last_message_id: Option<String>,
    last_message_clock: Option<U64>,
    last_message_seen: Option<bool>,
    last_message_outgoing_status: Option<i32>,
    last_message_contact_request_state: Option<i32>,
    identity_sent_hash: Option<Bytes<32>>,
    identity_sent_at: Option<U64>,
    muted: bool,
    mute_till: U64,
    joined: U64,
    synced_to: U64,
    synced_from: U64,
    first_message_timestamp: U64,
    highlight: bool,
}

impl ChatRow {
    fn last_message(&self) -> Result<Option<LastMessage>> {
        let parts = (
            &self.last_message_id,
            self.last_message_clock,
            self.last_message_seen,
            self.last_message_contact_request_state,
        );
        let (Some(id), Some(clock), Some(seen), Some(contact_request_state)) = parts else { return Ok(None) };
        Ok(Some(LastMessage {
            id: id.clone(),
            clock: clock.0,
            seen,
            outgoing_status: self.last_message_outgoing_status.map(status).transpose()?,
            contact_request_state: request_state(contact_request_state)?,
        }))
    }
}

impl TryFrom<ChatRow> for ChatRecord {
    type Error = StorageError;

    fn try_from(row: ChatRow) -> Result<Self> {
        let last_message = row.last_message()?;
        let identity_sent = match (row.identity_sent_hash, row.identity_sent_at) {
            (Some(hash), Some(at)) => Some(IdentitySent { hash: hash.0, at: at.0 }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            kind: kind(row.kind)?,
            name: row.name,
            color: row.color,
            emoji: row.emoji,
            description: row.description,
            active: row.active,
            timestamp: row.timestamp.0,
            last_clock_value: row.last_clock_value.0,
            deleted_at_clock_value: row.deleted_at_clock_value.0,
            read_messages_at_clock_value: row.read_messages_at_clock_value.0,
            unviewed_messages_count: row.unviewed_messages_count.0,
            unviewed_mentions_count: row.unviewed_mentions_count.0,
            last_message,
            identity_sent,
            muted: row.muted,
            mute_till: row.mute_till.0,
            joined: row.joined.0,
            synced_to: row.synced_to.0,
            synced_from: row.synced_from.0,
            first_message_timestamp: row.first_message_timestamp.0,
            highlight: row.highlight,
        })
    }
}

const fn kind_code(kind: ChatKind) -> i32 {
    match kind {
        ChatKind::OneToOne => 1,
        ChatKind::Public => 2,
        ChatKind::PrivateGroup => 3,
        ChatKind::Community => 6,
    }
}

fn kind(code: i32) -> Result<ChatKind> {
    match code {
        1 => Ok(ChatKind::OneToOne),
        2 => Ok(ChatKind::Public),
        3 => Ok(ChatKind::PrivateGroup),
        6 => Ok(ChatKind::Community),
        _ => Err(corrupt("kind of a chat")),
    }
}
