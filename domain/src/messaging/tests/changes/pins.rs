use status_ports::PinStore;

use super::*;

fn pin(person: &mut Person, with: &Person, id: &str, pinned: bool) -> Outcome {
    let chat_id = with.id();
    person.run(|context| chat::pin_message(context, &chat_id, id, pinned)).unwrap()
}

fn pinned(person: &mut Person, with: &Person) -> Vec<String> {
    let page = person.stores.pinned_messages(&with.id(), "", None).unwrap();
    page.items.into_iter().map(|pin| pin.message_id).collect()
}

#[test]
fn a_pin_is_noted_on_both_sides_and_taken_down_in_silence() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "keep this");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let up = pin(&mut alice, &bobby, &said.id, true);
    let note = up.messages.values().find(|message| message.content_type == 14).unwrap().clone();
    assert!(note.seen && note.response_to == said.id && note.id.len() == 64);
    assert!(up.messages.contains_key(&said.id));
    // A note of our own is nothing to read.
    assert_eq!(counts(&mut alice, &bobby), (1, 1));
    assert_eq!(alice.chat(&bobby).last_message.unwrap().id, said.id);

    let shown = bobby.receive(&alice, &up.outgoing);
    let theirs = &shown.messages[&note.id];
    assert!(!theirs.seen && theirs.from == alice.public_key().to_compressed());
    assert_eq!(counts(&mut bobby, &alice), (1, 0));
    assert_eq!(shown.pins.keys().collect::<Vec<_>>(), up.pins.keys().collect::<Vec<_>>());
    assert_eq!(
        (pinned(&mut alice, &bobby), pinned(&mut bobby, &alice)),
        (vec![said.id.clone()], vec![said.id.clone()])
    );

    let down = pin(&mut bobby, &alice, &said.id, false);
    assert!(down.messages.is_empty());
    let shown = alice.receive(&bobby, &down.outgoing);
    assert!(
        shown.messages.is_empty() && pinned(&mut alice, &bobby).is_empty() && pinned(&mut bobby, &alice).is_empty()
    );
    // The first one comes again.
    assert!(bobby.handle(&arrived(&alice, &up.outgoing[0])).unwrap().shows_nothing());
    assert!(pinned(&mut bobby, &alice).is_empty());
}

#[test]
fn what_is_not_there_is_not_pinned() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "keep this");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let chat_id = bobby.id();
    let mut refused = |chat: &str, id: &str| {
        let before = alice.everything();
        let error = alice.run(|context| chat::pin_message(context, chat, id, true)).unwrap_err().to_string();
        assert_eq!(alice.everything(), before);
        error
    };
    assert_eq!(refused("nowhere", &said.id), "can't find chat");
    assert_eq!(refused(&chat_id, "0x00"), "record not found");
    let deleted = bobby.run(|context| chat::delete_message(context, &said.id)).unwrap();
    alice.receive(&bobby, &deleted.outgoing);
    let error = alice.run(|context| chat::pin_message(context, &chat_id, &said.id, true)).unwrap_err();
    assert_eq!(error.to_string(), "the message is deleted");
}

#[test]
fn the_pin_of_a_deleted_message_is_not_listed() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "keep this");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let up = pin(&mut alice, &bobby, &said.id, true);
    bobby.receive(&alice, &up.outgoing);
    let deleted = bobby.run(|context| chat::delete_message(context, &said.id)).unwrap();
    alice.receive(&bobby, &deleted.outgoing);
    assert!(pinned(&mut alice, &bobby).is_empty() && pinned(&mut bobby, &alice).is_empty());
}
