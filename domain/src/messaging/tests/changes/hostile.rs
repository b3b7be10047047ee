//! Changes that should not be.

use status_proto::status::{DeleteMessage, EditMessage, EmojiReaction, PinMessage};

use super::*;
use crate::messaging::HandleError;

pub(super) fn edit_content(from: &Person, to: &Person, id: &str, later: u64) -> EditMessage {
    EditMessage {
        clock: from.now + later,
        text: format!("edited {later}"),
        chat_id: to.id(),
        message_id: id.into(),
        message_type: 1,
        content_type: 1,
        ..EditMessage::default()
    }
}

fn deletion_content(from: &Person, to: &Person, id: &str, later: u64) -> DeleteMessage {
    let (clock, chat_id) = (from.now + later, to.id());
    DeleteMessage { clock, chat_id, message_id: id.into(), message_type: 1, ..DeleteMessage::default() }
}

fn reaction_content(from: &Person, to: &Person, id: &str, later: u64) -> EmojiReaction {
    let (clock, chat_id) = (from.now + later, to.id());
    EmojiReaction { clock, chat_id, message_id: id.into(), message_type: 1, r#type: 3, ..EmojiReaction::default() }
}

fn pin_content(from: &Person, to: &Person, id: &str, later: u64) -> PinMessage {
    PinMessage { clock: from.now + later, chat_id: to.id(), message_id: id.into(), message_type: 1, pinned: true }
}

pub(super) fn edit_of(from: &Person, to: &Person, id: &str, later: u64) -> ReceivedMessage {
    signed(from, Type::EditMessage, &edit_content(from, to, id, later))
}

pub(super) fn deletion(from: &Person, to: &Person, id: &str, later: u64) -> ReceivedMessage {
    signed(from, Type::DeleteMessage, &deletion_content(from, to, id, later))
}

pub(super) fn reaction_to(from: &Person, to: &Person, id: &str, later: u64) -> ReceivedMessage {
    signed(from, Type::EmojiReaction, &reaction_content(from, to, id, later))
}

pub(super) fn pin_of(from: &Person, to: &Person, id: &str, later: u64) -> ReceivedMessage {
    signed(from, Type::PinMessage, &pin_content(from, to, id, later))
}

/// The payload of an edit or a delete, for the public chat.
pub(super) fn public(change: &ReceivedMessage) -> Vec<u8> {
    let chat_id = "agora".to_owned();
    if change.kind == Type::EditMessage {
        let content = EditMessage::decode(change.payload.as_slice()).unwrap();
        EditMessage { chat_id, message_type: 2, ..content }.encode_to_vec()
    } else {
        let content = DeleteMessage::decode(change.payload.as_slice()).unwrap();
        DeleteMessage { chat_id, message_type: 2, ..content }.encode_to_vec()
    }
}

/// Alice with a message of bobby, one of her own, and one of carol in another chat.
fn scene() -> (Person, Person, Person, String, String) {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "hello");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let mut carol = Person::new("carol-node", 3);
    let chat = carol.public_key();
    alice.run(|context| crate::contact::send_contact_request(context, &chat, "hi")).unwrap();
    let key = alice.public_key();
    carol.run(|context| chat::create_one_to_one_chat(context, &key, "")).unwrap();
    let elsewhere = say(&mut carol, &alice, "elsewhere");
    carol.now = alice.now;
    alice.handle(&arrived(&carol, &elsewhere)).unwrap();
    bobby.now = alice.now;
    carol.now = alice.now;
    (alice, bobby, carol, said.id, elsewhere.id)
}

fn refused(by: &mut Person, message: &ReceivedMessage) -> String {
    let before = by.everything();
    let error = by.handle(message).unwrap_err();
    assert!(!matches!(error, HandleError::Storage(_)));
    assert_eq!(by.everything(), before, "{error}");
    error.to_string()
}

/// The same rule for each kind of change.
fn each(change: impl Fn(&mut u64, &mut String, &mut String, &mut i32), expected: &str) {
    let (mut alice, bobby, _, said, _) = scene();
    let (mut edit, mut deletion) = (edit_content(&bobby, &alice, &said, 5), deletion_content(&bobby, &alice, &said, 5));
    let (mut reaction, mut pin) = (reaction_content(&bobby, &alice, &said, 5), pin_content(&bobby, &alice, &said, 5));
    change(&mut edit.clock, &mut edit.chat_id, &mut edit.message_id, &mut edit.message_type);
    change(&mut deletion.clock, &mut deletion.chat_id, &mut deletion.message_id, &mut deletion.message_type);
    change(&mut reaction.clock, &mut reaction.chat_id, &mut reaction.message_id, &mut reaction.message_type);
    change(&mut pin.clock, &mut pin.chat_id, &mut pin.message_id, &mut pin.message_type);
    for message in [
        signed(&bobby, Type::EditMessage, &edit),
        signed(&bobby, Type::DeleteMessage, &deletion),
        signed(&bobby, Type::EmojiReaction, &reaction),
        signed(&bobby, Type::PinMessage, &pin),
    ] {
        assert_eq!(refused(&mut alice, &message), expected, "{:?}", message.kind);
    }
}

#[test]
fn a_change_needs_a_clock_of_our_time() {
    let now = scene().1.now;
    each(|clock, _, _, _| *clock = 0, "clock can't be 0");
    each(|clock, _, _, _| *clock = now + 120_001, "clock value too high");
    each(|clock, _, _, _| *clock = u64::MAX, "clock value too high");
}

