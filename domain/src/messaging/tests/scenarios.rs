//! The flows of contacts and messages between two people, as clients see them.

use status_ports::{ActivityScope, ActivityStore, MessageContactRequestState as Request, MessageStore, OutgoingStatus};
use status_proto::status::application_metadata_message::Type;

use super::Person;
use crate::chat::{self, NewMessage};
use crate::contact::{self, ContactRequests, ShownContactRequestState, primary_name};
use crate::messaging::{CommandError, Delivery, Outcome};

fn pair() -> (Person, Person) {
    (Person::new("alice-node", 1), Person::new("bobby-node", 2))
}

fn ask(from: &mut Person, to: &Person, text: &str) -> Outcome {
    let key = to.public_key();
    from.run(|context| contact::send_contact_request(context, &key, text)).unwrap()
}

/// The request of an outcome.
fn request_id(outcome: &Outcome) -> String {
    let request = outcome.messages.values().find(|message| message.content_type == 11);
    request.unwrap().id.clone()
}

fn kinds(outcome: &Outcome) -> Vec<Type> {
    outcome.outgoing.iter().map(|message| message.kind).collect()
}

fn texts(person: &mut Person, with: &Person) -> Vec<String> {
    person.messages(with).into_iter().map(|message| message.text).collect()
}

/// Two contacts.
pub(crate) fn friends() -> (Person, Person) {
    let (mut alice, mut bobby) = pair();
    let asked = ask(&mut alice, &bobby, "hello bob");
    bobby.receive(&alice, &asked.outgoing);
    let id = request_id(&asked);
    let accepted = bobby.run(|context| contact::accept_contact_request(context, &id)).unwrap();
    alice.receive(&bobby, &accepted.outgoing);
    (alice, bobby)
}

fn say(from: &mut Person, to: &Person, text: &str) -> Outcome {
    let message = NewMessage { chat_id: to.id(), text: text.to_owned(), content_type: 1, ..NewMessage::default() };
    from.run(|context| chat::send_message(context, message)).unwrap()
}

#[test]
fn a_request_is_noted_by_its_sender() {
    let (mut alice, bobby) = pair();
    let asked = ask(&mut alice, &bobby, "hello bob");
    assert_eq!(kinds(&asked), [Type::ChatIdentity, Type::ChatMessage]);
    // Both through datasync, so that they share an envelope and come in order.
    assert!(asked.outgoing.iter().all(|message| message.delivery == Delivery::Datasync));
    assert!(asked.publish_contact_code);
    assert_eq!(asked.listen_to, [bobby.public_key()]);
    let id = request_id(&asked);

    let them = alice.contact(&bobby);
    assert_eq!(them.shown_state(), ShownContactRequestState::Sent);
    assert!(them.is_added() && !them.has_added_us() && !them.is_active());
    assert_eq!(asked.contacts.values().collect::<Vec<_>>(), [&them]);

    let chat = alice.chat(&bobby);
    assert!(!chat.active);
    assert_eq!((chat.name.len(), bobby.id().starts_with(&chat.name)), (8, true));
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (0, 0));
    let last = chat.last_message.unwrap();
    assert_eq!((last.id.as_str(), last.contact_request_state), (id.as_str(), Request::Pending));
    assert_eq!(last.outgoing_status, Some(OutgoingStatus::Sending));

    let told = format!("You sent a contact request to @{}", bobby.id());
    assert_eq!(texts(&mut alice, &bobby), [told.as_str(), "hello bob"]);
    let request = alice.stores.find_message(&id).unwrap().unwrap();
    assert_eq!(request.display_name, "alice-node");
    assert_eq!(request.contact_request_state, Request::Pending);
    assert!(request.seen);

    let entry = asked.activities.values().next().unwrap();
    assert_eq!(format!("0x{}", hex::encode(&entry.id)), id);
    assert_eq!((entry.kind, entry.read, entry.accepted), (5, true, false));
    assert_eq!(entry.author, Some(alice.public_key().to_compressed()));
    assert!(asked.raised.contains(&entry.id));
    assert!(asked.activity_state.unwrap().has_seen);
}

