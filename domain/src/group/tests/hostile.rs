//! Updates that should not be.

use proptest::prelude::*;
use prost::Message as _;
use status_ports::{GroupStore as _, SettingRecord, SettingsStore as _};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::membership_update_message::ChatEntity;
use status_proto::status::{
    ChatMessage, GroupChatInvitation, MembershipUpdateEvent, MembershipUpdateMessage, MessageType,
};

use super::people::{deliver, three_friends};
use crate::group::{self, Change, Event, sent_bytes};
use crate::messaging::tests::Person;
use crate::messaging::{HandleError, Outcome, ReceivedMessage};

fn message(from: &Person, kind: Type, payload: &impl prost::Message) -> ReceivedMessage {
    let payload = payload.encode_to_vec();
    ReceivedMessage {
        id: format!("0x{}", hex::encode(crate::crypto::keccak256(&[&payload, &from.public_key().to_compressed()]))),
        author: from.public_key(),
        envelope_signer: from.public_key(),
        kind,
        payload,
        whisper_timestamp: from.now / 1000 * 1000,
    }
}

fn update(from: &Person, chat_id: &str, events: Vec<Vec<u8>>) -> ReceivedMessage {
    let payload = MembershipUpdateMessage { chat_id: chat_id.to_owned(), events, chat_entity: None };
    message(from, Type::MembershipUpdateMessage, &payload)
}

fn history_of(person: &mut Person, chat_id: &str) -> Vec<Vec<u8>> {
    person.stores.group_events(chat_id).unwrap().iter().map(sent_bytes).collect()
}

fn signed(by: &Person, chat_id: &str, clock: u64, change: Change) -> Vec<u8> {
    sent_bytes(&Event::sign(chat_id, clock, change, &by.key).to_record(true))
}

/// Handles a message that must be dropped, and shows that nothing changed.
fn refused(by: &mut Person, message: &ReceivedMessage) -> String {
    let before = by.everything();
    let error = by.handle(message).unwrap_err();
    assert_eq!(by.everything(), before);
    error.to_string()
}

/// A group of alice and bobby; carol knows both.
fn team() -> ([Person; 3], String) {
    let [mut alice, mut bobby, carol] = three_friends();
    let (team, made) = alice.make_group(&[&bobby]);
    let joined = deliver(&alice, &made, &mut bobby);
    deliver(&bobby, &joined, &mut alice);
    ([alice, bobby, carol], team)
}

