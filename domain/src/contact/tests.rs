//! The rules of contact requests, one by one.

use status_ports::{ContactRecord, ContactRequestState as State};
use status_proto::status::ContactRequestPropagatedState;

use super::{
    ContactRequests, contact_alias, default_contact_request_id, primary_name, secondary_name, unknown_contact,
};
use crate::crypto::PrivateKey;

const BEFORE: u64 = 10;
const NOW: u64 = 20;

fn contact(local_state: State, remote_state: State) -> ContactRecord {
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap().public_key().to_compressed();
    ContactRecord { local_state, local_clock: BEFORE, remote_state, remote_clock: BEFORE, ..unknown_contact(key) }
}

const COLUMNS: [(State, State); 6] = [
    (State::None, State::None),
    (State::None, State::Received),
    (State::Sent, State::None),
    (State::Sent, State::Received),
    (State::Dismissed, State::None),
    (State::Dismissed, State::Received),
];

type Operation = fn(&mut ContactRecord, u64) -> bool;

/// Specification: messaging, section 10.3, the golden table.
const TABLE: [(Operation, [(State, State); 6]); 5] = [
    (
        |contact, clock| contact.send_request(clock),
        [
            (State::Sent, State::None),
            (State::Sent, State::Received),
            (State::Sent, State::None),
            (State::Sent, State::Received),
            (State::Sent, State::None),
            (State::Sent, State::Received),
        ],
    ),
    (|contact, clock| contact.retract_request(clock), [(State::None, State::None); 6]),
    (
        |contact, clock| contact.dismiss_request(clock),
        [
            (State::Dismissed, State::None),
            (State::Dismissed, State::Received),
            (State::Dismissed, State::None),
            (State::Dismissed, State::Received),
            (State::Dismissed, State::None),
            (State::Dismissed, State::Received),
        ],
    ),
    (
        |contact, clock| contact.receive_retraction(clock).processed,
        [
            (State::None, State::None),
            (State::None, State::None),
            (State::None, State::None),
            (State::None, State::None),
            (State::Dismissed, State::None),
            (State::Dismissed, State::None),
        ],
    ),
    (
        |contact, clock| contact.receive_request(clock).processed,
        [
            (State::None, State::Received),
            (State::None, State::Received),
            (State::Sent, State::Received),
            (State::Sent, State::Received),
            (State::Dismissed, State::Received),
            (State::Dismissed, State::Received),
        ],
    ),
];

#[test]
fn every_operation_leads_where_the_golden_table_says() {
    for (row, (operation, expected)) in TABLE.iter().enumerate() {
        for ((local, remote), expected) in COLUMNS.into_iter().zip(expected) {
            let mut changed = contact(local, remote);
            assert!(operation(&mut changed, NOW));
            assert_eq!((changed.local_state, changed.remote_state), *expected, "row {row}: {local:?}/{remote:?}");
        }
    }
}

#[test]
fn an_operation_that_is_not_newer_changes_nothing() {
    for (operation, _) in TABLE {
        for (local, remote) in COLUMNS {
            for clock in [0, BEFORE] {
                let mut same = contact(local, remote);
                assert!(!operation(&mut same, clock));
                assert_eq!(same, contact(local, remote));
            }
        }
    }
}

#[test]
fn a_request_is_new_only_if_there_was_none() {
    assert!(contact(State::None, State::None).receive_request(NOW).new_request);
    assert!(!contact(State::None, State::Received).receive_request(NOW).new_request);
}

#[test]
fn blocking_dismisses_and_unblocking_begins_anew() {
    let mut person = contact(State::Sent, State::Received);
    assert!(person.is_active());
    person.block(NOW);
    assert!(person.blocked && person.removed && person.is_dismissed() && !person.is_active());
    person.unblock(NOW + 1);
    assert!(!person.blocked && person.removed);
    assert_eq!((person.local_state, person.remote_state), (State::None, State::None));
}

fn told(local: (u64, u64), remote: (u64, u64)) -> ContactRequestPropagatedState {
    ContactRequestPropagatedState {
        local_state: local.0,
        local_clock: local.1,
        remote_state: remote.0,
        remote_clock: remote.1,
    }
}

#[test]
fn who_does_not_know_our_state_is_told() {
    let mut person = contact(State::Sent, State::Received);
    assert!(person.receive_propagated_state(&told((2, BEFORE), (0, 0))).send_back);
    assert!(!person.receive_propagated_state(&told((2, BEFORE), (2, 0))).send_back);
    assert!(!person.receive_propagated_state(&told((2, BEFORE), (3, 0))).send_back);
    assert_eq!(person, contact(State::Sent, State::Received));
    // That we declined is not told.
    let mut person = contact(State::Dismissed, State::Received);
    assert!(!person.receive_propagated_state(&told((2, BEFORE), (0, 0))).send_back);
}

