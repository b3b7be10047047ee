use status_ports::{EnsClaimRecord, EnsClaimStore, UnixMillis};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::ContentType;
use status_proto::status::{ChatMessage, ContactUpdate, MessageType};

use super::{due_ens_claims, next_ens_check, settle_ens_claims, verify_ens_name};
use crate::contact::primary_name;
use crate::identity::public_key_text;
use crate::messaging::Outcome;
use crate::messaging::tests::{Person, friends, says};

fn message(from: &Person, to: &Person, name: &str, clock: UnixMillis) -> ChatMessage {
    ChatMessage {
        clock,
        timestamp: from.now,
        text: format!("as {name} at {clock}"),
        ens_name: name.to_owned(),
        chat_id: public_key_text(&to.public_key()),
        message_type: MessageType::OneToOne.into(),
        content_type: ContentType::TextPlain.into(),
        ..ChatMessage::default()
    }
}

impl Person {
    /// Gets a message of somebody who says to have this name.
    fn hear_as(&mut self, from: &Self, name: &str, clock: UnixMillis) -> Outcome {
        let said = message(from, self, name, clock);
        self.handle(&says(from, Type::ChatMessage, &said)).unwrap()
    }

    fn be_updated(&mut self, from: &Self, name: &str, clock: UnixMillis) -> Outcome {
        let update = ContactUpdate { clock, ens_name: name.to_owned(), ..ContactUpdate::default() };
        self.handle(&says(from, Type::ContactUpdate, &update)).unwrap()
    }

    fn claim_of(&mut self, of: &Self) -> Option<EnsClaimRecord> {
        self.stores.find_ens_claim(&of.public_key().to_compressed()).unwrap()
    }

    /// What is to be checked now.
    fn due(&mut self) -> Vec<EnsClaimRecord> {
        let now = self.now;
        due_ens_claims(&mut self.stores, now).unwrap()
    }

    /// The chain says so of all that is to be checked.
    fn settle(&mut self, is_confirmed: bool) -> Outcome {
        let checked = self.due().into_iter().map(|claim| (claim, is_confirmed)).collect();
        self.run(|context| settle_ens_claims(context, checked)).unwrap()
    }

    /// The name of somebody, and whether it counts.
    fn name_of(&mut self, of: &Self) -> (String, bool) {
        let contact = self.contact(of);
        (contact.ens_name, contact.ens_verified)
    }
}

/// Alice and Bobby, and a clock later than all that they said.
fn people() -> (Person, Person, UnixMillis) {
    let (mut alice, mut bobby) = friends();
    let now = alice.now.max(bobby.now) + 60_000;
    (alice.now, bobby.now) = (now, now);
    (alice, bobby, now)
}

#[test]
fn a_name_in_a_message_counts_once_the_chain_confirmed_it() {
    let (mut alice, bobby, now) = people();
    let heard = alice.hear_as(&bobby, "bobby.eth", now);
    assert!(heard.check_ens_names);
    assert_eq!(heard.messages.values().next().unwrap().ens_name, "bobby.eth");
    assert_eq!(alice.name_of(&bobby), (String::new(), false), "nothing is known yet");

    let shown = alice.settle(true);
    let contact = &shown.contacts[&bobby.public_key().to_compressed()];
    assert_eq!((contact.ens_name.as_str(), contact.ens_verified), ("bobby.eth", true));
    assert_eq!(primary_name(contact), "bobby.eth");
    assert_eq!((alice.due(), next_ens_check(&mut alice.stores).unwrap()), (Vec::new(), None));
    assert!(!alice.hear_as(&bobby, "bobby.eth", now + 1).check_ens_names, "it is known");
    assert_eq!(alice.name_of(&bobby), ("bobby.eth".to_owned(), true));
}

#[test]
fn a_name_that_is_not_confirmed_is_shown_as_such_and_checked_less_and_less() {
    let (mut alice, bobby, now) = people();
    alice.hear_as(&bobby, "vitalik.eth", now);
    let mut pauses = Vec::new();
    while let Some(at) = next_ens_check(&mut alice.stores).unwrap() {
        alice.now = alice.now.max(at);
        let is_first = pauses.is_empty();
        let shown = alice.settle(false);
        assert_eq!(shown.shows_nothing(), !is_first, "clients are told of what changed");
        pauses.extend(next_ens_check(&mut alice.stores).unwrap().map(|next| (next - alice.now / 1000 * 1000) / 1000));
    }
    assert_eq!(pauses, [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 30_720]);
    assert_eq!(alice.claim_of(&bobby).unwrap().failures, 11);
    assert_eq!(alice.name_of(&bobby), ("vitalik.eth".to_owned(), false));
    assert_ne!(primary_name(&alice.contact(&bobby)), "vitalik.eth");
}

