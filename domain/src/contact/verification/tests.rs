//! Both sides of an identity verification.

use status_ports::{ActivityStore, ContactStore, MessageStore, TrustStatus, VerificationStore};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::{AcceptContactVerification, CancelContactVerification, RequestContactVerification};

use super::{UNVERIFIED, VERIFIED, VERIFYING, VerificationStatus};
use crate::contact;
use crate::messaging::tests::{Person, arrived, friends, says};
use crate::messaging::{Outcome, ReceivedMessage};
use crate::notification::CONTACT_VERIFICATION;

/// Alice asked Bobby, who knows it.
fn asked() -> (Person, Person, String) {
    let (mut alice, mut bobby) = friends();
    let key = bobby.public_key();
    let asked = alice.run(|context| contact::request_verification(context, &key, "who?")).unwrap();
    assert_eq!(alice.contact(&bobby).verification_status, VERIFYING);
    let shown = bobby.receive(&alice, &asked.outgoing);
    let id = shown.verifications.keys().next().unwrap().clone();
    assert_eq!(id, asked.outgoing[0].id);
    (alice, bobby, id)
}

fn status(person: &mut Person, id: &str) -> u8 {
    person.stores.find_verification(id).unwrap().unwrap().status
}

fn entry_id(id: &str) -> Vec<u8> {
    hex::decode(id.strip_prefix("0x").unwrap()).unwrap()
}

/// What the entry shows: status, read, accepted, dismissed.
fn entry(person: &mut Person, id: &str) -> (u8, bool, bool, bool) {
    let entry = person.stores.find_activity(&entry_id(id)).unwrap().unwrap();
    assert_eq!((entry.kind, entry.message_id.as_str()), (CONTACT_VERIFICATION, id));
    (entry.contact_verification_status, entry.read, entry.accepted, entry.dismissed)
}

fn message_state(person: &mut Person, id: &str) -> u8 {
    person.stores.find_message(id).unwrap().unwrap().contact_verification_state
}

fn answered() -> (Person, Person, String, String) {
    let (mut alice, mut bobby, id) = asked();
    let answered = bobby.run(|context| contact::answer_verification(context, &id, "me")).unwrap();
    alice.receive(&bobby, &answered.outgoing);
    let answer = answered.outgoing[0].id.clone();
    (alice, bobby, id, answer)
}

#[test]
fn a_question_is_pending_on_both_sides() {
    let (mut alice, mut bobby, id) = asked();
    for person in [&mut alice, &mut bobby] {
        let asked = person.stores.find_verification(&id).unwrap().unwrap();
        assert_eq!((asked.challenge.as_str(), asked.response.as_str(), asked.status), ("who?", "", 1));
        assert_eq!(message_state(person, &id), 1);
    }
    assert_eq!(entry(&mut alice, &id), (1, true, false, false));
    assert_eq!(entry(&mut bobby, &id), (1, false, false, false));
    let (from, to) = (alice.public_key().to_compressed(), bobby.public_key().to_compressed());
    assert_eq!(contact::received_verifications(&mut bobby.stores, &to).unwrap().len(), 1);
    assert_eq!(contact::received_verifications(&mut alice.stores, &from).unwrap(), []);
    let latest = contact::latest_verification(&mut bobby.stores, &from, &to).unwrap();
    assert_eq!(latest.map(|latest| latest.id), Some(id));
}

#[test]
fn an_answer_comes_with_its_message_and_is_found_trustworthy_or_not() {
    for (trust, status_there, mark) in [(true, 5, TrustStatus::Trusted), (false, 6, TrustStatus::Untrustworthy)] {
        let (mut alice, mut bobby, id, answer) = answered();
        assert_eq!((status(&mut alice, &id), status(&mut bobby, &id)), (2, 2));
        assert_eq!(entry(&mut alice, &id), (2, false, false, false));
        assert_eq!(entry(&mut bobby, &id), (2, true, true, false));
        let text = |person: &mut Person| person.stores.find_message(&answer).unwrap().unwrap().text;
        assert_eq!((text(&mut alice), text(&mut bobby)), ("me".to_owned(), "me".to_owned()));
        // In milliseconds on both sides.
        let at = |person: &mut Person| person.stores.find_verification(&id).unwrap().unwrap().replied_at;
        assert_eq!(at(&mut alice), at(&mut bobby));
        assert!(at(&mut alice) > 1_700_000_000_000);

        let shown = entry_id(&id);
        let trusted = alice.run(|context| contact::trust_answer(context, &shown, trust)).unwrap();
        assert!(trusted.outgoing.is_empty());
        assert_eq!(trusted.messages.keys().collect::<Vec<_>>(), [&answer], "the question is shown by its entry");
        assert!(trusted.verifications.is_empty());
        assert_eq!(trusted.contacts.is_empty(), !trust);
        assert_eq!(status(&mut alice, &id), status_there);
        assert_eq!(entry(&mut alice, &id), (status_there, true, true, false));
        assert_eq!(message_state(&mut alice, &answer), if trust { 4 } else { 5 });
        assert_eq!(alice.contact(&bobby).verification_status, VERIFIED);
        let key = bobby.public_key().to_compressed();
        assert_eq!(alice.stores.trust_status(&key).unwrap(), mark);
    }
}

