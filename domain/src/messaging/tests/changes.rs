//! What changes a message after it was sent.

mod bridges;
mod deletes;
mod early;
mod edits;
mod hostile;
mod order;
mod pins;
mod reactions;
mod resending;

use prost::Message;
use status_ports::{ChatStore, MessageStore};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::{ChatMessage, ImageMessage, MessageType, chat_message};

use super::scenarios::friends;
use super::{Person, arrived};
use crate::chat::{self, NewMessage};
use crate::messaging::{Outcome, OutgoingMessage, ReceivedMessage};

/// A message of any type that `from` signed.
fn signed(from: &Person, kind: Type, payload: &impl Message) -> ReceivedMessage {
    let payload = payload.encode_to_vec();
    let digest = crate::crypto::keccak256(&[&payload, &i32::from(kind).to_be_bytes(), &from.key.to_bytes()[..]]);
    ReceivedMessage {
        id: format!("0x{}", hex::encode(digest)),
        author: from.public_key(),
        envelope_signer: from.public_key(),
        kind,
        payload,
        whisper_timestamp: from.now / 1000 * 1000,
    }
}

fn say(from: &mut Person, to: &Person, text: &str) -> OutgoingMessage {
    let chat_id = to.id();
    let message = NewMessage { chat_id, text: text.into(), content_type: 1, ..NewMessage::default() };
    // The first one says who we are before.
    from.run(|context| chat::send_message(context, message)).unwrap().outgoing.pop().unwrap()
}

/// The one message of an outcome that goes out, beside word of who we are.
fn sent(outcome: Outcome) -> OutgoingMessage {
    let said = outcome.outgoing.into_iter().filter(|message| message.kind != Type::ChatIdentity);
    let [message] = <[_; 1]>::try_from(said.collect::<Vec<_>>()).unwrap();
    message
}

/// An image of an album as it comes.
fn image(from: &Person, to: &Person, number: u64) -> ReceivedMessage {
    let picture = ImageMessage { payload: vec![1], format: 2, album_id: "album".into(), ..ImageMessage::default() };
    let content = ChatMessage {
        clock: from.now + number,
        timestamp: from.now,
        text: "look".into(),
        chat_id: to.id(),
        message_type: MessageType::OneToOne.into(),
        content_type: chat_message::ContentType::Image.into(),
        payload: Some(chat_message::Payload::Image(picture)),
        ..ChatMessage::default()
    };
    signed(from, Type::ChatMessage, &content)
}

/// A chat where everybody has read everything, so that what follows is all that counts.
fn readers() -> (Person, Person) {
    let (mut alice, mut bobby) = friends();
    let (a, b) = (alice.id(), bobby.id());
    alice.run(|context| chat::mark_all_read(context, &b)).unwrap();
    bobby.run(|context| chat::mark_all_read(context, &a)).unwrap();
    (alice, bobby)
}

/// Everybody in a public chat.
fn company() -> (Person, Person, Person) {
    let mut people = ["alice-node", "bobby-node", "carol-node"].iter().zip(1..).map(|(name, seed)| {
        let mut person = Person::new(name, seed);
        let chat = chat::hidden_chat_with(&person.public_key(), 1);
        let kind = status_ports::ChatKind::Public;
        let chat = status_ports::ChatRecord { id: "agora".into(), kind, active: true, ..chat };
        person.stores.save_chat(&chat).unwrap();
        person
    });
    (people.next().unwrap(), people.next().unwrap(), people.next().unwrap())
}

fn stored(person: &mut Person, id: &str) -> status_ports::MessageRecord {
    person.stores.find_message(id).unwrap().unwrap()
}

fn counts(person: &mut Person, with: &Person) -> (u32, u32) {
    let chat = person.chat(with);
    (chat.unviewed_messages_count, chat.unviewed_mentions_count)
}
