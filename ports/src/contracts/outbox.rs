//! The contract of [`OutboxStore`].

use crate::{CompressedKey, OutboxStore, OutgoingEnvelope, Priority, PublishedEnvelope};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn OutboxStore>) {
    an_envelope_comes_back_whole(&mut *make());
    urgent_envelopes_go_first_then_old_ones(&mut *make());
    a_postponed_envelope_waits_until_it_is_due(&mut *make());
    a_message_waits_as_long_as_one_of_its_envelopes(&mut *make());
    rows_are_never_used_again(&mut *make());
    only_the_recipient_confirms(&mut *make());
    old_confirmations_are_forgotten(&mut *make());
    published_envelopes_come_back_the_oldest_first(&mut *make());
    a_message_waits_as_long_as_its_envelope_was_not_found(&mut *make());
    what_arrived_is_not_looked_for(&mut *make());
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
    store.expect_confirmation(&[1; 32], "0x01", &ALICE, 1).unwrap();
    store.expect_confirmation(&[1; 32], "0x01", &ALICE, 1).unwrap();
    store.expect_confirmation(&[2; 32], "0x01", &BOBBY, 2).unwrap();
    assert_eq!(store.find_confirmation(&[1; 32], &ALICE).unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.find_confirmation(&[1; 32], &BOBBY).unwrap(), None);
    assert_eq!(store.confirm(&[1; 32], &BOBBY, None, 5).unwrap(), None);
    assert_eq!(store.confirm(&[3; 32], &ALICE, None, 5).unwrap(), None);
    assert_eq!(store.confirm(&[1; 32], &ALICE, None, 5).unwrap().as_deref(), Some("0x01"));
    // A confirmation may come twice.
    assert_eq!(store.confirm(&[1; 32], &ALICE, None, 6).unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.confirm(&[2; 32], &BOBBY, None, 6).unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.find_confirmation(&[2; 32], &BOBBY).unwrap().as_deref(), Some("0x01"));
}

fn old_confirmations_are_forgotten(store: &mut dyn OutboxStore) {
    store.expect_confirmation(&[1; 32], "0x01", &ALICE, 10).unwrap();
    store.expect_confirmation(&[2; 32], "0x02", &ALICE, 20).unwrap();
    // What is expected again is as old as it was.
    store.expect_confirmation(&[1; 32], "0x01", &ALICE, 30).unwrap();
    store.prune_confirmations(20).unwrap();
    assert_eq!(store.confirm(&[1; 32], &ALICE, None, 40).unwrap(), None);
    assert_eq!(store.confirm(&[2; 32], &ALICE, None, 40).unwrap().as_deref(), Some("0x02"));
}

fn published(number: u8, published_at: u64, message_ids: &[&str]) -> PublishedEnvelope {
    PublishedEnvelope {
        hash: [number; 32],
        pubsub_topic: "/waku/2/rs/16/32".into(),
        message: vec![number, 0, 255],
        message_ids: message_ids.iter().map(|id| (*id).to_owned()).collect(),
        priority: Priority::High,
        attempts: number.into(),
        published_at,
    }
}

fn published_envelopes_come_back_the_oldest_first(store: &mut dyn OutboxStore) {
    assert_eq!(store.first_published_at().unwrap(), None);
    assert_eq!(store.published_envelopes(u64::MAX, 9).unwrap(), []);
    let rows = [published(1, 30, &["0x02", "0x01"]), published(2, 10, &[]), published(3, 20, &["0x03"])];
    for row in &rows {
        store.save_published_envelope(row).unwrap();
    }
    let [late, early, middle] = &rows;
    assert_eq!(store.first_published_at().unwrap(), Some(10));
    assert_eq!(store.published_envelopes(30, 9).unwrap(), [early.clone(), middle.clone(), late.clone()]);
    assert_eq!(store.published_envelopes(29, 9).unwrap(), [early.clone(), middle.clone()]);
    assert_eq!(store.published_envelopes(30, 1).unwrap(), std::slice::from_ref(early));
    store.remove_published_envelope(&early.hash).unwrap();
    store.remove_published_envelope(&[9; 32]).unwrap();
    assert_eq!(store.first_published_at().unwrap(), Some(20));
    let again = PublishedEnvelope { published_at: 40, ..middle.clone() };
    store.save_published_envelope(&again).unwrap();
    assert_eq!(store.published_envelopes(u64::MAX, 9).unwrap(), [late.clone(), again]);
}

fn a_message_waits_as_long_as_its_envelope_was_not_found(store: &mut dyn OutboxStore) {
    store.save_published_envelope(&published(1, 30, &["0x02", "0x01"])).unwrap();
    assert!(store.message_awaits_envelope("0x01").unwrap());
    store.remove_published_envelope(&[1; 32]).unwrap();
    assert!(!store.message_awaits_envelope("0x01").unwrap());
}

fn what_arrived_is_not_looked_for(store: &mut dyn OutboxStore) {
    for row in [published(1, 30, &["0x01"]), published(2, 30, &["0x01", "0x02"]), published(3, 30, &["0x02"])] {
        store.save_published_envelope(&row).unwrap();
    }
    store.remove_published_envelopes_of("0x01").unwrap();
    let left: Vec<_> = store.published_envelopes(30, 9).unwrap().into_iter().map(|row| row.hash).collect();
    assert_eq!(left, [[2; 32], [3; 32]]);
}
