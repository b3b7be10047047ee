//! Entries about messages: the first ones of a person, mentions, replies.

use status_ports::{ActivityRecord, ChatKind, ChatRecord, MessageRecord, StorageError};
use status_proto::status::chat_message::ContentType;

use super::entry::{change, raise};
use super::{MENTION, NEW_ONE_TO_ONE, REPLY, id};
use crate::messaging::Decision;

/// A message came in; neither it nor its chat is stored yet.
pub(crate) fn message_received(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    message: &MessageRecord,
) -> Result<(), StorageError> {
    if message.from == decision.context.me.to_compressed() || message.deleted || message.deleted_for_me {
        return Ok(());
    }
    match chat.kind {
        ChatKind::OneToOne => first_of_person(decision, chat, message),
        ChatKind::PrivateGroup | ChatKind::Community => attention(decision, chat, message),
        ChatKind::Public => Ok(()),
    }
}

/// What somebody writes whose chat is not open is shown as one entry. A contact request has an entry of its own.
fn first_of_person(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    message: &MessageRecord,
) -> Result<(), StorageError> {
    if chat.active || message.content_type == i32::from(ContentType::ContactRequest) {
        return Ok(());
    }
    let entry = ActivityRecord {
        name: chat.name.clone(),
        author: Some(message.from),
        read: message.seen,
        updated_at: decision.context.now,
        ..ActivityRecord::new(id::of_chat(&chat.id), NEW_ONE_TO_ONE, chat.id.clone(), message.whisper_timestamp)
    };
    raise(decision, entry)
}

/// Mentions of us and replies to us, in chats that we follow.
fn attention(decision: &mut Decision<'_, '_>, chat: &ChatRecord, message: &MessageRecord) -> Result<(), StorageError> {
    let kind = match (message.mentioned, message.replied) {
        (true, _) => MENTION,
        (false, true) => REPLY,
        (false, false) => return Ok(()),
    };
    if !chat.active || is_muted(chat, decision.context.now) {
        return Ok(());
    }
    let (id, found) = id::entry_of(decision.context.stores, message)?;
    // The images of an album are one entry, which shows the first that came. What was deleted does not come back.
    let shown = match found {
        Some(entry) if entry.deleted => return Ok(()),
        Some(entry) => entry.message_id,
        None => message.id.clone(),
    };
    let entry = ActivityRecord {
        name: chat.name.clone(),
        author: Some(message.from),
        message_id: shown,
        reply_message_id: message.response_to.clone(),
        read: message.seen,
        updated_at: decision.context.now,
        ..ActivityRecord::new(id, kind, chat.id.clone(), message.whisper_timestamp)
    };
    raise(decision, entry)
}

/// Whether a chat is muted now. A time of zero is for ever.
pub(super) const fn is_muted(chat: &ChatRecord, now: status_ports::UnixMillis) -> bool {
    chat.muted && (chat.mute_till == 0 || chat.mute_till > now)
}

/// A message was edited and is stored so: an entry that was not read yet shows it as it is now.
pub(crate) fn message_edited(decision: &mut Decision<'_, '_>, message: &MessageRecord) -> Result<(), StorageError> {
    let (_, found) = id::entry_of(decision.context.stores, message)?;
    let Some(entry) = found.filter(|entry| !entry.read && !entry.deleted) else { return Ok(()) };
    decision.save_activity(ActivityRecord { updated_at: decision.context.now, ..entry })
}

/// A message was deleted, for everybody or for us: so is the entry that shows it.
pub(crate) fn message_deleted(decision: &mut Decision<'_, '_>, message: &MessageRecord) -> Result<(), StorageError> {
    let (_, found) = id::entry_of(decision.context.stores, message)?;
    match found.filter(|entry| !entry.deleted) {
        Some(entry) => change(decision, ActivityRecord { deleted: true, ..entry }),
        None => Ok(()),
    }
}