#[test]
fn a_request_arrives_in_a_hidden_chat_and_in_the_activity_center() {
    let (mut alice, mut bobby) = pair();
    let asked = ask(&mut alice, &bobby, "hello bob");
    let id = request_id(&asked);
    let shown = bobby.receive(&alice, &asked.outgoing);
    assert!(shown.outgoing.is_empty());

    let them = bobby.contact(&alice);
    assert_eq!(them.shown_state(), ShownContactRequestState::Received);
    assert_eq!(primary_name(&them), "alice-node");
    assert_eq!(them.customization_color, "army");
    let chat = bobby.chat(&alice);
    assert!(!chat.active);
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (1, 1));
    assert_eq!(chat.last_message.as_ref().unwrap().id, id);
    assert_eq!(shown.chats[&alice.id()], chat);

    let told = format!("@{} sent you a contact request", alice.id());
    assert_eq!(texts(&mut bobby, &alice), [told.as_str(), "hello bob"]);
    assert_eq!(shown.messages.len(), 2);
    assert_eq!(shown.received.iter().collect::<Vec<_>>(), [&id]);
    let request = &shown.messages[&id];
    assert_eq!((request.chat_id.as_str(), request.local_chat_id.as_str()), (bobby.id().as_str(), alice.id().as_str()));
    assert_eq!((request.contact_request_state, request.seen), (Request::Pending, false));

    let entry = shown.activities.values().next().unwrap();
    assert_eq!((entry.kind, entry.read, entry.name.as_str()), (5, false, "alice-node"));
    assert_eq!(entry.message_id, id);
    assert!(!shown.activity_state.unwrap().has_seen);
}

#[test]
fn accepting_makes_contacts_of_both() {
    let (mut alice, mut bobby) = pair();
    let asked = ask(&mut alice, &bobby, "hello bob");
    bobby.receive(&alice, &asked.outgoing);
    let id = request_id(&asked);
    let accepted = bobby.run(|context| contact::accept_contact_request(context, &id)).unwrap();
    assert_eq!(kinds(&accepted), [Type::ChatIdentity, Type::AcceptContactRequest]);
    assert!(bobby.contact(&alice).is_active());
    let chat = &accepted.chats[&alice.id()];
    assert!(chat.active);
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (1, 1));
    // What the list shows last is still the request, in the state in which it came.
    let last = chat.last_message.as_ref().unwrap();
    assert_eq!((last.id.as_str(), last.contact_request_state), (id.as_str(), Request::Pending));
    assert_eq!(accepted.messages[&id].contact_request_state, Request::Accepted);
    let entry = accepted.activities.values().next().unwrap();
    assert!(entry.read && entry.accepted && !entry.dismissed);
    assert!(accepted.raised.is_empty());
    assert!(!accepted.activity_state.unwrap().has_seen);
    let told = format!("You accepted @{}'s contact request", alice.id());
    assert_eq!(texts(&mut bobby, &alice).last(), Some(&told));

    let shown = alice.receive(&bobby, &accepted.outgoing);
    let them = alice.contact(&bobby);
    assert!(them.is_active());
    assert_eq!(primary_name(&them), "bobby-node");
    let chat = alice.chat(&bobby);
    assert!(chat.active);
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (1, 0));
    let told = format!("@{} accepted your contact request", bobby.id());
    assert_eq!(texts(&mut alice, &bobby).last(), Some(&told));
    assert_eq!(shown.messages[&id].contact_request_state, Request::Accepted);
    let entry = shown.activities.values().next().unwrap();
    assert!(entry.read && entry.accepted);
    assert_eq!(entry.name, "bobby-node");
    assert!(shown.received.is_empty());
}

#[test]
fn a_request_among_contacts_is_accepted_at_once_and_changes_nothing_for_the_other() {
    let (mut alice, mut bobby) = friends();
    let asked = ask(&mut alice, &bobby, "again");
    let id = request_id(&asked);
    assert_eq!(asked.messages[&id].contact_request_state, Request::Accepted);
    let entry = asked.activities.values().next().unwrap();
    assert!(entry.read && entry.accepted);
    let shown = bobby.receive(&alice, &asked.outgoing);
    assert!(shown.activities.is_empty() && shown.messages.is_empty());
    assert!(bobby.contact(&alice).is_mutual());
    assert_eq!(bobby.chat(&alice).last_message.unwrap().contact_request_state, Request::None);
}

