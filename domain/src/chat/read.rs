//! What was read (specification: messaging, section 5.5).

use status_ports::{ChatKind, ChatRecord, MessageRecord, ProfileTransaction, StorageError};
use status_proto::status::chat_message::ContentType;

use super::next_clock;
use super::record::last_message;
use crate::messaging::{CommandError, Context, Decision, Outcome, SeenMessages};
use crate::notification;

/// What a chat itself notes: that a message was pinned, and how two people are to each other. They mention nobody.
const FIRST_NOTE: i32 = ContentType::SystemMessagePinnedMessage as i32;
const LAST_NOTE: i32 = ContentType::SystemMessageMutualEventRemoved as i32;

/// Marks messages of a chat as read, and the entries of the activity center that show them.
///
/// # Errors
/// [`CommandError::NoChatToUse`] if there is no such chat, or [`CommandError::Storage`].
pub fn mark_messages_read(
    context: &mut Context<'_>,
    chat_id: &str,
    message_ids: &[String],
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let (chat, seen) = mark_seen_in(decision.context.stores, chat_id, message_ids)?.ok_or(CommandError::NoChatToUse)?;
    decision.context.stores.save_chat(&chat)?;
    decision.outcome.seen.push(seen);
    notification::mark_messages_read(&mut decision, message_ids)?;
    Ok(decision.outcome)
}

/// Marks everything in a chat as read.
///
/// # Errors
/// [`CommandError::NoChatToUse`] if there is no such chat, or [`CommandError::Storage`].
pub fn mark_all_read(context: &mut Context<'_>, chat_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut chat = decision.context.stores.find_chat(chat_id)?.ok_or(CommandError::NoChatToUse)?;
    let dismissed = notification::dismiss_of_chat(&mut decision, chat_id)?;
    decision.outcome.activities.extend(dismissed.into_iter().map(|entry| (entry.id.clone(), entry)));
    decision.context.stores.mark_all_messages_seen(chat_id)?;
    chat.read_messages_at_clock_value = next_clock(&mut chat, decision.context.now);
    chat.highlight = false;
    chat.unviewed_messages_count = 0;
    chat.unviewed_mentions_count = 0;
    if let Some(last) = &mut chat.last_message {
        last.seen = true;
    }
    decision.context.stores.save_chat(&chat)?;
    Ok(decision.outcome)
}

/// Marks a message of a chat as unread, and all that others wrote after it; what is before it counts as read. The entries
/// of the activity center that show them become unread, too, unless they were dismissed or accepted.
///
/// # Errors
/// [`CommandError::NoChatToUse`] if there is no such chat, [`CommandError::MessageNotFound`] if it has no such message, or
/// [`CommandError::Storage`].
pub fn mark_message_unread(
    context: &mut Context<'_>,
    chat_id: &str,
    message_id: &str,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut chat = decision.context.stores.find_chat(chat_id)?.ok_or(CommandError::NoChatToUse)?;
    let found = decision.context.stores.find_message(message_id)?;
    let target = found.filter(|message| message.local_chat_id == chat_id).ok_or(CommandError::MessageNotFound)?;
    decision.context.stores.mark_all_messages_seen(chat_id)?;
    let (count, count_with_mentions) = decision.context.stores.mark_messages_unseen(chat_id, target.clock)?;
    count_unviewed(decision.context.stores, &mut chat)?;
    chat.highlight = false;
    decision.context.stores.save_chat(&chat)?;
    decision.outcome.seen.push(SeenMessages { chat_id: chat_id.to_owned(), count, count_with_mentions, seen: false });
    notification::mark_messages_unread(&mut decision, chat_id, target.clock)?;
    Ok(decision.outcome)
}

/// Counts a message that came in, as counting all that is unread would; it is not stored yet. An album counts once.
pub(crate) fn count_arrival(
    stores: &mut dyn ProfileTransaction,
    chat: &mut ChatRecord,
    message: &MessageRecord,
) -> Result<(), StorageError> {
    if message.seen || message.deleted || message.deleted_for_me {
        return Ok(());
    }
    let above = mentions_above(chat);
    let is_note = (FIRST_NOTE..=LAST_NOTE).contains(&message.content_type);
    let is_mention =
        message.mentioned || message.replied || above.is_some_and(|clock| message.clock > clock && !is_note);
    let (is_counted, is_counted_as_mention) = match message.album_id.as_str() {
        "" => (false, false),
        album => stores.unseen_album(&chat.id, album, above)?,
    };
    chat.unviewed_messages_count = chat.unviewed_messages_count.saturating_add((!is_counted).into());
    chat.unviewed_mentions_count =
        chat.unviewed_mentions_count.saturating_add((is_mention && !is_counted_as_mention).into());
    Ok(())
}

/// Marks messages as read and counts anew. The chat is not stored by this. `None` if there is no such chat.
pub(crate) fn mark_seen_in(
    stores: &mut dyn ProfileTransaction,
    chat_id: &str,
    message_ids: &[String],
) -> Result<Option<(ChatRecord, SeenMessages)>, StorageError> {
    let Some(mut chat) = stores.find_chat(chat_id)? else { return Ok(None) };
    let (count, count_with_mentions) = stores.mark_messages_seen(chat_id, message_ids)?;
    count_unviewed(stores, &mut chat)?;
    chat.highlight = false;
    Ok(Some((chat, SeenMessages { chat_id: chat_id.to_owned(), count, count_with_mentions, seen: true })))
}

/// Above which clock every message counts as a mention. Between two people that is each one until the person has read the
/// chat: what was marked as unread again is a reminder.
pub(crate) const fn mentions_above(chat: &ChatRecord) -> Option<u64> {
    match chat.kind {
        ChatKind::OneToOne => Some(chat.read_messages_at_clock_value),
        ChatKind::Public | ChatKind::PrivateGroup | ChatKind::Community => None,
    }
}

pub(super) fn count_unviewed(stores: &mut dyn ProfileTransaction, chat: &mut ChatRecord) -> Result<(), StorageError> {
    (chat.unviewed_messages_count, chat.unviewed_mentions_count) =
        stores.count_unseen_messages(&chat.id, mentions_above(chat))?;
    Ok(())
}

/// Counts and last message of a chat that lost messages.
pub(crate) fn recount(stores: &mut dyn ProfileTransaction, chat: &mut ChatRecord) -> Result<(), StorageError> {
    count_unviewed(stores, chat)?;
    let newest = stores.chat_messages(&chat.id, "", 1)?;
    chat.last_message = newest.items.first().map(last_message);
    Ok(())
}