#[test]
fn the_newest_claim_counts_in_whatever_order_claims_come() {
    let (mut alice, bobby, now) = people();
    alice.hear_as(&bobby, "new.eth", now + 2);
    alice.settle(true);
    assert!(!alice.hear_as(&bobby, "old.eth", now + 1).check_ens_names);
    assert_eq!(alice.name_of(&bobby), ("new.eth".to_owned(), true));
    assert!(alice.hear_as(&bobby, "newest.eth", now + 3).check_ens_names);
    assert_eq!(alice.name_of(&bobby), ("new.eth".to_owned(), false), "they call themselves otherwise now");
    alice.settle(true);
    assert_eq!(alice.name_of(&bobby), ("newest.eth".to_owned(), true));
}

#[test]
fn what_was_claimed_anew_while_the_chain_was_asked_is_checked_anew() {
    let (mut alice, bobby, now) = people();
    alice.hear_as(&bobby, "one.eth", now);
    let asked = alice.due();
    alice.hear_as(&bobby, "two.eth", now + 1);
    let checked = asked.into_iter().map(|claim| (claim, true)).collect();
    let shown = alice.run(|context| settle_ens_claims(context, checked)).unwrap();
    assert!(shown.shows_nothing());
    assert_eq!(alice.due().len(), 1);
    assert_eq!(alice.name_of(&bobby), (String::new(), false));
}

#[test]
fn texts_that_are_no_names_and_names_of_oneself_are_not_checked() {
    let (mut alice, bobby, now) = people();
    for (name, clock) in [("", now), ("bobby", now + 1), (&*format!("{}.eth", "x".repeat(252)), now + 2)] {
        assert!(!alice.hear_as(&bobby, name, clock).check_ens_names, "{name}");
    }
    assert_eq!(alice.claim_of(&bobby), None);
    let own = message(&alice, &bobby, "alice.eth", now);
    let own = says(&alice, Type::ChatMessage, &own);
    assert!(!alice.handle(&own).unwrap().check_ens_names);
}

#[test]
fn a_contact_update_tells_a_name_and_takes_it_back() {
    let (mut alice, bobby, now) = people();
    assert!(alice.be_updated(&bobby, "bobby.eth", now).check_ens_names);
    assert_eq!(alice.name_of(&bobby), ("bobby.eth".to_owned(), false));
    alice.settle(true);
    assert!(!alice.be_updated(&bobby, "bobby.eth", now + 1).check_ens_names);
    assert_eq!(alice.name_of(&bobby), ("bobby.eth".to_owned(), true));
    assert!(!alice.be_updated(&bobby, "", now + 2).check_ens_names);
    assert_eq!(alice.name_of(&bobby), (String::new(), false));
    assert!(!alice.hear_as(&bobby, "bobby.eth", now + 1).check_ens_names, "an older message");
    assert!(alice.hear_as(&bobby, "bobby.eth", now + 3).check_ens_names, "they have it again");
    assert!(!alice.be_updated(&bobby, &"x".repeat(256), now + 4).check_ens_names);
    assert_eq!(alice.name_of(&bobby), (String::new(), false), "longer than any name");
}

#[test]
fn what_the_client_checked_is_not_checked_again() {
    let (mut alice, bobby, now) = people();
    let key = bobby.public_key();
    alice.hear_as(&bobby, "other.eth", now);
    let confirmed = alice.run(|context| verify_ens_name(context, &key, "bobby.eth")).unwrap();
    assert!(confirmed.contacts[&key.to_compressed()].ens_verified);
    assert_eq!(alice.due(), []);
    assert!(!alice.hear_as(&bobby, "bobby.eth", alice.now + 1).check_ens_names);
    assert_eq!(alice.name_of(&bobby), ("bobby.eth".to_owned(), true));
    let refused = alice.run(|context| verify_ens_name(context, &key, "bobby")).unwrap_err();
    assert_eq!(refused.to_string(), "invalid ens record");
}
