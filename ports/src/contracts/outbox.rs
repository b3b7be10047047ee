//! The contract of [`OutboxStore`].

use crate::{CompressedKey, OutboxStore, OutgoingEnvelope, Priority};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn OutboxStore>) {
    an_envelope_comes_back_whole(&mut *make());
    urgent_envelopes_go_first_then_old_ones(&mut *make());
    a_postponed_envelope_waits_until_it_is_due(&mut *make());
    a_message_waits_as_long_as_one_of_its_envelopes(&mut *make());
    rows_are_never_used_again(&mut *make());
    only_the_recipient_confirms(&mut *make());
}

const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];

fn envelope(priority: Priority, next_attempt_at: u64) -> OutgoingEnvelope {
    OutgoingEnvelope {
        id: 0,
        pubsub_topic: "/waku/2/rs/16/32".into(),
        message: vec![0, 255],
        message_ids: vec!["0x02".into(), "0x01".into()],
        priority,
        attempts: 0,
        next_attempt_at,
    }
}

fn next(store: &mut dyn OutboxStore, now: u64) -> i64 {
    store.next_envelope(now).unwrap().map_or(0, |row| row.id)
}

fn an_envelope_comes_back_whole(store: &mut dyn OutboxStore) {
    assert_eq!(store.next_envelope(u64::MAX).unwrap(), None);
    assert_eq!(store.next_envelope_at().unwrap(), None);
    let sent = OutgoingEnvelope { attempts: 3, ..envelope(Priority::Normal, 5) };
    let id = store.enqueue_envelope(&sent).unwrap();
    assert_eq!(store.next_envelope(5).unwrap(), Some(OutgoingEnvelope { id, ..sent }));
    let bare =
        store.enqueue_envelope(&OutgoingEnvelope { message_ids: vec![], ..envelope(Priority::High, 5) }).unwrap();
    assert_eq!(store.next_envelope(5).unwrap().unwrap().message_ids, [""; 0]);
    assert_eq!(next(store, 5), bare);
}

fn urgent_envelopes_go_first_then_old_ones(store: &mut dyn OutboxStore) {
    let order = [Priority::Low, Priority::High, Priority::Normal, Priority::High];
    let ids = order.map(|priority| store.enqueue_envelope(&envelope(priority, 0)).unwrap());
    for expected in [ids[1], ids[3], ids[2], ids[0], 0] {
        assert_eq!(next(store, 0), expected);
        store.remove_envelope(expected).unwrap();
    }
}

fn a_postponed_envelope_waits_until_it_is_due(store: &mut dyn OutboxStore) {
    let urgent = store.enqueue_envelope(&envelope(Priority::High, 0)).unwrap();
    let other = store.enqueue_envelope(&envelope(Priority::Low, 10)).unwrap();
    store.postpone_envelope(urgent, 1, 20).unwrap();
    store.postpone_envelope(99, 1, 0).unwrap();
    assert_eq!(next(store, 9), 0);
    assert_eq!(store.next_envelope_at().unwrap(), Some(10));
    assert_eq!(next(store, 10), other);
    assert_eq!(next(store, 20), urgent);
    assert_eq!(store.next_envelope(20).unwrap().unwrap().attempts, 1);
}

fn a_message_waits_as_long_as_one_of_its_envelopes(store: &mut dyn OutboxStore) {
    let first = store.enqueue_envelope(&envelope(Priority::High, 0)).unwrap();
    let second = store.enqueue_envelope(&envelope(Priority::High, 0)).unwrap();
    assert!(store.message_awaits_envelope("0x01").unwrap());
    assert!(!store.message_awaits_envelope("0x03").unwrap());
    store.remove_envelope(first).unwrap();
    assert!(store.message_awaits_envelope("0x02").unwrap());
    store.remove_envelope(second).unwrap();
    assert!(!store.message_awaits_envelope("0x01").unwrap());
}

fn rows_are_never_used_again(store: &mut dyn OutboxStore) {
    let first = store.enqueue_envelope(&envelope(Priority::High, 0)).unwrap();
    store.remove_envelope(first).unwrap();
    assert!(store.enqueue_envelope(&envelope(Priority::High, 0)).unwrap() > first);
}

fn only_the_recipient_confirms(store: &mut dyn OutboxStore) {
    store.expect_confirmation(&[1; 32], "0x01", &ALICE).unwrap();
    store.expect_confirmation(&[1; 32], "0x01", &ALICE).unwrap();
    store.expect_confirmation(&[2; 32], "0x01", &BOBBY).unwrap();
    assert_eq!(store.find_confirmation(&[1; 32], &ALICE).unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.find_confirmation(&[1; 32], &BOBBY).unwrap(), None);
    assert_eq!(store.confirm(&[1; 32], &BOBBY, 5).unwrap(), None);
    assert_eq!(store.confirm(&[3; 32], &ALICE, 5).unwrap(), None);
    assert_eq!(store.confirm(&[1; 32], &ALICE, 5).unwrap().as_deref(), Some("0x01"));
    // A confirmation may come twice.
    assert_eq!(store.confirm(&[1; 32], &ALICE, 6).unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.confirm(&[2; 32], &BOBBY, 6).unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.find_confirmation(&[2; 32], &BOBBY).unwrap().as_deref(), Some("0x01"));
}
