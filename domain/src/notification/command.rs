//! What a person does in the activity center.

use status_ports::{ActivityRecord, ActivityScope, ActivityState, ChatKind, ReadFilter, StorageError};

use super::{CONTACT_REQUEST, MENTION, NEW_PRIVATE_GROUP, REPLY, id};
use crate::chat::mark_seen_in;
use crate::group;
use crate::identity::parse_public_key;
use crate::messaging::{CommandError, Context, Decision, Outcome};

/// The person has looked.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn mark_seen(context: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let state = ActivityState { has_seen: true, updated_at: context.now };
    context.stores.save_activity_state(state)?;
    Ok(Outcome { activity_state: Some(state), ..Outcome::default() })
}

/// Marks entries as read, and with mentions and replies the messages that they show. Unknown ids are passed over.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn mark_read(context: &mut Context<'_>, ids: &[Vec<u8>]) -> Result<Outcome, CommandError> {
    let entries = change(context, ids, |entry| entry.read = true)?;
    mark_read_entries(context, entries, !ids.is_empty())
}

/// Marks every entry as read.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn mark_all_read(context: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let mut entries = context.stores.activities_in(ActivityScope::Unread)?;
    for entry in &mut entries {
        entry.read = true;
        entry.updated_at = context.now;
        context.stores.save_activity(entry)?;
    }
    let any = !entries.is_empty();
    mark_read_entries(context, entries, any)
}

fn mark_read_entries(
    context: &mut Context<'_>,
    entries: Vec<ActivityRecord>,
    is_change: bool,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut messages = std::collections::BTreeMap::<String, Vec<String>>::new();
    for entry in entries {
        if matches!(entry.kind, MENTION | REPLY) {
            messages.entry(entry.chat_id.clone()).or_default().push(entry.message_id.clone());
        }
        decision.outcome.activities.insert(entry.id.clone(), entry);
    }
    for (chat_id, ids) in messages {
        if let Some((chat, seen)) = mark_seen_in(decision.context.stores, &chat_id, &ids)? {
            decision.save_chat(chat)?;
            decision.outcome.seen.push(seen);
        }
    }
    if is_change {
        refresh_state(decision.context)?;
    }
    decision.outcome.activity_state = Some(decision.context.stores.activity_state()?);
    Ok(decision.outcome)
}

/// Marks entries as unread.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn mark_unread(context: &mut Context<'_>, ids: &[Vec<u8>]) -> Result<Outcome, CommandError> {
    let entries = change(context, ids, |entry| entry.read = false)?;
    if !entries.is_empty() {
        refresh_state(context)?;
    }
    listed(context, entries)
}

/// Accepts entries, which shows the chats they belong to, and joins groups. Answering a contact request is another
/// command.
///
/// # Errors
/// [`CommandError::NoActivityIds`] without ids, or [`CommandError::Storage`].
pub fn accept(context: &mut Context<'_>, ids: &[Vec<u8>]) -> Result<Outcome, CommandError> {
    if ids.is_empty() {
        return Err(CommandError::NoActivityIds);
    }
    let entries = change(context, ids, |entry| {
        entry.read = true;
        entry.accepted = true;
    })?;
    refresh_state(context)?;
    let mut decision = Decision::new(context);
    for entry in entries {
        let Some(mut chat) = decision.context.stores.find_chat(&entry.chat_id)? else { continue };
        chat.active = true;
        if entry.kind == NEW_PRIVATE_GROUP {
            group::accept_invitation(&mut decision, chat)?;
            continue;
        }
        if let (ChatKind::OneToOne, Ok(key)) = (chat.kind, parse_public_key(&chat.id)) {
            decision.outcome.listen_to.push(key);
        }
        decision.save_chat(chat)?;
    }
    decision.outcome.activity_state = Some(decision.context.stores.activity_state()?);
    Ok(decision.outcome)
}

/// Dismisses entries. Answering a contact request is another command.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn dismiss(context: &mut Context<'_>, ids: &[Vec<u8>]) -> Result<Outcome, CommandError> {
    change(context, ids, |entry| {
        entry.read = true;
        entry.dismissed = true;
    })?;
    if !ids.is_empty() {
        refresh_state(context)?;
    }
    listed(context, Vec::new())
}

/// Dismisses every entry about a community.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn dismiss_of_community(context: &mut Context<'_>, community_id: &str) -> Result<Outcome, CommandError> {
    let entries = context.stores.activities_in(ActivityScope::Community(community_id))?;
    let waiting = entries.into_iter().filter(|entry| !entry.dismissed);
    let ids: Vec<Vec<u8>> = waiting.map(|entry| entry.id).collect();
    dismiss(context, &ids)
}

