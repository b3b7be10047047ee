//! `CHAT_MESSAGE` (specification: messaging, sections 9.1, 10.4 and 10.5).

use prost::Message;
use status_ports::{
    ChatKind, ChatRecord, ContactRecord, MessageContactRequestState, MessageRecord, OutgoingStatus, ProfileTransaction,
    StorageError,
};
use status_proto::status::ChatMessage;
use status_proto::status::chat_message::{ContentType, Payload};

use super::validate::validate_received;
use super::{Place, bridge, change, count_arrival, is_clock_credible, said, text, update_from_message};
use crate::contact::{
    By, ContactRequests, MutualState, claim_by_message, mutual_state_message, raise_default_request,
    send_contact_update, settle, stands_otherwise, supersede, tell_of_acceptance,
};
use crate::crypto::PublicKey;
use crate::identity::{CustomizationColor, validate_display_name};
use crate::link::with_valid_previews;
use crate::media;
use crate::messaging::{Decision, HandleError, ReceivedMessage, allows_messages_of_strangers};
use crate::notification;

/// Whether we take messages from somebody (specification: messaging, section 9.2).
pub(crate) fn is_allowed_from(
    stores: &mut dyn ProfileTransaction,
    contact: &ContactRecord,
    chat: &ChatRecord,
) -> Result<bool, StorageError> {
    if contact.is_added() || allows_messages_of_strangers(stores)? {
        return Ok(true);
    }
    // An open chat with somebody of whom nothing else is known.
    Ok(chat.active && stores.find_contact(&contact.public_key)?.is_none())
}

pub(crate) fn handle_chat_message(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
) -> Result<(), HandleError> {
    let content = ChatMessage::decode(received.payload.as_slice())?;
    receive(decision, received, &content)
}

/// A chat message that came by itself, or with an update of a group.
pub(crate) fn receive(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    content: &ChatMessage,
) -> Result<(), HandleError> {
    validate_received(content, received.whisper_timestamp)?;
    let content = &with_valid_previews(content);
    let place = Place::find(decision, content.message_type(), &content.chat_id, &received.author)?;
    if content.clock <= place.chat.deleted_at_clock_value {
        return Ok(());
    }
    let is_heavy = matches!(content.content_type(), ContentType::Image | ContentType::Audio);
    if place.chat.kind == ChatKind::Public && is_heavy {
        return Err(HandleError::NotAllowed);
    }

    let Place { mut chat, peer, is_own } = place;
    let mut message = record(received, content, &chat);
    message.seen = is_own || content.clock <= chat.read_messages_at_clock_value;
    message.outgoing_status = is_own.then_some(OutgoingStatus::Sent);
    bridge::link(decision, &mut message, content)?;
    message.replied = note_quoted(decision, &message)?;
    // A text without an `@` need not be taken apart.
    message.mentioned =
        said(&message).contains('@') && text::is_mentioned(&text::parse(said(&message)), &decision.context.me);
    change::apply_early(decision, &mut chat, &mut message)?;
    if let Some(bytes) = media::heavy_bytes(content)
        && !message.deleted
    {
        decision.context.stores.save_attachment(&message.id, &bytes)?;
    }
    count_arrival(decision.context.stores, &mut chat, &message)?;
    match peer {
        Some(peer) => between_two(decision, received, content, Arrived { chat, message, is_own }, &peer),
        None => in_company(decision, received, content, Arrived { chat, message, is_own }),
    }
}

/// A message with its chat, neither of which is stored yet.
struct Arrived {
    chat: ChatRecord,
    message: MessageRecord,
    is_own: bool,
}

/// A message of a chat that others are in, too.
fn in_company(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    content: &ChatMessage,
    arrived: Arrived,
) -> Result<(), HandleError> {
    let Arrived { mut chat, message, is_own } = arrived;
    if !is_own {
        let mut contact = decision.contact(&received.author)?;
        let before = contact.clone();
        take_names(&mut contact, content, &chat);
        claim_by_message(decision, &mut contact, &content.ens_name, content.clock)?;
        if contact == before {
            decision.outcome.contacts.insert(contact.public_key, contact);
        } else {
            decision.save_contact(contact)?;
        }
        decision.outcome.received.insert(message.id.clone());
    }
    update_from_message(&mut chat, &message, decision.context.now);
    if !message.deleted {
        notification::message_received(decision, &chat, &message)?;
    }
    decision.save_chat(chat)?;
    decision.save_message(message)?;
    Ok(())
}

