//! The chat of a group: what of the group it shows, and the notes in it (specification: messaging, sections 13.4 and
//! 13.7).

use status_ports::{ChatKind, ChatRecord, CompressedKey, MessageRecord, StorageError, UnixMillis};
use status_proto::status::MessageType;
use status_proto::status::chat_message::ContentType;

use super::aggregate::Group;
use super::event::{Change, Event, key_text};
use crate::chat::hidden_chat_with;
use crate::crypto::{PublicKey, keccak256};
use crate::messaging::Decision;

/// A new chat for a group. It is not stored by this.
pub(super) fn new_chat(chat_id: &str, creator: &PublicKey, now: UnixMillis) -> ChatRecord {
    ChatRecord {
        id: chat_id.to_owned(),
        kind: ChatKind::PrivateGroup,
        name: String::new(),
        color: COLORS.first().copied().unwrap_or_default().to_owned(),
        joined: 0,
        synced_to: now / 1000,
        synced_from: now / 1000,
        ..hidden_chat_with(creator, now)
    }
}

/// The colours of groups that nobody gave one.
const COLORS: [&str; 6] = ["#fa6565", "#887af9", "#FE8F59", "#7cda00", "#51d0f0", "#d37ef4"];

/// One of the colours.
pub(super) fn color(random: u8) -> &'static str {
    COLORS.iter().cycle().nth(random.into()).copied().unwrap_or_default()
}

/// The chat shows what the group has become by these events.
pub(super) fn show(chat: &mut ChatRecord, group: &Group, events: &[Event], now: UnixMillis) {
    let record = group.record();
    chat.name.clone_from(&record.name);
    if !record.color.is_empty() {
        chat.color.clone_from(&record.color);
    }
    if let Some(newest) = events.iter().map(|event| event.position().clock).max() {
        chat.last_clock_value = chat.last_clock_value.max(newest);
        chat.timestamp = now;
    }
}

/// Writes down what happened, where it is not written yet, and not before the history of the chat was cleared.
pub(super) fn note_events(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    events: &[Event],
) -> Result<(), StorageError> {
    for event in events.iter().filter(|event| event.position().clock > chat.deleted_at_clock_value) {
        let Some(note) = note(&chat.id, event, decision.context.now) else { continue };
        if !decision.context.stores.message_exists(&note.id)? {
            decision.save_message(note)?;
        }
    }
    Ok(())
}

/// The id of the note of an event.
pub(super) fn note_id(signature: &[u8]) -> String {
    format!("0x{}", hex::encode(keccak256(&[signature])))
}

/// The note of an event. There is none of somebody who has joined: that they were added was noted.
fn note(chat_id: &str, event: &Event, now: UnixMillis) -> Option<MessageRecord> {
    let position = event.position();
    Some(MessageRecord {
        text: text(event)?,
        clock: position.clock,
        timestamp: now,
        whisper_timestamp: now,
        content_type: ContentType::SystemMessageContentPrivateGroup.into(),
        message_type: MessageType::SystemMessagePrivateGroup.into(),
        seen: true,
        ..MessageRecord::new(note_id(&position.signature), chat_id.to_owned(), *event.author())
    })
}

fn text(event: &Event) -> Option<String> {
    let from = mention(event.author());
    Some(match event.change() {
        Change::Created { name, .. } => format!("{from} created the group {name}"),
        Change::NameChanged(name) => format!("{from} changed the group's name to {name}"),
        Change::MembersAdded(keys) => format!("{from} has added {}", mentions(keys)),
        Change::MemberJoined => return None,
        Change::MemberRemoved(key) => format!("{} left the group", mention(key)),
        Change::AdminsAdded(keys) => format!("{from} has made {} admin", mentions(keys)),
        Change::AdminRemoved(key) => format!("{} is not admin anymore", mention(key)),
        Change::ColorChanged(_) => format!("{from} changed the group's color"),
        Change::ImageChanged(_) => format!("{from} changed the group's image"),
    })
}

fn mention(key: &CompressedKey) -> String {
    format!("@{}", key_text(key))
}

fn mentions(keys: &[CompressedKey]) -> String {
    keys.iter().map(mention).collect::<Vec<_>>().join(", ")
}
