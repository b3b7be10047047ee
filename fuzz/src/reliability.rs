//! Segmentation and data synchronisation: what is kept between messages must stay bounded and right.

use std::collections::BTreeSet;

use status_domain::reliability::{
    mvds::{self, Node},
    segmentation::{self, Received, Segment},
};
use status_memory::{MemoryMvdsStore, MemorySegmentStore, SeededEntropy};
use status_ports::UnixMillis;

use crate::{
    people::{alice, bobby},
    sequence::pieces,
};

const NOW: UnixMillis = 1_700_000_000_000;

/// Segments in any order: no message is completed twice, and none is completed by a hash that is not its own.
pub(crate) fn segmentation(input: &[u8]) {
    let mut store = MemorySegmentStore::new();
    let sender = bobby().public_key();
    let mut completed = BTreeSet::new();
    for (piece, now) in pieces(input).zip(NOW..) {
        match segmentation::receive(&mut store, &sender, piece, now) {
            Ok(Received::Complete(message)) => {
                let hash = Segment::decode(piece).map(|segment| segment.message_hash);
                assert_eq!(hash, Ok(status_domain::crypto::keccak256(&[&message])));
                assert!(completed.insert(hash.ok()), "completed twice");
            }
            Ok(Received::Mismatch | Received::Incomplete | Received::AlreadyCompleted | Received::NoSegment(_)) => {}
            Err(error) => unexpected(&error),
        }
        assert!(store.len() <= pieces(input).count(), "more is kept than came");
    }
}

/// A payload is the same after another way over the wire.
pub(crate) fn mvds_payload(input: &[u8]) {
    if let Ok(payload) = mvds::decode(input) {
        assert_eq!(mvds::decode(&mvds::encode(&payload)), Ok(payload));
    }
}

/// Payloads of a peer and our own messages to it: nothing is handed up twice, nothing is reported as delivered twice
/// or without having been sent, and the node comes to rest.
pub(crate) fn mvds_node(input: &[u8]) {
    let (me, peer) = (alice().public_key(), bobby().public_key());
    let node = Node::new(me, 10_000);
    let mut store = MemoryMvdsStore::new();
    let mut entropy = SeededEntropy::new(1);
    let (mut seen, mut queued) = (BTreeSet::new(), BTreeSet::new());
    for (piece, now) in pieces(input).zip((NOW..).step_by(1000)) {
        let Ok(payload) = mvds::decode(piece) else {
            match node.queue(&mut store, &peer, piece.to_vec(), now) {
                Ok(id) => drop(queued.insert(id)),
                Err(error) => unexpected(&error),
            }
            continue;
        };
        match node.receive(&mut store, &peer, payload, now) {
            Ok(received) => {
                for message in received.messages {
                    assert!(seen.insert(message.id), "handed up twice");
                }
                for id in received.delivered {
                    assert!(queued.remove(&id), "delivered what does not wait");
                }
            }
            Err(error) => unexpected(&error),
        }
    }
    // More rounds than an input of this size can fill.
    let mut rounds = input.len().saturating_add(64);
    let now = NOW.saturating_add(u64::try_from(input.len()).unwrap_or(u64::MAX).saturating_mul(1000));
    loop {
        match node.due(&mut store, now, &mut entropy) {
            Ok(due) if due.next_at.is_none_or(|at| at > now) => return,
            Ok(_) => rounds = rounds.saturating_sub(1),
            Err(error) => unexpected(&error),
        }
        assert!(rounds > 0, "the node does not come to rest");
    }
}

/// A store in memory never fails.
#[allow(clippy::panic, reason = "a finding")]
fn unexpected(error: &dyn std::error::Error) {
    panic!("{error}");
}
