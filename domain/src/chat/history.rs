//! Closing chats, and forgetting what was said in them (specification: messaging, section 5.3).

use status_ports::{ChatKind, ChatRecord};

use super::next_clock;
use crate::messaging::{CommandError, Context, Decision, Outcome};

/// Takes a chat from the list. Unless its history is to be kept, its messages are removed, and what comes late is not
/// taken; a public chat may be joined again, and then its history may be fetched again.
///
/// # Errors
/// [`CommandError::ChatNotFound`] if there is no such chat, or [`CommandError::Storage`].
pub fn deactivate(context: &mut Context<'_>, chat_id: &str, keep_history: bool) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut chat = decision.context.stores.find_chat(chat_id)?.ok_or(CommandError::ChatNotFound)?;
    let clock = next_clock(&mut chat, decision.context.now);
    chat.active = false;
    if !keep_history {
        if chat.kind != ChatKind::Public {
            chat.deleted_at_clock_value = clock;
        }
        forget(&mut decision, &mut chat, clock)?;
    }
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

/// Removes the messages of a chat; what comes late is not taken.
///
/// # Errors
/// [`CommandError::ChatNotFound`] if there is no such chat, or [`CommandError::Storage`].
pub fn clear_history(context: &mut Context<'_>, chat_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut chat = decision.context.stores.find_chat(chat_id)?.ok_or(CommandError::ChatNotFound)?;
    let clock = next_clock(&mut chat, decision.context.now);
    chat.deleted_at_clock_value = clock;
    forget(&mut decision, &mut chat, clock)?;
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

fn forget(decision: &mut Decision<'_, '_>, chat: &mut ChatRecord, clock: u64) -> Result<(), CommandError> {
    chat.synced_to = clock / 1000;
    chat.synced_from = 0;
    chat.last_message = None;
    chat.unviewed_messages_count = 0;
    chat.unviewed_mentions_count = 0;
    chat.highlight = true;
    decision.context.stores.delete_messages_of_chat(&chat.id)?;
    Ok(())
}

/// Removes a chat and its messages. Nothing happens if there is no such chat.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn delete_chat(context: &mut Context<'_>, chat_id: &str) -> Result<Outcome, CommandError> {
    context.stores.delete_messages_of_chat(chat_id)?;
    context.stores.delete_chat(chat_id)?;
    Ok(Outcome::default())
}
