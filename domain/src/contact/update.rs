//! `CONTACT_UPDATE`: names, and how the two sides of a contact request stand.

use prost::Message;
use status_ports::{
    ChatRecord, ContactRecord, ContactRequestState, MessageContactRequestState, MessageRecord, StorageError,
};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::ContentType;
use status_proto::status::{ContactUpdate, MessageType};

use super::ens_claim::{MAX_ENS_NAME, claim_by_update};
use super::received::tell_of_acceptance;
use super::settle::{raise_default_request, settle};
use super::state::{Processed, default_contact_request_id, number, propagated_state, stands_otherwise};
use super::{ContactRequests, contact_clock};
use crate::chat::{is_allowed_from, is_clock_credible, validate_clock};
use crate::crypto::PublicKey;
use crate::identity::{CustomizationColor, public_key_text, validate_display_name};
use crate::messaging::{CommandError, Context, Decision, Delivery, HandleError, Outcome, OwnProfile, ReceivedMessage};

/// What a contact request says that came without a message.
pub(super) const DEFAULT_TEXT: &str = "Please add me to your contacts";

/// Tells a person who we are and how the request stands. Unless we added them, that is an answer only, to somebody who
/// believes what is not so any more.
pub(crate) fn send_contact_update(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    contact: &ContactRecord,
    peer: &PublicKey,
) -> Result<(), StorageError> {
    let update = contact_update(decision, chat, contact, peer)?;
    let signed = decision.sign(Type::ContactUpdate, &update);
    decision.send(signed, peer, Delivery::Datasync);
    Ok(())
}

fn contact_update(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    contact: &ContactRecord,
    peer: &PublicKey,
) -> Result<ContactUpdate, StorageError> {
    let profile = OwnProfile::read(decision.context)?;
    Ok(ContactUpdate {
        clock: contact_clock(chat, contact, decision.context.now),
        ens_name: profile.ens_name,
        display_name: profile.display_name,
        contact_request_clock: if contact.is_added() { contact.local_clock } else { 0 },
        contact_request_propagated_state: Some(propagated_state(contact)),
        public_key: public_key_text(peer),
        customization_color: profile.customization_color.id(),
        ..ContactUpdate::default()
    })
}

/// What a client tells of us. Texts that are empty say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AboutUs {
    /// ENS name.
    pub ens_name: String,
    /// Profile picture as a data URL, for old clients.
    pub picture: String,
    /// Name of the customization colour; without one it is that of the profile.
    pub customization_color: String,
}

/// Bytes of a profile picture.
const MAX_PICTURE: usize = 100_000;

impl AboutUs {
    fn check(&self) -> Result<(), CommandError> {
        if self.ens_name.len() > MAX_ENS_NAME || self.picture.len() > MAX_PICTURE {
            return Err(CommandError::ContactUpdateTooLong);
        }
        Ok(())
    }

    fn apply(&self, update: &mut ContactUpdate) {
        if !self.ens_name.is_empty() {
            update.ens_name.clone_from(&self.ens_name);
        }
        update.profile_image.clone_from(&self.picture);
        if !self.customization_color.is_empty() {
            update.customization_color = CustomizationColor::from_name(&self.customization_color).id();
        }
    }
}

/// Tells a person whom we added who we are. Nobody else is told anything.
///
/// # Errors
/// [`CommandError::ContactUpdateTooLong`], or [`CommandError::Storage`].
pub fn send_contact_update_to(
    context: &mut Context<'_>,
    key: &PublicKey,
    about_us: &AboutUs,
) -> Result<Outcome, CommandError> {
    about_us.check()?;
    let mut decision = Decision::new(context);
    let contact = decision.contact(key)?;
    if contact.is_added() && *key != decision.context.me {
        tell(&mut decision, contact, key, about_us)?;
    }
    Ok(decision.outcome)
}

/// Tells everybody whom we added who we are.
///
/// # Errors
/// [`CommandError::ContactUpdateTooLong`], or [`CommandError::Storage`].
pub fn send_contact_updates(context: &mut Context<'_>, about_us: &AboutUs) -> Result<Outcome, CommandError> {
    about_us.check()?;
    let mut decision = Decision::new(context);
    let me = decision.context.me.to_compressed();
    for contact in decision.context.stores.contacts()? {
        if !contact.is_added() || contact.blocked || contact.public_key == me {
            continue;
        }
        let Ok(key) = PublicKey::from_bytes(&contact.public_key) else { continue };
        tell(&mut decision, contact, &key, about_us)?;
    }
    Ok(decision.outcome)
}

