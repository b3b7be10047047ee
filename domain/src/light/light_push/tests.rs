//! Light push, client side.

use std::collections::BTreeSet;

use proptest::prelude::*;
use prost::Message;
use status_memory::SeededEntropy;
use status_proto::waku::{LightPushResponse, PushResponse, PushRpc, WakuMessage};

use super::*;
use crate::service::light_push::{LightPushServer, Outcome, Verdict, too_many_requests};

const SHARD: &str = "/waku/2/rs/16/32";

fn message() -> Vec<u8> {
    let message = WakuMessage {
        payload: vec![1; 40],
        content_topic: "/waku/1/0x01020304/rfc26".to_owned(),
        ..Default::default()
    };
    message.encode_to_vec()
}

/// Peers `0`, `1`, ...; even ones speak version 3.
fn candidates(count: usize) -> Vec<PushPeer> {
    let versions = [Version::V3, Version::V2].into_iter().cycle();
    (0..count).zip(versions).map(|(n, version)| PushPeer { peer: n.to_string(), version }).collect()
}

fn start(count: usize) -> (LightPush, Vec<PushRequest>) {
    LightPush::start(SHARD, message(), candidates(count), &mut SeededEntropy::new(1)).unwrap()
}

/// What our own server answers.
fn served(request: &PushRequest, outcome: Outcome) -> Vec<u8> {
    let server =
        LightPushServer { served: BTreeSet::from([SHARD.to_owned()]), autosharding: None, max_message_bytes: 1 << 20 };
    match server.handle(Version::of(request.protocol).unwrap(), &request.bytes) {
        Verdict::Publish(publish) => {
            assert_eq!(publish.message, message());
            publish.answer(outcome)
        }
        other => panic!("{other:?}"),
    }
}

fn answer(push: &mut LightPush, request: &PushRequest, outcome: Outcome) -> Step {
    push.answered(&request.id, Ok(served(request, outcome)), &mut SeededEntropy::new(2))
}

fn no_answer() -> Result<Vec<u8>, WakuError> {
    Err(WakuError::NoAnswer("gone".to_owned()))
}

#[test]
fn two_peers_are_asked_and_the_first_success_counts() {
    let (mut push, requests) = start(3);
    assert_eq!(requests.iter().map(|request| request.peer.as_str()).collect::<Vec<_>>(), ["0", "1"]);
    assert_eq!(requests[0].protocol, PeerProtocol::LightPushV3);
    assert_eq!(requests[1].protocol, PeerProtocol::LightPush);
    assert!(requests.iter().all(|request| request.id.len() == 64));
    let step = answer(&mut push, &requests[1], Outcome::Relayed { peers: None });
    assert_eq!(step.outcome, Some(PushOutcome::Accepted));
    assert_eq!(step.answer, Some(("1".to_owned(), PushAnswer::Accepted)));
    let late = answer(&mut push, &requests[0], Outcome::Failed);
    assert_eq!(late, Step { answer: Some(("0".to_owned(), PushAnswer::Failed)), request: None, outcome: None });
}

#[test]
fn the_next_peer_is_asked_for_each_that_fails() {
    let (mut push, requests) = start(9);
    let mut asked = requests;
    for n in 0.. {
        let Some(request) = asked.get(n).cloned() else { break };
        let step = push.answered(&request.id, no_answer(), &mut SeededEntropy::new(10 + n as u64));
        asked.extend(step.request);
        assert_eq!(step.outcome, (n + 1 == MAX_ATTEMPTS).then_some(PushOutcome::NoPeers));
    }
    assert_eq!(asked.iter().map(|request| request.peer.as_str()).collect::<Vec<_>>(), ["0", "1", "2", "3"]);
    assert_eq!(PushOutcome::NoPeers.into_result(), Err(WakuError::NoPeers));
}

#[test]
fn without_peers_it_has_ended_before_it_began() {
    let (push, requests) = start(0);
    assert!(requests.is_empty() && push.is_done());
}

#[test]
fn only_when_nobody_takes_it_a_message_is_called_bad() {
    let (mut push, requests) = start(2);
    assert_eq!(answer(&mut push, &requests[0], Outcome::TooLarge).outcome, None);
    let version_2_has_no_codes = answer(&mut push, &requests[1], Outcome::TooLarge);
    assert_eq!(version_2_has_no_codes.outcome, Some(PushOutcome::NoPeers));
    for (outcome, expected) in [
        (Outcome::TooLarge, PushOutcome::TooLarge { size: message().len() }),
        (Outcome::Invalid, PushOutcome::Invalid),
        (Outcome::NoPeers, PushOutcome::NoPeers),
        (Outcome::UnsupportedTopic, PushOutcome::NoPeers),
    ] {
        let (mut push, requests) = start(1);
        assert_eq!(answer(&mut push, &requests[0], outcome).outcome, Some(expected));
    }
}

