//! Handlers of application messages, and the whole way from a Waku message to them.

use prost::Message as _;
use status_domain::{
    chat, contact,
    crypto::PrivateKey,
    envelope::{
        ApplicationMessage,
        topic::{ContentTopic, names},
        waku_message, waku_payload,
    },
    identity::{CustomizationColor, public_key_text},
    messaging::{self, Context, HandleError, ReceivedMessage},
    profile::OwnPictures,
    transport::{Allowance, RawMessage, Transport, pubsub_topics},
};
use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::{ChatKind, ChatRecord, ChatStore as _, OutboxStore as _, UnixMillis};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{AudioMessage, BridgeMessage, ChatMessage, ImageMessage, MessageType, StickerMessage};

use crate::{
    people::{alice, bobby},
    sequence::pieces,
};

const NOW: UnixMillis = 1_700_000_000_000;

/// The profile of whoever receives.
struct Profile {
    key: PrivateKey,
    stores: MemoryTransaction,
    entropy: SeededEntropy,
}

impl Profile {
    fn new() -> Self {
        Self { key: alice(), stores: MemoryTransaction::new(), entropy: SeededEntropy::new(1) }
    }

    fn context(&mut self, now: UnixMillis) -> Context<'_> {
        Context {
            stores: &mut self.stores,
            identity: &self.key,
            me: self.key.public_key(),
            customization_color: CustomizationColor::Blue,
            pictures: OwnPictures::none(),
            now,
            entropy: &mut self.entropy,
        }
    }
}

/// Payloads of any type, each behind a byte with its type, and in its highest bit whether we sent it ourselves on another
/// device. They come to somebody who has a contact, chats and messages: they are refused and change nothing, or decided,
/// and the same message again decides nothing new.
pub(crate) fn application_payload(input: &[u8]) {
    let mut profile = prepared();
    for (piece, now) in pieces(input).zip((NOW..).step_by(1000)) {
        let Some((kind, payload)) = piece.split_first() else { continue };
        let Ok(known) = Type::try_from(i32::from(kind & 0x7f)) else { continue };
        let author = if kind & 0x80 == 0 { bobby() } else { alice() };
        let bytes = ApplicationMessage::wrap(known, payload.to_vec(), &author);
        let Ok(opened) = ApplicationMessage::open(&bytes, &author.public_key()) else { continue };
        let message = ReceivedMessage {
            id: opened.id.to_string(),
            author: opened.author,
            envelope_signer: author.public_key(),
            kind: known,
            payload: opened.payload,
            whisper_timestamp: now,
        };
        for attempt in 0..2 {
            let changes = profile.stores.changes();
            match messaging::handle(&mut profile.context(now), &message) {
                Err(HandleError::Storage(error)) => unexpected(&error),
                Err(_) => assert_eq!(profile.stores.changes(), changes, "what is refused changes nothing"),
                Ok(outcome) if attempt == 1 => assert!(outcome.messages.is_empty(), "the same message twice"),
                Ok(_) => {}
            }
        }
    }
}

/// Somebody who asked bobby to be a contact and got messages with the ids `0xaa00` and so on: of each kind in the chat
/// between the two, and one in a public chat.
fn prepared() -> Profile {
    let mut profile = Profile::new();
    let (me, peer) = (alice(), bobby());
    let asked = contact::send_contact_request(&mut profile.context(NOW), &peer.public_key(), "hello");
    asked.map(drop).unwrap_or_else(|error| unexpected(&error));
    let public = chat::hidden_chat_with(&peer.public_key(), NOW);
    let public = ChatRecord { id: PUBLIC_CHAT.to_owned(), kind: ChatKind::Public, active: true, ..public };
    profile.stores.save_chat(&public).unwrap_or_else(|error| unexpected(&error));
    for (content, id) in contents(&public_key_text(&me.public_key())).into_iter().zip(0xaa00..) {
        let message = ReceivedMessage {
            id: format!("0x{id:04x}"),
            author: peer.public_key(),
            envelope_signer: peer.public_key(),
            kind: Type::ChatMessage,
            payload: content.encode_to_vec(),
            whisper_timestamp: NOW,
        };
        let handled = messaging::handle(&mut profile.context(NOW), &message);
        handled.map(drop).unwrap_or_else(|error| unexpected(&error));
    }
    profile
}

const PUBLIC_CHAT: &str = "agora";

