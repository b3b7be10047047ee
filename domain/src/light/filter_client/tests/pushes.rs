//! What peers push.

use status_proto::waku::{MessagePush, WakuMessage};

use super::network::Network;
use super::*;
use crate::envelope::waku_message;

/// After this nobody remembers the time before the start.
const LONG_AFTER: u64 = 3_600_000;

fn message(content_topic: &str, payload: u8) -> WakuMessage {
    WakuMessage { payload: vec![payload; 9], content_topic: content_topic.to_owned(), ..Default::default() }
}

fn push(pubsub_topic: Option<&str>, message: WakuMessage) -> Vec<u8> {
    let pubsub_topic = pubsub_topic.map(str::to_owned);
    MessagePush { waku_message: Some(message), pubsub_topic }.encode_to_vec()
}

/// A client whose peers `0` and `1` hold the topics, long after its start.
fn holding(topics: &[&str]) -> Network {
    let mut net = Network::holding(3, topics);
    while net.now < LONG_AFTER {
        net.now = net.client.next_deadline().unwrap();
        net.tick();
        net.answer_all();
    }
    net
}

fn pushed(net: &mut Network, peer: &str, push: &[u8]) -> Result<Pushed, Refusal> {
    net.client.pushed(peer, push, net.now)
}

#[test]
fn a_message_is_taken_once_whoever_pushes_it() {
    let mut net = holding(&["x"]);
    let bytes = push(Some(SHARD), message("x", 1));
    let taken = pushed(&mut net, "0", &bytes).unwrap();
    assert_eq!(taken.pubsub_topic, SHARD);
    assert_eq!(taken.message, message("x", 1).encode_to_vec());
    assert_eq!(taken.hash, waku_message::message_hash(SHARD, &message("x", 1)));
    assert_eq!(pushed(&mut net, "1", &bytes), Err(Refusal::Duplicate));
    assert!(!Refusal::Duplicate.is_offence());
    assert!(pushed(&mut net, "1", &push(Some(SHARD), message("x", 2))).is_ok());
}

#[test]
fn a_peer_that_was_not_asked_has_nothing_to_push() {
    let mut net = holding(&["x"]);
    let bytes = push(Some(SHARD), message("x", 1));
    for peer in ["2", "stranger"] {
        assert_eq!(pushed(&mut net, peer, &bytes), Err(Refusal::NotSubscribed));
    }
    assert!(Refusal::NotSubscribed.is_offence());
    assert!(pushed(&mut net, "0", &bytes).is_ok(), "nobody else's push counts as the first");
}

#[test]
fn what_is_no_message_is_refused() {
    let mut net = holding(&["x"]);
    let nothing = MessagePush { waku_message: None, pubsub_topic: Some(SHARD.to_owned()) }.encode_to_vec();
    let empty = push(Some(SHARD), WakuMessage { payload: Vec::new(), ..message("x", 1) });
    for bytes in [nothing, empty, vec![0xff; 9], Vec::new()] {
        assert_eq!(pushed(&mut net, "0", &bytes), Err(Refusal::Invalid));
    }
    assert!(Refusal::Invalid.is_offence());
}

#[test]
fn without_a_pubsub_topic_it_is_the_one_that_the_topic_is_wanted_on() {
    let mut net = holding(&["x"]);
    assert_eq!(
        pushed(&mut net, "0", &push(None, message("x", 1))).map(|taken| taken.pubsub_topic),
        Ok(SHARD.to_owned())
    );
    assert_eq!(pushed(&mut net, "0", &push(None, message("y", 1))), Err(Refusal::Invalid));
}

#[test]
fn what_was_wanted_until_a_while_ago_is_no_offence() {
    let mut net = holding(&["x", "y"]);
    net.client.want(interests(&["x"]), net.now);
    net.later(300);
    assert_eq!(pushed(&mut net, "0", &push(Some(SHARD), message("y", 1))), Err(Refusal::Lapsed));
    net.answer_all();
    assert_eq!(pushed(&mut net, "0", &push(Some(SHARD), message("y", 2))), Err(Refusal::Lapsed));
    assert!(!Refusal::Lapsed.is_offence());
}

#[test]
fn a_peer_may_remember_what_it_was_asked_before_and_is_told_that_it_is_over() {
    let mut net = holding(&["x"]);
    assert_eq!(pushed(&mut net, "0", &push(Some(SHARD), message("earlier", 1))), Err(Refusal::Lapsed));
    assert_eq!(requests(&net.tick()), [(RequestKind::Unsubscribe, "0")]);
    net.answer_all();
    let refusals: Vec<_> =
        (0..200).map(|n| pushed(&mut net, "0", &push(Some(SHARD), message(&format!("made up {n}"), 1)))).collect();
    assert_eq!(refusals.last(), Some(&Err(Refusal::NotWanted)), "but not for ever");
    assert!(Refusal::NotWanted.is_offence());
    net.tick();
    net.answer_all();
    assert_eq!(net.client.subscribed_at(SHARD, "x"), 2);
}

#[test]
fn what_comes_in_the_window_before_it_is_subscribed_is_taken() {
    let mut net = holding(&["x"]);
    net.client.want(interests(&["x", "soon"]), net.now);
    assert!(pushed(&mut net, "0", &push(Some(SHARD), message("soon", 1))).is_ok());
}

#[test]
fn a_peer_that_went_may_still_push_for_a_while() {
    let mut net = holding(&["x"]);
    net.disconnect("0");
    assert!(pushed(&mut net, "0", &push(Some(SHARD), message("x", 1))).is_ok());
    net.now += 6 * 60_000;
    assert_eq!(pushed(&mut net, "0", &push(Some(SHARD), message("x", 2))), Err(Refusal::NotSubscribed));
}