#[test]
fn who_declines_has_verified_nobody() {
    let (mut alice, mut bobby, id) = asked();
    let declined = bobby.run(|context| contact::decline_verification(context, &id)).unwrap();
    assert_eq!(bobby.contact(&alice).verification_status, UNVERIFIED);
    assert_eq!(entry(&mut bobby, &id), (3, true, false, true));
    alice.receive(&bobby, &declined.outgoing);
    assert_eq!((status(&mut alice, &id), status(&mut bobby, &id)), (3, 3));
    assert_eq!(entry(&mut alice, &id), (3, true, false, true));
    assert_eq!(alice.contact(&bobby).verification_status, UNVERIFIED);
}

#[test]
fn who_asked_may_cancel_as_long_as_nobody_answered() {
    let (mut alice, mut bobby, id) = asked();
    let canceled = alice.run(|context| contact::cancel_verification(context, &id)).unwrap();
    assert_eq!(alice.contact(&bobby).verification_status, UNVERIFIED);
    assert_eq!((canceled.messages.len(), canceled.verifications.len(), canceled.contacts.len()), (0, 1, 1));
    assert_eq!(message_state(&mut alice, &id), 6);
    bobby.receive(&alice, &canceled.outgoing);
    assert_eq!((status(&mut alice, &id), status(&mut bobby, &id)), (4, 4));
    assert_eq!(entry(&mut bobby, &id), (4, true, false, false));
    let refused = bobby.run(|context| contact::answer_verification(context, &id, "me")).unwrap_err();
    assert_eq!(refused.to_string(), "must be a pending verification request");
    let (mut alice, _, id, _) = answered();
    let refused = alice.run(|context| contact::cancel_verification(context, &id)).unwrap_err();
    assert_eq!(refused.to_string(), "can cancel only pending verification request");
}

#[test]
fn a_cancellation_and_an_answer_that_cross_end_as_canceled_on_both_sides() {
    let (mut alice, mut bobby, id) = asked();
    let canceled = alice.run(|context| contact::cancel_verification(context, &id)).unwrap();
    let answered = bobby.run(|context| contact::answer_verification(context, &id, "me")).unwrap();
    alice.receive(&bobby, &answered.outgoing);
    bobby.receive(&alice, &canceled.outgoing);
    assert_eq!((status(&mut alice, &id), status(&mut bobby, &id)), (4, 4));
}

#[test]
fn a_cancellation_may_overtake_its_question() {
    let (mut alice, mut bobby) = friends();
    let key = bobby.public_key();
    let asked = alice.run(|context| contact::request_verification(context, &key, "who?")).unwrap();
    let id = asked.outgoing[0].id.clone();
    let canceled = alice.run(|context| contact::cancel_verification(context, &id)).unwrap();
    assert!(bobby.receive(&alice, &canceled.outgoing).shows_nothing());
    let to = bobby.public_key().to_compressed();
    assert_eq!(contact::received_verifications(&mut bobby.stores, &to).unwrap(), []);
    bobby.receive(&alice, &asked.outgoing);
    assert_eq!(entry(&mut bobby, &id), (4, true, false, false));
    assert_eq!(contact::received_verifications(&mut bobby.stores, &to).unwrap()[0].challenge, "who?");
}

