use core::num::NonZeroUsize;

use proptest::prelude::*;
use status_memory::{MemorySegmentStore, SeededEntropy};
use status_ports::{SegmentPart, SegmentStore};

use super::*;
use crate::crypto::{PrivateKey, PublicKey, keccak256};

const NOW: u64 = 1_700_000_000_000;

fn sender(seed: u64) -> PublicKey {
    PrivateKey::generate(&mut SeededEntropy::new(seed)).public_key()
}

fn cut(message: &[u8], size: usize) -> Vec<Vec<u8>> {
    let segments = split(message, NonZeroUsize::new(size).unwrap()).unwrap().unwrap();
    segments.iter().map(Segment::encode).collect()
}

fn take(store: &mut MemorySegmentStore, bytes: &[u8]) -> Received {
    receive(store, &sender(1), bytes, NOW).unwrap()
}

#[test]
fn a_message_that_fits_goes_as_it_is() {
    assert_eq!(split(&[1; 100], NonZeroUsize::new(100).unwrap()), Ok(None));
    assert_eq!(segment_size(1 << 20).get(), 786_432);
    assert_eq!(segment_size(150 * 1024 + 3).get(), 115_200);
    assert_eq!(segment_size(0).get(), 1);
}

#[test]
fn a_message_that_no_receiver_takes_is_not_sent() {
    let message = vec![0; MAX_DATA_SEGMENTS as usize + 1];
    assert_eq!(split(&message, NonZeroUsize::MIN), Err(SplitError::TooLarge(message.len())));
    let largest = split(&message[1..], NonZeroUsize::MIN).unwrap().unwrap();
    assert!(largest.iter().all(|segment| Segment::decode(&segment.encode()).as_ref() == Ok(segment)));
}

#[test]
fn segments_of_different_senders_do_not_mix() {
    let segments = cut(&[7; 30], 20);
    let mut store = MemorySegmentStore::new();
    assert_eq!(receive(&mut store, &sender(1), &segments[0], NOW).unwrap(), Received::Incomplete);
    assert_eq!(receive(&mut store, &sender(2), &segments[1], NOW).unwrap(), Received::Incomplete);
    assert_eq!(receive(&mut store, &sender(2), &segments[0], NOW).unwrap(), Received::Complete(vec![7; 30]));
    assert_eq!(receive(&mut store, &sender(1), &segments[1], NOW).unwrap(), Received::Complete(vec![7; 30]));
}

#[test]
fn the_lost_last_segment_is_rebuilt_without_its_padding() {
    for zeros in [0, 1, 5] {
        let mut message: Vec<u8> = (1..=150).collect();
        message.resize(150 + zeros, 0);
        let segments = cut(&message, 18);
        assert_eq!(segments.len(), 10, "9 data and 1 parity");
        let mut store = MemorySegmentStore::new();
        let kept = segments.iter().enumerate().filter(|(at, _)| *at != 8);
        let received: Vec<_> = kept.map(|(_, segment)| take(&mut store, segment)).collect();
        assert_eq!(received.last(), Some(&Received::Complete(message)), "{zeros} zeros at the end");
    }
}

#[test]
fn a_message_of_zeros_is_rebuilt() {
    let segments = cut(&[0; 8 * 2000], 2000);
    let mut store = MemorySegmentStore::new();
    let results: Vec<_> = segments[..7].iter().chain(&segments[8..]).map(|bytes| take(&mut store, bytes)).collect();
    assert_eq!(results.last(), Some(&Received::Complete(vec![0; 8 * 2000])));
}

#[test]
fn when_no_length_fits_the_last_segment_may_still_come() {
    // More zeros at the end than are tried.
    let mut message = vec![1; 7 * 4000];
    message.resize(7 * 4000 + 3000, 0);
    let segments = cut(&message, 4000);
    let mut store = MemorySegmentStore::new();
    for at in [0, 1, 2, 3, 4, 5, 6, 8, 8] {
        assert_eq!(take(&mut store, &segments[at]), Received::Incomplete);
    }
    assert_eq!(take(&mut store, &segments[7]), Received::Complete(message));
}

#[test]
fn a_message_that_is_not_what_it_says_is_dropped() {
    let mut segments = split(&[7; 30], NonZeroUsize::new(20).unwrap()).unwrap().unwrap();
    segments[1].payload[0] = 8;
    let mut store = MemorySegmentStore::new();
    assert_eq!(take(&mut store, &segments[0].encode()), Received::Incomplete);
    assert_eq!(take(&mut store, &segments[1].encode()), Received::Mismatch);
    assert_eq!(take(&mut store, &segments[1].encode()), Received::AlreadyCompleted);
    assert!(store.is_empty());
}