#[test]
fn events_that_cannot_be_are_refused_each_with_its_reason() {
    let ([mut alice, bobby, carol], team) = team();
    let now = bobby.now;
    let renamed = |clock| signed(&bobby, &team, clock, Change::NameChanged("x".into()));
    let raw = |event: MembershipUpdateEvent| {
        let bytes = event.encode_to_vec();
        let digest = crate::crypto::keccak256(&[team.as_bytes(), &bytes]);
        [&crate::crypto::Signature::sign_digest(&bobby.key, &digest).to_bytes()[..], &bytes].concat()
    };
    let event = MembershipUpdateEvent { clock: now, ..MembershipUpdateEvent::default() };
    let with = |r#type: i32, members: Vec<String>, name: String, color: String, image: Vec<u8>| {
        raw(MembershipUpdateEvent { r#type, members, name, color, image, ..event.clone() })
    };
    let of = |kind: i32, members: Vec<String>| with(kind, members, String::new(), String::new(), Vec::new());
    let (name, color, image) = (String::new(), String::new(), Vec::new());
    let cases = [
        (Vec::new(), "malformed event"),
        (vec![1; 65], "malformed event"),
        ([vec![1; 65], vec![0xff]].concat(), "malformed event"),
        ([vec![0xff; 65], event.encode_to_vec()].concat(), "unknown type of event: 0"),
        (renamed(0), "clock can't be 0"),
        (renamed(alice.now + 600_000), "clock value too high"),
        (renamed(u64::MAX), "clock value too high"),
        (of(77, Vec::new()), "unknown type of event: 77"),
        (of(3, vec!["bobby".into()]), "invalid key of a member"),
        (of(3, vec![bobby.id(); 21]), "a group has at most 20 members"),
        (of(5, Vec::new()), "the event must name one member"),
        (of(5, vec![bobby.id(), bobby.id()]), "the event must name one member"),
        (of(6, Vec::new()), "the event names nobody"),
        (of(7, Vec::new()), "the event must name one member"),
        (
            with(2, Vec::new(), name.clone(), color.clone(), image.clone()),
            "the name of a group has 1 to 256 characters",
        ),
        (
            with(2, Vec::new(), "\u{e9}".repeat(257), color.clone(), image.clone()),
            "the name of a group has 1 to 256 characters",
        ),
        (with(8, Vec::new(), name.clone(), color, image.clone()), "the color of a group has 1 to 64 characters"),
        (with(8, Vec::new(), name.clone(), "x".repeat(65), image), "the color of a group has 1 to 64 characters"),
        (of(9, Vec::new()), "the picture of a group has 1 to 400000 bytes"),
        (with(9, Vec::new(), name, String::new(), vec![1; 400_001]), "the picture of a group has 1 to 400000 bytes"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refused(&mut alice, &update(&bobby, &team, vec![bytes])), expected);
    }
    // Valid ones beside them count.
    let events = vec![renamed(u64::MAX), renamed(now + 1), vec![7]];
    alice.handle(&update(&bobby, &team, events)).unwrap();
    assert_eq!(alice.group_chat(&team).name, "x");
    let _ = carol;
}

#[test]
fn who_is_not_in_a_group_has_no_say_in_it() {
    let ([mut alice, mut bobby, carol], team) = team();
    let history = history_of(&mut bobby, &team);
    let mut events = history.clone();
    events.push(signed(&carol, &team, alice.now, Change::NameChanged("hers".into())));
    assert_eq!(refused(&mut alice, &update(&carol, &team, events.clone())), "message not allowed");
    // Nor if a member passes it on.
    alice.handle(&update(&bobby, &team, events)).unwrap();
    assert_eq!(alice.group_chat(&team).name, "team");
    // Adding herself does not help.
    let own = vec![
        signed(&carol, &team, alice.now, Change::MembersAdded(vec![carol.public_key().to_compressed()])),
        signed(&carol, &team, alice.now + 1, Change::MemberJoined),
    ];
    assert_eq!(refused(&mut alice, &update(&carol, &team, own)), "message not allowed");
    // An event of another group is nobody's here.
    let foreign = signed(&bobby, "elsewhere", alice.now, Change::NameChanged("x".into()));
    let _ = alice.handle(&update(&bobby, &team, vec![foreign]));
    assert_eq!(alice.group_chat(&team).name, "team");
    // She neither talks in it.
    let said = ChatMessage {
        clock: carol.now,
        timestamp: carol.now,
        text: "hello".into(),
        chat_id: team.clone(),
        message_type: MessageType::PrivateGroup.into(),
        content_type: 1,
        ..ChatMessage::default()
    };
    let payload = MembershipUpdateMessage {
        chat_id: team.clone(),
        events: history,
        chat_entity: Some(ChatEntity::Message(said)),
    };
    assert_eq!(refused(&mut alice, &message(&carol, Type::MembershipUpdateMessage, &payload)), "message not allowed");
}

#[test]
fn an_update_makes_no_group_without_us_or_its_creator() {
    let [mut alice, bobby, carol] = three_friends();
    let clock = alice.now;
    let id = format!("a-{}", bobby.id());
    let created = signed(&bobby, &id, clock, Change::Created { name: "x".into(), color: String::new() });
    let adds =
        |who: &Person| signed(&bobby, &id, clock + 1, Change::MembersAdded(vec![who.public_key().to_compressed()]));
    assert_eq!(refused(&mut alice, &update(&bobby, &id, Vec::new())), "the group was not created");
    let without_creation = update(&bobby, &id, vec![adds(&alice)]);
    assert_eq!(refused(&mut alice, &without_creation), "the group was not created");
    let without_us = update(&bobby, &id, vec![created.clone(), adds(&carol)]);
    assert_eq!(refused(&mut alice, &without_us), "can't create a new group chat without us being a member");
    // Somebody who is not in it cannot bring us into it.
    let by_carol = update(&carol, &id, vec![created.clone(), adds(&alice)]);
    assert_eq!(refused(&mut alice, &by_carol), "message not allowed");
    for id in ["team", &bobby.id(), ""] {
        let error = refused(&mut alice, &update(&bobby, id, vec![created.clone()]));
        assert!(["invalid chat ID", "the chat is no private group"].contains(&&*error), "{error}");
    }
    // The id says that alice made it; bobby cannot.
    let id = format!("a-{}", alice.id());
    let forged = signed(&bobby, &id, clock, Change::Created { name: "x".into(), color: String::new() });
    assert_eq!(refused(&mut alice, &update(&bobby, &id, vec![forged])), "the group was created by somebody else");
}

#[test]
fn what_comes_with_an_update_is_for_its_group() {
    let ([mut alice, mut bobby, _], team) = team();
    let history = history_of(&mut bobby, &team);
    let said = ChatMessage {
        clock: bobby.now,
        timestamp: bobby.now,
        text: "hello".into(),
        chat_id: team.clone(),
        message_type: MessageType::PrivateGroup.into(),
        content_type: 1,
        ..ChatMessage::default()
    };
    let elsewhere = [
        ChatMessage { chat_id: alice.id(), ..said.clone() },
        ChatMessage { message_type: MessageType::OneToOne.into(), ..said.clone() },
        ChatMessage { chat_id: alice.id(), message_type: MessageType::OneToOne.into(), ..said.clone() },
        ChatMessage { message_type: 99, ..said },
    ];
    for content in elsewhere {
        let entity = Some(ChatEntity::Message(content));
        let payload = MembershipUpdateMessage { chat_id: team.clone(), events: history.clone(), chat_entity: entity };
        let error = refused(&mut alice, &message(&bobby, Type::MembershipUpdateMessage, &payload));
        assert_eq!(error, "the message belongs to another chat");
    }
}

#[test]
fn whoever_takes_messages_of_contacts_only_is_in_no_group_of_strangers() {
    let [mut alice, _, _] = three_friends();
    let mut stranger = Person::new("stranger-node", 4);
    stranger.now = alice.now;
    let setting = SettingRecord { name: "messages-from-contacts-only".into(), value: "true".into() };
    alice.stores.save_settings(&[setting]).unwrap();
    let id = format!("a-{}", stranger.id());
    let events = vec![
        signed(&stranger, &id, stranger.now, Change::Created { name: "x".into(), color: String::new() }),
        signed(&stranger, &id, stranger.now, Change::MembersAdded(vec![alice.public_key().to_compressed()])),
    ];
    assert_eq!(refused(&mut alice, &update(&stranger, &id, events)), "message not allowed");
}

#[test]
fn invitations_that_should_not_be_are_refused() {
    let ([mut alice, mut bobby, carol], team) = team();
    let wish = |state: i32, clock: u64, text: &str| GroupChatInvitation {
        clock,
        chat_id: team.clone(),
        introduction_message: text.into(),
        state,
    };
    let now = carol.now;
    let refuse =
        |by: &mut Person, wish: &GroupChatInvitation| refused(by, &message(&carol, Type::GroupChatInvitation, wish));
    assert_eq!(refuse(&mut alice, &wish(0, now, "")), "invalid group chat invitation");
    assert_eq!(refuse(&mut alice, &wish(2, now, "")), "invalid group chat invitation");
    assert_eq!(refuse(&mut alice, &wish(3, now, "")), "invalid group chat invitation");
    assert_eq!(refuse(&mut alice, &wish(9, now, "")), "invalid group chat invitation");
    assert_eq!(refuse(&mut alice, &wish(1, 0, "")), "clock can't be 0");
    assert_eq!(refuse(&mut alice, &wish(1, u64::MAX, "")), "clock value too high");
    assert_eq!(refuse(&mut alice, &wish(1, now, &"x".repeat(4097))), "invalid group chat invitation");
    // Bobby is no admin, and knows no other group.
    assert_eq!(refuse(&mut bobby, &wish(1, now, "")), "not an admin of the group");
    let elsewhere = GroupChatInvitation { chat_id: "elsewhere".into(), ..wish(1, now, "") };
    assert_eq!(refuse(&mut bobby, &elsewhere), "unknown chat");
    assert!(alice.stores.invitations().unwrap().is_empty());
}

#[test]
fn an_event_that_comes_late_allows_what_it_should() {
    let ([mut alice, mut bobby, mut carol], team) = team();
    let carols_key = carol.public_key();
    let added = bobby.run(|context| group::add_members(context, &team, &[carols_key])).unwrap();
    deliver(&bobby, &added, &mut carol);
    let renamed = carol.run(|context| group::rename(context, &team, "hers")).unwrap();
    let all = history_of(&mut carol, &team);
    // Alice hears what carol did, but not that she was added.
    let late = all.len() - 3;
    let without = all.iter().enumerate().filter(|(place, _)| *place != late).map(|(_, event)| event.clone());
    let without = without.collect();
    alice.now = alice.now.max(carol.now);
    alice.handle(&update(&bobby, &team, without)).unwrap();
    assert_eq!((alice.members_of(&team), alice.group_chat(&team).name), ("1* 2".into(), "team".into()));
    deliver(&carol, &renamed, &mut alice);
    assert_eq!((alice.members_of(&team), alice.group_chat(&team).name), ("1* 2 3".into(), "hers".into()));
    assert_eq!(alice.group(&team).digest, carol.group(&team).digest);
    assert_eq!(alice.group(&team).refused_events, 0);
}

/// What a group is to somebody after all these pieces of its history, each of which may be lost on the way until the last.
fn after(pieces: &[Vec<Vec<u8>>], to: &Person, from: &Person, team: &str) -> Person {
    let mut to = to.clone();
    to.now = to.now.max(from.now);
    for piece in pieces {
        match to.handle(&update(from, team, piece.clone())) {
            Ok(Outcome { .. }) | Err(HandleError::Group(_) | HandleError::NotAllowed) => {}
            Err(error) => panic!("{error}"),
        }
    }
    to
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn pieces_of_a_history_in_any_order_make_the_same_group(
        order in proptest::collection::vec(any::<proptest::sample::Index>(), 40),
        size in 1..5_usize,
    ) {
        let ([alice, mut bobby, mut carol], team) = team();
        let carols_key = carol.public_key();
        let added = bobby.run(|context| group::add_members(context, &team, &[carols_key])).unwrap();
        deliver(&bobby, &added, &mut carol);
        for name in ["a", "b", "c"] {
            let renamed = carol.run(|context| group::rename(context, &team, name)).unwrap();
            deliver(&carol, &renamed, &mut bobby);
            let renamed = bobby.run(|context| group::rename(context, &team, &format!("{name}{name}"))).unwrap();
            deliver(&bobby, &renamed, &mut carol);
        }
        let all = history_of(&mut bobby, &team);
        let pieces: Vec<Vec<Vec<u8>>> = order
            .chunks(size)
            .map(|piece| piece.iter().map(|place| all[place.index(all.len())].clone()).collect())
            .collect();
        let mut scattered = after(&pieces, &alice, &bobby, &team);
        // Whatever came before, the whole history makes it whole.
        let mut whole = after(&[all], &scattered, &bobby, &team);
        prop_assert_eq!(whole.group(&team).members, bobby.group(&team).members);
        prop_assert_eq!(whole.group(&team).name, bobby.group(&team).name);
        prop_assert_eq!(whole.group(&team).digest, bobby.group(&team).digest);
        prop_assert_eq!(whole.texts_of(&team), bobby.texts_of(&team));
        let _ = scattered.group(&team);
    }
}
