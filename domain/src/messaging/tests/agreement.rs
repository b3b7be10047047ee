//! Whatever two people do to each other's requests, and however the network delivers it, in the end both say the same
//! (specification: messaging, sections 10.3 and 10.4).
//!
//! Some deeds are told to nobody: declining, removing, unblocking. The other side learns of them from what is said next,
//! so that the end is when everything has arrived and both have said something once more. While one blocks the other they
//! need not agree, because who is blocked is not heard.

use std::collections::VecDeque;

use proptest::prelude::*;
use status_ports::{ActivityScope, ActivityStore, MessageContactRequestState as State, MessageStore};

use super::{Person, arrived};
use crate::chat;
use crate::contact::{self, AddContact, ContactRequests};
use crate::messaging::{CommandError, HandleError, OutgoingMessage};
use crate::notification::CONTACT_REQUEST;

#[derive(Clone, Copy, Debug)]
enum Deed {
    Ask,
    Add,
    Accept,
    Decline,
    Retract,
    Remove,
    Block,
    BlockAndKeep,
    Unblock,
    Say,
}

const DEEDS: [Deed; 10] = [
    Deed::Ask,
    Deed::Add,
    Deed::Accept,
    Deed::Decline,
    Deed::Retract,
    Deed::Remove,
    Deed::Block,
    Deed::BlockAndKeep,
    Deed::Unblock,
    Deed::Say,
];

fn act(who: &mut Person, other: &Person, deed: Deed) -> Vec<OutgoingMessage> {
    let key = other.public_key();
    let add = AddContact {
        key,
        nickname: String::new(),
        display_name: String::new(),
        ens_name: String::new(),
        customization_color: String::new(),
    };
    let outcome = who.run(|context| match deed {
        Deed::Ask => contact::send_contact_request(context, &key, "hello"),
        Deed::Add => contact::add_contact(context, add),
        Deed::Accept => contact::accept_latest_contact_request(context, &key),
        Deed::Decline => contact::dismiss_latest_contact_request(context, &key),
        Deed::Retract => contact::retract_contact_request(context, &key),
        Deed::Remove => contact::remove_contact(context, &key),
        Deed::Block => contact::block_contact(context, &key),
        Deed::BlockAndKeep => contact::block_contact_keeping_messages(context, &key),
        Deed::Unblock => contact::unblock_contact(context, &key),
        Deed::Say => chat::send_one_to_one_message(context, &key, "hello"),
    });
    match outcome {
        Ok(outcome) => outcome.outgoing,
        Err(CommandError::Storage(error)) => panic!("{error}"),
        Err(_) => Vec::new(),
    }
}

/// Two people and what is on its way between them.
struct Pair {
    people: [Person; 2],
    /// What is on its way to each, and what each got before.
    coming: [VecDeque<OutgoingMessage>; 2],
    came: [Vec<OutgoingMessage>; 2],
}

impl Pair {
    fn new() -> Self {
        let people = [Person::new("alice-node", 1), Person::new("bobby-node", 2)];
        Self { people, coming: Default::default(), came: Default::default() }
    }

    fn act(&mut self, who: usize, deed: Deed) {
        let now = self.people[0].now.max(self.people[1].now);
        self.people[0].now = now;
        self.people[1].now = now;
        let [alice, bobby] = &mut self.people;
        let (actor, other) = if who == 0 { (alice, &*bobby) } else { (bobby, &*alice) };
        self.coming[1 - who].extend(act(actor, other, deed));
    }

    fn handle(&mut self, who: usize, message: &OutgoingMessage) {
        let [alice, bobby] = &mut self.people;
        let (receiver, sender) = if who == 0 { (alice, &*bobby) } else { (bobby, &*alice) };
        match receiver.handle(&arrived(sender, message)) {
            Ok(outcome) => self.coming[1 - who].extend(outcome.outgoing),
            Err(HandleError::Storage(error)) => panic!("{error}"),
            Err(_) => {}
        }
    }

