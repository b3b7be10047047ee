//! What members of a group see.

use status_ports::{ActivityStore as _, GroupStore as _, ReadFilter};
use status_proto::status::application_metadata_message::Type;

use super::people::{chat_of, deliver, three_friends};
use crate::chat::{self, NewMessage};
use crate::group::{self, Edit, GroupError};
use crate::messaging::tests::Person;
use crate::messaging::{Audience, CommandError, Delivery, Outcome};
use crate::notification;

fn say(person: &mut Person, chat_id: &str, text: &str) -> Outcome {
    let message =
        NewMessage { chat_id: chat_id.to_owned(), text: text.to_owned(), content_type: 1, ..NewMessage::default() };
    person.run(|context| chat::send_message(context, message)).unwrap()
}

fn group_error(refused: Result<Outcome, CommandError>) -> GroupError {
    match refused {
        Err(CommandError::Group(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_group_is_made_of_contacts_who_join_by_themselves() {
    let [mut alice, mut bobby, carol] = three_friends();
    let (team, made) = alice.make_group(&[&bobby]);
    let chat = chat_of(&made);
    assert!(team.ends_with(&format!("-{}", alice.id())) && team.len() == 169);
    assert!(chat.active && chat.joined == alice.now && chat.highlight);
    assert_eq!((chat.synced_to, chat.synced_from), (alice.now / 1000, alice.now / 1000));
    assert_eq!(chat.last_message, None);
    assert_eq!(made.listen_to, [bobby.public_key()]);
    assert_eq!(alice.texts_of(&team), ["@1 created the group team", "@1 has added @2"]);
    let [sent] = &made.outgoing[..] else { panic!("{:?}", made.outgoing) };
    assert_eq!((sent.kind, sent.delivery), (Type::MembershipUpdateMessage, Delivery::Datasync));

    let joined = deliver(&alice, &made, &mut bobby);
    let seen = bobby.group_chat(&team);
    assert_eq!((&*seen.name, &*seen.color, seen.active, seen.joined), ("team", &*chat.color, true, bobby.now));
    assert_eq!(bobby.group(&team).received_invitation_admin, Some(alice.public_key().to_compressed()));
    assert_eq!(bobby.texts_of(&team), ["@1 created the group team", "@1 has added @2"]);
    assert_eq!(joined.listen_to, [alice.public_key()]);
    deliver(&bobby, &joined, &mut alice);
    for person in [&mut alice, &mut bobby] {
        assert_eq!(person.members_of(&team), "1* 2");
        assert_eq!(person.stores.group_events(&team).unwrap().len(), 3);
    }
    assert_eq!(alice.group(&team).digest, bobby.group(&team).digest);

    // The same once more changes nothing.
    let before = bobby.everything();
    let again = deliver(&alice, &made, &mut bobby);
    assert!(again.shows_nothing() && again.outgoing.is_empty());
    assert_eq!(bobby.everything(), before);
    let refused = alice.run(|context| group::create(context, "x", &[Person::new("", 9).public_key()]));
    assert_eq!(group_error(refused), GroupError::NotMutualContacts);
    let _ = carol;
}

#[test]
fn what_is_said_in_a_group_reaches_all_its_members_and_brings_its_history() {
    let [mut alice, mut bobby, mut carol] = three_friends();
    let (team, made) = alice.make_group(&[&bobby, &carol]);
    let joined = deliver(&alice, &made, &mut bobby);
    deliver(&bobby, &joined, &mut alice);
    // Carol hears of the group with the first message of somebody else in it.
    let said = say(&mut bobby, &team, "hello");
    let audiences: Vec<_> = said.outgoing.iter().map(|message| message.audience.clone()).collect();
    assert_eq!(audiences, [Audience::Person(alice.public_key()), Audience::Person(carol.public_key())]);
    let heard = deliver(&bobby, &said, &mut carol);
    assert!(heard.received.contains(&said.messages.keys().next().unwrap().clone()));
    assert_eq!(carol.texts_of(&team), ["@1 created the group team", "@1 has added @2, @3", "hello"]);
    assert_eq!(carol.group_chat(&team).unviewed_messages_count, 1);
    deliver(&bobby, &said, &mut alice);
    // Whoever knows the history already only keeps the message.
    let answered = say(&mut alice, &team, "hi");
    let events = bobby.stores.group_events(&team).unwrap();
    deliver(&alice, &answered, &mut bobby);
    assert_eq!(bobby.stores.group_events(&team).unwrap(), events);
    assert_eq!(bobby.texts_of(&team).last().unwrap(), "hi");
}

#[test]
fn members_change_how_a_group_looks_and_admins_who_is_in_it() {
    let [mut alice, mut bobby, mut carol] = three_friends();
    let (team, made) = alice.make_group(&[&bobby]);
    deliver(&alice, &made, &mut bobby);
    let renamed = bobby.run(|context| group::rename(context, &team, "crew")).unwrap();
    assert_eq!(chat_of(&renamed).name, "crew");
    deliver(&bobby, &renamed, &mut alice);
    let png = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0];
    let edit = Edit { name: "crew".into(), color: "#000000".into(), image: Some(png.clone()) };
    let edited = alice.run(|context| group::edit(context, &team, edit)).unwrap();
    deliver(&alice, &edited, &mut bobby);
    let seen = bobby.group_chat(&team);
    assert_eq!((&*seen.name, &*seen.color), ("crew", "#000000"));
    assert_eq!(bobby.stores.group_images_of(std::slice::from_ref(&team)).unwrap(), [(team.clone(), png)]);

    let carols_key = carol.public_key();
    let added = bobby.run(|context| group::add_members(context, &team, &[carols_key])).unwrap();
    assert_eq!(added.listen_to, [carols_key]);
    deliver(&bobby, &added, &mut alice);
    let joined = deliver(&bobby, &added, &mut carol);
    assert!(carol.group_chat(&team).active);
    deliver(&carol, &joined, &mut alice);
    let refused = bobby.run(|context| group::remove_members(context, &team, &[carols_key]));
    assert_eq!(group_error(refused), GroupError::NotAnAdmin);
    let bobbys_key = bobby.public_key();
    let promoted = alice.run(|context| group::add_admins(context, &team, &[bobbys_key])).unwrap();
    deliver(&alice, &promoted, &mut bobby);
    let removed = bobby.run(|context| group::remove_members(context, &team, &[carols_key])).unwrap();
    // Also whoever was removed is told.
    deliver(&bobby, &removed, &mut carol);
    deliver(&bobby, &removed, &mut alice);
    for person in [&mut alice, &mut bobby, &mut carol] {
        assert_eq!(person.members_of(&team), "1* 2*");
        assert_eq!(person.texts_of(&team).last().unwrap(), "@3 left the group");
    }
    let alices_key = alice.public_key();
    let refused = bobby.run(|context| group::remove_members(context, &team, &[alices_key]));
    assert_eq!(group_error(refused), GroupError::AdminRemoved);
    let refused = carol.run(|context| group::rename(context, &team, "mine"));
    assert_eq!(group_error(refused), GroupError::NotAMember);
    for (name, expected) in [(String::new(), GroupError::InvalidName), ("x".repeat(257), GroupError::InvalidName)] {
        let refused = bobby.run(|context| group::rename(context, &team, &name));
        assert_eq!(group_error(refused), expected);
    }
    let text = Edit { name: "crew".into(), color: "#000000".into(), image: Some(b"text".to_vec()) };
    let refused = bobby.run(|context| group::edit(context, &team, text));
    assert_eq!(group_error(refused), GroupError::InvalidImage);
}

#[test]
fn whoever_leaves_tells_the_others_and_may_come_back() {
    let [mut alice, mut bobby, carol] = three_friends();
    let (team, made) = alice.make_group(&[&bobby, &carol]);
    deliver(&alice, &made, &mut bobby);
    let left = bobby.run(|context| group::leave(context, &team, true)).unwrap();
    assert!(!chat_of(&left).active);
    let audiences: Vec<_> = left.outgoing.iter().map(|message| message.audience.clone()).collect();
    assert_eq!(audiences, [Audience::Person(alice.public_key()), Audience::Person(carol.public_key())]);
    deliver(&bobby, &left, &mut alice);
    assert_eq!(alice.members_of(&team), "1* 3");
    assert_eq!(alice.texts_of(&team).last().unwrap(), "@2 left the group");
    // Whoever left says nothing there any more.
    let before = bobby.everything();
    let message = NewMessage { chat_id: team.clone(), text: "hey".into(), content_type: 1, ..NewMessage::default() };
    let refused = bobby.run(|context| chat::send_message(context, message)).unwrap_err();
    assert_eq!(refused.to_string(), "not a member of the group");
    assert_eq!(bobby.everything(), before);
    // What is said now is not for who left.
    let said = say(&mut alice, &team, "gone");
    assert!(said.outgoing.iter().all(|message| message.audience != Audience::Person(bobby.public_key())));

    let bobbys_key = bobby.public_key();
    let added = alice.run(|context| group::add_members(context, &team, &[bobbys_key])).unwrap();
    let joined = deliver(&alice, &added, &mut bobby);
    assert!(bobby.group_chat(&team).active);
    deliver(&bobby, &joined, &mut alice);
    assert_eq!(alice.members_of(&team), "1* 3 2");
    // An admin may leave, too; nobody is left to remove anybody.
    let left = alice.run(|context| group::leave(context, &team, false)).unwrap();
    assert!(chat_of(&left).active);
    deliver(&alice, &left, &mut bobby);
    assert_eq!(bobby.members_of(&team), "3 2");
    let before = alice.everything();
    assert!(alice.run(|context| group::leave(context, &team, false)).unwrap().outgoing.is_empty());
    assert_eq!(alice.everything(), before);
}

#[test]
fn a_group_of_strangers_is_asked_about_first() {
    let [mut alice, mut bobby, _] = three_friends();
    let mut stranger = Person::new("stranger-node", 4);
    super::people::befriend(&mut stranger, &mut alice);
    // Somebody who is a contact of the creator only.
    let (team, made) = stranger.make_group(&[&alice]);
    deliver(&stranger, &made, &mut alice);
    let bobbys_key = bobby.public_key();
    // Bobby knows alice: he is in at once.
    let added = alice.run(|context| group::add_members(context, &team, &[bobbys_key])).unwrap();
    deliver(&alice, &added, &mut bobby);
    assert!(bobby.group_chat(&team).active);

    let mut dave = Person::new("david-node", 5);
    super::people::befriend(&mut dave, &mut stranger);
    let davids_key = dave.public_key();
    let added = stranger.run(|context| group::add_members(context, &team, &[davids_key])).unwrap();
    // Dave removed his contact meanwhile.
    let strangers_key = stranger.public_key();
    dave.run(|context| crate::contact::remove_contact(context, &strangers_key)).unwrap();
    let asked = deliver(&stranger, &added, &mut dave);
    let chat = dave.group_chat(&team);
    assert!(!chat.active && chat.highlight && chat.joined == 0);
    assert!(asked.outgoing.is_empty());
    let entries = dave.stores.activities(&[notification::NEW_PRIVATE_GROUP], ReadFilter::Unread, "", 9).unwrap().items;
    let [entry] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!((&*entry.chat_id, &*entry.name, entry.author), (&*team, "team", Some(strangers_key.to_compressed())));
    assert!(asked.raised.contains(&entry.id) && entry.id.len() == 4);

    let id = entry.id.clone();
    let accepted = dave.run(|context| notification::accept(context, &[id])).unwrap();
    assert!(chat_of(&accepted).active && chat_of(&accepted).joined == dave.now);
    deliver(&dave, &accepted, &mut stranger);
    assert_eq!(stranger.stores.group_events(&team).unwrap().iter().filter(|event| event.is_accepted).count(), 4);
}

#[test]
fn who_leaves_a_group_needs_no_entries_of_it_and_the_client_is_not_shown_them() {
    let [mut alice, mut bobby, _] = three_friends();
    let (team, made) = alice.make_group(&[&bobby]);
    deliver(&alice, &made, &mut bobby);
    let mention = format!("@{}", bobby.id());
    let said = say(&mut alice, &team, &mention);
    assert_eq!(deliver(&alice, &said, &mut bobby).raised.len(), 1);
    let left = bobby.run(|context| group::leave(context, &team, true)).unwrap();
    assert!(left.activities.is_empty());
    let entries = bobby.stores.activities(&[notification::MENTION], ReadFilter::All, "", 9).unwrap().items;
    assert!(entries.len() == 1 && entries[0].dismissed && entries[0].read);
    assert!(bobby.has_seen_all());
}

#[test]
fn somebody_asks_to_be_let_in() {
    let [mut alice, mut bobby, carol] = three_friends();
    let (team, _) = alice.make_group(&[&carol]);
    let alices_key = alice.public_key();
    let shown = bobby.run(|context| group::create_from_invitation(context, "team?", &team, &alices_key)).unwrap();
    assert_eq!((&*chat_of(&shown).name, chat_of(&shown).active), ("team?", true));
    assert_eq!(bobby.group(&team).invitation_admin, Some(alices_key.to_compressed()));
    let asked = bobby.run(|context| group::request_invitation(context, &team, &alices_key, "let me in")).unwrap();
    let got = deliver(&bobby, &asked, &mut alice);
    let [wish] = &alice.stores.invitations().unwrap()[..] else { panic!("one wish") };
    assert_eq!(got.invitations.get(&wish.id), Some(wish));
    assert_eq!((&*wish.introduction_message, wish.state), ("let me in", 1));
    assert_eq!(bobby.stores.invitations().unwrap()[0].id, wish.id);

    let id = wish.id.clone();
    let rejected = alice.run(|context| group::reject_invitation(context, &id)).unwrap();
    deliver(&alice, &rejected, &mut bobby);
    assert_eq!(bobby.stores.find_invitation(&id).unwrap().unwrap().state, 2);
    // What was answered is not asked anew by an old message.
    deliver(&bobby, &asked, &mut alice);
    assert_eq!(alice.stores.find_invitation(&id).unwrap().unwrap().state, 2);

    let asked = bobby.run(|context| group::request_invitation(context, &team, &alices_key, "please")).unwrap();
    deliver(&bobby, &asked, &mut alice);
    let bobbys_key = bobby.public_key();
    let added = alice.run(|context| group::add_members(context, &team, &[bobbys_key])).unwrap();
    assert_eq!(added.invitations.get(&id).unwrap().state, 3);
    let joined = deliver(&alice, &added, &mut bobby);
    assert_eq!(bobby.stores.find_invitation(&id).unwrap().unwrap().state, 3);
    assert_eq!(bobby.group(&team).invitation_admin, None);
    assert_eq!(bobby.group_chat(&team).name, "team");
    deliver(&bobby, &joined, &mut alice);
    assert_eq!(alice.members_of(&team), "1* 3 2");
}

#[test]
fn who_changed_a_group_before_they_knew_of_its_new_members_tells_them() {
    let [mut alice, mut bobby, mut carol] = three_friends();
    let (team, made) = alice.make_group(&[&bobby]);
    let joined = deliver(&alice, &made, &mut bobby);
    deliver(&bobby, &joined, &mut alice);
    // At the same time Carol is let in and the group gets another name.
    let carols_key = carol.public_key();
    let renamed = bobby.run(|context| group::rename(context, &team, "crew")).unwrap();
    let added = alice.run(|context| group::add_members(context, &team, &[carols_key])).unwrap();
    let joined = deliver(&alice, &added, &mut carol);
    assert_eq!(carol.group(&team).name, "team");

    let passed_on = deliver(&alice, &added, &mut bobby);
    let audiences: Vec<_> = passed_on.outgoing.iter().map(|message| message.audience.clone()).collect();
    assert_eq!(audiences, [Audience::Person(carols_key)]);
    deliver(&bobby, &passed_on, &mut carol);
    let heard = deliver(&bobby, &renamed, &mut alice);
    assert!(heard.outgoing.is_empty(), "it is not hers to tell");
    for person in [&mut alice, &mut bobby] {
        assert!(deliver(&carol, &joined, person).outgoing.is_empty(), "she is known now");
    }
    for person in [&mut alice, &mut bobby, &mut carol] {
        assert_eq!((&*person.group(&team).name, &*person.members_of(&team)), ("crew", "1* 2 3"));
    }
    assert_eq!(alice.group(&team).digest, carol.group(&team).digest);
    assert_eq!(bobby.group(&team).digest, carol.group(&team).digest);
}

#[test]
fn also_that_somebody_left_is_told_to_new_members() {
    let [mut alice, mut bobby, mut carol] = three_friends();
    let (team, made) = alice.make_group(&[&bobby]);
    deliver(&alice, &made, &mut bobby);
    let left = bobby.run(|context| group::leave(context, &team, false)).unwrap();
    let carols_key = carol.public_key();
    let added = alice.run(|context| group::add_members(context, &team, &[carols_key])).unwrap();
    deliver(&alice, &added, &mut carol);
    let passed_on = deliver(&alice, &added, &mut bobby);
    deliver(&bobby, &passed_on, &mut carol);
    deliver(&bobby, &left, &mut alice);
    for person in [&mut alice, &mut carol] {
        assert_eq!(person.members_of(&team), "1* 3");
    }
}

#[test]
fn a_blocked_person_is_let_into_no_group_and_gets_us_into_none() {
    let [mut alice, mut bobby, carol] = three_friends();
    let (team, _) = alice.make_group(&[&carol]);
    let (alices_key, bobbys_key) = (alice.public_key(), bobby.public_key());
    bobby.run(|context| group::create_from_invitation(context, "team?", &team, &alices_key)).unwrap();
    let asked = bobby.run(|context| group::request_invitation(context, &team, &alices_key, "let me in")).unwrap();
    deliver(&bobby, &asked, &mut alice);
    // Bobby adds Alice to a group about which she is asked.
    let (theirs, added) = bobby.make_group(&[&alice]);
    alice.run(|context| crate::contact::remove_contact(context, &bobbys_key)).unwrap();
    deliver(&bobby, &added, &mut alice);
    assert!(!alice.group_chat(&theirs).active);

    let blocked = alice.run(|context| crate::contact::block_contact(context, &bobbys_key)).unwrap();
    let [wish] = &alice.stores.invitations().unwrap()[..] else { panic!("one wish") };
    assert_eq!((wish.state, blocked.invitations.get(&wish.id)), (2, Some(wish)));
    assert_eq!(alice.members_of(&theirs), "2*");
    deliver(&alice, &blocked, &mut bobby);
    assert_eq!(bobby.stores.invitations().unwrap()[0].state, 2);
    assert_eq!(bobby.members_of(&theirs), "2*");
}