#[test]
fn a_newer_state_of_ours_is_believed_only_where_it_is_none() {
    let mut person = contact(State::Sent, State::Received);
    assert!(person.receive_propagated_state(&told((3, 0), (0, NOW))).processed);
    assert_eq!((person.local_state, person.local_clock), (State::None, NOW));
    assert_eq!(person.remote_state, State::None);
    let mut person = contact(State::None, State::None);
    person.receive_propagated_state(&told((0, 0), (2, NOW)));
    assert_eq!(person, contact(State::None, State::None));
    let mut person = contact(State::Dismissed, State::Received);
    person.receive_propagated_state(&told((2, BEFORE), (0, NOW)));
    assert_eq!(person, contact(State::Dismissed, State::Received));
}

#[test]
fn of_a_request_and_a_removal_at_the_same_time_the_removal_counts_on_both_sides() {
    let mut asks = contact(State::Sent, State::Received);
    asks.receive_propagated_state(&told((0, BEFORE), (0, BEFORE)));
    assert_eq!((asks.local_state, asks.remote_state), (State::None, State::None));
    let mut removes = contact(State::None, State::None);
    removes.receive_propagated_state(&told((2, BEFORE), (3, 0)));
    assert_eq!((removes.local_state, removes.remote_state), (State::None, State::None));
}

#[test]
fn what_is_asked_after_a_removal_is_not_taken_back_with_it() {
    let mut person = contact(State::None, State::Received);
    person.send_request(NOW + 1);
    assert!(person.receive_retraction(NOW).processed);
    assert_eq!((person.local_state, person.remote_state), (State::Sent, State::None));
}

#[test]
fn who_says_no_does_not_ask_any_more() {
    let mut person = contact(State::Sent, State::Received);
    person.receive_propagated_state(&told((4, NOW), (3, BEFORE)));
    assert_eq!((person.local_state, person.remote_state), (State::Sent, State::None));
}

#[test]
fn their_own_state_is_believed_when_it_is_newer() {
    let mut person = contact(State::None, State::None);
    assert!(person.receive_propagated_state(&told((2, NOW), (0, BEFORE))).new_request);
    assert_eq!((person.remote_state, person.remote_clock), (State::Received, NOW));
    person.receive_propagated_state(&told((0, NOW + 1), (0, BEFORE)));
    assert_eq!((person.remote_state, person.remote_clock), (State::None, NOW + 1));
    // States that nobody has say nothing.
    person.receive_propagated_state(&told((99, NOW + 2), (99, BEFORE)));
    assert_eq!((person.remote_state, person.remote_clock), (State::None, NOW + 1));
}

#[test]
fn names_come_in_order() {
    let mut person = contact(State::None, State::None);
    let alias = contact_alias(&person.public_key);
    assert_eq!((alias.len(), alias.starts_with("zQ3..."), primary_name(&person)), (12, true, alias));
    person.display_name = "display".into();
    assert_eq!((primary_name(&person).as_str(), secondary_name(&person)), ("display", None));
    person.ens_name = "name.eth".into();
    assert_eq!(primary_name(&person), "display");
    person.ens_verified = true;
    assert_eq!(primary_name(&person), "name.eth");
    person.local_nickname = "nick".into();
    assert_eq!((primary_name(&person).as_str(), secondary_name(&person).as_deref()), ("nick", Some("name.eth")));
    assert_eq!(contact_alias(&[0; 33]), "");
}

#[test]
fn a_request_without_a_message_has_an_id_that_both_sides_derive() {
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap().public_key();
    let expected = format!("{}20", crate::identity::public_key_text(&key));
    assert_eq!(default_contact_request_id(&key), expected);
}

proptest::proptest! {
    #[test]
    fn the_remote_side_ends_the_same_in_any_order(
        mut operations in proptest::collection::vec((proptest::bool::ANY, 1_u64..1000), 0..12),
        seed in proptest::prelude::any::<u64>(),
    ) {
        operations.sort_by_key(|(_, clock)| *clock);
        operations.dedup_by_key(|(_, clock)| *clock);
        let apply = |operations: &[(bool, u64)]| {
            let mut person = unknown_contact([2; 33]);
            for (asks, clock) in operations {
                let _ = if *asks { person.receive_request(*clock) } else { person.receive_retraction(*clock) };
            }
            (person.remote_state, person.remote_clock)
        };
        let in_order = apply(&operations);
        operations.extend(operations.clone());
        operations.sort_by_key(|(_, clock)| clock.wrapping_mul(seed | 1).rotate_left(17));
        proptest::prop_assert_eq!(apply(&operations), in_order);
    }
}
