//! Filter v2, client side.

mod convergence;
mod network;
mod pushes;

use network::{Behaviour, Network, SHARD};
use prost::Message;
use status_proto::waku::{FilterSubscribeRequest, FilterSubscribeResponse};

use super::*;

fn interests(topics: &[&str]) -> Interests {
    BTreeMap::from([(SHARD.to_owned(), topics.iter().map(|topic| (*topic).to_owned()).collect())])
}

/// The kinds and the peers of requests.
fn requests(actions: &[FilterAction]) -> Vec<(RequestKind, &str)> {
    let mut requests = Vec::new();
    for action in actions {
        if let FilterAction::Request(request) = action {
            requests.push((request.kind, request.peer.as_str()));
        }
    }
    requests
}

#[test]
fn a_topic_is_subscribed_at_two_peers_after_the_window() {
    let mut net = Network::new(3);
    net.client.want(interests(&["x"]), 0);
    assert_eq!(net.client.next_deadline(), Some(300));
    assert!(net.tick().is_empty(), "not yet");
    net.client.want(interests(&["x", "y"]), 200);
    net.now = 300;
    assert_eq!(requests(&net.tick()), [(RequestKind::Subscribe, "0"), (RequestKind::Subscribe, "1")]);
    net.answer_all();
    assert_eq!([net.holders("x"), net.holders("y"), net.holders("z")], [2, 2, 0]);
    assert_eq!(net.client.subscribed_at(SHARD, "x"), 2);
    assert!(net.client.is_receiving());
    assert_eq!(net.client.next_deadline(), Some(60_300), "the ping");
}

#[test]
fn many_topics_go_in_requests_of_ninety_one_after_the_other() {
    let mut net = Network::new(2);
    let topics: Vec<String> = (0..200).map(|n| format!("{n:03}")).collect();
    net.client.want(interests(&topics.iter().map(String::as_str).collect::<Vec<_>>()), 0);
    net.now = 300;
    let mut sizes = Vec::new();
    net.tick();
    while let Some(request) = net.waiting.first().cloned() {
        assert!(net.waiting.len() <= 2, "one at each peer");
        let decoded = FilterSubscribeRequest::decode(&*request.bytes).unwrap();
        assert_eq!((decoded.request_id.len(), decoded.content_topics.len()), (64, request.topics));
        sizes.push(request.topics);
        net.answer_one(0);
    }
    assert_eq!(sizes, [90, 90, 90, 90, 20, 20]);
    assert_eq!(net.holders("199"), 2);
}

#[test]
fn what_is_no_longer_wanted_is_unsubscribed() {
    let mut net = Network::holding(2, &["x", "y"]);
    net.client.want(interests(&["y"]), net.now);
    net.later(300);
    assert_eq!(net.waiting.iter().map(|request| request.kind).collect::<Vec<_>>(), [RequestKind::Unsubscribe; 2]);
    net.answer_all();
    assert_eq!([net.holders("x"), net.holders("y")], [0, 2]);
    net.client.want(Interests::new(), net.now);
    net.later(300);
    assert_eq!(net.waiting.iter().map(|request| request.kind).collect::<Vec<_>>(), [RequestKind::UnsubscribeAll; 2]);
    net.answer_all();
    assert_eq!((net.holders("y"), net.client.next_deadline()), (0, None));
}

#[test]
fn an_interest_that_returns_while_it_is_given_up_is_kept() {
    let mut net = Network::holding(2, &["x", "y"]);
    net.client.want(interests(&["y"]), net.now);
    net.later(300);
    net.client.want(interests(&["x", "y"]), net.now);
    net.later(300);
    assert_eq!(net.waiting.len(), 2, "the answer is waited for");
    net.settle();
    assert_eq!([net.holders("x"), net.holders("y")], [2, 2]);
}

#[test]
fn a_peer_that_fails_is_replaced_at_once_and_left_alone_for_longer_and_longer() {
    let mut net = Network::new(2);
    net.behaviours.insert("0".to_owned(), Behaviour::Silent);
    net.client.want(interests(&["x"]), 0);
    net.now = 300;
    net.tick();
    let mut asked = Vec::new();
    while net.now < 100_000 {
        asked.extend(net.waiting.iter().filter(|request| request.peer == "0").map(|_| net.now));
        net.answer_all();
        assert_eq!(net.holders("x"), 1);
        net.now = net.client.next_deadline().unwrap();
        net.tick();
    }
    let pauses: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.len() >= 4 && pauses.iter().zip(pauses.iter().skip(1)).all(|(a, b)| *b > a * 3 / 2), "{pauses:?}");
    assert!(pauses[0] >= 5_000, "{pauses:?}");

    let mut net = Network::holding(3, &["x"]);
    net.behaviours.insert("0".to_owned(), Behaviour::Silent);
    net.disconnect("0");
    assert_eq!(net.waiting.iter().map(|request| request.peer.as_str()).collect::<Vec<_>>(), ["2"]);
}

#[test]
fn all_peers_are_pinged_at_the_same_time_once_a_minute() {
    let mut net = Network::holding(3, &["x"]);
    let start = net.now;
    for minute in 1..5 {
        let deadline = net.client.next_deadline().unwrap();
        assert_eq!(deadline, start + minute * 60_000);
        net.now = deadline;
        assert_eq!(requests(&net.tick()), [(RequestKind::Ping, "0"), (RequestKind::Ping, "1")]);
        net.answer_all();
    }
}