/// A message of each kind that people send.
fn contents(chat_id: &str) -> Vec<ChatMessage> {
    let text = |content_type: ContentType, payload| ChatMessage {
        clock: NOW,
        timestamp: NOW,
        text: "hello".to_owned(),
        chat_id: chat_id.to_owned(),
        message_type: MessageType::OneToOne.into(),
        content_type: content_type.into(),
        payload,
        ..ChatMessage::default()
    };
    let sticker = StickerMessage { hash: "e301".to_owned(), pack: 1 };
    let album_id = "album".to_owned();
    let image =
        ImageMessage { payload: vec![1], format: 2, album_id, album_images_count: 2, ..ImageMessage::default() };
    let audio = AudioMessage { payload: vec![1], r#type: 1, duration_ms: 1 };
    let bridge = BridgeMessage {
        bridge_name: "bridge".to_owned(),
        user_name: "dan".to_owned(),
        content: "hi".to_owned(),
        message_id: "1".to_owned(),
        ..BridgeMessage::default()
    };
    let public = text(ContentType::TextPlain, None);
    vec![
        text(ContentType::TextPlain, None),
        text(ContentType::Emoji, None),
        text(ContentType::Sticker, Some(Payload::Sticker(sticker))),
        text(ContentType::Image, Some(Payload::Image(image.clone()))),
        text(ContentType::Image, Some(Payload::Image(image))),
        text(ContentType::Audio, Some(Payload::Audio(audio))),
        text(ContentType::BridgeMessage, Some(Payload::BridgeMessage(bridge))),
        ChatMessage { chat_id: PUBLIC_CHAT.to_owned(), message_type: MessageType::PublicGroup.into(), ..public },
    ]
}

/// Whatever the network brings, each behind a byte that says how deep it is wrapped: a Waku message as it is, what is in a
/// payload that somebody signed and sealed for us, or an application message in it. Nothing stops the profile, an
/// envelope counts once, and what is to be sent can be put into the outbox.
pub(crate) fn waku_arrival(input: &[u8]) {
    let mut profile = Profile::new();
    let mut transport = Transport::new(profile.key.clone(), "installation-1");
    for (piece, now) in pieces(input).zip((NOW..).step_by(1000)) {
        let Some((depth, bytes)) = piece.split_first() else { continue };
        let Some(raw) = arrival(*depth, bytes, now) else { continue };
        for attempt in 0..2 {
            match transport.receive(&mut profile.context(now), std::slice::from_ref(&raw)) {
                Ok(received) => {
                    assert!(received.handled <= 1);
                    assert!(attempt == 0 || received.outcome.messages.is_empty(), "an envelope counted twice");
                }
                Err(error) => unexpected(&error),
            }
        }
        let allowance = Allowance {
            person_waits: true,
            machines: true,
            turn_of_machines: false,
            contact_code: None,
            status_update: false,
        };
        match transport.next(&mut profile.context(now), allowance) {
            Ok(next) => {
                if let Some(Err(error)) = next.envelope.map(|envelope| profile.stores.remove_envelope(envelope.id)) {
                    unexpected(&error);
                }
            }
            Err(error) => unexpected(&error),
        }
    }
}

fn arrival(depth: u8, bytes: &[u8], now: UnixMillis) -> Option<RawMessage> {
    let pubsub_topic = pubsub_topics().next()?;
    let (me, peer) = (alice().public_key(), bobby());
    let data = match depth % 3 {
        0 => return Some(RawMessage::new(pubsub_topic, bytes.to_vec())),
        1 => bytes.to_vec(),
        _ => {
            let (kind, payload) = bytes.split_first()?;
            ApplicationMessage::wrap(i32::from(*kind), payload.to_vec(), &peer)
        }
    };
    let sealed = waku_payload::seal_asymmetric(&data, Some(&peer), &me, &mut SeededEntropy::new(now)).ok()?;
    let topic = ContentTopic::of_name(&names::partitioned(&me));
    let timestamp_ns = i64::try_from(now).ok()?.checked_mul(1_000_000)?;
    let message = waku_message::compose(topic, sealed, timestamp_ns, false);
    Some(RawMessage::new(pubsub_topic, waku_message::encode(&message)))
}

/// A store in memory never fails.
#[allow(clippy::panic, reason = "a finding")]
fn unexpected(error: &dyn std::error::Error) -> ! {
    panic!("{error}");
}