#[test]
fn a_request_to_oneself_is_noted_and_refused() {
    let mut alice = Person::new("alice-node", 1);
    let me = alice.clone();
    let asked = ask(&mut alice, &me, "to myself");
    assert_eq!(asked.refusal, Some("invalid activity center notification"));
    assert!(asked.outgoing.is_empty() && asked.contacts.is_empty() && asked.activities.is_empty());
    let chat = alice.chat(&me);
    assert!(!chat.active);
    assert_eq!(texts(&mut alice, &me), [format!("You sent a contact request to @{}", me.id())]);
}

#[test]
fn a_request_without_words_or_an_unknown_one_is_refused() {
    let (mut alice, bobby) = pair();
    let key = bobby.public_key();
    let refused = alice.run(|context| contact::send_contact_request(context, &key, "")).unwrap_err();
    assert_eq!(refused.to_string(), "send-contact-request: invalid message");
    let refused = alice.run(|context| contact::accept_contact_request(context, "0x12")).unwrap_err();
    assert_eq!(refused.to_string(), "record not found");
    let refused = alice.run(|context| contact::accept_latest_contact_request(context, &key)).unwrap_err();
    assert_eq!(refused.to_string(), "accept-contact-request: invalid id");
    let refused = alice.run(|context| contact::retract_contact_request(context, &key)).unwrap_err();
    assert_eq!(refused.to_string(), "contact not found");
    // Nobody accepts on behalf of the other.
    let asked = ask(&mut alice, &bobby, "hello");
    let id = request_id(&asked);
    let refused = alice.run(|context| contact::accept_contact_request(context, &id));
    assert!(matches!(refused, Err(CommandError::MessageNotFound)));
}

#[test]
fn declining_tells_nobody_and_a_second_request_raises_nothing() {
    let (mut alice, mut bobby) = pair();
    let asked = ask(&mut bobby, &alice, "be my friend");
    alice.receive(&bobby, &asked.outgoing);
    let id = request_id(&asked);
    let declined = alice.run(|context| contact::decline_contact_request(context, &id)).unwrap();
    assert!(declined.outgoing.is_empty() && declined.chats.is_empty());
    assert_eq!(declined.messages[&id].contact_request_state, Request::Dismissed);
    let entry = declined.activities.values().next().unwrap();
    assert!(entry.read && entry.dismissed && !entry.accepted);
    let them = alice.contact(&bobby);
    assert_eq!(them.shown_state(), ShownContactRequestState::Dismissed);
    assert!(them.has_added_us());

    let again = ask(&mut bobby, &alice, "please");
    let shown = alice.receive(&bobby, &again.outgoing);
    assert!(shown.activities.is_empty() && shown.received.is_empty());
    let chat = alice.chat(&bobby);
    assert_eq!(chat.last_message.as_ref().unwrap().id, request_id(&again));
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (2, 2));
    // The first request is still the one to answer.
    let key = bobby.public_key();
    let dismissed = alice.run(|context| contact::dismiss_latest_contact_request(context, &key)).unwrap();
    assert!(dismissed.messages.contains_key(&id));
    let accepted = alice.run(|context| contact::accept_latest_contact_request(context, &key)).unwrap();
    assert_eq!(accepted.messages[&id].contact_request_state, Request::Accepted);
    bobby.receive(&alice, &accepted.outgoing);
    assert!(alice.contact(&bobby).is_active() && bobby.contact(&alice).is_active());
}

#[test]
fn retracting_tells_the_other_side() {
    let (mut alice, mut bobby) = friends();
    let key = bobby.public_key();
    let retracted = alice.run(|context| contact::retract_contact_request(context, &key)).unwrap();
    assert_eq!(kinds(&retracted), [Type::RetractContactRequest]);
    let them = alice.contact(&bobby);
    assert!(them.removed);
    assert_eq!(them.shown_state(), ShownContactRequestState::None);
    assert!(retracted.activities.is_empty());

    let before = bobby.chat(&alice).unviewed_messages_count;
    let shown = bobby.receive(&alice, &retracted.outgoing);
    assert_eq!(bobby.contact(&alice).shown_state(), ShownContactRequestState::None);
    assert_eq!(bobby.chat(&alice).unviewed_messages_count, before + 1);
    let entry = shown.activities.values().next().unwrap();
    assert_eq!((entry.kind, entry.read), (11, false));
    let told = format!("@{} removed you as a contact", alice.id());
    assert_eq!(texts(&mut bobby, &alice).last(), Some(&told));
}