/// A message between two people, which says how they are to each other.
fn between_two(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    content: &ChatMessage,
    arrived: Arrived,
    peer: &PublicKey,
) -> Result<(), HandleError> {
    let Arrived { mut chat, mut message, is_own } = arrived;
    let mut contact = decision.contact(peer)?;
    if content.content_type() == ContentType::Community {
        chat.highlight = true;
    }

    let before = contact.clone();
    if !is_own {
        take_names(&mut contact, content, &chat);
        claim_by_message(decision, &mut contact, &content.ens_name, content.clock)?;
    }
    let is_request = content.content_type() == ContentType::ContactRequest;
    let was_settled = contact.is_mutual() || contact.is_dismissed();
    let mut new_request = false;
    let mut send_back = false;
    if let (Some(state), false) = (&content.contact_request_propagated_state, is_own) {
        let is_credible = |clock| is_clock_credible(clock, received.whisper_timestamp);
        if is_credible(state.local_clock) && is_credible(state.remote_clock) {
            let processed = contact.receive_propagated_state(state);
            new_request = processed.new_request;
            send_back = processed.send_back;
        }
    }
    // A request that needs no answer any more is kept as a message without state.
    let is_settled_request = is_request && was_settled && !new_request;
    if is_request && !was_settled {
        if is_own {
            contact.send_request(content.clock);
        } else {
            new_request |= contact.receive_request(content.clock).new_request;
        }
    }
    let still_stands = if is_own { contact.is_added() } else { contact.has_added_us() };
    message.contact_request_state = if !is_request || is_settled_request || !still_stands {
        MessageContactRequestState::None
    } else if contact.is_mutual() {
        MessageContactRequestState::Accepted
    } else {
        MessageContactRequestState::Pending
    };

    update_from_message(&mut chat, &message, decision.context.now);
    if is_request && !is_own {
        show_request(decision, peer, &contact, &message, new_request)?;
    } else if new_request {
        // Its message is still on its way, or lost.
        raise_default_request(decision, &contact, peer, received)?;
    }
    // Requests that cross accept each other, and each tells of itself.
    if stands_otherwise(&before, &contact) && settle(decision, &contact, peer)? && !is_request {
        tell_of_acceptance(decision, &mut chat, peer)?;
    }
    if send_back {
        send_contact_update(decision, &mut chat, &contact, peer)?;
    }
    if !message.deleted {
        notification::message_received(decision, &chat, &message)?;
    }
    if contact != before {
        decision.save_contact(contact)?;
    } else if !is_own {
        decision.outcome.contacts.insert(contact.public_key, contact);
    }
    decision.save_chat(chat)?;
    if is_settled_request {
        decision.context.stores.save_message(&message)?;
    } else {
        if !is_own {
            decision.outcome.received.insert(message.id.clone());
        }
        decision.save_message(message)?;
    }
    Ok(())
}

fn record(received: &ReceivedMessage, content: &ChatMessage, chat: &ChatRecord) -> MessageRecord {
    MessageRecord {
        chat_id: content.chat_id.clone(),
        whisper_timestamp: received.whisper_timestamp,
        timestamp: content.timestamp,
        clock: content.clock,
        text: content.text.clone(),
        content_type: content.content_type,
        message_type: content.message_type,
        response_to: content.response_to.clone(),
        ens_name: content.ens_name.clone(),
        display_name: content.display_name.clone(),
        album_id: album_id(content).to_owned(),
        payload: media::light_payload(content),
        bridge_content: bridge_content(content).to_owned(),
        ..MessageRecord::new(received.id.clone(), chat.id.clone(), received.author.to_compressed())
    }
}

/// What a bridge brought, or nothing.
pub(super) fn bridge_content(content: &ChatMessage) -> &str {
    match &content.payload {
        Some(Payload::BridgeMessage(bridge)) => &bridge.content,
        _ => "",
    }
}

/// The album that a picture belongs to, or nothing.
pub(super) fn album_id(content: &ChatMessage) -> &str {
    match &content.payload {
        Some(Payload::Image(image)) => &image.album_id,
        _ => "",
    }
}

/// Lists the message that this one replies to, if it is of the same chat. `true` if it is ours.
pub(super) fn note_quoted(decision: &mut Decision<'_, '_>, message: &MessageRecord) -> Result<bool, StorageError> {
    if message.response_to.is_empty() {
        return Ok(false);
    }
    let found = decision.context.stores.find_message(&message.response_to)?;
    let Some(quoted) = found.filter(|quoted| quoted.local_chat_id == message.local_chat_id) else { return Ok(false) };
    let is_ours = quoted.from == decision.context.me.to_compressed();
    decision.outcome.messages.insert(quoted.id.clone(), quoted);
    Ok(is_ours)
}

/// What the author calls himself, unless something newer is known: messages may come late.
fn take_names(contact: &mut ContactRecord, content: &ChatMessage, chat: &ChatRecord) {
    let known_at = contact.last_updated.max(contact.identity_clock).max(chat.last_clock_value);
    let is_newer = content.clock > known_at;
    let name = validate_display_name(&content.display_name).unwrap_or_default();
    if !name.is_empty() && (is_newer || contact.display_name.is_empty()) {
        name.clone_into(&mut contact.display_name);
    }
    if is_newer && content.customization_color != 0 {
        let color = CustomizationColor::from_id(content.customization_color);
        color.name().clone_into(&mut contact.customization_color);
    }
}

/// A request of somebody is shown, and no other one of theirs.
fn show_request(
    decision: &mut Decision<'_, '_>,
    peer: &PublicKey,
    contact: &ContactRecord,
    message: &MessageRecord,
    new_request: bool,
) -> Result<(), StorageError> {
    let is_pending = message.contact_request_state == MessageContactRequestState::Pending;
    let had_no_message = is_pending && supersede(decision, contact, peer, &message.id)?;
    if new_request || had_no_message {
        tell_of_request(decision, peer, contact, message)
    } else if is_pending {
        notification::raise_contact_request(decision, contact, message)
    } else {
        Ok(())
    }
}

/// Somebody asks to be our contact who had not asked before.
fn tell_of_request(
    decision: &mut Decision<'_, '_>,
    peer: &PublicKey,
    contact: &ContactRecord,
    message: &MessageRecord,
) -> Result<(), StorageError> {
    let me = decision.context.me;
    // Just before the request itself.
    let clock = message.clock.saturating_sub(1);
    let told = mutual_state_message(&me, peer, MutualState::Sent, By::Them, clock, message.timestamp);
    decision.save_message(told)?;
    notification::raise_contact_request(decision, contact, message)
}