#[test]
fn a_ping_is_tried_twice_before_the_peer_is_given_up() {
    let mut net = Network::holding(3, &["x"]);
    net.behaviours.insert("0".to_owned(), Behaviour::Silent);
    net.later(60_000);
    net.answer_one(0);
    assert_eq!(net.waiting.iter().map(|request| request.peer.as_str()).collect::<Vec<_>>(), ["1", "0"]);
    net.answer_all();
    assert_eq!((net.client.subscribed_at(SHARD, "x"), net.holders_at("2", "x")), (2, true));
}

#[test]
fn a_peer_that_began_anew_is_subscribed_anew() {
    let mut net = Network::holding(2, &["x", "y"]);
    net.forget("0");
    assert_eq!(net.holders("x"), 1);
    net.later(60_000);
    net.settle();
    assert_eq!([net.holders("x"), net.holders("y")], [2, 2]);
}

#[test]
fn before_a_peer_gets_more_topics_it_says_whether_it_still_has_the_others() {
    let mut net = Network::holding(2, &["x"]);
    net.forget("0");
    net.later(20_000);
    net.client.want(interests(&["x", "y"]), net.now);
    net.later(300);
    assert_eq!(net.waiting.iter().map(|request| request.kind).collect::<Vec<_>>(), [RequestKind::Ping; 2]);
    net.answer_all();
    assert_eq!([net.holders("x"), net.holders("y")], [2, 2]);
}

#[test]
fn a_peer_that_finds_requests_too_many_is_asked_more_slowly() {
    let mut net = Network::new(2);
    net.behaviours.insert("0".to_owned(), Behaviour::TooMany);
    net.client.want(interests(&["x"]), 0);
    net.now = 300;
    net.tick();
    net.answer_all();
    assert_eq!(net.client.next_deadline(), Some(1_300));
    net.now = 1_299;
    assert!(net.tick().is_empty());
    net.now = 1_300;
    assert_eq!(requests(&net.tick()), [(RequestKind::Subscribe, "0")]);
    net.behaviours.clear();
    net.answer_all();
    assert_eq!(net.holders("x"), 2);
}

#[test]
fn a_peer_that_is_full_or_does_not_serve_the_topic_is_replaced() {
    for behaviour in [Behaviour::Full, Behaviour::Refuses] {
        let mut net = Network::new(3);
        net.behaviours.insert("1".to_owned(), behaviour);
        net.client.want(interests(&["x"]), 0);
        net.now = 300;
        net.tick();
        net.answer_all();
        assert_eq!((net.holders_at("0", "x"), net.holders_at("2", "x")), (true, true));
    }
}

#[test]
fn an_answer_to_another_request_is_reported() {
    let mut net = Network::new(1);
    net.behaviours.insert("0".to_owned(), Behaviour::Lies);
    net.client.want(interests(&["x"]), 0);
    net.now = 300;
    net.tick();
    net.answer_all();
    assert_eq!(net.reported, ["0"]);
    assert_eq!(net.client.subscribed_at(SHARD, "x"), 0);
}

#[test]
fn peers_are_asked_for_more_and_more_rarely() {
    let mut net = Network::new(0);
    net.client.want(interests(&["x"]), 0);
    let mut times = Vec::new();
    while net.now < 3_600_000 {
        net.now = net.client.next_deadline().unwrap();
        let actions = net.tick();
        if actions.contains(&FilterAction::NeedPeers { pubsub_topic: SHARD.to_owned(), missing: 2 }) {
            times.push(net.now);
        }
    }
    assert_eq!(times[..4], [300, 1_300, 3_300, 7_300]);
    assert!(times.len() < 25, "{times:?}");
}

#[test]
fn without_a_network_nothing_is_asked_and_afterwards_everything_anew() {
    let mut net = Network::holding(2, &["x"]);
    let (client, now) = (&mut net.client, net.now);
    assert!(client.set_online(false, now, &mut net.entropy).is_empty());
    assert_eq!(client.next_deadline(), None);
    assert!(client.tick(now + 1_000_000, &mut net.entropy).is_empty());
    client.want(interests(&["x", "y"]), now);
    assert_eq!(client.next_deadline(), None);
    let actions = client.set_online(true, now + 2_000_000, &mut net.entropy);
    assert_eq!(requests(&actions), [(RequestKind::Subscribe, "0"), (RequestKind::Subscribe, "1")]);
    net.now += 2_000_000;
    net.take(actions);
    net.answer_all();
    assert_eq!([net.holders("x"), net.holders("y")], [2, 2]);
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_for_ever() {
    let mut net = Network::new(1);
    net.client.want(interests(&["x"]), 0);
    net.now = 300;
    net.tick();
    let lost = net.waiting.pop().unwrap();
    net.now = net.client.next_deadline().unwrap();
    while net.waiting.is_empty() {
        assert!(net.now < 60_000);
        net.tick();
        net.now = net.client.next_deadline().unwrap();
    }
    let late = FilterSubscribeResponse { request_id: lost.id.clone(), status_code: 200, status_desc: None };
    let actions = net.client.answered(&lost.id, Ok(late.encode_to_vec()), net.now, &mut net.entropy);
    assert!(requests(&actions).is_empty());
    assert_eq!(net.client.subscribed_at(SHARD, "x"), 0, "the request was given up");
}

#[test]
fn a_client_that_stops_says_so_to_every_peer_once() {
    let mut net = Network::holding(3, &["x"]);
    let actions = net.client.stop(net.now, &mut net.entropy);
    assert_eq!(requests(&actions), [(RequestKind::UnsubscribeAll, "0"), (RequestKind::UnsubscribeAll, "1")]);
    net.take(actions);
    net.answer_all();
    assert_eq!((net.holders("x"), net.client.next_deadline()), (0, None));
}
