use status_proto::status::chat_message::Payload;
use status_proto::status::{BridgeMessage, EditMessage};

use super::*;
use crate::chat::Edit;
use crate::messaging::CommandError;

fn edit(from: &mut Person, id: &str, text: &str) -> Result<Outcome, CommandError> {
    let edit = Edit { message_id: id.into(), text: text.into(), ..Edit::default() };
    from.run(|context| chat::edit_message(context, &edit))
}

#[test]
fn an_edit_replaces_the_text_on_both_sides_and_lists_what_quotes_it() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "first");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let reply = NewMessage {
        chat_id: bobby.id(),
        text: "why".into(),
        content_type: 1,
        response_to: said.id.clone(),
        ..NewMessage::default()
    };
    let reply = alice.run(|context| chat::send_message(context, reply)).unwrap();
    bobby.receive(&alice, &reply.outgoing);

    let edited = edit(&mut bobby, &said.id, "second *try*").unwrap();
    let texts: Vec<_> = edited.messages.values().map(|message| message.text.as_str()).collect();
    assert!(texts.contains(&"second *try*") && texts.contains(&"why"));
    let shown = alice.receive(&bobby, &edited.outgoing);
    assert_eq!(shown.messages[&said.id].text, "second *try*");
    assert!(shown.received.is_empty());
    assert_eq!(stored(&mut alice, &said.id).edited_at, bobby.chat(&alice).last_clock_value);
    assert_eq!(alice.chat(&bobby).last_clock_value, bobby.chat(&alice).last_clock_value);
    assert_eq!(counts(&mut alice, &bobby), (1, 1));
    let payload = ChatMessage::decode(stored(&mut alice, &said.id).payload.as_slice()).unwrap();
    assert_eq!(payload.text, "second *try*");
}

#[test]
fn an_older_edit_changes_nothing() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "0");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let edits = ["1", "2"].map(|text| sent(edit(&mut bobby, &said.id, text).unwrap()));
    alice.handle(&arrived(&bobby, &edits[1])).unwrap();
    let before = alice.everything();
    assert!(alice.handle(&arrived(&bobby, &edits[0])).unwrap().shows_nothing());
    assert!(alice.handle(&arrived(&bobby, &edits[1])).unwrap().shows_nothing());
    assert_eq!(alice.everything(), before);
    assert_eq!(stored(&mut alice, &said.id).text, "2");
}

#[test]
fn an_edit_that_mentions_us_is_counted_where_mentions_count() {
    let (mut alice, mut bobby, _) = company();
    let said = sent(public(&mut bobby, "hello"));
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let count = |alice: &mut Person| {
        let chat = alice.stores.find_chat("agora").unwrap().unwrap();
        (chat.unviewed_messages_count, chat.unviewed_mentions_count)
    };
    assert_eq!(count(&mut alice), (1, 0));
    let mention = format!("hello @{}", alice.id());
    for (text, expected) in [(mention.as_str(), (1, 1)), ("hello all", (1, 0)), (&mention, (1, 1))] {
        let edited = sent(edit(&mut bobby, &said.id, text).unwrap());
        alice.handle(&arrived(&bobby, &edited)).unwrap();
        assert_eq!(count(&mut alice), expected);
    }
}

fn public(from: &mut Person, text: &str) -> Outcome {
    let message = NewMessage { chat_id: "agora".into(), text: text.into(), content_type: 1, ..NewMessage::default() };
    from.run(|context| chat::send_message(context, message)).unwrap()
}

#[test]
fn of_an_album_every_image_is_edited() {
    let (mut alice, mut bobby) = readers();
    // Sent by another device of bobby.
    let images = [0, 1, 2].map(|number| image(&bobby, &alice, number));
    for content in &images {
        bobby.handle(content).unwrap();
        alice.handle(content).unwrap();
    }
    let edited = edit(&mut bobby, &images[1].id, "see").unwrap();
    assert_eq!(edited.outgoing.len(), 3);
    alice.receive(&bobby, &edited.outgoing);
    assert!(images.iter().all(|image| stored(&mut alice, &image.id).text == "see"));
    assert!(images.iter().all(|image| stored(&mut alice, &image.id).content_type == 7));
}

#[test]
fn an_edit_of_a_bridged_message_replaces_what_was_said_on_the_other_side() {
    let (mut alice, bobby) = readers();
    let bridge = BridgeMessage {
        bridge_name: "discord".into(),
        user_name: "dan".into(),
        content: "first".into(),
        ..BridgeMessage::default()
    };
    let content = ChatMessage {
        clock: bobby.now,
        timestamp: bobby.now,
        chat_id: alice.id(),
        message_type: 1,
        content_type: 18,
        payload: Some(Payload::BridgeMessage(bridge)),
        ..ChatMessage::default()
    };
    let said = signed(&bobby, Type::ChatMessage, &content);
    alice.handle(&said).unwrap();
    let edit = EditMessage {
        clock: bobby.now + 1,
        text: "second".into(),
        chat_id: alice.id(),
        message_id: said.id.clone(),
        message_type: 1,
        content_type: 18,
        ..EditMessage::default()
    };
    alice.handle(&signed(&bobby, Type::EditMessage, &edit)).unwrap();
    let payload = ChatMessage::decode(stored(&mut alice, &said.id).payload.as_slice()).unwrap().payload;
    assert!(matches!(payload, Some(Payload::BridgeMessage(bridge)) if bridge.content == "second"));
}

#[test]
fn one_edits_ones_own_words_only() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "mine");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let before = alice.everything();
    for (id, text, expected) in [
        (said.id.as_str(), "yours", "sender is not the author of the message"),
        ("0x00", "nobody's", "record not found"),
    ] {
        assert_eq!(edit(&mut alice, id, text).unwrap_err().to_string(), expected);
    }
    assert_eq!(alice.everything(), before);
    let long = "x".repeat(4097);
    for (text, expected) in [(" ", "text can't be empty"), (long.as_str(), "text shouldn't be longer than 4096")] {
        assert_eq!(edit(&mut bobby, &said.id, text).unwrap_err().to_string(), expected);
    }
    let note = bobby.messages(&alice).into_iter().find(|row| row.content_type == 16).unwrap().id;
    let refused = edit(&mut bobby, &note, "x").unwrap_err().to_string();
    assert_eq!(refused, "only text or emoji messages can be replaced");
    bobby.run(|context| chat::delete_message(context, &said.id)).unwrap();
    assert_eq!(edit(&mut bobby, &said.id, "x").unwrap_err().to_string(), "the message is deleted");
}

#[test]
fn people_are_mentioned_in_an_edit_by_their_names() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "hello");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let name = bobby.contact(&alice).display_name;
    assert!(!name.is_empty());
    let edited = edit(&mut bobby, &said.id, &format!("hello @{name}!")).unwrap();
    let expected = format!("hello @{}!", alice.id());
    assert_eq!(edited.messages[&said.id].text, expected);
    alice.receive(&bobby, &edited.outgoing);
    let got = stored(&mut alice, &said.id);
    assert_eq!((got.text, got.mentioned), (expected, true));
}
