//! The contract of [`crate::DeliveryStore`], together with the confirmations of [`crate::OutboxStore`].

use crate::{CompressedKey, DeliveryRecord, GiveUpReason, ProfileTransaction, RecipientDelivery};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ProfileTransaction>) {
    a_message_is_queued_once(&mut *make());
    each_envelope_is_counted(&mut *make());
    the_first_word_of_a_store_node_and_of_giving_up_counts(&mut *make());
    confirmations_are_told_by_recipient(&mut *make());
    old_messages_are_forgotten(&mut *make());
}

const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn queued(message_id: &str, queued_at: u64) -> DeliveryRecord {
    DeliveryRecord {
        message_id: message_id.into(),
        queued_at,
        first_published_at: None,
        last_published_at: None,
        published_envelopes: 0,
        peers: 0,
        stored_at: None,
        given_up: None,
    }
}

fn a_message_is_queued_once(store: &mut dyn ProfileTransaction) {
    assert_eq!(store.find_delivery("0x01").unwrap(), None);
    store.delivery_queued("0x01", 5).unwrap();
    store.delivery_queued("0x01", 9).unwrap();
    assert_eq!(store.find_delivery("0x01").unwrap(), Some(queued("0x01", 5)));
}

fn each_envelope_is_counted(store: &mut dyn ProfileTransaction) {
    for id in ["0x01", "0x02"] {
        store.delivery_queued(id, 1).unwrap();
    }
    store.delivery_published(&ids(&["0x01", "0x02", "0x03"]), 4, 10).unwrap();
    store.delivery_published(&ids(&["0x01"]), 2, 20).unwrap();
    store.delivery_published(&[], 9, 30).unwrap();
    let published = DeliveryRecord {
        first_published_at: Some(10),
        last_published_at: Some(20),
        published_envelopes: 2,
        peers: 4,
        ..queued("0x01", 1)
    };
    assert_eq!(store.find_delivery("0x01").unwrap(), Some(published));
    assert_eq!(store.find_delivery("0x02").unwrap().unwrap().published_envelopes, 1);
    assert_eq!(store.find_delivery("0x03").unwrap(), None);
}

fn the_first_word_of_a_store_node_and_of_giving_up_counts(store: &mut dyn ProfileTransaction) {
    store.delivery_queued("0x01", 1).unwrap();
    store.delivery_stored(&ids(&["0x01", "0x02"]), 7).unwrap();
    store.delivery_stored(&ids(&["0x01"]), 8).unwrap();
    store.delivery_given_up(&ids(&["0x01", "0x02"]), GiveUpReason::NeverStored, 9).unwrap();
    store.delivery_given_up(&ids(&["0x01"]), GiveUpReason::Refused, 10).unwrap();
    let expected =
        DeliveryRecord { stored_at: Some(7), given_up: Some((9, GiveUpReason::NeverStored)), ..queued("0x01", 1) };
    assert_eq!(store.find_delivery("0x01").unwrap(), Some(expected));
}

fn confirmations_are_told_by_recipient(store: &mut dyn ProfileTransaction) {
    assert_eq!(store.recipient_deliveries("0x01").unwrap(), []);
    store.expect_confirmation(&[9; 32], "0x01", &BOBBY, 1).unwrap();
    store.expect_confirmation(&[8; 32], "0x01", &ALICE, 1).unwrap();
    store.expect_confirmation(&[7; 32], "0x02", &ALICE, 1).unwrap();
    store.confirm(&[8; 32], &ALICE, Some("phone"), 5).unwrap();
    store.confirm(&[8; 32], &ALICE, Some("desktop"), 6).unwrap();
    assert_eq!(store.confirmation_given_up(&[9; 32], &BOBBY, 7).unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.confirmation_given_up(&[9; 32], &ALICE, 7).unwrap(), None);
    let alice = RecipientDelivery {
        recipient: ALICE,
        datasync_id: [8; 32],
        expected_at: 1,
        confirmed_at: Some(5),
        confirmed_by: Some("phone".into()),
        given_up_at: None,
    };
    let bobby = RecipientDelivery {
        recipient: BOBBY,
        datasync_id: [9; 32],
        confirmed_at: None,
        confirmed_by: None,
        given_up_at: Some(7),
        ..alice.clone()
    };
    assert_eq!(store.recipient_deliveries("0x01").unwrap(), [alice, bobby]);
    store.confirm(&[7; 32], &ALICE, None, 8).unwrap();
    let rows = store.recipient_deliveries("0x02").unwrap();
    assert_eq!((rows[0].confirmed_at, rows[0].confirmed_by.clone()), (Some(8), None));
}

fn old_messages_are_forgotten(store: &mut dyn ProfileTransaction) {
    store.delivery_queued("0x01", 10).unwrap();
    store.delivery_queued("0x02", 20).unwrap();
    store.prune_deliveries(20).unwrap();
    assert_eq!(store.find_delivery("0x01").unwrap(), None);
    assert_eq!(store.find_delivery("0x02").unwrap(), Some(queued("0x02", 20)));
}
