//! The contract of [`HistoryStore`].

use crate::{HistoryCursor, HistoryPosition, HistoryStore, HistoryTopic, HistoryWalk, StoreNodeRecord};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn HistoryStore>) {
    topics_are_known_by_both_names(&mut *make());
    a_walk_comes_back_whole(&mut *make());
    a_walk_goes_on_where_it_was(&mut *make());
    rows_of_walks_are_never_used_again(&mut *make());
    nodes_are_known_by_id(&mut *make());
}

fn topic(pubsub_topic: &str, number: u8) -> HistoryTopic {
    HistoryTopic {
        pubsub_topic: pubsub_topic.into(),
        content_topic: [number; 4],
        fetched_to: 1_700_000_000,
        planned_to: 1_700_000_100,
    }
}

fn topics_are_known_by_both_names(store: &mut dyn HistoryStore) {
    assert_eq!(store.history_topics().unwrap(), []);
    store.save_history_topics(&[topic("b", 1), topic("a", 2), topic("a", 1)]).unwrap();
    let newer = HistoryTopic { planned_to: u64::MAX, ..topic("a", 2) };
    store.save_history_topics(std::slice::from_ref(&newer)).unwrap();
    store.save_history_topics(&[]).unwrap();
    assert_eq!(store.history_topics().unwrap(), [topic("a", 1), newer.clone(), topic("b", 1)]);
    store.delete_history_topic("a", [1; 4]).unwrap();
    store.delete_history_topic("a", [3; 4]).unwrap();
    assert_eq!(store.history_topics().unwrap(), [newer, topic("b", 1)]);
}

fn walk(topics: &[[u8; 4]]) -> HistoryWalk {
    HistoryWalk {
        id: 0,
        pubsub_topic: "/waku/2/rs/16/32".into(),
        content_topics: topics.to_vec(),
        from: 1,
        to: u64::MAX,
        position: HistoryPosition { until: 20, seen: 15, cursor: None },
    }
}

fn a_walk_comes_back_whole(store: &mut dyn HistoryStore) {
    assert_eq!(store.history_walks().unwrap(), []);
    let cursor = HistoryCursor { peer_id: "16U".into(), message_hash: [7; 32] };
    let first = walk(&[[2; 4], [1; 4], [3; 4]]);
    let second =
        HistoryWalk { position: HistoryPosition { cursor: Some(cursor), ..first.position.clone() }, ..walk(&[[9; 4]]) };
    let third = walk(&[]);
    let ids = [&first, &second, &third].map(|walk| store.add_history_walk(walk).unwrap());
    let stored = [first, second, third].into_iter().zip(ids).map(|(walk, id)| HistoryWalk { id, ..walk });
    assert_eq!(store.history_walks().unwrap(), stored.collect::<Vec<_>>());
}

fn a_walk_goes_on_where_it_was(store: &mut dyn HistoryStore) {
    let id = store.add_history_walk(&walk(&[[1; 4]])).unwrap();
    let other = store.add_history_walk(&walk(&[[2; 4]])).unwrap();
    let cursor = HistoryCursor { peer_id: "16U".into(), message_hash: [7; 32] };
    for cursor in [Some(cursor), None] {
        let position = HistoryPosition { until: 10, seen: 5, cursor };
        store.save_history_position(id, &position).unwrap();
        let walks = store.history_walks().unwrap();
        assert_eq!(walks[0].position, position);
        assert_eq!(walks[1], HistoryWalk { id: other, ..walk(&[[2; 4]]) });
    }
    store.remove_history_walk(id).unwrap();
    store.remove_history_walk(id).unwrap();
    let position = HistoryPosition { until: 10, seen: 5, cursor: None };
    store.save_history_position(id, &position).unwrap();
    assert_eq!(store.history_walks().unwrap(), [HistoryWalk { id: other, ..walk(&[[2; 4]]) }]);
}

fn rows_of_walks_are_never_used_again(store: &mut dyn HistoryStore) {
    let first = store.add_history_walk(&walk(&[[1; 4]])).unwrap();
    store.remove_history_walk(first).unwrap();
    assert!(store.add_history_walk(&walk(&[[1; 4]])).unwrap() > first);
}

fn nodes_are_known_by_id(store: &mut dyn HistoryStore) {
    let node = |id: &str, name: &str| StoreNodeRecord {
        id: id.into(),
        name: name.into(),
        enr: String::new(),
        address: "/ip4/127.0.0.1/tcp/1/p2p/16U".into(),
        fleet: "status.prod".into(),
    };
    assert_eq!(store.store_nodes().unwrap(), []);
    for (id, name) in [("b", "first"), ("a", "second"), ("b", "third")] {
        store.save_store_node(&node(id, name)).unwrap();
    }
    assert_eq!(store.store_nodes().unwrap(), [node("a", "second"), node("b", "third")]);
    store.delete_store_node("a").unwrap();
    store.delete_store_node("c").unwrap();
    assert_eq!(store.store_nodes().unwrap(), [node("b", "third")]);
}
