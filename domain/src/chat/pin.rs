//! Pinned messages (specification: messaging, section 9.5).

use prost::Message;
use status_ports::{
    ChatKind, ChatRecord, CompressedKey, EarlyChangeKind, MessageRecord, PinRecord, StorageError, UnixMillis,
};
use status_proto::status::PinMessage;
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::ContentType;

use super::change::{self, MessageChangeError, Target};
use super::{count_arrival, message_type, next_clock};
use crate::crypto::{PublicKey, sha256};
use crate::identity::parse_public_key;
use crate::messaging::{CommandError, Context, Decision, HandleError, Outcome, ReceivedMessage};

/// Pins a message to its chat, or takes it down, for everybody.
///
/// # Errors
/// [`CommandError::ChatNotFound`], [`CommandError::MessageNotFound`] if it is not in this chat,
/// [`CommandError::MessageChange`] if it was deleted or is a note of the chat, or [`CommandError::Storage`].
pub fn pin_message(
    context: &mut Context<'_>,
    chat_id: &str,
    message_id: &str,
    pinned: bool,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let (mut chat, message) = change::find_in(&mut decision, chat_id, message_id)?;
    if message.deleted {
        return Err(MessageChangeError::Deleted.into());
    }
    change::ensure_writable(&mut decision, &chat)?;
    let (me, now) = (decision.context.me, decision.context.now);
    let material = Material::new(&chat, &message.id, &me)?;
    let content = PinMessage {
        clock: next_clock(&mut chat, now),
        message_id: message.id.clone(),
        chat_id: chat.id.clone(),
        pinned,
        message_type: message_type(chat.kind).into(),
    };
    decision.send_to_chat(&chat, Type::PinMessage, &content)?;
    let pin = record(&content, &chat, &material, me.to_compressed(), now);
    if pinned {
        let note = MessageRecord { seen: true, timestamp: now, ..note(&pin, &material) };
        decision.save_message(note)?;
        decision.outcome.messages.insert(message.id.clone(), message);
    }
    save(&mut decision, pin)?;
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

pub(crate) fn handle_pin(decision: &mut Decision<'_, '_>, received: &ReceivedMessage) -> Result<(), HandleError> {
    let content = PinMessage::decode(received.payload.as_slice())?;
    message_id_bytes(&content.message_id)?;
    let target = Target {
        clock: content.clock,
        chat_id: &content.chat_id,
        message_id: &content.message_id,
        message_type: content.message_type(),
    };
    let found = change::target(decision, received, EarlyChangeKind::Pin, &target)?;
    let Some((mut chat, _)) = found else { return Ok(()) };
    let author = received.author.to_compressed();
    if receive(decision, &mut chat, &content, author, received.whisper_timestamp)? {
        change::save_chat_at(decision, chat, content.clock)?;
    }
    Ok(())
}

/// A pin of a message that is here. `false` if it says nothing new. The chat is not stored by this.
///
/// Each time that a message is pinned is noted, also if it was taken down meanwhile: what is noted does not depend on
/// the order in which pins come.
pub(super) fn receive(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    content: &PinMessage,
    author: CompressedKey,
    whisper_timestamp: UnixMillis,
) -> Result<bool, HandleError> {
    let material = Material::new(chat, &content.message_id, &decision.context.me)?;
    let pin = record(content, chat, &material, author, whisper_timestamp);
    let mut is_new = false;
    if pin.pinned {
        let note = note(&pin, &material);
        let is_own = author == decision.context.me.to_compressed();
        let seen = is_own || note.clock <= chat.read_messages_at_clock_value;
        if !decision.context.stores.message_exists(&note.id)? {
            let note = MessageRecord { seen, ..note };
            count_arrival(decision.context.stores, chat, &note)?;
            decision.save_message(note)?;
            is_new = true;
        }
    }
    Ok(save(decision, pin)? || is_new)
}

fn save(decision: &mut Decision<'_, '_>, pin: PinRecord) -> Result<bool, StorageError> {
    let known = decision.context.stores.find_pin(&pin.id)?;
    if known.is_some_and(|known| known.clock >= pin.clock) {
        return Ok(false);
    }
    decision.context.stores.save_pin(&pin)?;
    decision.outcome.pins.insert(pin.id.clone(), pin);
    Ok(true)
}

/// What ids of pins are made of (specification: messaging, section 6.4).
struct Material(Vec<u8>);

impl Material {
    fn new(chat: &ChatRecord, message_id: &str, me: &PublicKey) -> Result<Self, MessageChangeError> {
        let mut bytes = message_id_bytes(message_id)?;
        match (chat.kind, parse_public_key(&chat.id)) {
            (ChatKind::OneToOne, Ok(peer)) => {
                let mut keys = [me.to_uncompressed(), peer.to_uncompressed()];
                keys.sort_unstable();
                bytes.extend(keys.concat());
            }
            _ => bytes.extend(chat.id.as_bytes()),
        }
        Ok(Self(bytes))
    }

    fn pin_id(&self) -> String {
        hex::encode(sha256(&[&self.0]))
    }

    fn note_id(&self, clock: u64) -> String {
        hex::encode(sha256(&[&self.0, &clock.to_le_bytes()]))
    }
}

fn message_id_bytes(id: &str) -> Result<Vec<u8>, MessageChangeError> {
    let digits = id.strip_prefix("0x").ok_or(MessageChangeError::InvalidMessageId)?;
    hex::decode(digits).map_err(|_| MessageChangeError::InvalidMessageId)
}

fn record(
    content: &PinMessage,
    chat: &ChatRecord,
    material: &Material,
    from: CompressedKey,
    whisper_timestamp: UnixMillis,
) -> PinRecord {
    PinRecord {
        id: material.pin_id(),
        message_id: content.message_id.clone(),
        chat_id: content.chat_id.clone(),
        local_chat_id: chat.id.clone(),
        from,
        clock: content.clock,
        message_type: content.message_type,
        pinned: content.pinned,
        whisper_timestamp,
    }
}

/// What the chat says of a pin. It becomes no last message.
fn note(pin: &PinRecord, material: &Material) -> MessageRecord {
    MessageRecord {
        whisper_timestamp: pin.whisper_timestamp,
        timestamp: pin.whisper_timestamp,
        clock: pin.clock,
        content_type: ContentType::SystemMessagePinnedMessage.into(),
        message_type: pin.message_type,
        response_to: pin.message_id.clone(),
        ..MessageRecord::new(material.note_id(pin.clock), pin.local_chat_id.clone(), pin.from)
    }
}
