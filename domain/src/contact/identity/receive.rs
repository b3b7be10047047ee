//! Somebody says who he is.

use prost::Message;
use status_proto::status::{ChatIdentity, ContactCodeAdvertisement};

use super::{IdentityError, pictures};
use crate::chat::validate_clock;
use crate::contact::ContactRequests;
use crate::identity::{CustomizationColor, validate_bio, validate_display_name};
use crate::messaging::{
    Decision, HandleError, PicturesVisibility, ReceivedMessage, allows_messages_of_strangers,
    profile_pictures_visibility,
};
use crate::showcase;

/// A contact code came with what its owner says of himself. Its push notification part is not read.
pub(crate) fn handle_contact_code(
    decision: &mut Decision<'_, '_>,
    message: &ReceivedMessage,
) -> Result<(), HandleError> {
    let advertisement = ContactCodeAdvertisement::decode(message.payload.as_slice())?;
    match advertisement.chat_identity {
        Some(identity) => receive(decision, message, identity),
        None => Ok(()),
    }
}

pub(crate) fn handle_chat_identity(
    decision: &mut Decision<'_, '_>,
    message: &ReceivedMessage,
) -> Result<(), HandleError> {
    let identity = ChatIdentity::decode(message.payload.as_slice())?;
    receive(decision, message, identity)
}

fn receive(
    decision: &mut Decision<'_, '_>,
    message: &ReceivedMessage,
    identity: ChatIdentity,
) -> Result<(), HandleError> {
    if message.author == decision.context.me {
        return Ok(());
    }
    let mut contact = decision.contact(&message.author)?;
    let visibility = profile_pictures_visibility(decision.context.stores)?;
    if visibility == PicturesVisibility::None && !contact.is_added() {
        return Ok(());
    }
    if (identity.images.is_empty() || visibility == PicturesVisibility::ContactsOnly)
        && !contact.is_added()
        && !allows_messages_of_strangers(decision.context.stores)?
    {
        return Err(HandleError::NotAllowed);
    }
    validate_clock(identity.clock, message.whisper_timestamp)?;
    if identity.clock <= contact.identity_clock {
        return Ok(());
    }
    let display_name = validate_display_name(&identity.display_name)?;
    validate_bio(&identity.description)?;
    let secret = decision.context.identity.diffie_hellman(&message.author);
    // Pictures that are not wanted are not looked at. That there are none is always heard.
    let is_told_of_pictures = identity.images.is_empty() || pictures::are_wanted(visibility, &contact);
    let opened = if is_told_of_pictures { Some(pictures::open(&secret, identity.images)?) } else { None };
    let shown = identity.profile_showcase.map(|shown| showcase::open(&secret, shown));
    let shown = shown.transpose().map_err(IdentityError::from)?;

    let before = contact.clone();
    contact.identity_clock = identity.clock;
    if !display_name.is_empty() {
        display_name.clone_into(&mut contact.display_name);
    }
    CustomizationColor::from_id(identity.customization_color).name().clone_into(&mut contact.customization_color);
    contact.bio = identity.description;
    let mut shows_a_change = (&before.display_name, &before.customization_color, &before.bio)
        != (&contact.display_name, &contact.customization_color, &contact.bio);
    if let Some(opened) = opened {
        shows_a_change |= pictures::store(decision.context.stores, &contact.public_key, identity.clock, opened)?;
    }
    if let Some(shown) = shown
        && shown.store(decision.context.stores, &contact.public_key)?
    {
        decision.outcome.showcases.insert(contact.public_key);
    }
    if shows_a_change {
        decision.save_contact(contact)?;
    } else {
        decision.context.stores.save_contact(&contact)?;
    }
    Ok(())
}