#[test]
fn removing_tells_nobody_until_the_next_message_does() {
    let (mut alice, mut bobby) = friends();
    let key = bobby.public_key();
    let removed = alice.run(|context| contact::remove_contact(context, &key)).unwrap();
    assert!(removed.outgoing.is_empty());
    assert!(bobby.contact(&alice).is_mutual());
    // Whoever writes says how things stand.
    let said = say(&mut alice, &bobby, "still there?");
    bobby.receive(&alice, &said.outgoing);
    let them = bobby.contact(&alice);
    assert!(!them.is_added() && !them.has_added_us());
}

#[test]
fn somebody_who_was_nothing_to_us_cannot_make_us_look_by_retracting() {
    let (mut alice, mut bobby) = friends();
    let key = bobby.public_key();
    let retracted = alice.run(|context| contact::retract_contact_request(context, &key)).unwrap();
    let key = alice.public_key();
    bobby.receive(&alice, &retracted.outgoing);
    let again = bobby.run(|context| contact::retract_contact_request(context, &key)).unwrap();
    let shown = alice.receive(&bobby, &again.outgoing);
    assert!(shown.activities.is_empty() && shown.messages.is_empty() && shown.chats.is_empty());
}

#[test]
fn blocking_removes_what_the_person_wrote_and_silences_him() {
    let (mut alice, mut bobby) = friends();
    let said = say(&mut bobby, &alice, "spam");
    alice.receive(&bobby, &said.outgoing);
    let key = bobby.public_key();
    let blocked = alice.run(|context| contact::block_contact(context, &key)).unwrap();
    assert_eq!(kinds(&blocked), [Type::RetractContactRequest]);
    assert!(blocked.chats.is_empty() && blocked.activities.is_empty());
    let them = alice.contact(&bobby);
    assert!(them.blocked && them.removed && them.is_dismissed());
    assert!(alice.messages(&bobby).iter().all(|message| message.from == alice.public_key().to_compressed()));
    let entries = alice.stores.activities_in(ActivityScope::Chat(&bobby.id())).unwrap();
    assert!(entries.is_empty());

    let said = say(&mut bobby, &alice, "hello?");
    let refused = alice.handle(&super::arrived(&bobby, said.outgoing.last().unwrap()));
    assert!(matches!(refused, Err(crate::messaging::HandleError::Blocked)));

    let unblocked = alice.run(|context| contact::unblock_contact(context, &key)).unwrap();
    assert_eq!(unblocked.contacts.len(), 1);
    let them = alice.contact(&bobby);
    assert!(!them.blocked);
    assert_eq!(them.shown_state(), ShownContactRequestState::None);
    let nothing = alice.run(|context| contact::unblock_contact(context, &key)).unwrap();
    assert!(nothing.shows_nothing());
}

#[test]
fn blocking_may_keep_the_messages() {
    let (mut alice, bobby) = friends();
    let key = bobby.public_key();
    let blocked = alice.run(|context| contact::block_contact_keeping_messages(context, &key)).unwrap();
    assert!(blocked.chats.contains_key(&bobby.id()));
    assert!(alice.messages(&bobby).len() >= 3);
}

#[test]
fn a_nickname_comes_first() {
    let (mut alice, bobby) = friends();
    let key = bobby.public_key();
    alice.run(|context| contact::set_local_nickname(context, &key, "Bobby B")).unwrap();
    let them = alice.contact(&bobby);
    assert_eq!(primary_name(&them), "Bobby B");
    assert_eq!(contact::secondary_name(&them).as_deref(), Some("bobby-node"));
    alice.run(|context| contact::set_local_nickname(context, &key, "")).unwrap();
    let them = alice.contact(&bobby);
    assert_eq!((primary_name(&them).as_str(), contact::secondary_name(&them)), ("bobby-node", None));
}

