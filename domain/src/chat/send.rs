//! Sending messages (specification: messaging, section 6.2).

use status_ports::{
    ChatKind, ChatRecord, ContactRecord, MessageContactRequestState, MessageRecord, OutgoingStatus, StorageError,
};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{ChatMessage, UnfurledLink, UnfurledStatusLinks};

use super::change::ensure_writable;
use super::receive::{album_id, bridge_content, note_quoted};
use super::validate::validate_payload;
use super::{
    audiences, bridge, delivery, mention, message_type, next_clock, one_to_one, resend, said, text, update_from_message,
};
use crate::contact::{propagated_state, send_identity_if_due, send_identity_to_public_chat};
use crate::crypto::PublicKey;
use crate::group;
use crate::identity::parse_public_key;
use crate::link::keep_valid_previews;
use crate::media;
use crate::messaging::{Audience, CommandError, Context, Decision, Outcome, OwnProfile, Signed};

/// A message that a client wants to send.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewMessage {
    /// The chat.
    pub chat_id: String,
    /// Body.
    pub text: String,
    /// `ContentType` of the chat message protobuf.
    pub content_type: i32,
    /// Id of the message to reply to, or empty.
    pub response_to: String,
    /// ENS name to claim, or empty.
    pub ens_name: String,
    /// Sticker, image, recording.
    pub payload: Option<Payload>,
    /// Previews of links.
    pub unfurled_links: Vec<UnfurledLink>,
    /// Previews of links to people and communities.
    pub unfurled_status_links: Option<UnfurledStatusLinks>,
}

/// What is said with a message.
#[derive(Default)]
pub(crate) struct Posting {
    pub(crate) text: String,
    pub(crate) content_type: i32,
    pub(crate) response_to: String,
    pub(crate) ens_name: String,
    pub(crate) payload: Option<Payload>,
    pub(crate) unfurled_links: Vec<UnfurledLink>,
    pub(crate) unfurled_status_links: Option<UnfurledStatusLinks>,
    pub(crate) contact_request_state: MessageContactRequestState,
}

impl From<NewMessage> for Posting {
    fn from(message: NewMessage) -> Self {
        Self {
            text: message.text,
            content_type: message.content_type,
            response_to: message.response_to,
            ens_name: message.ens_name,
            payload: message.payload,
            unfurled_links: message.unfurled_links,
            unfurled_status_links: message.unfurled_status_links,
            contact_request_state: MessageContactRequestState::None,
        }
    }
}

/// Sends a message to a chat that exists.
///
/// # Errors
/// [`CommandError::NoChatToUse`] if there is no such chat, [`CommandError::UnsupportedChat`] for a kind of chat that
/// this version does not have, [`CommandError::MessageChange`] for a group that we are not in,
/// [`CommandError::Content`] if the content is not what its type promises, or [`CommandError::Storage`].
pub fn send_message(context: &mut Context<'_>, message: NewMessage) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    send_into(&mut decision, message)?;
    Ok(decision.outcome)
}

/// Sends several messages: all or none. Several images make an album.
///
/// # Errors
/// As [`send_message`], for the first that cannot be sent; then the transaction must be rolled back.
pub fn send_messages(context: &mut Context<'_>, mut messages: Vec<NewMessage>) -> Result<Outcome, CommandError> {
    if messages.len() > 1 {
        join_album(context, &mut messages);
    }
    let mut decision = Decision::new(context);
    for message in messages {
        send_into(&mut decision, message)?;
    }
    Ok(decision.outcome)
}

/// Sends a text to a person; the chat is opened if there is none.
///
/// # Errors
/// As [`send_message`].
pub fn send_one_to_one_message(
    context: &mut Context<'_>,
    key: &PublicKey,
    text: &str,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let id = crate::identity::public_key_text(key);
    if decision.context.stores.find_chat(&id)?.is_none() {
        one_to_one::open(&mut decision, key)?;
    }
    let content_type = ContentType::TextPlain.into();
    send_into(&mut decision, NewMessage { chat_id: id, text: text.to_owned(), content_type, ..NewMessage::default() })?;
    Ok(decision.outcome)
}

/// The images of one call share an album id and know how many they are.
fn join_album(context: &mut Context<'_>, messages: &mut [NewMessage]) {
    let mut id = [0; 16];
    context.entropy.fill(&mut id);
    let id = uuid_text(id);
    let images = messages.iter_mut().filter_map(|message| match &mut message.payload {
        Some(Payload::Image(image)) => Some(image),
        _ => None,
    });
    let images: Vec<_> = images.collect();
    let count = u32::try_from(images.len()).unwrap_or(u32::MAX);
    for image in images {
        image.album_id.clone_from(&id);
        image.album_images_count = count;
    }
}

