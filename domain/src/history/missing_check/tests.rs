use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::EnvelopeStore as _;

use super::*;
use crate::crypto::PrivateKey;
use crate::envelope::waku_message;
use crate::history::model::{StoreNodeModel, hash, message};
use crate::transport::Transport;

const NOW: UnixMillis = 1_700_000_000_000;

fn interests() -> Vec<Interest> {
    let key = PrivateKey::generate(&mut SeededEntropy::new(1));
    Transport::new(key, "device").history_interests()
}

/// Messages on the first topic, a second apart, the last one now.
fn node(count: u32, page: usize) -> StoreNodeModel {
    let topic = interests()[0].content_topic.to_string();
    let messages = (0..count).map(|number| {
        let mut message = message(0, nanos(NOW - u64::from(number) * 1000), number);
        message.content_topic = topic.clone();
        message
    });
    StoreNodeModel::new(messages, page)
}

fn run(look: &mut Look, node: &StoreNodeModel, store: &mut MemoryTransaction) -> (Vec<[u8; 32]>, usize) {
    let (mut fetched, mut requests) = (Vec::new(), 0);
    loop {
        if look.has_hashes() {
            look.skip_known(store).unwrap();
        }
        let Some(query) = look.query("r".into()) else { return (fetched, requests) };
        requests += 1;
        assert!(requests < 500, "the look does not end");
        let page = query.read(&node.answer(&query.encode())).unwrap();
        for raw in look.answered(&query, page).unwrap() {
            fetched.push(hash(&waku_message::decode(&raw.bytes).unwrap()));
        }
    }
}

#[test]
fn only_what_never_came_is_fetched() {
    let node = node(300, 100);
    let mut check = MissingCheck::new(NOW - 100_000);
    let mut store = MemoryTransaction::new();
    let window: Vec<_> = node.hashes().into_iter().rev().skip(20).take(101).collect();
    for hash in &window[60..] {
        store.mark_envelope_processed(hash, NOW).unwrap();
    }
    let mut look = check.look(&interests(), NOW).unwrap();
    let (mut fetched, requests) = run(&mut look, &node, &mut store);
    let mut expected = window[..60].to_vec();
    fetched.sort_unstable();
    expected.sort_unstable();
    assert_eq!(fetched, expected);
    assert_eq!(requests, 4, "two pages of hashes, and sixty messages by fifties");
    check.done(&look);
    assert_eq!(check.next_at(), NOW + 60_000);
}

#[test]
fn one_looks_once_a_minute_and_where_one_ended() {
    let check = MissingCheck::new(NOW);
    assert!(check.look(&interests(), NOW + 59_999).is_none());
    let mut look = check.look(&interests(), NOW + 60_000).unwrap();
    let Some(StoreQuery { criteria: Criteria::Topics { from, to, content_topics, .. }, .. }) =
        look.query(String::new())
    else {
        panic!("no hashes are asked for")
    };
    assert_eq!((from, to), (nanos(NOW - 20_000), nanos(NOW + 40_000)));
    assert_eq!(content_topics.len(), 3);
}

#[test]
fn a_failed_look_is_made_up_for() {
    let check = MissingCheck::new(NOW);
    drop(check.look(&interests(), NOW + 60_000));
    let mut look = check.look(&interests(), NOW + 61_000).unwrap();
    let Some(StoreQuery { criteria: Criteria::Topics { from, .. }, .. }) = look.query(String::new()) else {
        panic!("no hashes are asked for")
    };
    assert_eq!(from, nanos(NOW - 20_000));
    // But not for a whole night: that is for the catch-up.
    let mut look = check.look(&interests(), NOW + 36_000_000).unwrap();
    let Some(StoreQuery { criteria: Criteria::Topics { from, to, .. }, .. }) = look.query(String::new()) else {
        panic!("no hashes are asked for")
    };
    assert_eq!(to - from, nanos(600_000));
}

#[test]
fn a_node_without_end_is_refused() {
    let check = MissingCheck::new(NOW - 600_000);
    let mut look = check.look(&interests(), NOW).unwrap();
    for number in 0_u8.. {
        let Some(query) = look.query(String::new()) else { panic!("it ended") };
        let page = StorePage { messages: vec![], cursor: Some([number; 32]) };
        match look.answered(&query, page) {
            Ok(_) => assert!(number < 101),
            Err(error) => return assert_eq!(error, AnswerError::Endless),
        }
    }
}
