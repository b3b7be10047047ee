//! What a peer may ask.

use prost::Message;
use status_proto::waku::{FilterSubscribeResponse, LightPushResponse, PushRpc, StoreQueryResponse};

use super::*;

const PUSH: PeerProtocol = PeerProtocol::LightPushV3;
const QUERY: PeerProtocol = PeerProtocol::StoreQuery;

fn limits() -> Limits {
    Limits {
        requests: BTreeMap::from([(PUSH, Rate { per_minute: 60, burst: 3 })]),
        bytes: Rate { per_minute: 60_000, burst: 1_000 },
        max_peers: 4,
    }
}

#[test]
fn a_burst_then_one_each_second() {
    let mut peers = PeerLimits::new(limits());
    assert_eq!([0; 5].map(|now| peers.allow("a", PUSH, 1, now)), [true, true, true, false, false]);
    assert!(!peers.allow("a", PUSH, 1, 999));
    assert!(peers.allow("a", PUSH, 1, 1_000));
    assert!(!peers.allow("a", PUSH, 1, 1_001));
    assert_eq!([60_000; 4].map(|now| peers.allow("a", PUSH, 1, now)), [true, true, true, false]);
}

#[test]
fn peers_do_not_use_up_what_others_may() {
    let mut peers = PeerLimits::new(limits());
    while peers.allow("a", PUSH, 1, 0) {}
    assert!(peers.allow("b", PUSH, 1, 0));
    assert!(peers.allow("a", QUERY, 1, 0), "another protocol");
}

#[test]
fn bytes_of_answers_have_to_come_back_before_the_next_request() {
    let mut peers = PeerLimits::new(limits());
    assert!(peers.allow("a", QUERY, 10, 0));
    peers.count_answer("a", 2_990, 0);
    assert!(!peers.allow("a", QUERY, 10, 2_000));
    assert!(peers.allow("a", QUERY, 10, 2_001));
}

#[test]
fn a_clock_that_goes_back_gives_nothing_away() {
    let mut peers = PeerLimits::new(limits());
    while peers.allow("a", PUSH, 1, 10_000) {}
    assert!(!peers.allow("a", PUSH, 1, 0));
    assert!(!peers.allow("a", PUSH, 1, 10_999));
    assert!(peers.allow("a", PUSH, 1, 11_000));
}

#[test]
fn only_peers_that_ask_are_remembered() {
    let mut peers = PeerLimits::new(limits());
    while peers.allow("busy", PUSH, 1, 0) {}
    for n in 0..100 {
        assert!(peers.allow(&n.to_string(), PUSH, 1, 10));
        assert!(!peers.allow("busy", PUSH, 1, 20));
        assert!(peers.peers() <= 4);
    }
}

#[test]
fn every_protocol_says_it_in_its_own_words() {
    let reply = |protocol| match too_many_requests(protocol) {
        Answer::Reply(bytes) => bytes,
        other => panic!("{other:?}"),
    };
    let filter = FilterSubscribeResponse::decode(&*reply(PeerProtocol::FilterSubscribe)).unwrap();
    assert_eq!((filter.request_id.as_str(), filter.status_code), ("N/A", 429));
    let push = PushRpc::decode(&*reply(PeerProtocol::LightPush)).unwrap();
    assert_eq!((push.request_id.as_str(), push.response.map(|response| response.is_success)), ("N/A", Some(false)));
    let push = LightPushResponse::decode(&*reply(PeerProtocol::LightPushV3)).unwrap();
    assert_eq!((push.request_id.as_str(), push.status_code), ("N/A", 429));
    let query = StoreQueryResponse::decode(&*reply(QUERY)).unwrap();
    assert_eq!((query.request_id.as_str(), query.status_code), ("N/A", Some(429)));
    assert_eq!(too_many_requests(PeerProtocol::PeerExchange), Answer::Reset);
}
