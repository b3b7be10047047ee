//! Answering a contact request.

use status_ports::{ContactRecord, MessageRecord};
use status_proto::status::AcceptContactRequest;
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::ContentType;

use super::mutual_state::By;
use super::settle::settle;
use super::{ContactRequests, MutualState, contact_clock, mutual_state_message, send_identity};
use crate::chat::next_clock;
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::messaging::{CommandError, Context, Decision, Delivery, Outcome};
use crate::notification::{self, Answer};

/// Accepts the request of this message.
///
/// # Errors
/// [`CommandError::MessageNotFound`] if nobody sent us such a request, or [`CommandError::Storage`].
pub fn accept_contact_request(context: &mut Context<'_>, message_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let (peer, request) = find_request(&mut decision, message_id)?;
    let (me, now) = (decision.context.me, decision.context.now);
    let mut contact = decision.contact(&peer)?;
    let mut chat = decision.chat_with(&peer)?;

    // Told first, so that the other side has our name when it hears that we accept.
    send_identity(&mut decision, &mut chat, &peer)?;
    let clock = contact_clock(&mut chat, &contact, now);
    contact.last_updated_locally = clock;
    contact.send_request(clock);
    let acceptance = AcceptContactRequest { id: request.id.clone(), clock };
    let signed = decision.sign(Type::AcceptContactRequest, &acceptance);
    decision.send(signed, &peer, Delivery::Datasync);
    decision.outcome.publish_contact_code = true;
    decision.outcome.listen_to.push(peer);

    answer(&mut decision, &contact, request, Answer::Accepted)?;
    settle(&mut decision, &contact, &peer)?;
    let clock = next_clock(&mut chat, now);
    let told = mutual_state_message(&me, &peer, MutualState::Accepted, By::Me, clock, now);
    decision.save_message(told)?;
    chat.active = true;
    decision.save_chat(chat)?;
    decision.save_contact(contact)?;
    Ok(decision.outcome)
}

/// Accepts the newest request of a person.
///
/// # Errors
/// [`CommandError::NothingToAccept`] if this person never asked, or as [`accept_contact_request`].
pub fn accept_latest_contact_request(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    let latest = context.stores.find_latest_contact_request(&public_key_text(key))?;
    accept_contact_request(context, &latest.ok_or(CommandError::NothingToAccept)?.id)
}

/// Declines the request of this message. The other side is not told.
///
/// # Errors
/// [`CommandError::MessageNotFound`] if nobody sent us such a request, or [`CommandError::Storage`].
pub fn decline_contact_request(context: &mut Context<'_>, message_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let (peer, request) = find_request(&mut decision, message_id)?;
    let mut contact = decision.contact(&peer)?;
    let mut chat = decision.chat_with(&peer)?;
    let clock = contact_clock(&mut chat, &contact, decision.context.now);
    contact.dismiss_request(clock);
    decision.context.stores.save_chat(&chat)?;
    answer(&mut decision, &contact, request, Answer::Dismissed)?;
    settle(&mut decision, &contact, &peer)?;
    decision.save_contact(contact)?;
    Ok(decision.outcome)
}

/// Declines the newest request of a person.
///
/// # Errors
/// [`CommandError::NothingToDecline`] if this person never asked, or as [`decline_contact_request`].
pub fn dismiss_latest_contact_request(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    let latest = context.stores.find_latest_contact_request(&public_key_text(key))?;
    decline_contact_request(context, &latest.ok_or(CommandError::NothingToDecline)?.id)
}

/// A request that somebody sent us, and who did.
fn find_request(decision: &mut Decision<'_, '_>, id: &str) -> Result<(PublicKey, MessageRecord), CommandError> {
    let found = decision.context.stores.find_message(id)?;
    let me = decision.context.me.to_compressed();
    let request =
        found.filter(|message| message.content_type == i32::from(ContentType::ContactRequest) && message.from != me);
    let request = request.ok_or(CommandError::MessageNotFound)?;
    let peer = PublicKey::from_bytes(&request.from).map_err(|_| CommandError::MessageNotFound)?;
    Ok((peer, request))
}

fn answer(
    decision: &mut Decision<'_, '_>,
    contact: &ContactRecord,
    request: MessageRecord,
    answer: Answer,
) -> Result<(), CommandError> {
    let request = MessageRecord { contact_request_state: answer.state(), ..request };
    notification::answer_contact_request(decision, contact, &request, answer)?;
    decision.save_message(request)?;
    Ok(())
}
