//! Answers of store nodes: nothing gets through that was not asked for, and no answers keep a catch-up going without end.

use std::collections::BTreeSet;

use status_domain::envelope::topic::{ContentTopic, Shard};
use status_domain::envelope::waku_message;
use status_domain::history::catch_up::{CatchUp, Step, Verdict};
use status_domain::history::record;
use status_domain::history::store_client::{Criteria, MAX_PAGE, StoreQuery};
use status_memory::MemoryTransaction;
use status_ports::{HistoryPosition, HistoryStore as _, HistoryWalk};

use crate::sequence::pieces;

const FROM: u64 = 1_700_000_000_000_000_000;
const TO: u64 = FROM + 3 * 24 * 3600 * 1_000_000_000;
const TOPIC: [u8; 4] = [1; 4];

fn criteria() -> Criteria {
    Criteria::Topics {
        pubsub_topic: Shard::DEFAULT.to_string(),
        content_topics: vec![ContentTopic::from_slice(&TOPIC)],
        from: FROM,
        to: TO,
    }
}

/// One answer to one question: every message of the page is one that was asked for, and named by its own hash.
pub(crate) fn store_answer(input: &[u8]) {
    let query = StoreQuery { request_id: "r".to_owned(), criteria: criteria(), include_data: true, cursor: None };
    let Ok(page) = query.read(input) else { return };
    assert!(u64::try_from(page.messages.len()).is_ok_and(|count| count <= MAX_PAGE));
    let hashes: BTreeSet<_> = page.messages.iter().map(|message| message.hash).collect();
    assert_eq!(hashes.len(), page.messages.len(), "a message twice");
    assert!(page.cursor.is_none_or(|cursor| hashes.contains(&cursor)), "a cursor from elsewhere");
    for message in &page.messages {
        let Some((time, raw)) = &message.content else { continue };
        assert!((FROM..=TO).contains(time), "another time");
        let decoded = waku_message::decode(&raw.bytes);
        let decoded = decoded.as_ref().ok();
        let hash = decoded.map(|decoded| waku_message::message_hash(&raw.pubsub_topic, decoded));
        assert_eq!(hash, Some(message.hash), "another hash");
        let topic = decoded.and_then(|decoded| decoded.content_topic.parse::<ContentTopic>().ok());
        assert_eq!(topic, Some(ContentTopic::from_slice(&TOPIC)), "another topic");
    }
}

/// Answers one after the other, from two nodes in turn, an empty piece being no answer: what was read is never further than what
/// is recorded, a walk never goes back, and the catch-up does not panic.
#[allow(clippy::panic, reason = "a finding")]
pub(crate) fn catch_up(input: &[u8]) {
    let mut store = MemoryTransaction::new();
    let position = HistoryPosition { until: TO, seen: TO, cursor: None };
    let pubsub_topic = Shard::DEFAULT.to_string();
    let walk = HistoryWalk { id: 0, pubsub_topic, content_topics: vec![TOPIC], from: FROM, to: TO, position };
    for _ in 0..2 {
        if store.add_history_walk(&walk).is_err() {
            panic!("a store in memory never fails");
        }
    }
    let walks = |store: &mut MemoryTransaction| store.history_walks().unwrap_or_default();
    let mut machine = CatchUp::new(walks(&mut store));
    let mut reached = [TO; 2];
    for (number, piece) in (0_u64..).zip(pieces(input)) {
        let peer = if number.is_multiple_of(5) { "one" } else { "other" };
        let ask = match machine.step(peer, || "r".to_owned(), number.saturating_mul(60_000)) {
            Step::Ask(ask) => ask,
            Step::Done => break,
            Step::Busy | Step::Wait(_) => panic!("nothing is under way, and a minute is patience enough"),
        };
        if piece.is_empty() {
            machine.unanswered(ask.walk);
            continue;
        }
        if let Verdict::Page(page) = machine.answered(ask.walk, peer, piece, number.saturating_mul(60_000)) {
            assert_eq!(page.mark.walk, ask.walk);
            if record(&mut store, &page.mark).is_err() {
                panic!("a store in memory never fails");
            }
        }
        for walk in walks(&mut store) {
            let before = reached.get_mut(usize::try_from(walk.id).unwrap_or_default().saturating_sub(1));
            let Some(before) = before else { continue };
            assert!(walk.position.until <= *before, "a walk went back");
            assert!(walk.position.seen <= walk.position.until && walk.position.until >= FROM);
            *before = walk.position.until;
        }
    }
    // A restart goes on with what is recorded.
    let again = CatchUp::new(walks(&mut store));
    assert!(again.open() <= 2);
}
