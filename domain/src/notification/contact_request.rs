//! Entries about contact requests.

use status_ports::{
    ActivityRecord, ActivityScope, ContactRecord, MessageContactRequestState, MessageRecord, StorageError,
};

use super::entry::{change, raise};
use super::{CONTACT_REMOVED, CONTACT_REQUEST, id};
use crate::contact::primary_name;
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::messaging::Decision;

/// Bytes of the id of an entry that shows no message.
const RANDOM_ID_LENGTH: usize = 16;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Both are contacts.
    Accepted,
    /// It was declined, or taken back.
    Dismissed,
}

impl Answer {
    pub(crate) const fn state(self) -> MessageContactRequestState {
        match self {
            Self::Accepted => MessageContactRequestState::Accepted,
            Self::Dismissed => MessageContactRequestState::Dismissed,
        }
    }
}

fn entry(decision: &Decision<'_, '_>, contact: &ContactRecord, request: &MessageRecord) -> ActivityRecord {
    let state = request.contact_request_state;
    let (id, chat_id) = (id::of_message(&request.id), request.local_chat_id.clone());
    ActivityRecord {
        name: primary_name(contact),
        author: Some(request.from),
        message_id: request.id.clone(),
        read: matches!(state, MessageContactRequestState::Accepted | MessageContactRequestState::Dismissed),
        dismissed: state == MessageContactRequestState::Dismissed,
        accepted: state == MessageContactRequestState::Accepted,
        updated_at: decision.context.now,
        ..ActivityRecord::new(id, CONTACT_REQUEST, chat_id, request.whisper_timestamp)
    }
}

/// A request that we send is listed as read.
pub(crate) fn raise_own_contact_request(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    request: &MessageRecord,
) -> Result<(), StorageError> {
    let timestamp = decision.context.now;
    let entry = ActivityRecord { read: true, timestamp, ..entry(decision, contact, request) };
    raise(decision, entry)
}

/// A request of somebody is listed as new. One that is accepted already changes the entry that it has.
pub(crate) fn raise_contact_request(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    request: &MessageRecord,
) -> Result<(), StorageError> {
    if request.contact_request_state != MessageContactRequestState::Accepted {
        let entry = entry(decision, contact, request);
        return raise(decision, entry);
    }
    let Some(found) = decision.context.stores.find_activity(&id::of_message(&request.id))? else { return Ok(()) };
    let updated_at = decision.context.now;
    let name = primary_name(contact);
    let entry = ActivityRecord { name, read: true, accepted: true, dismissed: false, updated_at, ..found };
    decision.context.stores.save_activity(&entry)?;
    decision.outcome.activities.insert(entry.id.clone(), entry);
    Ok(())
}

/// The entry of a request that we answer, if it has one.
pub(crate) fn answer_contact_request(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    request: &MessageRecord,
    answer: Answer,
) -> Result<(), StorageError> {
    let Some(found) = decision.context.stores.find_activity(&id::of_message(&request.id))? else { return Ok(()) };
    let mut entry =
        ActivityRecord { name: primary_name(contact), read: true, updated_at: decision.context.now, ..found };
    match answer {
        Answer::Accepted => {
            entry.accepted = true;
            entry.dismissed = false;
        }
        Answer::Dismissed => entry.dismissed = true,
    }
    decision.save_activity(entry)
}

/// Somebody is no contact any more.
pub(crate) fn raise_contact_removed(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    peer: &PublicKey,
) -> Result<(), StorageError> {
    let mut id = vec![0; RANDOM_ID_LENGTH];
    decision.context.entropy.fill(&mut id);
    let now = decision.context.now;
    let entry = ActivityRecord {
        name: primary_name(contact),
        author: Some(contact.public_key),
        ..ActivityRecord::new(id, CONTACT_REMOVED, public_key_text(peer), now)
    };
    raise(decision, entry)
}

/// The entries of requests of a chat that nobody answered, of either side.
pub(crate) fn unanswered_contact_requests(
    decision: &mut Decision<'_, '_>,
    chat_id: &str,
) -> Result<Vec<ActivityRecord>, StorageError> {
    let mut entries = decision.context.stores.activities_in(ActivityScope::Chat(chat_id))?;
    entries.retain(|entry| entry.kind == CONTACT_REQUEST && !entry.accepted && !entry.dismissed);
    Ok(entries)
}

/// A request is not shown any more, because another one stands for it.
pub(crate) fn withdraw_contact_request(
    decision: &mut Decision<'_, '_>,
    entry: ActivityRecord,
) -> Result<(), StorageError> {
    decision.outcome.raised.remove(&entry.id);
    change(decision, ActivityRecord { deleted: true, read: true, ..entry })
}