#[test]
fn messages_are_counted_until_they_are_read() {
    let (mut alice, mut bobby) = friends();
    let first = say(&mut alice, &bobby, "one");
    let second = say(&mut alice, &bobby, "two");
    assert_eq!(kinds(&second), [Type::ChatMessage]);
    let before = bobby.chat(&alice).unviewed_messages_count;
    bobby.receive(&alice, &first.outgoing);
    let shown = bobby.receive(&alice, &second.outgoing);
    assert_eq!(shown.received.len(), 1);
    assert_eq!(bobby.chat(&alice).unviewed_messages_count, before + 2);
    let ids: Vec<String> = first.messages.keys().cloned().collect();
    let read = bobby.run(|context| chat::mark_messages_read(context, &alice.id(), &ids)).unwrap();
    assert_eq!((read.seen[0].count, read.seen[0].count_with_mentions), (1, 0));
    assert!(read.chats.is_empty());
    let chat = bobby.chat(&alice);
    // Between two people every message is a mention.
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (before + 1, before + 1));

    bobby.run(|context| chat::mark_all_read(context, &alice.id())).unwrap();
    let chat = bobby.chat(&alice);
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (0, 0));
    assert!(!chat.highlight && chat.last_message.unwrap().seen);
    assert!(bobby.messages(&alice).iter().all(|message| message.seen));
    let unknown = bobby.run(|context| chat::mark_all_read(context, "nochat")).unwrap_err();
    assert_eq!(unknown.to_string(), "Chat not found");
}

#[test]
fn a_reply_brings_the_message_that_it_quotes() {
    let (mut alice, mut bobby) = friends();
    let said = say(&mut alice, &bobby, "question");
    bobby.receive(&alice, &said.outgoing);
    let quoted = said.messages.keys().next().unwrap().clone();
    let reply = NewMessage {
        chat_id: alice.id(),
        text: "answer".to_owned(),
        content_type: 1,
        response_to: quoted.clone(),
        ..NewMessage::default()
    };
    let replied = bobby.run(|context| chat::send_message(context, reply)).unwrap();
    assert!(replied.messages.contains_key(&quoted));
    let shown = alice.receive(&bobby, &replied.outgoing);
    assert!(shown.messages.contains_key(&quoted));
    assert!(!shown.received.contains(&quoted));
    let id = shown.received.iter().next().unwrap();
    assert!(shown.messages[id].replied);
}

#[test]
fn the_status_of_a_message_only_moves_forward() {
    let (mut alice, bobby) = friends();
    let said = say(&mut alice, &bobby, "one");
    let id = said.outgoing[0].id.clone();
    let moved = alice.run(|context| chat::message_delivered(context, &id)).unwrap();
    assert_eq!(moved.unwrap().outgoing_status, Some(OutgoingStatus::Delivered));
    assert!(alice.run(|context| chat::message_delivered(context, &id)).unwrap().is_none());
    assert!(alice.run(|context| chat::message_sent(context, &[id, "0x00".to_owned()])).unwrap().is_empty());
}

#[test]
fn a_message_is_sent_again_byte_for_byte() {
    let (mut alice, bobby) = friends();
    let said = say(&mut alice, &bobby, "one");
    let id = said.outgoing[0].id.clone();
    let again = alice.run(|context| chat::resend_message(context, &id)).unwrap();
    assert_eq!(again.outgoing, said.outgoing);
}

#[test]
fn who_we_are_is_told_once_until_it_changes() {
    let (mut alice, bobby) = friends();
    assert_eq!(kinds(&say(&mut alice, &bobby, "one")), [Type::ChatMessage]);
    alice.now += 24 * 60 * 60 * 1000 + 1;
    assert_eq!(kinds(&say(&mut alice, &bobby, "two")), [Type::ChatIdentity, Type::ChatMessage]);
}

#[test]
fn closing_a_chat_removes_its_messages_and_late_ones_stay_away() {
    let (mut alice, mut bobby) = friends();
    let late = say(&mut bobby, &alice, "late");
    alice.now = bobby.now;
    let closed = alice.run(|context| chat::deactivate(context, &bobby.id(), false)).unwrap();
    let chat = &closed.chats[&bobby.id()];
    assert!(!chat.active && chat.last_message.is_none());
    assert_eq!(alice.messages(&bobby), []);
    let shown = alice.receive(&bobby, &late.outgoing);
    assert!(shown.shows_nothing());
    let unknown = alice.run(|context| chat::deactivate(context, "nochat", false)).unwrap_err();
    assert_eq!(unknown.to_string(), "can't find chat");
}

