//! From the type of a message to its handler.

use status_proto::status::application_metadata_message::Type;

use super::{Context, Decision, HandleError, Outcome, ReceivedMessage};
use crate::{chat, contact, group, user_status};

/// Decides about one received message (specification: messaging, sections 2, 9 and 10).
///
/// A message that was handled before, or that we sent ourselves where that says nothing new, has an empty outcome.
///
/// # Errors
/// [`HandleError`] if the message is dropped. Everything is checked before anything is stored, except by a store that
/// fails in the middle: then the transaction must be rolled back.
pub fn handle(context: &mut Context<'_>, message: &ReceivedMessage) -> Result<Outcome, HandleError> {
    let handler = match message.kind {
        Type::ChatMessage => chat::handle_chat_message,
        Type::ContactUpdate => contact::handle_contact_update,
        Type::AcceptContactRequest => contact::handle_accept,
        Type::RetractContactRequest => contact::handle_retract,
        Type::EditMessage => chat::handle_edit,
        Type::DeleteMessage => chat::handle_delete,
        Type::PinMessage => chat::handle_pin,
        Type::EmojiReaction => chat::handle_reaction,
        Type::MembershipUpdateMessage => group::handle_membership_update,
        Type::GroupChatInvitation => group::handle_invitation,
        Type::RequestContactVerification => contact::handle_verification_request,
        Type::AcceptContactVerification => contact::handle_verification_answer,
        Type::DeclineContactVerification => contact::handle_verification_refusal,
        Type::CancelContactVerification => contact::handle_verification_cancellation,
        Type::StatusUpdate => user_status::handle_status_update,
        Type::ContactCodeAdvertisement => contact::handle_contact_code,
        Type::ChatIdentity => contact::handle_chat_identity,
        unsupported => return Err(HandleError::Unsupported(unsupported)),
    };
    // The type is not signed, and one may pass on what another one signed: none of these is ever sent for others.
    if message.author != message.envelope_signer {
        return Err(HandleError::PassedOn);
    }
    let contact = context.stores.find_contact(&message.author.to_compressed())?;
    if contact.is_some_and(|contact| contact.blocked) {
        return Err(HandleError::Blocked);
    }
    if context.stores.message_exists(&message.id)? {
        return Ok(Outcome::default());
    }
    let mut decision = Decision::new(context);
    handler(&mut decision, message)?;
    Ok(decision.outcome)
}
