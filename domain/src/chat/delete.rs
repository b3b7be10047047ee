//! Deletes, for everybody or for oneself (specification: messaging, section 9.4).

use prost::Message;
use status_ports::{
    ChatKind, ChatRecord, CompressedKey, EarlyChangeKind, MessageRecord, ProfileTransaction, StorageError,
};
use status_proto::status::DeleteMessage;
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::ContentType;

use super::change::{self, MessageChangeError, Target};
use super::edit::with_album;
use super::read::{count_unviewed, recount};
use super::{message_type, next_clock};
use crate::group;
use crate::identity::{parse_public_key, public_key_text};
use crate::messaging::{CommandError, Context, Decision, HandleError, Outcome, ReceivedMessage, RemovedMessage};
use crate::notification;

/// Deletes a message for everybody; of an album every image. We may delete our own ones, and as admins of a group those
/// of others.
///
/// # Errors
/// [`CommandError::MessageNotFound`], [`CommandError::ChatNotFound`], [`CommandError::MessageChange`] if we must not or if
/// it is a note of the chat, or [`CommandError::Storage`].
pub fn delete_message(context: &mut Context<'_>, message_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let me = decision.context.me;
    let found = decision.context.stores.find_message(message_id)?;
    let message = found.ok_or(CommandError::MessageNotFound)?;
    let found = decision.context.stores.find_chat(&message.local_chat_id)?;
    let mut chat = found.ok_or(CommandError::ChatNotFound)?;
    let is_own = message.from == me.to_compressed();
    if !is_own && chat.kind == ChatKind::OneToOne {
        // The chat as its author names it is with ourselves.
        return Err(CommandError::ChatNotFound);
    }
    change::ensure_writable(&mut decision, &chat)?;
    permit::<CommandError>(decision.context.stores, &chat, &message, &me.to_compressed())?;
    let content = DeleteMessage {
        clock: next_clock(&mut chat, decision.context.now),
        chat_id: chat.id.clone(),
        message_id: message.id.clone(),
        message_type: message_type(chat.kind).into(),
        deleted_by: if is_own { String::new() } else { public_key_text(&me) },
        ..DeleteMessage::default()
    };
    decision.send_to_chat(&chat, Type::DeleteMessage, &content)?;
    let album = with_album(&mut decision, message)?;
    remove(&mut decision, &mut chat, album, (!is_own).then(|| me.to_compressed()))?;
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

/// Deletes a message for ourselves only; of an album every image.
///
/// # Errors
/// [`CommandError::ChatNotFound`], [`CommandError::MessageNotFound`] if it is not in this chat,
/// [`CommandError::MessageChange`] if it is a note of the chat, or [`CommandError::Storage`].
pub fn delete_message_for_me(
    context: &mut Context<'_>,
    chat_id: &str,
    message_id: &str,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let (mut chat, message) = change::find_in(&mut decision, chat_id, message_id)?;
    ensure_deletable(&message)?;
    let mut was_counted = false;
    for image in with_album(&mut decision, message)? {
        was_counted |= !image.seen && !image.deleted && !image.deleted_for_me;
        let image = MessageRecord { deleted_for_me: true, ..image };
        decision.save_message(image.clone())?;
        change::list_replies(&mut decision, &image)?;
        notification::message_deleted(&mut decision, &image)?;
    }
    if was_counted {
        count_unviewed(decision.context.stores, &mut chat)?;
    }
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

/// Forgets a message here, without a trace. Nothing happens if it is not there.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn forget_message(context: &mut Context<'_>, message_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    if let Some(message) = decision.context.stores.find_message(message_id)? {
        decision.context.stores.delete_message(message_id)?;
        recount_chat(&mut decision, &message.local_chat_id)?;
    }
    Ok(decision.outcome)
}

/// Forgets every message of a chat here. Later ones are taken, and so are these if they come again.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn forget_messages_of_chat(context: &mut Context<'_>, chat_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    decision.context.stores.delete_messages_of_chat(chat_id)?;
    recount_chat(&mut decision, chat_id)?;
    Ok(decision.outcome)
}

fn recount_chat(decision: &mut Decision<'_, '_>, chat_id: &str) -> Result<(), StorageError> {
    let Some(mut chat) = decision.context.stores.find_chat(chat_id)? else { return Ok(()) };
    recount(decision.context.stores, &mut chat)?;
    decision.save_chat(chat)
}

