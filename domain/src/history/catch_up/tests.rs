use std::collections::BTreeSet;

use proptest::prelude::*;
use prost::Message as _;
use status_memory::MemoryTransaction;
use status_ports::{HistoryPosition, HistoryStore as _, UnixNanos};

use super::*;
use crate::envelope::topic::Shard;
use crate::envelope::waku_message;
use crate::history::model::{StoreNodeModel, hash, message};
use crate::history::{WINDOW_NS, record};

const NOW: UnixNanos = 20 * WINDOW_NS;

fn walk(topics: &[u8], from: UnixNanos, to: UnixNanos) -> HistoryWalk {
    HistoryWalk {
        id: 0,
        pubsub_topic: Shard::DEFAULT.to_string(),
        content_topics: topics.iter().map(|number| [*number; 4]).collect(),
        from,
        to,
        position: HistoryPosition { until: to, seen: to, cursor: None },
    }
}

/// A profile that catches up, with what it received.
#[derive(Default)]
struct Reader {
    store: MemoryTransaction,
    received: Vec<[u8; 32]>,
    requests: usize,
}

impl Reader {
    fn new(walks: &[HistoryWalk]) -> Self {
        let mut reader = Self::default();
        for walk in walks {
            reader.store.add_history_walk(walk).unwrap();
        }
        reader
    }

    fn take(&mut self, page: &Page) {
        for raw in &page.messages {
            self.received.push(hash(&waku_message::decode(&raw.bytes).unwrap()));
        }
        record(&mut self.store, &page.mark).unwrap();
    }

    /// Catches up with a node until it is done, the node is refused, or `requests` were made. A crash at the end: what
    /// was not stored is gone.
    fn run(
        &mut self,
        peer: &str,
        answer: &mut dyn FnMut(&[u8]) -> Option<Vec<u8>>,
        requests: usize,
    ) -> Option<AnswerError> {
        let mut catch_up = CatchUp::new(self.store.history_walks().unwrap());
        let (mut now, mut asked) = (0, Vec::new());
        for number in 0.. {
            assert!(number < 20_000, "the catch-up does not end");
            match catch_up.step(peer, || number.to_string(), now) {
                Step::Ask(ask) => {
                    self.requests += 1;
                    if self.requests > requests {
                        return None;
                    }
                    asked.push(ask);
                }
                Step::Wait(until) => now = until,
                Step::Done => return None,
                Step::Busy => {
                    let ask = asked.remove(number % asked.len());
                    match answer(&ask.query.encode()) {
                        None => catch_up.unanswered(ask.walk),
                        Some(answer) => match catch_up.answered(ask.walk, peer, &answer, now) {
                            Verdict::Page(page) => self.take(&page),
                            Verdict::Later => {}
                            Verdict::Refused(error) => return Some(error),
                        },
                    }
                }
            }
        }
        None
    }
}

fn missing(reader: &Reader, node: &StoreNodeModel) -> usize {
    let received: BTreeSet<_> = reader.received.iter().collect();
    node.hashes().iter().filter(|hash| !received.contains(hash)).count()
}

#[test]
fn the_newest_windows_of_all_walks_come_first() {
    let mut catch_up = CatchUp::new(
        [(1, 3 * WINDOW_NS), (2, 3 * WINDOW_NS), (3, 2 * WINDOW_NS)]
            .map(|(id, to)| HistoryWalk { id, ..walk(&[1], 0, to) })
            .to_vec(),
    );
    let mut order = Vec::new();
    let empty = StoreNodeModel::new([], 10);
    while catch_up.open() > 0 {
        let Step::Ask(ask) = catch_up.step("node", String::new, 0) else { panic!("nothing to ask") };
        let answer = empty.answer(&ask.query.encode());
        assert!(matches!(catch_up.answered(ask.walk, "node", &answer, 0), Verdict::Page(_)));
        order.push(ask.walk);
    }
    assert_eq!(order, [1, 2, 1, 2, 3, 1, 2, 3]);
}

#[test]
fn the_next_page_is_asked_for_before_the_last_is_stored() {
    let node = StoreNodeModel::new((0..30).map(|n| message(1, NOW - u64::from(n), n)), 10);
    let mut catch_up = CatchUp::new(vec![HistoryWalk { id: 1, ..walk(&[1], NOW - 100, NOW) }]);
    for expected in [10, 10, 10] {
        let Step::Ask(ask) = catch_up.step("node", String::new, 0) else { panic!("nothing to ask") };
        assert_eq!(catch_up.step("node", String::new, 0), Step::Busy, "one query of a walk at a time");
        let Verdict::Page(page) = catch_up.answered(1, "node", &node.answer(&ask.query.encode()), 0) else {
            panic!("no page")
        };
        assert_eq!(page.messages.len(), expected);
    }
    assert_eq!(catch_up.step("node", String::new, 0), Step::Done);
}

