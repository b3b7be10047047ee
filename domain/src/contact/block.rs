//! Blocking people.

use status_ports::{ActivityScope, CompressedKey, StorageError};

use super::remove::send_retraction;
use super::settle::settle;
use super::{ContactRequests, contact_clock};
use crate::chat::recount;
use crate::crypto::PublicKey;
use crate::group;
use crate::identity::public_key_text;
use crate::messaging::{CommandError, Context, Decision, Outcome};
use crate::notification;

/// Blocks a person: what they wrote, wherever, and the chat with them are removed. They join none of our groups, and we
/// none of theirs that waits for an answer.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn block_contact(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    block(context, key, History::Removed)
}

/// Blocks a person as [`block_contact`] does, but chat and messages stay.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn block_contact_keeping_messages(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    block(context, key, History::Kept)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum History {
    Removed,
    Kept,
}

fn block(context: &mut Context<'_>, key: &PublicKey, history: History) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let now = decision.context.now;
    let chat_id = public_key_text(key);
    let mut contact = decision.contact(key)?;
    let mut chat = decision.chat_with(key)?;
    let stored = chat.clone();
    let was_added = contact.is_added();
    let clock = contact_clock(&mut chat, &contact, now);
    contact.block(clock);
    contact.last_updated_locally = now;
    if was_added {
        send_retraction(&mut decision, key, clock);
    }
    settle(&mut decision, &contact, key)?;

    match history {
        History::Removed => {
            // Of a chat that goes nothing is shown.
            decision.outcome.messages.clear();
            decision.outcome.activities.clear();
            let changed = decision.context.stores.delete_messages_of_author(&contact.public_key)?;
            decision.context.stores.delete_chat(&chat_id)?;
            for id in changed.into_iter().filter(|id| *id != chat_id) {
                let Some(mut other) = decision.context.stores.find_chat(&id)? else { continue };
                recount(decision.context.stores, &mut other)?;
                decision.save_chat(other)?;
            }
        }
        History::Kept => {
            let mut chat = stored;
            recount(decision.context.stores, &mut chat)?;
            decision.save_chat(chat)?;
        }
    }
    refuse_groups(&mut decision, &contact.public_key)?;
    let is_listed = history == History::Kept;
    dismiss_activities(&mut decision, &chat_id, &contact.public_key, is_listed)?;
    decision.save_contact(contact)?;
    Ok(decision.outcome)
}

/// Nobody is in a group with a blocked person by an answer that was never given.
fn refuse_groups(decision: &mut Decision<'_, '_>, author: &CompressedKey) -> Result<(), CommandError> {
    group::reject_invitations_of(decision, author)?;
    for entry in decision.context.stores.activities_in(ActivityScope::Author(author))? {
        let is_answered = entry.accepted || entry.dismissed;
        if entry.kind != notification::NEW_PRIVATE_GROUP || is_answered {
            continue;
        }
        match group::leave_in(decision, &entry.chat_id, true) {
            // A group that is gone or takes no more events must not keep anybody from being blocked.
            Ok(()) | Err(CommandError::ChatNotFound | CommandError::Group(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Requests of the chat are deleted; whatever else waits for an answer to this person is dismissed.
fn dismiss_activities(
    decision: &mut Decision<'_, '_>,
    chat_id: &str,
    author: &CompressedKey,
    is_listed: bool,
) -> Result<(), StorageError> {
    let now = decision.context.now;
    let stores = &mut *decision.context.stores;
    for mut entry in stores.activities_in(ActivityScope::Chat(chat_id))? {
        if entry.kind == notification::CONTACT_REQUEST {
            entry.deleted = true;
            entry.updated_at = now;
            stores.save_activity(&entry)?;
        }
    }
    for mut entry in stores.activities_in(ActivityScope::Author(author))? {
        if entry.dismissed || entry.accepted {
            continue;
        }
        entry.read = true;
        entry.dismissed = true;
        entry.updated_at = now;
        stores.save_activity(&entry)?;
        if is_listed {
            decision.outcome.activities.insert(entry.id.clone(), entry);
        }
    }
    notification::refresh_state(decision.context)?;
    Ok(())
}

/// Unblocks a person; the two are strangers then. Nothing happens to somebody who is not blocked.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn unblock_contact(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    let found = context.stores.find_contact(&key.to_compressed())?;
    let Some(mut contact) = found.filter(|contact| contact.blocked) else { return Ok(Outcome::default()) };
    let mut decision = Decision::new(context);
    let mut chat = decision.chat_with(key)?;
    // The chat is kept as it is, so that the clock of the removed one is not told to clients.
    decision.context.stores.save_chat(&chat)?;
    contact.unblock(contact_clock(&mut chat, &contact, decision.context.now));
    contact.last_updated_locally = decision.context.now;
    settle(&mut decision, &contact, key)?;
    decision.save_contact(contact)?;
    Ok(decision.outcome)
}
