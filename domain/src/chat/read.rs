//! What was read (specification: messaging, section 5.5).

use status_ports::{ChatRecord, ProfileTransaction, StorageError};

use super::next_clock;
use super::record::last_message;
use crate::messaging::{CommandError, Context, Decision, Outcome, SeenMessages};
use crate::notification;

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
    notification::dismiss_of_chat(&mut decision, chat_id)?;
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

pub(super) fn count_unviewed(stores: &mut dyn ProfileTransaction, chat: &mut ChatRecord) -> Result<(), StorageError> {
    (chat.unviewed_messages_count, chat.unviewed_mentions_count) = stores.count_unseen_messages(&chat.id)?;
    Ok(())
}

/// Counts and last message of a chat that lost messages.
pub(crate) fn recount(stores: &mut dyn ProfileTransaction, chat: &mut ChatRecord) -> Result<(), StorageError> {
    count_unviewed(stores, chat)?;
    let newest = stores.chat_messages(&chat.id, "", 1)?;
    chat.last_message = newest.items.first().map(last_message);
    Ok(())
}
