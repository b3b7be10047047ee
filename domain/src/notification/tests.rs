//! What a person does in the activity center.

use status_ports::{ActivityRecord, ActivityStore, MessageRecord, MessageStore};

use crate::contact;
use crate::messaging::Outcome;
use crate::messaging::tests::{Person, friends};
use crate::notification::{self, MENTION};

fn asked() -> (Person, Person, Vec<u8>) {
    let (mut alice, mut bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let key = alice.public_key();
    let asked = bobby.run(|context| contact::send_contact_request(context, &key, "notify")).unwrap();
    let shown = alice.receive(&bobby, &asked.outgoing);
    let id = shown.activities.keys().next().unwrap().clone();
    (alice, bobby, id)
}

fn entry(person: &mut Person, id: &[u8]) -> ActivityRecord {
    person.stores.find_activity(id).unwrap().unwrap()
}

fn has_seen(outcome: &Outcome) -> bool {
    outcome.activity_state.unwrap().has_seen
}

#[test]
fn there_is_nothing_to_see_at_first() {
    assert!(Person::new("alice-node", 1).has_seen_all());
}

#[test]
fn looking_is_not_reading() {
    let (mut alice, _, id) = asked();
    let seen = alice.run(notification::mark_seen).unwrap();
    assert!(has_seen(&seen) && alice.has_seen_all());
    assert!(!entry(&mut alice, &id).read);
}

#[test]
fn entries_are_read_and_unread() {
    let (mut alice, _, id) = asked();
    let unknown = alice.run(|context| notification::mark_read(context, &[vec![0x12, 0x34]])).unwrap();
    assert!(unknown.activities.is_empty() && !has_seen(&unknown));
    let read = alice.run(notification::mark_all_read).unwrap();
    assert!(read.activities[&id].read && has_seen(&read) && read.raised.is_empty());
    let unread = alice.run(|context| notification::mark_unread(context, std::slice::from_ref(&id))).unwrap();
    assert!(!unread.activities[&id].read && !has_seen(&unread));
    let read = alice.run(|context| notification::mark_read(context, std::slice::from_ref(&id))).unwrap();
    assert!(read.activities[&id].read && has_seen(&read));
    let now = alice.now;
    assert_eq!(entry(&mut alice, &id).updated_at, now);
}

#[test]
fn accepting_an_entry_shows_its_chat_and_answers_no_request() {
    let (mut alice, bobby, id) = asked();
    let refused = alice.run(|context| notification::accept(context, &[])).unwrap_err();
    assert_eq!(refused.to_string(), "notifications ids are not provided");
    let accepted = alice.run(|context| notification::accept(context, std::slice::from_ref(&id))).unwrap();
    assert!(accepted.chats[&bobby.id()].active && has_seen(&accepted));
    assert!(accepted.activities.is_empty() && accepted.outgoing.is_empty());
    let stored = entry(&mut alice, &id);
    assert!(stored.accepted && stored.read);
    assert!(!contact::ContactRequests::is_added(&alice.contact(&bobby)));
}

#[test]
fn dismissed_and_deleted_entries_wait_no_more() {
    let (mut alice, _, id) = asked();
    let dismissed = alice.run(|context| notification::dismiss(context, std::slice::from_ref(&id))).unwrap();
    assert!(has_seen(&dismissed));
    assert!(entry(&mut alice, &id).dismissed);
    alice.run(|context| notification::delete(context, std::slice::from_ref(&id))).unwrap();
    assert!(entry(&mut alice, &id).deleted);
    let again = alice.run(|context| notification::mark_unread(context, std::slice::from_ref(&id))).unwrap();
    assert!(again.activities.is_empty() && has_seen(&again));
}

#[test]
fn reading_a_mention_reads_its_message() {
    let (mut alice, bobby) = friends();
    let mention = MessageRecord { seen: false, mentioned: true, ..alice.messages(&bobby).pop().unwrap() };
    alice.stores.save_message(&mention).unwrap();
    let (_, _, id) = asked();
    let shown =
        ActivityRecord { message_id: mention.id.clone(), ..ActivityRecord::new(id.clone(), MENTION, bobby.id(), 1) };
    alice.stores.save_activity(&shown).unwrap();
    let read = alice.run(|context| notification::mark_read(context, &[id])).unwrap();
    assert_eq!((read.seen[0].count, read.seen[0].count_with_mentions), (1, 1));
    assert!(read.chats.contains_key(&bobby.id()));
    assert!(alice.stores.find_message(&mention.id).unwrap().unwrap().seen);
}