#[test]
fn a_node_that_wants_patience_gets_it() {
    let mut catch_up = CatchUp::new(vec![HistoryWalk { id: 1, ..walk(&[1], 0, 10) }]);
    let Step::Ask(ask) = catch_up.step("node", String::new, 0) else { panic!("nothing to ask") };
    let mut answer = StoreNodeModel::new([], 1).response(&ask.query.encode());
    answer.status_code = Some(429);
    let mut now = 1000;
    for pause in [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000] {
        assert_eq!(catch_up.answered(1, "node", &answer.encode_to_vec(), now), Verdict::Later);
        assert_eq!(catch_up.step("node", String::new, now), Step::Wait(now + pause));
        now += pause;
        assert!(matches!(catch_up.step("node", String::new, now), Step::Ask(_)));
    }
    assert!(matches!(catch_up.answered(1, "node", &answer.encode_to_vec(), now), Verdict::Refused(_)));
}

#[test]
fn another_node_goes_on_where_the_first_ended() {
    let node = StoreNodeModel::new((0..100).map(|n| message(1, NOW - u64::from(n), n)), 10);
    let mut reader = Reader::new(&[walk(&[1], NOW - 1000, NOW)]);
    reader.run("first", &mut |request| Some(node.answer(request)), 5);
    // The second does not know the cursors of the first.
    let mut asked = 0;
    let answer = &mut |request: &[u8]| {
        asked += 1;
        Some(node.answer(request))
    };
    assert_eq!(reader.run("second", answer, 100), None);
    assert_eq!(missing(&reader, &node), 0);
    assert!(asked <= 7, "{asked} requests for what was left");
}

#[test]
fn a_lost_cursor_costs_no_message_and_no_eternity() {
    let node = StoreNodeModel::new((0..50).map(|n| message(1, NOW - u64::from(n / 5), n)), 10);
    let mut reader = Reader::new(&[walk(&[1], NOW - 1000, NOW)]);
    // It forgets every cursor.
    let answer = &mut |request: &[u8]| {
        let mut answer = node.response(request);
        if status_proto::waku::StoreQueryRequest::decode(request).unwrap().pagination_cursor.is_some() {
            answer.status_code = Some(400);
        }
        Some(answer.encode_to_vec())
    };
    assert!(matches!(reader.run("node", answer, 1000), Some(AnswerError::Status { code: 400, .. })));
    assert!(reader.requests < 20);
}

#[test]
fn pages_without_end_are_refused() {
    let mut reader = Reader::new(&[walk(&[1], 0, NOW)]);
    let mut number = 0;
    // Every page is well-formed, new, and as old as the one before.
    let answer = &mut |request: &[u8]| {
        number += 1;
        let page = StoreNodeModel::new([message(1, NOW, number)], 1);
        let mut answer = page.response(request);
        if answer.status_code == Some(400) {
            let mut first = status_proto::waku::StoreQueryRequest::decode(request).unwrap();
            first.pagination_cursor = None;
            answer = page.response(&first.encode_to_vec());
        }
        answer.pagination_cursor = answer.messages[0].message_hash.clone();
        Some(answer.encode_to_vec())
    };
    assert_eq!(reader.run("node", answer, usize::MAX), Some(AnswerError::Endless));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is stored, however often the reader crashes, whoever answers: an honest node at the end, and everything
    /// that it has was received, nothing was asked for without end, and no walk is left.
    #[test]
    fn everything_stored_is_received_whatever_happens(
        times in prop::collection::vec((1..=3_u8, 0..3 * WINDOW_NS / 1_000_000_000_000), 0..200),
        page in 1..40_usize,
        crashes in prop::collection::vec((0..40_usize, 0..2_u8, 0..8_u8), 0..6),
    ) {
        let messages = times.iter().enumerate().map(|(n, (topic, time))| {
            message(*topic, NOW - time * 1_000_000_000_000, u32::try_from(n).unwrap())
        });
        let node = StoreNodeModel::new(messages, page);
        let from = NOW - 3 * WINDOW_NS;
        let mut reader = Reader::new(&[walk(&[1, 2], from, NOW), walk(&[3], from, NOW)]);
        for (requests, peer, lie) in crashes {
            let mut count = 0_u8;
            let answer = &mut |request: &[u8]| {
                count = count.wrapping_add(1);
                let mut answer = node.response(request);
                match lie {
                    1 => return None,
                    2 if count == 3 => answer.pagination_cursor = Some(vec![7; 32]),
                    3 if count == 3 => answer.messages.reverse(),
                    4 if count.is_multiple_of(2) => return None,
                    5 if count == 5 => answer.status_code = Some(500),
                    6 if count.is_multiple_of(2) => answer.status_code = Some(429),
                    7 => answer.pagination_cursor = answer.messages.last().and_then(|last| last.message_hash.clone()),
                    _ => {}
                }
                Some(answer.encode_to_vec())
            };
            let before = reader.requests;
            // Answers that never come are no reason to go on forever: the driver counts them.
            reader.run(&format!("peer {peer}"), answer, before + requests.min(40));
        }
        let honest = &mut |request: &[u8]| Some(node.answer(request));
        prop_assert_eq!(reader.run("honest", honest, usize::MAX), None);
        prop_assert_eq!(missing(&reader, &node), 0);
        prop_assert_eq!(reader.store.history_walks().unwrap(), []);
    }
}
