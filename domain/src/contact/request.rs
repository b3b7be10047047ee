//! Asking somebody to be a contact.

use status_ports::{MessageContactRequestState, StorageError};
use status_proto::status::chat_message::ContentType;

use super::ens_claim::confirm_by_client;
use super::mutual_state::By;
use super::settle::settle;
use super::update::DEFAULT_TEXT;
use super::{ContactRequests, MutualState, contact_clock, mutual_state_message, send_contact_update, send_identity};
use crate::chat::{Posting, next_clock, post, update_from_message};
use crate::crypto::PublicKey;
use crate::messaging::{CommandError, Context, Decision, Outcome};
use crate::notification;

/// What a client knows of a person whom it adds. Empty names say nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddContact {
    /// The person.
    pub key: PublicKey,
    /// Nickname to give.
    pub nickname: String,
    /// Display name.
    pub display_name: String,
    /// ENS name, which the client checked.
    pub ens_name: String,
    /// Name of the customization colour; it is taken as it is, also when empty.
    pub customization_color: String,
}

/// Asks a person to be our contact, in words of ours (specification: messaging, section 10.5).
///
/// A request to ourselves is noted in our own chat and answered with a refusal, as clients know it.
///
/// # Errors
/// [`CommandError::EmptyContactRequest`] without words, or [`CommandError::Storage`].
pub fn send_contact_request(context: &mut Context<'_>, key: &PublicKey, text: &str) -> Result<Outcome, CommandError> {
    if text.is_empty() {
        return Err(CommandError::EmptyContactRequest);
    }
    let mut decision = Decision::new(context);
    let contact = decision.contact(key)?;
    ask(&mut decision, contact, key, text, Tell::RequestOnly)?;
    Ok(decision.outcome)
}

/// Asks a person to be our contact, in the usual words, and says who we are.
///
/// # Errors
/// [`CommandError::InvalidEnsName`] for a name that is none, or [`CommandError::Storage`].
pub fn add_contact(context: &mut Context<'_>, request: AddContact) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut contact = decision.contact(&request.key)?;
    if !request.ens_name.is_empty() {
        confirm_by_client(&mut decision, &mut contact, &request.ens_name)?;
    }
    if !request.nickname.is_empty() {
        contact.local_nickname = request.nickname;
    }
    if !request.display_name.is_empty() {
        contact.display_name = request.display_name;
    }
    contact.customization_color = request.customization_color;
    ask(&mut decision, contact, &request.key, DEFAULT_TEXT, Tell::UpdateToo)?;
    Ok(decision.outcome)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tell {
    RequestOnly,
    UpdateToo,
}

fn ask(
    decision: &mut Decision<'_, '_>,
    mut contact: status_ports::ContactRecord,
    key: &PublicKey,
    text: &str,
    tell: Tell,
) -> Result<(), StorageError> {
    let (me, now) = (decision.context.me, decision.context.now);
    let mut chat = decision.chat_with(key)?;
    let clock = contact_clock(&mut chat, &contact, now);
    contact.last_updated_locally = clock;
    contact.send_request(clock);

    let to_myself = *key == me;
    if !to_myself {
        if tell == Tell::UpdateToo {
            send_contact_update(decision, &mut chat, &contact, key)?;
        }
        send_identity(decision, &mut chat, key)?;
        decision.outcome.publish_contact_code = true;
        decision.outcome.listen_to.push(*key);
    }

    let clock = next_clock(&mut chat, now);
    let told = mutual_state_message(&me, key, MutualState::Sent, By::Me, clock, now);
    update_from_message(&mut chat, &told, now);
    decision.save_message(told)?;
    if to_myself {
        decision.save_chat(chat)?;
        decision.outcome.refusal = Some("invalid activity center notification");
        return Ok(());
    }

    let contact_request_state =
        if contact.is_mutual() { MessageContactRequestState::Accepted } else { MessageContactRequestState::Pending };
    let posting = Posting {
        text: text.to_owned(),
        content_type: ContentType::ContactRequest.into(),
        contact_request_state,
        ..Posting::default()
    };
    let request = post(decision, &mut chat, Some(&contact), posting)?;
    // The other side takes the clock of the message for that of the request.
    contact.local_clock = request.clock;
    notification::raise_own_contact_request(decision, &contact, &request)?;
    settle(decision, &contact, key)?;
    decision.save_chat(chat)?;
    decision.save_contact(contact)
}
