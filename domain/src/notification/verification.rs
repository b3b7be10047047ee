//! Entries about identity verifications (specification: messaging, section 11).

use status_ports::{ActivityRecord, ContactRecord, MessageRecord, StorageError};

use super::entry::{change, raise};
use super::{CONTACT_VERIFICATION, id};
use crate::contact::primary_name;
use crate::messaging::Decision;

/// A verification that we begin is listed as read, one that somebody begins as new unless it is over already.
pub(crate) fn raise_verification(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    question: &MessageRecord,
    status: u8,
    read: bool,
) -> Result<(), StorageError> {
    let id = id::of_message(&question.id);
    let chat_id = question.local_chat_id.clone();
    let entry = ActivityRecord {
        name: primary_name(contact),
        author: Some(question.from),
        message_id: question.id.clone(),
        read,
        contact_verification_status: status,
        updated_at: decision.context.now,
        ..ActivityRecord::new(id, CONTACT_VERIFICATION, chat_id, question.whisper_timestamp)
    };
    raise(decision, entry)
}

/// How an entry changes with its verification.
pub(crate) struct VerificationStep {
    pub(crate) status: u8,
    pub(crate) read: bool,
    pub(crate) accepted: bool,
    pub(crate) dismissed: bool,
    /// The message with the answer, if this step brings it.
    pub(crate) answer: Option<String>,
}

/// The entry of a verification, if there is one.
pub(crate) fn find_verification(
    decision: &mut Decision<'_, '_>,
    entry_id: &[u8],
) -> Result<Option<ActivityRecord>, StorageError> {
    let found = decision.context.stores.find_activity(entry_id)?;
    Ok(found.filter(|entry| entry.kind == CONTACT_VERIFICATION && !entry.deleted))
}

/// A verification went a step further. Without an entry nothing is shown.
pub(crate) fn update_verification(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    verification_id: &str,
    step: VerificationStep,
) -> Result<(), StorageError> {
    let Some(entry) = find_verification(decision, &id::of_message(verification_id))? else { return Ok(()) };
    let entry = ActivityRecord {
        name: primary_name(contact),
        reply_message_id: step.answer.unwrap_or(entry.reply_message_id),
        read: step.read,
        accepted: step.accepted,
        dismissed: step.dismissed,
        contact_verification_status: step.status,
        ..entry
    };
    change(decision, entry)
}