#[test]
fn a_change_names_its_chat_and_its_message() {
    each(|_, chat, _, _| chat.clear(), "chatId can't be empty");
    each(|_, chat, _, _| *chat = Person::new("carol-node", 3).id(), "the message is for somebody else");
    each(|_, _, _, kind| *kind = 0, "messages of this kind of chat are not supported");
    each(|_, _, _, kind| *kind = 99, "messages of this kind of chat are not supported");
    each(|_, _, _, kind| *kind = 2, "unknown chat");
    each(|_, _, _, kind| *kind = 3, "unknown chat");
    each(|_, _, id, _| *id = format!("0x{}", "00".repeat(1000)), "invalid message id");
    each(|_, _, id, _| id.clear(), "invalid message id");
}

#[test]
fn a_change_of_a_message_of_another_chat_is_refused() {
    let (mut alice, bobby, carol, said, elsewhere) = scene();
    for (from, id) in [(&bobby, &elsewhere), (&carol, &said)] {
        for change in [
            edit_of(from, &alice, id, 5),
            deletion(from, &alice, id, 5),
            reaction_to(from, &alice, id, 5),
            pin_of(from, &alice, id, 5),
        ] {
            assert_eq!(refused(&mut alice, &change), "the message belongs to another chat");
        }
    }
}

#[test]
fn nobody_edits_or_deletes_what_another_one_wrote() {
    let (mut alice, mut bobby, ..) = scene();
    let own = say(&mut alice, &bobby, "mine");
    bobby.now = alice.now;
    for change in [edit_of(&bobby, &alice, &own.id, 5), deletion(&bobby, &alice, &own.id, 5)] {
        assert_eq!(refused(&mut alice, &change), "sender is not the author of the message");
    }
    // Nor says that another one deleted it.
    let (alice_id, mut forged) = (alice.id(), deletion_content(&bobby, &alice, &own.id, 5));
    for name in [alice_id.as_str(), "nobody", "0x04"] {
        forged.deleted_by = name.to_owned();
        let forged = signed(&bobby, Type::DeleteMessage, &forged);
        assert_eq!(refused(&mut alice, &forged), "the message was not deleted by whom it says");
    }
}

#[test]
fn a_change_that_somebody_passes_on_is_dropped() {
    let (mut alice, bobby, carol, said, _) = scene();
    for change in [
        edit_of(&bobby, &alice, &said, 5),
        deletion(&bobby, &alice, &said, 5),
        reaction_to(&bobby, &alice, &said, 5),
        pin_of(&bobby, &alice, &said, 5),
    ] {
        let forged = ReceivedMessage { envelope_signer: carol.public_key(), ..change };
        assert_eq!(refused(&mut alice, &forged), "the message was passed on by somebody else");
    }
}

#[test]
fn edits_that_break_a_rule_are_refused() {
    let (mut alice, bobby, _, said, _) = scene();
    let valid = edit_content(&bobby, &alice, &said, 5);
    for (edit, expected) in [
        (EditMessage { text: "\u{a0}\n".into(), ..valid.clone() }, "text can't be empty"),
        (EditMessage { text: "x".repeat(4097), ..valid.clone() }, "text shouldn't be longer than 4096"),
        (EditMessage { content_type: 99, ..valid.clone() }, "unknown content type"),
        (EditMessage { content_type: -1, ..valid.clone() }, "unknown content type"),
        // No bridge: this ends the original.
        (EditMessage { content_type: 18, ..valid.clone() }, "only text or emoji messages can be replaced"),
        (EditMessage { content_type: 14, ..valid.clone() }, "only text or emoji messages can be replaced"),
        (EditMessage { content_type: 7, ..valid.clone() }, "only text or emoji messages can be replaced"),
    ] {
        assert_eq!(refused(&mut alice, &signed(&bobby, Type::EditMessage, &edit)), expected);
    }
    let note = alice.messages(&bobby).into_iter().find(|row| row.content_type == 16).unwrap().id;
    let edit = edit_of(&bobby, &alice, &note, 5);
    assert_eq!(refused(&mut alice, &edit), "only text or emoji messages can be replaced");
    let delete = deletion(&bobby, &alice, &note, 5);
    assert_eq!(refused(&mut alice, &delete), "message type cannot be deleted");
}

#[test]
fn what_is_no_emoji_and_no_id_is_refused() {
    let (mut alice, bobby, _, said, _) = scene();
    for emoji in [0, -1, 256, i32::MAX, i32::MIN] {
        let reaction = EmojiReaction { r#type: emoji, ..reaction_content(&bobby, &alice, &said, 5) };
        assert_eq!(refused(&mut alice, &signed(&bobby, Type::EmojiReaction, &reaction)), "unknown emoji");
    }
    for id in ["", "0x0", "0xzz", "aa", "\u{202e}0xaa"] {
        let pin = pin_of(&bobby, &alice, id, 5);
        assert_eq!(refused(&mut alice, &pin), "invalid message id");
    }
}

#[test]
fn messages_that_reply_to_each_other_can_be_changed() {
    let (mut alice, mut bobby) = readers();
    let ids = ["0xaa", "0xbb"];
    for (id, to) in [(ids[0], ids[1]), (ids[1], ids[0])] {
        let content = ChatMessage {
            clock: bobby.now,
            timestamp: bobby.now,
            text: "cycle".into(),
            response_to: to.into(),
            chat_id: alice.id(),
            message_type: 1,
            content_type: 1,
            ..ChatMessage::default()
        };
        let message = ReceivedMessage { id: id.into(), ..signed(&bobby, Type::ChatMessage, &content) };
        alice.handle(&message).unwrap();
    }
    bobby.now += 1000;
    let shown = alice.handle(&edit_of(&bobby, &alice, ids[0], 1)).unwrap();
    assert_eq!(shown.messages.len(), 2);
    let shown = alice.handle(&deletion(&bobby, &alice, ids[1], 2)).unwrap();
    assert_eq!(shown.removed_messages.len(), 1);
    assert!(shown.messages.contains_key(ids[0]));
}
