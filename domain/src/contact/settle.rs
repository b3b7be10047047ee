//! A contact request that needs no answer any more is answered wherever it is shown: as a message, and in the activity
//! center.

use status_ports::{ActivityRecord, ContactRecord, MessageContactRequestState, MessageRecord, StorageError};

use super::ContactRequests;
use super::state::default_contact_request_id;
use super::update::default_contact_request;
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::messaging::{Decision, ReceivedMessage, RemovedMessage};
use crate::notification::{self, Answer};

/// What becomes of a request that waits, with the contact as it is now.
fn answer_to(contact: &ContactRecord, request: &MessageRecord) -> Option<Answer> {
    if contact.is_mutual() {
        return Some(Answer::Accepted);
    }
    let still_stands = if request.from == contact.public_key {
        // Who was declined, took that request back and asks anew has not been answered.
        let is_declined = contact.is_dismissed() && request.clock <= contact.local_clock;
        contact.has_added_us() && !is_declined && !contact.blocked
    } else {
        contact.is_added()
    };
    (!still_stands).then_some(Answer::Dismissed)
}

/// To be called after the contact changed, before it is stored: answers the requests that wait and need not. Whether one
/// of ours is accepted by that.
pub(crate) fn settle(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    peer: &PublicKey,
) -> Result<bool, StorageError> {
    let mut ours_is_accepted = false;
    for (_, request) in waiting(decision, peer)? {
        if let Some(answer) = answer_to(contact, &request) {
            let contact_request_state = answer.state();
            let request = MessageRecord { contact_request_state, ..request };
            notification::answer_contact_request(decision, contact, &request, answer)?;
            ours_is_accepted |= answer == Answer::Accepted && request.from != contact.public_key;
            decision.save_message(request)?;
        }
    }
    Ok(ours_is_accepted)
}

/// The requests between us and a person that nobody answered, with their entries.
fn waiting(
    decision: &mut Decision<'_, '_>,
    peer: &PublicKey,
) -> Result<Vec<(ActivityRecord, MessageRecord)>, StorageError> {
    let mut waiting = Vec::new();
    for entry in notification::unanswered_contact_requests(decision, &public_key_text(peer))? {
        let found = decision.context.stores.find_message(&entry.message_id)?;
        waiting.extend(found.map(|request| (entry, request)));
    }
    Ok(waiting)
}

/// A request of this person came: one that waited before is not shown any more, so that there is one to answer. Whether
/// one that had come without a message was among them.
pub(crate) fn supersede(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    peer: &PublicKey,
    by: &str,
) -> Result<bool, StorageError> {
    let mut had_no_message = false;
    for (entry, request) in waiting(decision, peer)? {
        if request.from != contact.public_key || request.id == by {
            continue;
        }
        notification::withdraw_contact_request(decision, entry)?;
        if request.id == default_contact_request_id(peer) {
            // It only stood for the message that is here now.
            decision.context.stores.delete_message(&request.id)?;
            let (chat_id, message_id) = (request.local_chat_id, request.id);
            decision.outcome.removed_messages.push(RemovedMessage { chat_id, message_id, deleted_by: None });
            had_no_message = true;
        } else {
            decision
                .save_message(MessageRecord { contact_request_state: MessageContactRequestState::None, ..request })?;
        }
    }
    Ok(had_no_message)
}

/// Somebody asks without a message that says so: one is made, so that there is something to answer.
pub(crate) fn raise_default_request(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    peer: &PublicKey,
    message: &ReceivedMessage,
) -> Result<(), StorageError> {
    let request = default_contact_request(peer, contact, message);
    supersede(decision, contact, peer, &request.id)?;
    notification::raise_contact_request(decision, contact, &request)?;
    decision.save_message(request)
}
