//! The bytes of messages, apart from the messages and together with them.

use prost::Message as _;
use status_ports::{AttachmentStore as _, MessageStore as _};
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{ChatMessage, ImageFormat, ImageMessage, UnfurledLink};

use crate::chat::{self, NewMessage};
use crate::media::{MAX_RECORDING, attachment, own_bytes, recording_message, whole_payload};
use crate::messaging::tests::{Person, friends};
use crate::messaging::{Decision, Outcome};

fn picture(bytes: usize) -> Payload {
    let image = ImageMessage { payload: vec![7; bytes], format: ImageFormat::Jpeg.into(), ..ImageMessage::default() };
    Payload::Image(image)
}

fn send(from: &mut Person, to: &Person, content_type: ContentType, payload: Payload) -> Outcome {
    let message = NewMessage {
        chat_id: to.id(),
        text: "look".to_owned(),
        content_type: content_type.into(),
        payload: Some(payload),
        ..NewMessage::default()
    };
    from.run(|context| chat::send_message(context, message)).unwrap()
}

/// The id of the newest message, of which nothing is in the row.
fn newest(person: &mut Person, with: &Person) -> String {
    let message = person.messages(with).pop().unwrap();
    let stored = ChatMessage::decode(message.payload.as_slice()).unwrap();
    assert_eq!(own_bytes(&stored), None);
    assert!(message.payload.len() < 1000);
    message.id
}

#[test]
fn both_sides_keep_the_bytes_beside_the_message() {
    let (mut alice, mut bobby) = friends();
    let sent = send(&mut alice, &bobby, ContentType::Image, picture(300_000));
    bobby.receive(&alice, &sent.outgoing);
    let receiver = bobby.clone();
    for (person, other) in [(&mut alice.clone(), &receiver), (&mut bobby, &alice)] {
        let id = newest(person, other);
        assert_eq!(attachment(&mut person.stores, &id).unwrap().unwrap(), vec![7; 300_000]);
    }
}

#[test]
fn recordings_are_kept_in_the_same_way() {
    let (mut alice, mut bobby) = friends();
    let recording = recording_message([&b"#!AMR\n"[..], &[1; 5000]].concat(), 1500).unwrap();
    let sent = send(&mut alice, &bobby, ContentType::Audio, Payload::Audio(recording.clone()));
    bobby.receive(&alice, &sent.outgoing);
    let id = newest(&mut bobby, &alice);
    assert_eq!(attachment(&mut bobby.stores, &id).unwrap(), Some(recording.payload));
}

#[test]
fn what_is_sent_once_more_has_the_same_id_and_the_same_bytes() {
    let (mut alice, bobby) = friends();
    let sent = send(&mut alice, &bobby, ContentType::Image, picture(50_000));
    let id = newest(&mut alice, &bobby);
    let first = sent.outgoing.iter().find(|message| message.id == id).unwrap();
    let again = alice.run(|context| chat::resend_message(context, &id)).unwrap();
    assert_eq!(again.outgoing.as_slice(), std::slice::from_ref(first));
}

#[test]
fn nothing_is_left_of_what_is_deleted() {
    let (mut alice, mut bobby) = friends();
    let sent = send(&mut alice, &bobby, ContentType::Image, picture(10));
    bobby.receive(&alice, &sent.outgoing);
    let id = newest(&mut bobby, &alice);
    let mut message = bobby.stores.find_message(&id).unwrap().unwrap();
    message.deleted = true;
    bobby.run(|context| Decision::new(context).save_message(message)).unwrap();
    assert_eq!(bobby.stores.find_attachment(&id).unwrap(), None);
    // Those of a whole chat go with it.
    let id = newest(&mut alice, &bobby);
    alice.run(|context| chat::deactivate(context, &bobby.id(), false)).unwrap();
    assert_eq!(alice.stores.find_attachment(&id).unwrap(), None);
}

