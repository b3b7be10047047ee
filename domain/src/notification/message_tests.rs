//! Which messages are shown in the activity center.

use status_ports::{ActivityRecord, ActivityStore, ChatKind, ChatRecord, ChatStore, MessageRecord, MessageStore};

use super::{MENTION, NEW_ONE_TO_ONE, REPLY, id, message_deleted, message_edited, message_received};
use crate::chat::{self, hidden_chat_with};
use crate::contact;
use crate::messaging::tests::{Person, friends};
use crate::messaging::{Decision, Outcome};
use crate::notification;

fn group() -> ChatRecord {
    let key = Person::new("bobby-node", 2).public_key();
    ChatRecord {
        id: "5a6b7c8d-0000-4000-8000-000000000000-0x04".to_owned(),
        name: "team".to_owned(),
        kind: ChatKind::PrivateGroup,
        active: true,
        ..hidden_chat_with(&key, 1)
    }
}

fn message(from: &Person, chat: &ChatRecord, number: u8) -> MessageRecord {
    MessageRecord {
        whisper_timestamp: 1_700_000_000_000,
        content_type: 1,
        mentioned: true,
        ..MessageRecord::new(
            format!("0x{}", hex::encode([number; 32])),
            chat.id.clone(),
            from.public_key().to_compressed(),
        )
    }
}

fn receive(who: &mut Person, chat: &ChatRecord, message: &MessageRecord) -> Outcome {
    who.run(|context| {
        let mut decision = Decision::new(context);
        message_received(&mut decision, chat, message).unwrap();
        decision.save_message(message.clone()).unwrap();
        decision.outcome
    })
}

fn entry(who: &mut Person, id: &[u8]) -> ActivityRecord {
    who.stores.find_activity(id).unwrap().unwrap()
}

#[test]
fn texts_are_read_as_hex_as_far_as_they_are() {
    for (text, bytes) in [
        ("0x0102", &[1, 2][..]),
        ("102", &[1, 2]),
        ("5a6b7c8d-1234", &[0x05, 0xa6, 0xb7, 0xc8]),
        ("5a6b7c8d-12345", &[0x5a, 0x6b, 0x7c, 0x8d]),
        (&format!("0x{}", "04".repeat(65)), &[4; 65]),
        ("", &[]),
        ("x", &[]),
        ("\u{e9}", &[]),
        ("AbCd", &[0xab, 0xcd]),
    ] {
        assert_eq!(id::lenient_hex(text), bytes, "{text}");
    }
}

