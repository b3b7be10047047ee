//! What others decide about a contact request: `ACCEPT_CONTACT_REQUEST` and `RETRACT_CONTACT_REQUEST`.

use prost::Message;
use status_ports::{ChatRecord, MessageContactRequestState, MessageRecord, StorageError};
use status_proto::status::chat_message::ContentType;
use status_proto::status::{AcceptContactRequest, RetractContactRequest};

use super::mutual_state::By;
use super::settle::{raise_default_request, settle};
use super::{ContactRequests, MutualState, mutual_state_message};
use crate::chat::{count_arrival, next_clock, update_from_message, validate_clock};
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::messaging::{Decision, HandleError, ReceivedMessage};
use crate::notification;

pub(crate) fn handle_accept(decision: &mut Decision<'_, '_>, message: &ReceivedMessage) -> Result<(), HandleError> {
    let acceptance = AcceptContactRequest::decode(message.payload.as_slice())?;
    let peer = message.author;
    if peer == decision.context.me {
        return Ok(());
    }
    validate_clock(acceptance.clock, message.whisper_timestamp)?;
    let request = own_request(decision, message, &acceptance.id)?;
    let mut contact = decision.contact(&peer)?;
    if contact.remote_clock > acceptance.clock {
        return Ok(());
    }
    let was_mutual = contact.is_mutual();
    let changed = contact.receive_request(acceptance.clock);
    // Where the request is not known here, the first acceptance tells; one that comes again does not.
    let is_news = request.as_ref().map_or(!was_mutual && contact.is_mutual(), |request| {
        contact.is_mutual() && request.contact_request_state != MessageContactRequestState::Accepted
    });
    if !changed.processed && !is_news {
        return Ok(());
    }
    let may_be_answered = request.is_some() || contact.removed;
    if let Some(request) = request.filter(|_| is_news) {
        let request = MessageRecord { contact_request_state: MessageContactRequestState::Accepted, ..request };
        notification::raise_contact_request(decision, &contact, &request)?;
        decision.save_message(request)?;
    }
    // We took our request back meanwhile: their acceptance is a request of theirs then.
    if changed.new_request && !contact.is_mutual() && may_be_answered {
        raise_default_request(decision, &contact, &peer, message)?;
    }
    let is_news = settle(decision, &contact, &peer)? || is_news;
    if contact.is_mutual() {
        let mut chat = decision.chat_with(&peer)?;
        chat.last_clock_value = chat.last_clock_value.max(acceptance.clock);
        chat.active |= chat.deleted_at_clock_value < acceptance.clock;
        if is_news {
            tell_of_acceptance(decision, &mut chat, &peer)?;
        }
        decision.save_chat(chat)?;
    }
    decision.save_contact(contact)?;
    Ok(())
}

/// Writes into the chat that our request was accepted. The chat is not stored by this.
pub(crate) fn tell_of_acceptance(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    peer: &PublicKey,
) -> Result<(), StorageError> {
    let (me, now) = (decision.context.me, decision.context.now);
    let clock = next_clock(chat, now);
    let told = mutual_state_message(&me, peer, MutualState::Accepted, By::Them, clock, now);
    let told = MessageRecord { seen: false, ..told };
    update_from_message(chat, &told, now);
    count_arrival(decision.context.stores, chat, &told)?;
    decision.save_message(told)
}

/// The request of ours that is accepted, if it is known here. One of another chat cannot be accepted by this author.
fn own_request(
    decision: &mut Decision<'_, '_>,
    message: &ReceivedMessage,
    id: &str,
) -> Result<Option<MessageRecord>, HandleError> {
    let Some(request) = decision.context.stores.find_message(id)? else { return Ok(None) };
    let is_ours = request.from == decision.context.me.to_compressed()
        && request.local_chat_id == public_key_text(&message.author)
        && request.content_type == i32::from(ContentType::ContactRequest);
    if is_ours { Ok(Some(request)) } else { Err(HandleError::ForeignContactRequest) }
}

pub(crate) fn handle_retract(decision: &mut Decision<'_, '_>, message: &ReceivedMessage) -> Result<(), HandleError> {
    let retraction = RetractContactRequest::decode(message.payload.as_slice())?;
    let peer = message.author;
    if peer == decision.context.me {
        return Ok(());
    }
    validate_clock(retraction.clock, message.whisper_timestamp)?;
    let mut contact = decision.contact(&peer)?;
    // Somebody who was nothing to us cannot make us look by retracting that.
    let is_news = contact.is_added() || contact.has_added_us();
    if !contact.receive_retraction(retraction.clock).processed {
        return Ok(());
    }
    if is_news {
        let now = decision.context.now;
        let mut chat = decision.chat_with(&peer)?;
        let clock = next_clock(&mut chat, now);
        let me = decision.context.me;
        let told = mutual_state_message(&me, &peer, MutualState::Removed, By::Them, clock, now);
        let told = MessageRecord { seen: false, ..told };
        update_from_message(&mut chat, &told, now);
        count_arrival(decision.context.stores, &mut chat, &told)?;
        decision.save_message(told)?;
        decision.save_chat(chat)?;
        notification::raise_contact_removed(decision, &contact, &peer)?;
    }
    settle(decision, &contact, &peer)?;
    decision.save_contact(contact)?;
    Ok(())
}
