//! Messages that nobody confirms, and people who come back.

use status_ports::{MessageStore as _, OutgoingStatus};

use super::*;

/// Lets Bobby publish his contact code, which says that he is back.
fn contact_code(bobby: &mut Person) -> RawMessage {
    bobby.next(Allowance { contact_code: Some(ContactCode::Whole), ..ALL });
    bobby.publish().swap_remove(0)
}

#[test]
fn what_was_just_sent_is_given_time_even_if_its_recipient_comes_back() {
    let (mut alice, mut bobby) = contacts();
    let name = names::contact_code(&bobby.public_key());
    alice.know_key(&name);
    bobby.know_key(&name);
    let code = contact_code(&mut bobby);
    alice.say(&bobby.public_key(), "on its way");
    let messages = alice.publish();
    alice.now += 400;
    assert!(alice.receive(&[code]).wants_to_send);
    let again_at = alice.next(ALL).at.unwrap();
    assert!((NOW + 5_000..NOW + 6_000).contains(&again_at), "{}", again_at - NOW);
    // The confirmation comes in time: it is sent once.
    bobby.receive(&messages);
    alice.receive(&bobby.publish());
    alice.now = again_at;
    assert!(alice.publish().is_empty());
}

#[test]
fn what_nobody_confirms_is_given_up_leaves_nothing_and_may_be_confirmed_still() {
    let (mut alice, mut bobby) = contacts();
    alice.say(&bobby.public_key(), "hello?");
    let first = alice.publish();
    let mut copies = 1;
    let expired = loop {
        let next = alice.next(ALL);
        if !next.expired.is_empty() {
            break next.expired;
        }
        match next.envelope {
            Some(envelope) => {
                alice.with(|transport, context| transport.published(context, &envelope, 1)).unwrap();
                copies += 1;
            }
            None => alice.now = next.at.unwrap(),
        }
    };
    assert_eq!(copies, 15);
    assert!((4 * 24 * 3_600_000..11 * 24 * 3_600_000).contains(&(alice.now - NOW)), "after days");
    let [id] = &*expired else { panic!("{expired:?}") };
    let status = |alice: &mut Person| alice.stores.find_message(id).unwrap().unwrap().outgoing_status;
    assert_eq!(status(&mut alice), Some(OutgoingStatus::Sent));
    assert_eq!((alice.stores.mvds.state_count(), alice.next(ALL).at), (0, None));
    // Bobby finds it after weeks, with a node that kept it.
    bobby.now = alice.now + 10 * 24 * 3_600_000;
    assert_eq!(bobby.receive(&first).outcome.messages.len(), 1);
    alice.now = bobby.now;
    let received = alice.receive(&bobby.publish());
    assert_eq!(received.delivered.iter().map(|delivered| &delivered.message_id).collect::<Vec<_>>(), [id]);
    assert_eq!(status(&mut alice), Some(OutgoingStatus::Delivered));
}
