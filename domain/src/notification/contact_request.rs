//! Entries about contact requests.

use status_ports::{
    ActivityRecord, ActivityState, ContactRecord, MessageContactRequestState, MessageRecord, StorageError,
};

use super::{CONTACT_REMOVED, CONTACT_REQUEST};
use crate::contact::primary_name;
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::messaging::Decision;

/// Bytes of the id of an entry that shows no message.
const RANDOM_ID_LENGTH: usize = 16;

/// What we say to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accepted,
    Dismissed,
}

/// The id of the entry that shows a message: the bytes of the message's id.
fn id_of(message: &MessageRecord) -> Vec<u8> {
    let digits = message.id.strip_prefix("0x").unwrap_or(&message.id);
    // Ids of messages are hex; one that is not names itself.
    hex::decode(digits).unwrap_or_else(|_| message.id.clone().into_bytes())
}

fn entry(decision: &Decision<'_, '_>, contact: &ContactRecord, request: &MessageRecord) -> ActivityRecord {
    let state = request.contact_request_state;
    ActivityRecord {
        id: id_of(request),
        kind: CONTACT_REQUEST,
        chat_id: request.local_chat_id.clone(),
        name: primary_name(contact),
        author: Some(request.from),
        message_id: request.id.clone(),
        reply_message_id: String::new(),
        timestamp: request.whisper_timestamp,
        read: matches!(state, MessageContactRequestState::Accepted | MessageContactRequestState::Dismissed),
        dismissed: state == MessageContactRequestState::Dismissed,
        accepted: state == MessageContactRequestState::Accepted,
        deleted: false,
        contact_verification_status: 0,
        updated_at: decision.context.now,
    }
}

/// Stores a new entry; the person should look, unless it is read.
pub(super) fn raise(decision: &mut Decision<'_, '_>, entry: ActivityRecord) -> Result<(), StorageError> {
    if !entry.read {
        let state = ActivityState { has_seen: false, updated_at: entry.updated_at };
        decision.context.stores.save_activity_state(state)?;
    }
    decision.outcome.raised.insert(entry.id.clone());
    decision.save_activity(entry)
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
    let Some(found) = decision.context.stores.find_activity(&id_of(request))? else { return Ok(()) };
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
    let Some(found) = decision.context.stores.find_activity(&id_of(request))? else { return Ok(()) };
    let mut entry =
        ActivityRecord { name: primary_name(contact), read: true, updated_at: decision.context.now, ..found };
    match answer {
        Answer::Accepted => entry.accepted = true,
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
        id,
        kind: CONTACT_REMOVED,
        chat_id: public_key_text(peer),
        name: primary_name(contact),
        author: Some(contact.public_key),
        message_id: String::new(),
        reply_message_id: String::new(),
        timestamp: now,
        read: false,
        dismissed: false,
        accepted: false,
        deleted: false,
        contact_verification_status: 0,
        updated_at: now,
    };
    raise(decision, entry)
}