#[test]
fn an_answer_has_the_id_of_its_request_or_says_that_it_is_too_much() {
    let (mut push, requests) = start(2);
    for request in &requests {
        let limited = too_many_requests(Version::of(request.protocol).unwrap());
        let step = push.answered(&request.id, Ok(limited), &mut SeededEntropy::new(3));
        assert_eq!(step.answer.map(|(_, answer)| answer), Some(PushAnswer::TooManyRequests));
    }
    let wrong = |id: &str| LightPushResponse { request_id: id.to_owned(), status_code: 200, ..Default::default() };
    for bytes in [wrong("other").encode_to_vec(), wrong("N/A").encode_to_vec(), vec![0xff; 5], Vec::new()] {
        let (mut push, requests) = start(1);
        let step = push.answered(&requests[0].id, Ok(bytes), &mut SeededEntropy::new(3));
        assert_eq!(step.answer, Some(("0".to_owned(), PushAnswer::Nonsense)));
        assert_eq!(step.outcome, Some(PushOutcome::NoPeers));
    }
    let accepted = PushResponse { is_success: true, info: None };
    let rpc = PushRpc { request_id: "N/A".to_owned(), request: None, response: Some(accepted) };
    let (mut push, requests) = start(2);
    let step = push.answered(&requests[1].id, Ok(rpc.encode_to_vec()), &mut SeededEntropy::new(3));
    assert_eq!(step.answer, Some(("1".to_owned(), PushAnswer::Nonsense)));
}

#[test]
fn a_message_that_every_peer_would_refuse_is_not_sent() {
    assert!(LightPush::start(SHARD, vec![0xff], candidates(1), &mut SeededEntropy::new(1)).is_err());
    assert!(LightPush::start(SHARD, Vec::new(), candidates(1), &mut SeededEntropy::new(1)).is_err());
}

#[test]
fn peers_that_failed_come_last_and_fast_ones_first() {
    let mut peers = PushPeers::default();
    let order = |peers: &PushPeers, now| -> Vec<String> {
        peers.rank(candidates(4), now).into_iter().map(|candidate| candidate.peer).collect()
    };
    assert_eq!(order(&peers, 0), ["0", "1", "2", "3"]);
    peers.record("0", PushAnswer::Accepted, 2_000, 0);
    peers.record("3", PushAnswer::Accepted, 20, 0);
    peers.record("1", PushAnswer::None, 10_000, 0);
    assert_eq!(order(&peers, 0), ["3", "2", "0", "1"]);
    assert_eq!(order(&peers, 5_000), ["3", "1", "2", "0"]);
    peers.record("1", PushAnswer::TooManyRequests, 10, 5_000);
    assert_eq!(order(&peers, 14_999).last().map(String::as_str), Some("1"), "twice as long");
    assert_eq!(order(&peers, 15_000), ["3", "1", "2", "0"]);
}

#[test]
fn the_newest_version_that_a_peer_speaks_is_used() {
    let (v2, v3) = (PeerProtocol::LightPush.id(), PeerProtocol::LightPushV3.id());
    assert_eq!(PushPeer::of("a", &[v2, v3]).map(|peer| peer.version), Some(Version::V3));
    assert_eq!(PushPeer::of("a", &[v2]).map(|peer| peer.version), Some(Version::V2));
    assert_eq!(PushPeer::of("a", &["/ipfs/id/1.0.0"]), None);
}

proptest! {
    /// Whatever peers answer, it ends, asks nobody twice, and tells the outcome once.
    #[test]
    fn it_ends(count in 1..7_usize, answers in prop::collection::vec((0..7_u8, any::<bool>()), 8)) {
        let (mut push, mut waiting) = start(count);
        let mut asked: BTreeSet<String> = waiting.iter().map(|request| request.peer.clone()).collect();
        let mut outcomes = Vec::new();
        let mut accepted = false;
        for (n, (kind, newest)) in answers.into_iter().enumerate() {
            if waiting.is_empty() {
                break;
            }
            let request = if newest { waiting.pop().unwrap() } else { waiting.remove(0) };
            let bytes = match kind {
                0 => Ok(served(&request, Outcome::Relayed { peers: None })),
                1 => Ok(served(&request, Outcome::NoPeers)),
                2 => Ok(served(&request, Outcome::TooLarge)),
                3 => Ok(served(&request, Outcome::Invalid)),
                4 => Ok(vec![kind; 7]),
                _ => no_answer(),
            };
            accepted |= kind == 0;
            let step = push.answered(&request.id, bytes, &mut SeededEntropy::new(100 + n as u64));
            prop_assert_eq!(step.answer.map(|(peer, _)| peer), Some(request.peer));
            if let Some(request) = step.request {
                prop_assert!(asked.insert(request.peer.clone()));
                waiting.push(request);
            }
            outcomes.extend(step.outcome);
        }
        prop_assert!(waiting.is_empty() && push.is_done());
        prop_assert_eq!(outcomes.len(), 1);
        prop_assert_eq!(outcomes[0] == PushOutcome::Accepted, accepted);
    }
}