/// Deletes entries.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn delete(context: &mut Context<'_>, ids: &[Vec<u8>]) -> Result<Outcome, CommandError> {
    let entries = change(context, ids, |entry| entry.deleted = true)?;
    if !entries.is_empty() {
        refresh_state(context)?;
    }
    listed(context, entries)
}

/// Changes the entries of these ids that are there and not deleted, and returns them.
fn change(
    context: &mut Context<'_>,
    ids: &[Vec<u8>],
    how: impl Fn(&mut ActivityRecord),
) -> Result<Vec<ActivityRecord>, StorageError> {
    let mut changed = Vec::new();
    for id in ids {
        let Some(mut entry) = context.stores.find_activity(id)?.filter(|entry| !entry.deleted) else { continue };
        how(&mut entry);
        entry.updated_at = context.now;
        context.stores.save_activity(&entry)?;
        changed.push(entry);
    }
    Ok(changed)
}

fn listed(context: &mut Context<'_>, entries: Vec<ActivityRecord>) -> Result<Outcome, CommandError> {
    let activities = entries.into_iter().map(|entry| (entry.id.clone(), entry)).collect();
    let activity_state = Some(context.stores.activity_state()?);
    Ok(Outcome { activities, activity_state, ..Outcome::default() })
}

/// The person has seen all when nothing is unread.
pub(crate) fn refresh_state(context: &mut Context<'_>) -> Result<ActivityState, StorageError> {
    let unread = context.stores.count_activities(&[], ReadFilter::Unread)?;
    let state = ActivityState { has_seen: unread.iter().all(|(_, count)| *count == 0), updated_at: context.now };
    context.stores.save_activity_state(state)?;
    Ok(state)
}

/// The entries of messages that were read are read too.
pub(crate) fn mark_messages_read(decision: &mut Decision<'_, '_>, message_ids: &[String]) -> Result<(), StorageError> {
    let mut ids: Vec<Vec<u8>> = message_ids.iter().map(|id| id::of_message(id)).collect();
    // An album has one entry for all of its images.
    let messages = decision.context.stores.messages(message_ids)?;
    for message in messages.iter().filter(|message| !message.album_id.is_empty()) {
        if let (id, Some(_)) = id::entry_of(decision.context.stores, message)? {
            ids.push(id);
        }
    }
    let entries = change(decision.context, &ids, |entry| entry.read = true)?;
    if !ids.is_empty() {
        refresh_state(decision.context)?;
    }
    decision.outcome.activities.extend(entries.into_iter().map(|entry| (entry.id.clone(), entry)));
    Ok(())
}

/// The entries of messages from a clock on are unread again.
pub(crate) fn mark_messages_unread(
    decision: &mut Decision<'_, '_>,
    chat_id: &str,
    from: u64,
) -> Result<(), StorageError> {
    let now = decision.context.now;
    let stores = &mut *decision.context.stores;
    let mut entries = stores.activities_in(ActivityScope::Chat(chat_id))?;
    entries.retain(|entry| entry.read && !entry.dismissed && !entry.accepted);
    let ids: Vec<String> = entries.iter().map(|entry| entry.message_id.clone()).collect();
    let messages = stores.messages(&ids)?;
    entries.retain(|entry| messages.iter().any(|message| message.id == entry.message_id && message.clock >= from));
    for mut entry in entries {
        entry.read = false;
        entry.updated_at = now;
        stores.save_activity(&entry)?;
        decision.outcome.activities.insert(entry.id.clone(), entry);
    }
    if !decision.outcome.activities.is_empty() {
        refresh_state(decision.context)?;
    }
    Ok(())
}

/// Whoever reads all of a chat, or leaves it, needs no entries of it, except requests that wait for an answer. Returns what
/// was dismissed.
pub(crate) fn dismiss_of_chat(
    decision: &mut Decision<'_, '_>,
    chat_id: &str,
) -> Result<Vec<ActivityRecord>, StorageError> {
    let mut entries = decision.context.stores.activities_in(ActivityScope::Chat(chat_id))?;
    entries.retain(|entry| !entry.accepted && entry.kind != CONTACT_REQUEST);
    for entry in &mut entries {
        entry.read = true;
        entry.dismissed = true;
        entry.updated_at = decision.context.now;
        decision.context.stores.save_activity(entry)?;
    }
    if !entries.is_empty() {
        refresh_state(decision.context)?;
    }
    Ok(entries)
}
