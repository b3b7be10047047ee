use std::collections::BTreeSet;

use status_memory::SeededEntropy;
use status_ports::PeerRecord;

use super::*;

fn node(number: usize) -> StoreNode {
    StoreNode::at(&format!("store-{number}"), &format!("/dns4/store-{number}/tcp/1/p2p/peer-{number}")).unwrap()
}

fn cycle(count: usize) -> StoreNodeCycle {
    let mut cycle = StoreNodeCycle::default();
    cycle.set_known((0..count).map(node).collect(), None);
    cycle
}

fn peers(id: &str, protocol: &str) -> Peers {
    [(id.to_owned(), PeerRecord { protocols: vec![protocol.to_owned()], ..PeerRecord::default() })].into()
}

fn ids(nodes: &[StoreNode]) -> Vec<&str> {
    nodes.iter().map(|node| node.id.as_str()).collect()
}

#[test]
fn an_address_must_name_its_peer() {
    assert_eq!(node(1).peer_id, "peer-1");
    for address in ["", "/ip4/1.2.3.4/tcp/1", "/ip4/1.2.3.4/tcp/1/p2p/", "/p2p/a/p2p-circuit"] {
        assert_eq!(StoreNode::at("id", address), None, "{address}");
    }
}

#[test]
fn one_of_the_fastest_quarter_is_chosen() {
    for (count, pool) in [(1, 1), (2, 1), (5, 1), (6, 2), (9, 2), (10, 3)] {
        let mut chosen = BTreeSet::new();
        for seed in 0..60 {
            let answered = (0..count).rev().map(|number| (node(number), number as u64)).collect();
            let mut cycle = cycle(count);
            chosen.insert(cycle.choose(answered, 0, &mut SeededEntropy::new(seed)).unwrap().id.clone());
        }
        assert_eq!(chosen, (0..pool).map(|number| node(number).id).collect(), "{count} nodes");
    }
}

#[test]
fn strangers_are_asked_only_if_nobody_of_a_list_answers() {
    let mut cycle = cycle(1);
    let connected = peers("stranger", PeerProtocol::StoreQuery.id());
    let candidates = cycle.candidates(&connected, 0);
    assert_eq!(ids(&candidates), ["store-0", "stranger"]);
    assert_eq!(ids(&cycle.candidates(&peers("relay", "/vac/waku/relay/2.0.0"), 0)), ["store-0"]);
    assert_eq!(ids(&cycle.candidates(&peers("peer-0", PeerProtocol::StoreQuery.id()), 0)), ["store-0"]);
    let both = vec![(candidates[1].clone(), 1), (candidates[0].clone(), 9)];
    assert_eq!(cycle.choose(both, 0, &mut SeededEntropy::new(1)).unwrap().id, "store-0");
    let one = vec![(candidates[1].clone(), 1)];
    assert_eq!(cycle.choose(one, 0, &mut SeededEntropy::new(1)).unwrap().id, "stranger");
}

#[test]
fn a_pinned_node_has_no_alternative() {
    let mut cycle = cycle(3);
    cycle.set_known((0..3).map(node).collect(), Some("store-1".into()));
    assert_eq!(ids(&cycle.candidates(&peers("stranger", PeerProtocol::StoreQuery.id()), 0)), ["store-1"]);
    cycle.choose(vec![(node(1), 1)], 0, &mut SeededEntropy::new(1));
    assert!(!cycle.set_known((0..3).map(node).collect(), Some("store-1".into())));
    assert!(cycle.set_known((0..3).map(node).collect(), Some("store-2".into())));
    assert_eq!(cycle.active(), None);
}

#[test]
fn two_failures_in_a_row_are_too_many() {
    let mut cycle = cycle(2);
    cycle.choose(vec![(node(0), 1)], 0, &mut SeededEntropy::new(1));
    for outcome in [RequestOutcome::Failed, RequestOutcome::Answered, RequestOutcome::Failed] {
        assert!(!cycle.note("peer-0", outcome, 0));
    }
    assert!(!cycle.note("peer-1", RequestOutcome::Failed, 0), "a late answer of another node");
    assert!(cycle.note("peer-0", RequestOutcome::Failed, 0));
    assert_eq!(cycle.active(), None);
    assert_eq!(ids(&cycle.candidates(&Peers::new(), 179_999)), ["store-1"]);
    assert_eq!(ids(&cycle.candidates(&Peers::new(), 180_000)), ["store-0", "store-1"]);
}

#[test]
fn who_lied_is_left_alone_for_an_hour() {
    let mut cycle = cycle(1);
    cycle.choose(vec![(node(0), 1)], 0, &mut SeededEntropy::new(1));
    assert!(cycle.note("peer-0", RequestOutcome::Lied, 0));
    assert_eq!(cycle.candidates(&Peers::new(), 3_599_999), []);
    assert_eq!(cycle.candidates(&Peers::new(), 3_600_000).len(), 1);
}

#[test]
fn the_client_can_send_a_node_away() {
    let mut cycle = cycle(2);
    assert!(!cycle.disconnect(0));
    cycle.choose(vec![(node(1), 1)], 0, &mut SeededEntropy::new(1));
    assert!(cycle.disconnect(0));
    assert_eq!(ids(&cycle.candidates(&Peers::new(), 1)), ["store-0"]);
}

#[test]
fn the_search_for_nobody_becomes_rare() {
    let mut cycle = cycle(1);
    let pauses: Vec<u64> = (0..8)
        .map(|_| {
            assert_eq!(cycle.choose(vec![], 0, &mut SeededEntropy::new(1)), None);
            cycle.search_at() / 1000
        })
        .collect();
    assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 600, 600]);
    cycle.encourage();
    assert_eq!(cycle.search_at(), 0);
    // Who came while a search was under way is not left waiting by its end.
    assert_eq!(cycle.choose(vec![], 0, &mut SeededEntropy::new(1)), None);
    assert_eq!(cycle.search_at(), 0);
    assert_eq!(cycle.choose(vec![], 0, &mut SeededEntropy::new(1)), None);
    assert_eq!(cycle.search_at() / 1000, 10);
}