#[test]
fn messages_of_before_keep_their_bytes_themselves() {
    let (mut alice, bobby) = friends();
    send(&mut alice, &bobby, ContentType::Image, picture(10));
    let id = newest(&mut alice, &bobby);
    let mut message = alice.stores.find_message(&id).unwrap().unwrap();
    let whole = whole_payload(&mut alice.stores, &message).unwrap();
    message.payload.clone_from(&whole);
    alice.stores.delete_message(&id).unwrap();
    alice.stores.save_message(&message).unwrap();
    assert_eq!(attachment(&mut alice.stores, &id).unwrap(), Some(vec![7; 10]));
    assert_eq!(whole_payload(&mut alice.stores, &message).unwrap(), whole);
}

#[test]
fn a_picture_is_passed_on_whole_and_of_no_album() {
    let (mut alice, mut bobby) = friends();
    let sent = send(&mut alice, &bobby, ContentType::Image, picture(1000));
    bobby.receive(&alice, &sent.outgoing);
    let id = newest(&mut bobby, &alice);
    let carol = Person::new("carol", 77);
    let people = [carol.public_key(), alice.public_key(), carol.public_key()];
    let shared = bobby.run(|context| chat::share_image(context, &id, &people)).unwrap();
    assert_eq!(shared.chats.len(), 2);
    let messages: Vec<_> = shared.messages.values().filter(|message| message.id != id).collect();
    assert_eq!(messages.len(), 2);
    for message in messages {
        assert_eq!((message.album_id.as_str(), message.text.as_str()), ("", "This message has been shared with you"));
        assert_eq!(attachment(&mut bobby.stores, &message.id).unwrap(), Some(vec![7; 1000]));
    }
    for (nothing, error) in [("0x1", "record not found"), (alice.messages(&bobby)[0].id.as_str(), "no image content")] {
        let refused = alice.run(|context| chat::share_image(context, nothing, &people)).unwrap_err();
        assert_eq!(refused.to_string(), error);
    }
}

#[test]
fn what_a_text_carries_besides_is_not_kept() {
    let (mut alice, mut bobby) = friends();
    let sent = send(&mut alice, &bobby, ContentType::TextPlain, picture(1000));
    bobby.receive(&alice, &sent.outgoing);
    let id = newest(&mut bobby, &alice);
    assert_eq!(attachment(&mut bobby.stores, &id).unwrap(), None);
}

#[test]
fn what_is_too_large_to_be_kept_is_refused() {
    let (mut alice, bobby) = friends();
    let oversized = ImageMessage { album_id: "a".repeat(101), payload: vec![1], format: 1, ..ImageMessage::default() };
    for payload in [picture(MAX_RECORDING + 1), picture(0), Payload::Image(oversized)] {
        let message = NewMessage {
            chat_id: bobby.id(),
            content_type: ContentType::Image.into(),
            payload: Some(payload),
            ..NewMessage::default()
        };
        let refused = alice.run(|context| chat::send_message(context, message)).unwrap_err();
        assert_eq!(refused.to_string(), "no image content");
    }
}

#[test]
fn texts_have_none() {
    let (mut alice, _) = friends();
    assert_eq!(attachment(&mut alice.stores, "0x1").unwrap(), None);
}

#[test]
fn pictures_of_previews_are_kept_in_the_same_way() {
    let (mut alice, mut bobby) = friends();
    let link = UnfurledLink {
        url: "https://example.com/x".to_owned(),
        title: "X".to_owned(),
        thumbnail_payload: [&b"\x89PNG"[..], &[7; 100_000]].concat(),
        thumbnail_width: 10,
        thumbnail_height: 10,
        ..UnfurledLink::default()
    };
    let message = NewMessage {
        chat_id: bobby.id(),
        text: "look".to_owned(),
        content_type: ContentType::TextPlain.into(),
        unfurled_links: vec![link.clone()],
        ..NewMessage::default()
    };
    let sent = alice.run(|context| chat::send_message(context, message)).unwrap();
    bobby.receive(&alice, &sent.outgoing);
    let receiver = bobby.clone();
    for (person, other) in [(&mut alice.clone(), &receiver), (&mut bobby, &alice)] {
        let id = newest(person, other);
        let message = person.stores.find_message(&id).unwrap().unwrap();
        let whole = whole_payload(&mut person.stores, &message).unwrap();
        assert_eq!(ChatMessage::decode(whole.as_slice()).unwrap().unfurled_links, std::slice::from_ref(&link));
        assert_eq!(attachment(&mut person.stores, &id).unwrap(), None, "they are no picture of the message");
    }
}
