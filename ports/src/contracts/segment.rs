//! The contract of [`SegmentStore`].

use crate::{CompressedKey, SegmentCount, SegmentPart, SegmentRecord, SegmentStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn SegmentStore>) {
    an_empty_store_knows_nothing(&mut *make());
    segments_come_back_data_first_by_index(&mut *make());
    a_segment_with_the_same_key_is_replaced(&mut *make());
    senders_and_messages_do_not_mix(&mut *make());
    the_limit_holds(&mut *make());
    completing_removes_the_segments_and_is_remembered(&mut *make());
    pruning_forgets_what_is_older(&mut *make());
    pruning_keeps_the_segments_that_arrived_last(&mut *make());
}

const HASH: [u8; 32] = [7; 32];
const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];

fn record(part: SegmentPart, received_at: u64) -> SegmentRecord {
    let tag = match part {
        SegmentPart::Data { index, .. } => [b'd', index as u8],
        SegmentPart::Parity { index, .. } => [b'p', index as u8],
    };
    SegmentRecord { message_hash: HASH, sender: ALICE, part, payload: tag.to_vec(), received_at }
}

const fn data(index: u32, count: u32) -> SegmentPart {
    SegmentPart::Data { index, count }
}

const fn parity(index: u32, count: u32) -> SegmentPart {
    SegmentPart::Parity { index, count }
}

fn an_empty_store_knows_nothing(store: &mut dyn SegmentStore) {
    assert_eq!(store.count_segments(&HASH, &ALICE).unwrap(), SegmentCount::default());
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), []);
    assert!(!store.segments_completed(&HASH, &ALICE).unwrap());
    store.prune_segments(1, 0, u64::MAX).unwrap();
}

fn segments_come_back_data_first_by_index(store: &mut dyn SegmentStore) {
    let records = [parity(1, 2), data(11, 16), data(2, 16), parity(0, 2), data(0, 16)].map(|part| record(part, 1));
    for segment in &records {
        store.save_segment(segment).unwrap();
    }
    let sorted = [4, 2, 1, 3, 0].map(|at: usize| records[at].clone());
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), sorted);
    let count = SegmentCount { data: 3, parity: 2, expected_data: 16 };
    assert_eq!(store.count_segments(&HASH, &ALICE).unwrap(), count);
}

fn a_segment_with_the_same_key_is_replaced(store: &mut dyn SegmentStore) {
    store.save_segment(&record(data(1, 8), 1)).unwrap();
    store.save_segment(&record(parity(1, 2), 1)).unwrap();
    let newer = SegmentRecord { payload: vec![], received_at: u64::from(u32::MAX) * 2, ..record(data(1, 9), 0) };
    store.save_segment(&newer).unwrap();
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), [newer, record(parity(1, 2), 1)]);
    let count = SegmentCount { data: 1, parity: 1, expected_data: 9 };
    assert_eq!(store.count_segments(&HASH, &ALICE).unwrap(), count);
}

fn senders_and_messages_do_not_mix(store: &mut dyn SegmentStore) {
    let of_alice = record(data(0, 2), 1);
    let of_bobby = SegmentRecord { sender: BOBBY, ..record(data(1, 2), 1) };
    let other = SegmentRecord { message_hash: [8; 32], ..record(data(1, 2), 1) };
    for segment in [&of_alice, &of_bobby, &other] {
        store.save_segment(segment).unwrap();
    }
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), [of_alice]);
    assert_eq!(store.count_segments(&HASH, &BOBBY).unwrap().data, 1);
    store.complete_segments(&HASH, &ALICE, 1).unwrap();
    assert!(!store.segments_completed(&HASH, &BOBBY).unwrap());
    assert_eq!(store.segments(&HASH, &BOBBY, 10).unwrap(), [of_bobby]);
    assert_eq!(store.segments(&[8; 32], &ALICE, 10).unwrap(), [other]);
}

fn the_limit_holds(store: &mut dyn SegmentStore) {
    for index in 0..3 {
        store.save_segment(&record(data(index, 3), 1)).unwrap();
    }
    assert_eq!(store.segments(&HASH, &ALICE, 2).unwrap(), [record(data(0, 3), 1), record(data(1, 3), 1)]);
}

fn completing_removes_the_segments_and_is_remembered(store: &mut dyn SegmentStore) {
    store.save_segment(&record(data(0, 2), 1)).unwrap();
    store.complete_segments(&HASH, &ALICE, 5).unwrap();
    store.complete_segments(&HASH, &ALICE, 6).unwrap();
    assert!(store.segments_completed(&HASH, &ALICE).unwrap());
    assert_eq!(store.count_segments(&HASH, &ALICE).unwrap(), SegmentCount::default());
}

fn pruning_forgets_what_is_older(store: &mut dyn SegmentStore) {
    store.save_segment(&record(data(0, 3), 9)).unwrap();
    store.save_segment(&record(data(1, 3), 10)).unwrap();
    store.complete_segments(&[8; 32], &ALICE, 9).unwrap();
    store.complete_segments(&[9; 32], &ALICE, 10).unwrap();
    store.prune_segments(10, 100, u64::MAX).unwrap();
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), [record(data(1, 3), 10)]);
    assert!(!store.segments_completed(&[8; 32], &ALICE).unwrap());
    assert!(store.segments_completed(&[9; 32], &ALICE).unwrap());
}

fn pruning_keeps_the_segments_that_arrived_last(store: &mut dyn SegmentStore) {
    for (index, received_at) in [(0, 3), (1, 1), (2, 2)] {
        store.save_segment(&record(data(index, 3), received_at)).unwrap();
    }
    store.prune_segments(0, 2, u64::MAX).unwrap();
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), [record(data(0, 3), 3), record(data(2, 3), 2)]);
    let bytes = 2 * u64::try_from(record(data(0, 3), 3).payload.len()).unwrap();
    store.prune_segments(0, 10, bytes).unwrap();
    assert_eq!(store.count_segments(&HASH, &ALICE).unwrap().data, 2);
    store.prune_segments(0, 10, bytes - 1).unwrap();
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), [record(data(0, 3), 3)]);
    store.prune_segments(0, 0, bytes).unwrap();
    assert_eq!(store.segments(&HASH, &ALICE, 10).unwrap(), []);
}