#[test]
fn several_messages_are_sent_all_or_none() {
    let (mut alice, bobby) = friends();
    let message = |chat_id: String| NewMessage { chat_id, text: "x".into(), content_type: 1, ..NewMessage::default() };
    let good = vec![message(bobby.id()), message(bobby.id())];
    let sent = alice.run(|context| chat::send_messages(context, good)).unwrap();
    assert_eq!(sent.outgoing.len(), 2);
    let bad = vec![message(bobby.id()), message("nochat".into())];
    let refused = alice.run(|context| chat::send_messages(context, bad)).unwrap_err();
    assert_eq!(refused.to_string(), "Chat not found");
}

#[test]
fn adding_says_who_we_are_before_it_asks() {
    let (mut alice, mut bobby) = pair();
    let request = contact::AddContact {
        key: bobby.public_key(),
        nickname: "nick".into(),
        display_name: String::new(),
        ens_name: String::new(),
        customization_color: String::new(),
    };
    let added = alice.run(|context| contact::add_contact(context, request)).unwrap();
    assert_eq!(kinds(&added), [Type::ContactUpdate, Type::ChatIdentity, Type::ChatMessage]);
    assert_eq!(alice.contact(&bobby).customization_color, "");
    let [update, rest @ ..] = added.outgoing.as_slice() else { panic!("nothing was sent") };
    let mut shown = bobby.receive(&alice, std::slice::from_ref(update));
    // The update asks already, in the name of a message that both sides can derive.
    let id = contact::default_contact_request_id(&alice.public_key());
    assert_eq!(shown.messages[&id].text, "Please add me to your contacts");
    assert_eq!(shown.raised.len(), 1);
    // The message takes its place.
    shown.merge(bobby.receive(&alice, rest));
    assert!(!shown.messages.contains_key(&id) && bobby.stores.find_message(&id).unwrap().is_none());
    let waiting = shown.activities.values().filter(|entry| !entry.deleted).map(|entry| entry.message_id.clone());
    assert_eq!(waiting.collect::<Vec<_>>(), [request_id(&added)]);
    let key = alice.public_key();
    let accepted = bobby.run(|context| contact::accept_latest_contact_request(context, &key)).unwrap();
    assert!(accepted.activities.values().all(|entry| entry.accepted && entry.message_id == request_id(&added)));
    alice.receive(&bobby, &accepted.outgoing);
    assert!(alice.contact(&bobby).is_active() && bobby.contact(&alice).is_active());
}

#[test]
fn requests_that_cross_make_contacts() {
    let (mut alice, mut bobby) = pair();
    let from_alice = ask(&mut alice, &bobby, "from alice");
    let from_bobby = ask(&mut bobby, &alice, "from bobby");
    let shown = alice.receive(&bobby, &from_bobby.outgoing);
    bobby.receive(&alice, &from_alice.outgoing);
    assert!(alice.contact(&bobby).is_active() && bobby.contact(&alice).is_active());
    assert!(alice.chat(&bobby).active && bobby.chat(&alice).active);
    assert_eq!(shown.messages[&request_id(&from_bobby)].contact_request_state, Request::Accepted);
    assert!(alice.has_seen_all());
}

#[test]
fn whoever_is_mentioned_learns_it() {
    let (mut alice, mut bobby) = friends();
    let said = say(&mut alice, &bobby, &format!("hi @{}", bobby.id()));
    assert!(!said.messages.values().next().unwrap().mentioned);
    let shown = bobby.receive(&alice, &said.outgoing);
    let message = shown.messages.values().next().unwrap();
    assert!(message.mentioned);
    // What is said between two people is a mention, but only one message names us.
    let said = say(&mut alice, &bobby, "all right?");
    bobby.receive(&alice, &said.outgoing);
    let read = bobby.run(|context| chat::mark_messages_read(context, &alice.id(), std::slice::from_ref(&message.id)));
    assert_eq!((read.unwrap().seen[0].count_with_mentions, bobby.chat(&alice).unviewed_mentions_count), (1, 2));
}