/// A random UUID (version 4) as text.
pub(crate) fn uuid_text(mut bytes: [u8; 16]) -> String {
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = (*version & 0x0f) | 0x40;
    *variant = (*variant & 0x3f) | 0x80;
    let digits = hex::encode(bytes);
    let part = |range| digits.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

pub(super) fn send_into(decision: &mut Decision<'_, '_>, mut message: NewMessage) -> Result<(), CommandError> {
    let found = decision.context.stores.find_chat(&message.chat_id)?;
    let mut chat = found.ok_or(CommandError::NoChatToUse)?;
    ensure_writable(decision, &chat)?;
    let probe =
        ChatMessage { content_type: message.content_type, payload: message.payload.clone(), ..ChatMessage::default() };
    validate_payload(&probe)?;
    keep_valid_previews(&mut message.unfurled_links, &mut message.unfurled_status_links);
    let me = decision.context.me;
    message.text = mention::replace_in_chat(decision.context.stores, &me, &chat.id, &message.text)?;
    let contact = match chat.kind {
        ChatKind::OneToOne => {
            let peer = parse_public_key(&chat.id).map_err(|_| CommandError::UnsupportedChat)?;
            send_identity_if_due(decision, &mut chat, &peer)?;
            Some(decision.contact(&peer)?)
        }
        ChatKind::Public => {
            send_identity_to_public_chat(decision, &mut chat)?;
            None
        }
        ChatKind::PrivateGroup | ChatKind::Community => None,
    };
    let sent = post(decision, &mut chat, contact.as_ref(), message.into())?;
    note_quoted(decision, &sent)?;
    decision.save_chat(chat)?;
    Ok(())
}

/// Writes a message into a chat and sends it. Between two people it says how they are to each other, which is in
/// `contact`. The chat is changed, but not stored by this.
pub(crate) fn post(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    contact: Option<&ContactRecord>,
    posting: Posting,
) -> Result<MessageRecord, StorageError> {
    let now = decision.context.now;
    let profile = OwnProfile::read(decision.context)?;
    let clock = next_clock(chat, now);
    let content = ChatMessage {
        clock,
        timestamp: now,
        text: posting.text,
        response_to: posting.response_to,
        ens_name: posting.ens_name,
        chat_id: chat.id.clone(),
        message_type: message_type(chat.kind).into(),
        content_type: posting.content_type,
        payload: posting.payload,
        display_name: profile.display_name,
        contact_request_propagated_state: contact.map(propagated_state),
        unfurled_links: posting.unfurled_links,
        unfurled_status_links: posting.unfurled_status_links,
        customization_color: profile.customization_color.id(),
        ..ChatMessage::default()
    };
    let signed = sign(decision, chat.kind, &content)?;
    let me = decision.context.me;
    let audiences = audiences(decision.context.stores, chat)?;
    // What we write to ourselves has arrived.
    let to_myself = audiences.iter().all(|audience| *audience == Audience::Person(me));
    let outgoing_status = if to_myself { OutgoingStatus::Sent } else { OutgoingStatus::Sending };
    if let Some(bytes) = media::heavy_bytes(&content) {
        decision.context.stores.save_attachment(&signed.id, &bytes)?;
    }
    let mut message = MessageRecord {
        whisper_timestamp: now,
        timestamp: now,
        clock,
        content_type: content.content_type,
        message_type: content.message_type,
        seen: true,
        outgoing_status: Some(outgoing_status),
        contact_request_state: posting.contact_request_state,
        album_id: album_id(&content).to_owned(),
        payload: media::light_payload(&content),
        bridge_content: bridge_content(&content).to_owned(),
        text: content.text.clone(),
        response_to: content.response_to.clone(),
        ens_name: content.ens_name.clone(),
        display_name: content.display_name.clone(),
        ..MessageRecord::new(signed.id.clone(), chat.id.clone(), me.to_compressed())
    };
    message.mentioned = text::is_mentioned(&text::parse(said(&message)), &me);
    bridge::link(decision, &mut message, &content)?;
    resend::keep_sent(decision, chat, &signed)?;
    decision.send_to(signed, audiences, delivery(chat.kind));
    update_from_message(chat, &message, now);
    decision.save_message(message.clone())?;
    Ok(message)
}

/// Signs a message for a kind of chat. To a group it goes with the group's history.
fn sign(decision: &mut Decision<'_, '_>, kind: ChatKind, content: &ChatMessage) -> Result<Signed, StorageError> {
    if kind != ChatKind::PrivateGroup {
        return Ok(decision.sign(Type::ChatMessage, content));
    }
    let update = group::wrap(decision.context.stores, content.clone())?;
    Ok(decision.sign(Type::MembershipUpdateMessage, &update))
}
