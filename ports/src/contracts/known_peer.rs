//! The contract of [`KnownPeerStore`].

use crate::{KnownPeer, KnownPeerStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn KnownPeerStore>) {
    a_peer_comes_back_whole(&mut *make());
    peers_come_last_reached_first(&mut *make());
    those_reached_longest_ago_are_let_go(&mut *make());
    a_removed_peer_is_gone(&mut *make());
}

fn peer(name: &str, connected_at: u64) -> KnownPeer {
    KnownPeer {
        peer_id: name.to_owned(),
        address: format!("/dns4/node.example/tcp/30303/p2p/{name}"),
        record: vec![],
        connected_at,
    }
}

fn names(store: &mut dyn KnownPeerStore, limit: u32) -> Vec<String> {
    store.known_peers(limit).unwrap().into_iter().map(|peer| peer.peer_id).collect()
}

fn a_peer_comes_back_whole(store: &mut dyn KnownPeerStore) {
    assert_eq!(store.known_peers(9).unwrap(), []);
    let first = KnownPeer { record: vec![0, 255], ..peer("a", u64::MAX) };
    store.save_known_peer(&first, 9).unwrap();
    assert_eq!(store.known_peers(9).unwrap(), [first]);
    let moved = KnownPeer { address: "/ip4/10.0.0.1/tcp/1/p2p/a".to_owned(), ..peer("a", 5) };
    store.save_known_peer(&moved, 9).unwrap();
    assert_eq!(store.known_peers(9).unwrap(), [moved]);
}

fn peers_come_last_reached_first(store: &mut dyn KnownPeerStore) {
    for (name, at) in [("a", 2), ("b", 3), ("c", 1)] {
        store.save_known_peer(&peer(name, at), 9).unwrap();
    }
    assert_eq!(names(store, 9), ["b", "a", "c"]);
    assert_eq!(names(store, 2), ["b", "a"]);
    assert_eq!(names(store, 0), [""; 0]);
}

fn those_reached_longest_ago_are_let_go(store: &mut dyn KnownPeerStore) {
    for (name, at) in [("a", 5), ("b", 1), ("c", 4), ("d", 3)] {
        store.save_known_peer(&peer(name, at), 3).unwrap();
    }
    assert_eq!(names(store, 9), ["a", "c", "d"]);
    // Who is there already takes no place of another.
    store.save_known_peer(&peer("d", 9), 3).unwrap();
    assert_eq!(names(store, 9), ["d", "a", "c"]);
    store.save_known_peer(&peer("e", 8), 1).unwrap();
    assert_eq!(names(store, 9), ["d"]);
}

fn a_removed_peer_is_gone(store: &mut dyn KnownPeerStore) {
    store.save_known_peer(&peer("a", 1), 9).unwrap();
    store.save_known_peer(&peer("b", 2), 9).unwrap();
    store.remove_known_peer("a").unwrap();
    store.remove_known_peer("a").unwrap();
    assert_eq!(names(store, 9), ["b"]);
}
