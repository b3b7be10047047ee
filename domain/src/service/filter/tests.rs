//! Filter v2, service side.

use std::collections::BTreeMap;

use proptest::prelude::*;
use prost::Message;
use status_proto::waku::filter_subscribe_request::FilterSubscribeType;
use status_proto::waku::{FilterSubscribeRequest, FilterSubscribeResponse, MessagePush, WakuMessage};

use super::*;

const SHARD: &str = "/waku/2/rs/16/32";
const IDLE_MS: u64 = 300_000;

fn server(limits: FilterLimits) -> FilterServer {
    FilterServer::new(limits, BTreeSet::from([SHARD.to_owned(), "/waku/2/rs/16/64".to_owned()]))
}

fn request(kind: FilterSubscribeType, pubsub_topic: Option<&str>, topics: &[&str]) -> Vec<u8> {
    FilterSubscribeRequest {
        request_id: "id".to_owned(),
        filter_subscribe_type: kind.into(),
        pubsub_topic: pubsub_topic.map(str::to_owned),
        content_topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
    }
    .encode_to_vec()
}

/// The code of the answer; its id is that of the request.
fn ask(server: &mut FilterServer, peer: &str, request: &[u8], now: u64) -> u32 {
    match server.handle(peer, request, now) {
        Answer::Reply(bytes) => {
            let answer = FilterSubscribeResponse::decode(&*bytes).unwrap();
            assert_eq!(answer.request_id, "id");
            answer.status_code
        }
        other => panic!("{other:?}"),
    }
}

fn subscribe(server: &mut FilterServer, peer: &str, topics: &[&str], now: u64) -> u32 {
    ask(server, peer, &request(FilterSubscribeType::Subscribe, Some(SHARD), topics), now)
}

fn ping(server: &mut FilterServer, peer: &str, now: u64) -> u32 {
    ask(server, peer, &request(FilterSubscribeType::SubscriberPing, None, &[]), now)
}

fn subscribers(server: &FilterServer, topic: &str) -> Vec<String> {
    server.subscribers_of(SHARD, topic).iter().map(ToString::to_string).collect()
}

#[test]
fn a_subscriber_is_told_what_it_subscribed() {
    let mut server = server(FilterLimits::default());
    assert_eq!(subscribe(&mut server, "a", &["x", "y", "y"], 0), 200);
    assert_eq!(subscribe(&mut server, "b", &["x"], 0), 200);
    assert_eq!(subscribers(&server, "x"), ["a", "b"]);
    assert_eq!(subscribers(&server, "y"), ["a"]);
    assert!(subscribers(&server, "z").is_empty());
    assert!(server.subscribers_of("/waku/2/rs/16/64", "x").is_empty());
    assert_eq!((server.subscribers(), server.criteria()), (2, 3));

    let unsubscribe = request(FilterSubscribeType::Unsubscribe, Some(SHARD), &["x", "never"]);
    assert_eq!(ask(&mut server, "a", &unsubscribe, 0), 200);
    assert_eq!(subscribers(&server, "x"), ["b"]);
    assert_eq!(ask(&mut server, "a", &unsubscribe, 0), 404);
    let all = request(FilterSubscribeType::UnsubscribeAll, None, &[]);
    assert_eq!(ask(&mut server, "a", &all, 0), 200);
    assert_eq!(ask(&mut server, "a", &all, 0), 404);
    assert_eq!((server.subscribers(), server.criteria()), (1, 1));
}

#[test]
fn a_ping_tells_whether_there_are_subscriptions_and_keeps_them() {
    let mut server = server(FilterLimits::default());
    assert_eq!(ping(&mut server, "a", 0), 404);
    assert_eq!(server.next_deadline(), None);
    assert_eq!(subscribe(&mut server, "a", &["x"], 0), 200);
    assert_eq!(ping(&mut server, "a", IDLE_MS - 1), 200);
    assert_eq!(server.next_deadline(), Some(2 * IDLE_MS - 1));
    server.expire(2 * IDLE_MS - 2);
    assert_eq!(subscribers(&server, "x"), ["a"]);
    server.expire(2 * IDLE_MS - 1);
    assert!(subscribers(&server, "x").is_empty());
    assert_eq!((server.criteria(), server.next_deadline()), (0, None));
    assert_eq!(ping(&mut server, "a", 2 * IDLE_MS), 404);
}

