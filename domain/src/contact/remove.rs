//! Ending a contact.

use status_proto::status::RetractContactRequest;
use status_proto::status::application_metadata_message::Type;

use super::mutual_state::By;
use super::settle::settle;
use super::{ContactRequests, MutualState, contact_clock, mutual_state_message};
use crate::chat::update_from_message;
use crate::crypto::PublicKey;
use crate::messaging::{CommandError, Context, Decision, Delivery, Outcome};

/// Removes a contact. The other side is not told.
///
/// # Errors
/// [`CommandError::ContactNotFound`] if nothing is known of the person, or [`CommandError::Storage`].
pub fn remove_contact(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    remove(context, key, Tell::Nobody)
}

/// Removes a contact, or takes a request back, and tells the other side.
///
/// # Errors
/// [`CommandError::ContactNotFound`] if nothing is known of the person, or [`CommandError::Storage`].
pub fn retract_contact_request(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    remove(context, key, Tell::Them)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tell {
    Nobody,
    Them,
}

fn remove(context: &mut Context<'_>, key: &PublicKey, tell: Tell) -> Result<Outcome, CommandError> {
    let found = context.stores.find_contact(&key.to_compressed())?;
    let mut contact = found.ok_or(CommandError::ContactNotFound)?;
    let mut decision = Decision::new(context);
    let (me, now) = (decision.context.me, decision.context.now);
    let mut chat = decision.chat_with(key)?;
    let clock = contact_clock(&mut chat, &contact, now);
    let told = mutual_state_message(&me, key, MutualState::Removed, By::Me, clock, now);
    update_from_message(&mut chat, &told, now);
    decision.save_message(told)?;
    contact.retract_request(clock);
    contact.last_updated_locally = now;
    if tell == Tell::Them {
        send_retraction(&mut decision, key, clock);
    }
    settle(&mut decision, &contact, key)?;
    decision.save_chat(chat)?;
    decision.save_contact(contact)?;
    Ok(decision.outcome)
}

/// Tells a person that we are no contacts any more.
pub(super) fn send_retraction(decision: &mut Decision<'_, '_>, peer: &PublicKey, clock: u64) {
    let retraction = RetractContactRequest { id: String::new(), clock };
    let signed = decision.sign(Type::RetractContactRequest, &retraction);
    decision.send(signed, peer, Delivery::Datasync);
}
