//! What people say of themselves: name, bio, colour. It goes out in chats and beside the contact code.

use prost::Message;
use status_ports::{ChatRecord, IdentitySent, StorageError, UnixMillis};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::{ChatIdentity, ContactCodeAdvertisement};

use crate::chat::validate_clock;
use crate::contact::ContactRequests;
use crate::crypto::{PublicKey, keccak256};
use crate::identity::{CustomizationColor, validate_bio, validate_display_name};
use crate::messaging::{
    Context, Decision, Delivery, HandleError, OwnProfile, PicturesVisibility, ReceivedMessage,
    allows_messages_of_strangers, profile_pictures_visibility,
};

/// After this an unchanged identity is said again.
const REPEAT_AFTER_MS: UnixMillis = 24 * 60 * 60 * 1000;

/// What we say of ourselves now, and its hash: whoever publishes it repeats it when the hash changes, or after 24 hours
/// (specification: messaging, section 15.1). `None` as long as there is no display name to tell.
///
/// # Errors
/// [`StorageError`].
pub fn chat_identity(context: &mut Context<'_>) -> Result<Option<(ChatIdentity, [u8; 32])>, StorageError> {
    let profile = OwnProfile::read(context)?;
    if profile.display_name.is_empty() {
        return Ok(None);
    }
    let color = profile.customization_color;
    let hash = keccak256(&[profile.display_name.as_bytes(), profile.bio.as_bytes(), color.name().as_bytes()]);
    let identity = ChatIdentity {
        clock: context.now,
        display_name: profile.display_name,
        description: profile.bio,
        customization_color: color.id(),
        ..ChatIdentity::default()
    };
    Ok(Some((identity, hash)))
}

/// Says in a chat who we are, whatever was said before: a new contact may have forgotten it. The chat is not stored by
/// this.
pub(crate) fn send_identity(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    peer: &PublicKey,
) -> Result<(), StorageError> {
    chat.identity_sent = None;
    send_identity_if_due(decision, chat, peer)
}

/// Says in a chat who we are, if the other side was not told since it changed. The chat is not stored by this.
pub(crate) fn send_identity_if_due(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    peer: &PublicKey,
) -> Result<(), StorageError> {
    let now = decision.context.now;
    let Some((identity, hash)) = chat_identity(decision.context)? else { return Ok(()) };
    let is_fresh =
        chat.identity_sent.is_some_and(|sent| sent.hash == hash && now.saturating_sub(sent.at) <= REPEAT_AFTER_MS);
    if !is_fresh {
        let signed = decision.sign(Type::ChatIdentity, &identity);
        // Through datasync it shares the envelope of what follows, and is there before it.
        decision.send(signed, peer, Delivery::Datasync);
        chat.identity_sent = Some(IdentitySent { hash, at: now });
    }
    Ok(())
}

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
    let before = contact.clone();
    contact.identity_clock = identity.clock;
    if !display_name.is_empty() {
        display_name.clone_into(&mut contact.display_name);
    }
    CustomizationColor::from_id(identity.customization_color).name().clone_into(&mut contact.customization_color);
    contact.bio = identity.description;
    let shows_a_change = (&before.display_name, &before.customization_color, &before.bio)
        != (&contact.display_name, &contact.customization_color, &contact.bio);
    if shows_a_change {
        decision.save_contact(contact)?;
    } else {
        decision.context.stores.save_contact(&contact)?;
    }
    Ok(())
}