#[test]
fn a_request_that_breaks_a_rule_gets_400_and_changes_nothing() {
    use FilterSubscribeType::{Subscribe, Unsubscribe};

    let mut server = server(FilterLimits::default());
    let many = vec!["x"; 101];
    let long = "x".repeat(257);
    for wrong in [
        request(Subscribe, None, &["x"]),
        request(Subscribe, Some(""), &["x"]),
        request(Subscribe, Some(SHARD), &[]),
        request(Subscribe, Some(SHARD), &many),
        request(Subscribe, Some(SHARD), &["x", ""]),
        request(Subscribe, Some(SHARD), &[&long]),
        request(Subscribe, Some("/waku/2/rs/16/1"), &["x"]),
        request(Unsubscribe, None, &["x"]),
        FilterSubscribeRequest { request_id: "id".to_owned(), filter_subscribe_type: 4, ..Default::default() }
            .encode_to_vec(),
    ] {
        assert_eq!(ask(&mut server, "a", &wrong, 0), 400);
    }
    let Answer::Reply(answer) = server.handle("a", &[], 0) else { panic!("an empty request is one without an id") };
    assert_eq!(FilterSubscribeResponse::decode(&*answer).unwrap().status_code, 400);
    assert_eq!(server.criteria(), 0);
}

#[test]
fn bytes_that_are_no_request_reset_the_stream() {
    let mut server = server(FilterLimits::default());
    assert_eq!(server.handle("a", &[0xff; 20], 0), Answer::Reset);
    let id = FilterSubscribeRequest { request_id: "x".repeat(5_000), ..Default::default() };
    assert_eq!(server.handle("a", &id.encode_to_vec(), 0), Answer::Reset, "an answer would have to repeat it");
}

#[test]
fn a_full_server_refuses_new_subscriptions_and_keeps_those_it_has() {
    let mut server = server(FilterLimits {
        max_subscribers: 2,
        max_criteria_per_peer: 3,
        max_criteria: 4,
        idle_timeout_ms: IDLE_MS,
    });
    assert_eq!(subscribe(&mut server, "a", &["1", "2", "3"], 0), 200);
    assert_eq!(subscribe(&mut server, "a", &["3", "4"], 0), 503);
    assert_eq!(subscribe(&mut server, "a", &["3", "2"], 0), 200, "nothing new");
    assert_eq!(subscribe(&mut server, "b", &["1", "2"], 0), 503);
    assert_eq!(subscribe(&mut server, "b", &["1"], 0), 200);
    assert_eq!(subscribe(&mut server, "c", &["1"], 0), 503);
    assert_eq!(subscribers(&server, "1"), ["a", "b"]);
    assert_eq!(subscribe(&mut server, "c", &["1"], IDLE_MS), 200, "the others have gone silent");
}

#[test]
fn a_subscriber_that_cannot_be_reached_for_long_is_dropped() {
    let mut server = server(FilterLimits::default());
    subscribe(&mut server, "a", &["x"], 0);
    assert!((0..100).all(|now| !server.pushed("a", false, now)), "a connection may break");
    assert!(!server.pushed("a", true, 100));
    assert!(!server.pushed("a", false, 20_000));
    assert!(!server.pushed("a", false, 29_999));
    assert!(server.pushed("a", false, 30_000));
    assert_eq!(server.subscribers(), 0);
    assert!(!server.pushed("a", false, 40_000));
}

#[test]
fn a_push_carries_the_message_as_it_came() {
    let message = WakuMessage { payload: vec![7; 300], content_topic: "x".to_owned(), ..Default::default() };
    let push = push_bytes(SHARD, &message.encode_to_vec());
    let expected = MessagePush { waku_message: Some(message), pubsub_topic: Some(SHARD.to_owned()) };
    assert_eq!(push, expected.encode_to_vec());
}