#[test]
fn what_a_stranger_writes_is_one_entry_until_the_chat_is_open() {
    let (mut alice, mut bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let key = alice.public_key();
    let said = bobby.run(|context| chat::send_one_to_one_message(context, &key, "hello")).unwrap();
    let shown = alice.receive(&bobby, &said.outgoing);
    let id = bobby.public_key().to_uncompressed().to_vec();
    assert_eq!((shown.activities[&id].kind, shown.activities[&id].read), (NEW_ONE_TO_ONE, false));
    assert!(!shown.chats[&bobby.id()].active && !alice.has_seen_all());
    alice.run(|context| notification::dismiss(context, std::slice::from_ref(&id))).unwrap();
    // They write again: that is to be looked at again, in the same entry.
    let said = bobby.run(|context| chat::send_one_to_one_message(context, &key, "hello?")).unwrap();
    let shown = alice.receive(&bobby, &said.outgoing);
    assert_eq!(shown.activities.len(), 1);
    assert!(!entry(&mut alice, &id).dismissed);
    let accepted = alice.run(|context| notification::accept(context, std::slice::from_ref(&id))).unwrap();
    assert!(accepted.chats[&bobby.id()].active && accepted.listen_to == [bobby.public_key()]);
    let said = bobby.run(|context| chat::send_one_to_one_message(context, &key, "at last")).unwrap();
    assert!(alice.receive(&bobby, &said.outgoing).activities.is_empty());
}

#[test]
fn a_contact_request_has_an_entry_of_its_own_only() {
    let (mut alice, mut bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let key = alice.public_key();
    let asked = bobby.run(|context| contact::send_contact_request(context, &key, "hello")).unwrap();
    let shown = alice.receive(&bobby, &asked.outgoing);
    let kinds: Vec<u32> = shown.activities.values().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [notification::CONTACT_REQUEST]);
}

#[test]
fn mentions_and_replies_are_shown_in_open_chats_that_are_not_muted() {
    let (mut alice, bobby) = friends();
    let chat = group();
    let mention = message(&bobby, &chat, 1);
    let shown = receive(&mut alice, &chat, &mention);
    let shown = shown.activities.values().next().unwrap();
    assert_eq!((shown.kind, shown.id.as_slice(), shown.name.as_str()), (MENTION, &[1; 32][..], "team"));
    let reply =
        MessageRecord { mentioned: false, replied: true, response_to: "0x01".into(), ..message(&bobby, &chat, 2) };
    let shown = receive(&mut alice, &chat, &reply);
    let shown = shown.activities.values().next().unwrap();
    assert_eq!((shown.kind, shown.reply_message_id.as_str()), (REPLY, "0x01"));

    let plain = MessageRecord { mentioned: false, ..message(&bobby, &chat, 3) };
    assert!(receive(&mut alice, &chat, &plain).activities.is_empty());
    let own = message(&alice.clone(), &chat, 4);
    assert!(receive(&mut alice, &chat, &own).activities.is_empty());
    let deleted = MessageRecord { deleted: true, ..message(&bobby, &chat, 5) };
    assert!(receive(&mut alice, &chat, &deleted).activities.is_empty());
    let now = alice.now;
    for (active, muted, mute_till, is_shown) in
        [(false, false, 0, false), (true, true, 0, false), (true, true, now * 2, false), (true, true, 1, true)]
    {
        let chat = ChatRecord { active, muted, mute_till, ..chat.clone() };
        let shown = receive(&mut alice, &chat, &message(&bobby, &chat, 6));
        assert_eq!(!shown.activities.is_empty(), is_shown);
    }
    let public = ChatRecord { kind: ChatKind::Public, ..chat.clone() };
    assert!(receive(&mut alice, &public, &message(&bobby, &public, 7)).activities.is_empty());
    let between_two = ChatRecord { kind: ChatKind::OneToOne, ..chat };
    assert!(receive(&mut alice, &between_two, &message(&bobby, &between_two, 8)).activities.is_empty());
}

#[test]
fn what_was_read_elsewhere_is_not_new() {
    let (mut alice, bobby) = friends();
    alice.run(notification::mark_all_read).unwrap();
    let chat = group();
    let read = MessageRecord { seen: true, ..message(&bobby, &chat, 1) };
    assert!(receive(&mut alice, &chat, &read).activities[&vec![1; 32]].read);
    assert!(alice.has_seen_all());
}

#[test]
fn an_album_is_one_entry() {
    let (mut alice, bobby) = friends();
    let chat = group();
    let album_id = "00a1b2c3-1111-4222-8333-444444444444".to_owned();
    for number in 1..4 {
        let image = MessageRecord { album_id: album_id.clone(), ..message(&bobby, &chat, number) };
        let shown = receive(&mut alice, &chat, &image);
        let entry = &shown.activities[&vec![0x00, 0xa1, 0xb2, 0xc3]];
        assert_eq!(entry.message_id, message(&bobby, &chat, 1).id);
    }
    let ids = [message(&bobby, &chat, 2).id];
    alice.stores.save_chat(&chat).unwrap();
    let read = alice.run(|context| chat::mark_messages_read(context, &chat.id, &ids)).unwrap();
    assert!(read.activities[&vec![0x00, 0xa1, 0xb2, 0xc3]].read);
    let image = alice.stores.find_message(&ids[0]).unwrap().unwrap();
    alice.run(|context| message_deleted(&mut Decision::new(context), &image)).unwrap();
    assert!(entry(&mut alice, &[0x00, 0xa1, 0xb2, 0xc3]).deleted);
    let late = MessageRecord { album_id, ..message(&bobby, &chat, 4) };
    assert!(receive(&mut alice, &chat, &late).activities.is_empty());
}

#[test]
fn an_album_cannot_be_named_so_that_it_takes_the_entry_of_another_message() {
    let (mut alice, bobby) = friends();
    let carol = Person::new("carol-node", 3);
    let chat = group();
    let mention = message(&bobby, &chat, 1);
    receive(&mut alice, &chat, &mention);
    let forged = MessageRecord { album_id: mention.id.clone(), ..message(&carol, &chat, 2) };
    let shown = receive(&mut alice, &chat, &forged);
    assert_eq!(shown.activities.keys().collect::<Vec<_>>(), [&vec![2; 32]]);
    assert_eq!(entry(&mut alice, &[1; 32]).message_id, mention.id);
    let endless = MessageRecord { album_id: "ab".repeat(100_000), ..message(&carol, &chat, 3) };
    assert_eq!(receive(&mut alice, &chat, &endless).activities.keys().collect::<Vec<_>>(), [&vec![3; 32]]);
}

#[test]
fn an_edit_refreshes_what_was_not_read_and_a_delete_removes_it() {
    let (mut alice, bobby) = friends();
    alice.run(notification::mark_all_read).unwrap();
    let chat = group();
    let mention = message(&bobby, &chat, 1);
    receive(&mut alice, &chat, &mention);
    let change = |alice: &mut Person, how: fn(&mut Decision<'_, '_>, &MessageRecord) -> Result<(), _>| {
        alice.run(|context| {
            let mut decision = Decision::new(context);
            how(&mut decision, &mention).unwrap();
            decision.outcome
        })
    };
    assert!(!change(&mut alice, message_edited).activities[&vec![1; 32]].read);
    assert!(!alice.has_seen_all());
    let deleted = change(&mut alice, message_deleted);
    assert!(deleted.activities[&vec![1; 32]].deleted && alice.has_seen_all());
    assert!(change(&mut alice, message_deleted).activities.is_empty());
    assert!(change(&mut alice, message_edited).activities.is_empty());
}

#[test]
fn what_is_about_a_community_is_dismissed_at_once() {
    let mut alice = Person::new("alice-node", 1);
    let about = |id: u8, community: &str| ActivityRecord {
        community_id: community.to_owned(),
        ..ActivityRecord::new(vec![id], 6, String::new(), 1)
    };
    for entry in [about(1, "0x02"), about(2, "0x02"), about(3, "0x03")] {
        alice.stores.save_activity(&entry).unwrap();
    }
    alice.run(|context| notification::dismiss_of_community(context, "0x02")).unwrap();
    assert_eq!([1, 2, 3].map(|id| entry(&mut alice, &[id]).dismissed), [true, true, false]);
}