fn tell(
    decision: &mut Decision<'_, '_>,
    mut contact: ContactRecord,
    key: &PublicKey,
    about_us: &AboutUs,
) -> Result<(), StorageError> {
    let mut chat = decision.chat_with(key)?;
    let mut update = contact_update(decision, &mut chat, &contact, key)?;
    about_us.apply(&mut update);
    let signed = decision.sign(Type::ContactUpdate, &update);
    decision.send(signed, key, Delivery::Datasync);
    contact.last_updated_locally = decision.context.now;
    decision.save_contact(contact)?;
    decision.save_chat(chat)
}

pub(crate) fn handle_contact_update(
    decision: &mut Decision<'_, '_>,
    message: &ReceivedMessage,
) -> Result<(), HandleError> {
    let update = ContactUpdate::decode(message.payload.as_slice())?;
    let peer = message.author;
    if peer == decision.context.me {
        return Ok(());
    }
    if !update.public_key.is_empty() && update.public_key != public_key_text(&decision.context.me) {
        return Err(HandleError::ForSomebodyElse);
    }
    validate_clock(update.clock, message.whisper_timestamp)?;
    let display_name = validate_display_name(&update.display_name)?;
    let mut contact = decision.contact(&peer)?;
    let mut chat = decision.chat_with(&peer)?;
    if !is_allowed_from(decision.context.stores, &contact, &chat)? {
        return Err(HandleError::NotAllowed);
    }
    let before = contact.clone();

    let mut outcome = Processed::default();
    let asks = update
        .contact_request_propagated_state
        .is_none_or(|state| state.local_state == number(ContactRequestState::Sent));
    if let Some(state) = update.contact_request_propagated_state {
        let is_credible = |clock| is_clock_credible(clock, message.whisper_timestamp);
        if is_credible(state.local_clock) && is_credible(state.remote_clock) {
            outcome = contact.receive_propagated_state(&state);
        }
    }
    if contact.last_updated < update.clock {
        contact.last_updated = update.clock;
        claim_by_update(decision, &mut contact, &update.ens_name, update.clock)?;
        if !display_name.is_empty() {
            display_name.clone_into(&mut contact.display_name);
        }
        CustomizationColor::from_id(update.customization_color).name().clone_into(&mut contact.customization_color);
        if asks && is_clock_credible(update.contact_request_clock, message.whisper_timestamp) {
            outcome.new_request |= contact.receive_request(update.contact_request_clock).new_request;
        }
    }
    if outcome.new_request {
        raise_default_request(decision, &contact, &peer, message)?;
    }
    chat.last_clock_value = chat.last_clock_value.max(update.clock);
    if stands_otherwise(&before, &contact) && settle(decision, &contact, &peer)? {
        tell_of_acceptance(decision, &mut chat, &peer)?;
    }
    if outcome.send_back {
        send_contact_update(decision, &mut chat, &contact, &peer)?;
    }
    chat.active |= contact.is_mutual() && chat.deleted_at_clock_value < update.clock;
    if contact != before {
        decision.save_contact(contact)?;
    }
    decision.save_chat(chat)?;
    Ok(())
}

/// The message that stands for a request which came without one.
pub(super) fn default_contact_request(
    peer: &PublicKey,
    contact: &ContactRecord,
    message: &ReceivedMessage,
) -> MessageRecord {
    let state =
        if contact.is_mutual() { MessageContactRequestState::Accepted } else { MessageContactRequestState::Pending };
    MessageRecord {
        whisper_timestamp: message.whisper_timestamp,
        timestamp: message.whisper_timestamp,
        clock: contact.remote_clock,
        text: DEFAULT_TEXT.to_owned(),
        content_type: ContentType::ContactRequest.into(),
        message_type: MessageType::OneToOne.into(),
        seen: true,
        contact_request_state: state,
        ..MessageRecord::new(default_contact_request_id(peer), public_key_text(peer), contact.public_key)
    }
}