#[test]
fn a_message_that_comes_by_two_ways_is_pushed_once() {
    let mut server = server(FilterLimits::default());
    let message = |payload| WakuMessage { payload: vec![payload], content_topic: "x".to_owned(), ..Default::default() };
    assert!(server.recipients(SHARD, &message(1), 0).is_empty());
    subscribe(&mut server, "a", &["x"], 0);
    let told = |server: &mut FilterServer, payload, now| server.recipients(SHARD, &message(payload), now).len();
    assert_eq!(told(&mut server, 1, 0), 1, "nobody was told before");
    assert_eq!(told(&mut server, 1, 60_000), 0);
    assert_eq!(told(&mut server, 2, 60_000), 1);
}

#[derive(Clone, Debug)]
enum Step {
    Ask(u8, FilterSubscribeType, Vec<u8>),
    Failed(u8),
    Later(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![
        4 => Just(FilterSubscribeType::Subscribe),
        2 => Just(FilterSubscribeType::Unsubscribe),
        1 => Just(FilterSubscribeType::UnsubscribeAll),
        1 => Just(FilterSubscribeType::SubscriberPing),
    ];
    prop_oneof![
        6 => (0..4_u8, kind, prop::collection::vec(0..6_u8, 1..4)).prop_map(|(peer, kind, topics)| Step::Ask(peer, kind, topics)),
        2 => (0..4_u8).prop_map(Step::Failed),
        1 => (0..IDLE_MS).prop_map(Step::Later),
    ]
}

proptest! {
    /// The index says at every time what a plain table of subscriptions says.
    #[test]
    fn the_index_agrees_with_a_table(steps in prop::collection::vec(step(), 0..60)) {
        let limits = FilterLimits { max_subscribers: 3, max_criteria_per_peer: 4, max_criteria: 9, idle_timeout_ms: IDLE_MS };
        let mut server = server(limits);
        let mut table: BTreeMap<String, (u64, BTreeSet<String>)> = BTreeMap::new();
        let mut now = 0;
        for step in steps {
            match step {
                Step::Ask(peer, kind, topics) => {
                    let peer = peer.to_string();
                    let topics: Vec<String> = topics.iter().map(ToString::to_string).collect();
                    let names: Vec<&str> = topics.iter().map(String::as_str).collect();
                    let code = ask(&mut server, &peer, &request(kind, Some(SHARD), &names), now);
                    let known = table.entry(peer.clone()).or_default();
                    match kind {
                        FilterSubscribeType::Subscribe if code == 200 => known.1.extend(topics),
                        FilterSubscribeType::Unsubscribe => {
                            let found = topics.iter().filter(|topic| known.1.remove(*topic)).count();
                            prop_assert_eq!(code == 200, found > 0);
                        }
                        FilterSubscribeType::UnsubscribeAll => {
                            prop_assert_eq!(code == 200, !known.1.is_empty());
                            known.1.clear();
                        }
                        FilterSubscribeType::SubscriberPing => prop_assert_eq!(code == 200, !known.1.is_empty()),
                        FilterSubscribeType::Subscribe => prop_assert_eq!(code, 503),
                    }
                    known.0 = now + IDLE_MS;
                }
                Step::Failed(peer) => {
                    if server.pushed(&peer.to_string(), false, now) {
                        table.remove(&peer.to_string());
                    }
                }
                Step::Later(ms) => now += ms,
            }
            server.expire(now);
            table.retain(|_, (expires_at, topics)| *expires_at > now && !topics.is_empty());
            prop_assert_eq!(server.subscribers(), table.len());
            prop_assert_eq!(server.criteria(), table.values().map(|(_, topics)| topics.len()).sum::<usize>());
            prop_assert_eq!(server.next_deadline(), table.values().map(|(at, _)| *at).min());
            for topic in (0..6_u8).map(|topic| topic.to_string()) {
                let expected: Vec<_> = table.iter().filter(|(_, (_, topics))| topics.contains(&topic)).map(|(peer, _)| peer.clone()).collect();
                prop_assert_eq!(subscribers(&server, &topic), expected);
            }
        }
    }
}