#[test]
fn what_comes_twice_or_too_late_changes_nothing() {
    let (mut alice, mut bobby, id) = asked();
    let answered = bobby.run(|context| contact::answer_verification(context, &id, "me")).unwrap();
    alice.receive(&bobby, &answered.outgoing);
    let before = alice.everything();
    let late = AcceptContactVerification { clock: alice.now, id: id.clone(), response: "another".to_owned() };
    for message in [arrived(&bobby, &answered.outgoing[0]), says(&bobby, Type::AcceptContactVerification, &late)] {
        assert!(alice.handle(&message).unwrap().shows_nothing());
    }
    assert_eq!(alice.everything(), before);
}

/// Nothing of it changes anything.
fn refused(person: &mut Person, message: &ReceivedMessage, reason: &str) {
    let before = person.everything();
    assert_eq!(person.handle(message).unwrap_err().to_string(), reason);
    assert_eq!(person.everything(), before);
}

#[test]
fn bad_input_is_refused_and_changes_nothing() {
    let (mut alice, mut bobby, id) = asked();
    let mut carol = Person::new("carol-node", 3);
    let now = alice.now;
    let question = |challenge: &str, clock| RequestContactVerification { clock, challenge: challenge.to_owned() };
    let kind = Type::RequestContactVerification;
    for text in ["", " \n", &"x".repeat(281), &" ".repeat(1000)] {
        let message = says(&alice, kind, &question(text, now));
        refused(&mut bobby, &message, "invalid verification request challenge length");
        let key = bobby.public_key();
        let error = alice.run(|context| contact::request_verification(context, &key, text)).unwrap_err();
        assert_eq!(error.to_string(), "invalid verification request challenge length");
        let error = bobby.run(|context| contact::answer_verification(context, &id, text)).unwrap_err();
        assert_eq!(error.to_string(), "invalid verification request response length");
    }
    refused(&mut bobby, &says(&alice, kind, &question("who?", 0)), "clock can't be 0");
    refused(&mut bobby, &says(&alice, kind, &question("who?", now + 1_000_000)), "clock value too high");
    refused(&mut bobby, &says(&carol, kind, &question("who?", now)), "must be a mutual contact");
    let key = carol.public_key();
    let error = alice.run(|context| contact::request_verification(context, &key, "who?")).unwrap_err();
    assert_eq!(error.to_string(), "must be a mutual contact");

    let answer = |id: &str, response: &str| AcceptContactVerification {
        clock: now,
        id: id.to_owned(),
        response: response.to_owned(),
    };
    let kind = Type::AcceptContactVerification;
    refused(&mut alice, &says(&bobby, kind, &answer("0x12", "me")), "verification request not found");
    refused(&mut alice, &says(&bobby, kind, &answer(&id, "")), "invalid verification request response length");
    refused(&mut alice, &says(&carol, kind, &answer(&id, "me")), "must be a mutual contact");
    // It is we who are asked: the one who asks does not answer.
    refused(&mut bobby, &says(&alice, kind, &answer(&id, "me")), "the verification request is of somebody else");
    let canceled = |id: &str| CancelContactVerification { clock: now, id: id.to_owned() };
    let kind = Type::CancelContactVerification;
    refused(&mut alice, &says(&bobby, kind, &canceled(&id)), "the verification request is of somebody else");
    refused(&mut alice, &says(&bobby, kind, &canceled("'; --")), "invalid verification request id");
    refused(&mut alice, &says(&carol, kind, &canceled(&id)), "must be a mutual contact");

    let error = bobby.run(|context| contact::cancel_verification(context, &id)).unwrap_err();
    assert_eq!(error.to_string(), "Can cancel only outgoing contact request");
    let error = alice.run(|context| contact::answer_verification(context, &id, "me")).unwrap_err();
    assert_eq!(error.to_string(), "the verification request is of somebody else");
    let error = alice.run(|context| contact::decline_verification(context, "0x12")).unwrap_err();
    assert_eq!(error.to_string(), "verification request not found");
    let shown = entry_id(&id);
    for person in [&mut alice, &mut bobby, &mut carol] {
        let error = person.run(|context| contact::trust_answer(context, &shown, true)).unwrap_err();
        assert_eq!(error.to_string(), "could not find notification");
    }
    assert_eq!(status(&mut alice, &id), VerificationStatus::Pending as u8);
}

#[test]
fn who_was_removed_is_asked_nothing() {
    let (mut alice, bobby, id) = asked();
    let key = bobby.public_key();
    alice.run(|context| contact::remove_contact(context, &key)).unwrap();
    let error: Result<Outcome, _> = alice.run(|context| contact::cancel_verification(context, &id));
    assert_eq!(error.unwrap_err().to_string(), "must be a mutual contact");
}
