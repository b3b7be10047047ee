//! The rules of chats, one by one.

mod counters;
mod life_cycle;

use super::{ClockError, hidden_chat_with, is_right_to_left, line_count, next_clock, validate_clock};
use crate::chat::{self, NewMessage};
use crate::messaging::tests::{Person, friends};
use status_proto::status::ImageMessage;
use status_proto::status::chat_message::Payload;

#[test]
fn the_next_clock_is_the_time_or_just_above_the_last_clock() {
    let mut chat = hidden_chat_with(&Person::new("bobby-node", 2).public_key(), 1);
    assert_eq!(next_clock(&mut chat, 100), 100);
    assert_eq!(next_clock(&mut chat, 100), 101);
    assert_eq!(next_clock(&mut chat, 50), 102);
    assert_eq!(next_clock(&mut chat, 200), 200);
    chat.last_clock_value = u64::MAX;
    assert_eq!(next_clock(&mut chat, 200), u64::MAX);
}

#[test]
fn a_clock_is_at_most_two_minutes_ahead_of_its_envelope() {
    assert_eq!(validate_clock(0, 1000), Err(ClockError::Zero));
    assert_eq!(validate_clock(1, 1000), Ok(()));
    assert_eq!(validate_clock(121_000, 1000), Ok(()));
    assert_eq!(validate_clock(121_001, 1000), Err(ClockError::TooHigh));
}

#[test]
fn the_first_letter_says_in_which_direction_a_text_runs() {
    for text in ["\u{5e9}\u{5dc}\u{5d5}\u{5dd}", "\u{645}\u{631}\u{62d}\u{628}\u{627}", "\u{200f}abc"] {
        assert!(is_right_to_left(text), "{text}");
    }
    for text in ["", "abc \u{5e9}", "1 \u{645}", "\u{200e}\u{5e9}", "\u{61f}\u{645}", "\u{60c}\u{645}"] {
        assert!(!is_right_to_left(text), "{text}");
    }
}

#[test]
fn lines_are_counted_by_their_ends() {
    assert_eq!(["", "a", "a\nb", "\n\n"].map(line_count), [0, 0, 1, 2]);
}

#[test]
fn a_chat_that_is_opened_is_shown_under_its_whole_id() {
    let (mut alice, bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let key = bobby.public_key();
    let opened = alice.run(|context| chat::create_one_to_one_chat(context, &key, "")).unwrap();
    let shown = &opened.chats[&bobby.id()];
    assert!(shown.active && shown.highlight);
    assert_eq!((shown.name.as_str(), shown.color.as_str()), (bobby.id().as_str(), ""));
    assert_eq!(shown.synced_to, alice.now / 1000 - 777_600);
    assert_eq!(opened.listen_to, [key]);
}

#[test]
fn a_chat_that_is_muted_before_anything_was_said_is_hidden_under_its_whole_id() {
    let (mut alice, bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let id = bobby.id();
    let muted = alice.run(|context| chat::mute(context, &id, chat::MuteVariation::ForEver)).unwrap();
    let shown = &muted.chats[&id];
    assert_eq!((shown.active, shown.muted, &shown.name), (false, true, &id));
    assert_eq!(shown.synced_to, alice.now / 1000 - 777_600);
}

#[test]
fn a_hidden_chat_that_is_opened_keeps_its_name() {
    let (mut alice, bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let key = bobby.public_key();
    alice.run(|context| crate::contact::send_contact_request(context, &key, "hi")).unwrap();
    let opened = alice.run(|context| chat::create_one_to_one_chat(context, &key, "")).unwrap();
    let shown = &opened.chats[&bobby.id()];
    assert_eq!((shown.active, shown.name.len()), (true, 8));
    assert!(shown.synced_to > 0);
}

#[test]
fn a_text_to_a_person_opens_the_chat() {
    let (mut alice, bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let key = bobby.public_key();
    let sent = alice.run(|context| chat::send_one_to_one_message(context, &key, "hi")).unwrap();
    assert!(sent.chats[&bobby.id()].active);
    assert_eq!(alice.messages(&bobby).pop().unwrap().text, "hi");
}

#[test]
fn what_one_writes_to_oneself_has_arrived() {
    let mut alice = Person::new("alice-node", 1);
    let me = alice.clone();
    let key = me.public_key();
    let sent = alice.run(|context| chat::send_one_to_one_message(context, &key, "note")).unwrap();
    assert!(sent.outgoing.is_empty());
    assert_eq!(alice.messages(&me).pop().unwrap().outgoing_status, Some(status_ports::OutgoingStatus::Sent));
}

#[test]
fn images_that_are_sent_together_make_an_album() {
    let (mut alice, bobby) = friends();
    let image = || ImageMessage { payload: vec![1], format: 1, ..ImageMessage::default() };
    let message = |payload| NewMessage {
        chat_id: bobby.id(),
        text: "x".into(),
        content_type: if payload { 7 } else { 1 },
        payload: payload.then(|| Payload::Image(image())),
        ..NewMessage::default()
    };
    let sent =
        alice.run(|context| chat::send_messages(context, vec![message(true), message(false), message(true)])).unwrap();
    let albums: Vec<_> = sent
        .messages
        .values()
        .filter_map(|message| {
            let content: status_proto::status::ChatMessage =
                prost::Message::decode(message.payload.as_slice()).unwrap();
            match content.payload {
                Some(Payload::Image(image)) => Some((image.album_id, image.album_images_count)),
                _ => None,
            }
        })
        .collect();
    assert_eq!(albums.len(), 2);
    assert_eq!(albums[0], albums[1]);
    assert_eq!((albums[0].0.len(), albums[0].1), (36, 2));
    assert_eq!(albums[0].0.as_bytes()[14], b'4');
    let refused = alice.run(|context| {
        chat::send_message(context, NewMessage { chat_id: bobby.id(), content_type: 7, ..NewMessage::default() })
    });
    assert_eq!(refused.unwrap_err().to_string(), "no image content");
}