pub(crate) fn handle_delete(decision: &mut Decision<'_, '_>, received: &ReceivedMessage) -> Result<(), HandleError> {
    let content = DeleteMessage::decode(received.payload.as_slice())?;
    let names_another = || parse_public_key(&content.deleted_by).ok() != Some(received.author);
    if !content.deleted_by.is_empty() && names_another() {
        return Err(MessageChangeError::ForgedDeleter.into());
    }
    let target = Target {
        clock: content.clock,
        chat_id: &content.chat_id,
        message_id: &content.message_id,
        message_type: content.message_type(),
    };
    let found = change::target(decision, received, EarlyChangeKind::Delete, &target)?;
    let Some((mut chat, message)) = found else { return Ok(()) };
    let by = received.author.to_compressed();
    permit::<HandleError>(decision.context.stores, &chat, &message, &by)?;
    let deleted_by = (message.from != by).then_some(by);
    let album = with_album(decision, message)?;
    if remove(decision, &mut chat, album, deleted_by)? {
        change::save_chat_at(decision, chat, content.clock)?;
    }
    Ok(())
}

/// A delete that waited for the message; of an album it takes the images with it that came before.
pub(super) fn apply_early(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    message: &mut MessageRecord,
    by: &CompressedKey,
) -> Result<(), HandleError> {
    permit::<HandleError>(decision.context.stores, chat, message, by)?;
    let deleted_by = (message.from != *by).then_some(*by);
    mark(message, deleted_by);
    if !message.album_id.is_empty() {
        let mut album = with_album(decision, message.clone())?;
        album.retain(|image| image.id != message.id);
        remove(decision, chat, album, deleted_by)?;
    }
    Ok(())
}

/// An image whose album was deleted before it came is deleted too.
pub(super) fn apply_to_late_image(
    decision: &mut Decision<'_, '_>,
    message: &mut MessageRecord,
) -> Result<(), StorageError> {
    if message.album_id.is_empty() {
        return Ok(());
    }
    let (chat, album) = (&message.local_chat_id, &message.album_id);
    let deleted = decision.context.stores.find_deleted_image(chat, album, &message.from)?;
    if let Some(image) = deleted {
        mark(message, image.deleted_by);
    }
    Ok(())
}

/// Whether somebody may delete a message.
fn permit<E: From<StorageError> + From<MessageChangeError>>(
    stores: &mut dyn ProfileTransaction,
    chat: &ChatRecord,
    message: &MessageRecord,
    by: &CompressedKey,
) -> Result<(), E> {
    if message.from != *by {
        if chat.kind != ChatKind::PrivateGroup {
            return Err(MessageChangeError::NotAuthor.into());
        }
        let members = group::members(stores, &chat.id)?;
        if !members.iter().any(|member| member.is_admin && member.public_key == *by) {
            return Err(MessageChangeError::NotPermitted.into());
        }
    }
    Ok(ensure_deletable(message)?)
}

/// Only what a person said is deleted.
fn ensure_deletable(message: &MessageRecord) -> Result<(), MessageChangeError> {
    match ContentType::try_from(message.content_type) {
        Ok(
            ContentType::TextPlain
            | ContentType::Sticker
            | ContentType::Emoji
            | ContentType::Image
            | ContentType::Audio
            | ContentType::BridgeMessage,
        ) => Ok(()),
        _ => Err(MessageChangeError::NotDeletable),
    }
}

/// Marks a message as deleted. Whether that changed anything: who deleted it is its author rather than another, and
/// of several others the one whose key is lowest, in whatever order they did.
fn mark(message: &mut MessageRecord, deleted_by: Option<CompressedKey>) -> bool {
    if message.deleted && message.deleted_by <= deleted_by {
        return false;
    }
    message.deleted = true;
    message.deleted_by = deleted_by;
    true
}

/// Deletes messages that are here. Whether that changed anything. The chat is not stored by this.
fn remove(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    messages: Vec<MessageRecord>,
    deleted_by: Option<CompressedKey>,
) -> Result<bool, StorageError> {
    let mut changed = false;
    let mut unseen = 0_u32;
    for mut message in messages {
        let was_deleted = message.deleted;
        if !mark(&mut message, deleted_by) {
            continue;
        }
        changed = true;
        decision.context.stores.save_message(&message)?;
        decision.context.stores.delete_attachment(&message.id)?;
        if !message.seen && !was_deleted {
            unseen = unseen.saturating_add(1);
        }
        change::list_replies(decision, &message)?;
        notification::message_deleted(decision, &message)?;
        decision.outcome.messages.remove(&message.id);
        let (chat_id, message_id) = (chat.id.clone(), message.id);
        decision.outcome.removed_messages.push(RemovedMessage { chat_id, message_id, deleted_by });
    }
    if unseen > 0 {
        count_unviewed(decision.context.stores, chat)?;
    }
    Ok(changed)
}