#[test]
fn what_looks_like_a_segment_but_is_none_is_told_apart() {
    let segment = Segment { message_hash: [1; 32], part: SegmentPart::Data { index: 0, count: 2 }, payload: vec![1] };
    let refused = |part, payload: &[u8]| {
        Segment::decode(&Segment { part, payload: payload.to_vec(), ..segment.clone() }.encode()).unwrap_err()
    };
    assert_eq!(refused(segment.part, &[]), NoSegment::Empty);
    for part in [
        SegmentPart::Data { index: 0, count: 1 },
        SegmentPart::Data { index: 2, count: 2 },
        SegmentPart::Data { index: 0, count: MAX_DATA_SEGMENTS + 1 },
        SegmentPart::Parity { index: 0, count: 0 },
        SegmentPart::Parity { index: 3, count: 3 },
        SegmentPart::Parity { index: 0, count: 257 },
    ] {
        assert_eq!(refused(part, &[1]), NoSegment::InvalidCount, "{part:?}");
    }
    let large = SegmentPart::Data { index: 0, count: 4096 };
    assert_eq!(refused(large, &[1; 16_385]), NoSegment::TooLarge);
    let author = PrivateKey::generate(&mut SeededEntropy::new(1));
    let kind = status_proto::status::application_metadata_message::Type::ContactUpdate;
    let application_message = crate::envelope::ApplicationMessage::wrap(kind, vec![], &author);
    assert!(Segment::decode(&application_message).is_err());
}

#[test]
fn what_waits_is_bounded_and_forgotten() {
    let mut store = MemorySegmentStore::new();
    let month_ms = 30 * 24 * 60 * 60 * 1000;
    for number in 0..2000_u32 {
        let first = &cut(&number.to_be_bytes(), 3)[0];
        receive(&mut store, &sender(1), first, NOW + u64::from(number)).unwrap();
    }
    assert!(store.len() <= 1025, "{}", store.len());
    receive(&mut store, &sender(1), &cut(b"later", 3)[0], NOW + month_ms + 5000).unwrap();
    assert_eq!(store.len(), 1);
}

fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    use status_ports::Entropy;
    let mut entropy = SeededEntropy::new(seed);
    for at in (1..items.len()).rev() {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        items.swap(at, (u64::from_le_bytes(bytes) % (at as u64 + 1)) as usize);
    }
    items
}

proptest! {
    #[test]
    fn enough_segments_in_any_order_with_repetitions_give_the_message_once(
        message in prop::collection::vec(any::<u8>(), 40..900), size in 3_usize..39, seed: u64, loss: usize,
    ) {
        let segments = split(&message, NonZeroUsize::new(size).unwrap()).unwrap().unwrap();
        let parity = segments.iter().filter(|segment| matches!(segment.part, SegmentPart::Parity { .. })).count();
        let mut kept = shuffled(segments.iter().map(Segment::encode).collect::<Vec<_>>(), seed);
        kept.truncate(segments.len() - if parity == 0 { 0 } else { loss % (parity + 1) });
        let twice = shuffled([kept.clone(), kept].concat(), seed ^ 1);
        let mut store = MemorySegmentStore::new();
        let results: Vec<_> = twice.iter().map(|bytes| take(&mut store, bytes)).collect();
        let complete: Vec<_> = results.iter().filter(|result| matches!(result, Received::Complete(_))).collect();
        prop_assert_eq!(complete, [&Received::Complete(message.clone())]);
        prop_assert!(store.is_empty());
        prop_assert!(store.segments_completed(&keccak256(&[&message]), &sender(1).to_compressed()).unwrap());
    }

    #[test]
    fn altered_segments_never_panic_and_never_give_another_message(
        message in prop::collection::vec(any::<u8>(), 100..300), seed: u64, damage in prop::collection::vec((any::<usize>(), any::<usize>(), 1..=255_u8), 1..4),
    ) {
        let mut segments = shuffled(cut(&message, 10), seed);
        for (which, at, bits) in damage {
            let which = which % segments.len();
            let at = at % segments[which].len();
            segments[which][at] ^= bits;
        }
        let mut store = MemorySegmentStore::new();
        for segment in &segments {
            if let Received::Complete(whole) = take(&mut store, segment) {
                prop_assert_eq!(&whole, &message);
            }
        }
    }

    #[test]
    fn any_bytes_are_a_segment_or_not(bytes: Vec<u8>) {
        let _ = take(&mut MemorySegmentStore::new(), &bytes);
    }

    #[test]
    fn a_segment_survives_its_bytes(message_hash: [u8; 32], count in 2..300_u32, index: u32, parity: bool, payload in prop::collection::vec(any::<u8>(), 1..50)) {
        let count = if parity { count.min(256) } else { count };
        let index = index % count;
        let part = if parity { SegmentPart::Parity { index, count } } else { SegmentPart::Data { index, count } };
        let segment = Segment { message_hash, part, payload };
        prop_assert_eq!(Segment::decode(&segment.encode()), Ok(segment));
    }
}