    /// One message arrives, or one that arrived before comes again.
    fn deliver(&mut self, who: usize, index: prop::sample::Index, again: bool) {
        if again && !self.came[who].is_empty() {
            let message = self.came[who][index.index(self.came[who].len())].clone();
            self.handle(who, &message);
        } else if !self.coming[who].is_empty() {
            let at = index.index(self.coming[who].len());
            let message = self.coming[who].remove(at).unwrap();
            self.handle(who, &message);
            self.came[who].push(message);
        }
    }

    fn deliver_all(&mut self) {
        let mut rounds = 0;
        while let Some(who) = (0..2).find(|who| !self.coming[*who].is_empty()) {
            let message = self.coming[who].pop_front().unwrap();
            self.handle(who, &message);
            rounds += 1;
            assert!(rounds < 1000, "they do not stop to answer each other");
        }
    }

    fn check(&mut self) {
        let [alice, bobby] = &mut self.people;
        let (of_bobby, of_alice) = (alice.contact(bobby), bobby.contact(alice));
        if !of_bobby.blocked && !of_alice.blocked {
            assert_eq!(of_bobby.has_added_us(), of_alice.is_added(), "alice: {of_bobby:?}\nbobby: {of_alice:?}");
            assert_eq!(of_alice.has_added_us(), of_bobby.is_added(), "alice: {of_bobby:?}\nbobby: {of_alice:?}");
        }
        requests_are_answered(alice, bobby);
        requests_are_answered(bobby, alice);
    }
}

/// Message, entry and contact say the same of every request.
fn requests_are_answered(who: &mut Person, other: &Person) {
    let contact = who.contact(other);
    let me = who.public_key().to_compressed();
    let messages = who.messages(other);
    let pending: Vec<_> = messages.iter().filter(|message| message.contact_request_state == State::Pending).collect();
    let (ours, theirs): (Vec<_>, Vec<_>) = pending.into_iter().partition(|message| message.from == me);
    if !contact.is_added() || contact.is_mutual() {
        assert!(ours.is_empty(), "a request of ours waits for nothing: {contact:?}");
    }
    if !contact.has_added_us() || contact.is_mutual() || contact.blocked {
        assert!(theirs.is_empty(), "a request waits that needs no answer: {contact:?}");
    }
    let shown: Vec<_> = who
        .stores
        .activities_in(ActivityScope::Chat(&other.id()))
        .unwrap()
        .into_iter()
        .filter(|entry| entry.kind == CONTACT_REQUEST && !entry.accepted && !entry.dismissed)
        .filter(|entry| entry.author != Some(me))
        .collect();
    assert_eq!(shown.len(), theirs.len(), "{shown:?}\n{theirs:?}");
    assert!(shown.len() <= 1);
    for entry in &shown {
        let message = who.stores.find_message(&entry.message_id).unwrap().unwrap();
        assert_eq!(message.contact_request_state, State::Pending);
    }
    let waits = contact.has_added_us() && !contact.is_added() && !contact.is_dismissed() && !contact.blocked;
    if waits {
        assert_eq!(shown.len(), 1, "there is nothing to answer: {contact:?}");
        let mut accepts = who.clone();
        let key = other.public_key();
        accepts.run(|context| contact::accept_latest_contact_request(context, &key)).unwrap();
        assert!(accepts.contact(other).is_mutual());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_two_people_do_in_the_end_both_say_the_same(
        deeds in proptest::collection::vec((0..2_usize, 0..DEEDS.len()), 1..16),
        deliveries in proptest::collection::vec(
            (0..16_usize, 0..2_usize, any::<prop::sample::Index>(), any::<bool>()), 0..48
        ),
    ) {
        let mut pair = Pair::new();
        for (number, (who, deed)) in deeds.into_iter().enumerate() {
            pair.act(who, DEEDS[deed]);
            for (_, who, index, again) in deliveries.iter().filter(|(after, ..)| *after == number) {
                pair.deliver(*who, *index, *again);
            }
        }
        pair.deliver_all();
        for _ in 0..2 {
            for who in 0..2 {
                pair.act(who, Deed::Say);
                pair.deliver_all();
            }
        }
        pair.check();
    }
}
