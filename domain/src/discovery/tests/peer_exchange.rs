use proptest::prelude::*;
use prost::Message as _;
use status_memory::SeededEntropy;
use status_proto::waku::{PeerExchangeResponse, PeerExchangeRpc, PeerInfo};

use super::{node, record};
use crate::discovery::enr::{Record, Shards};
use crate::discovery::peer_exchange::{
    MAX_PEERS, PeerExchangeError, PeerExchangeServer, ServerDecision, read_response, request,
};

fn response(records: &[Vec<u8>]) -> Vec<u8> {
    let peer_infos = records.iter().map(|enr| PeerInfo { enr: enr.clone() }).collect();
    PeerExchangeRpc { query: None, response: Some(PeerExchangeResponse { peer_infos }) }.encode_to_vec()
}

fn ask(server: &mut PeerExchangeServer, peer: &str, count: usize, now: u64) -> Option<Vec<Record>> {
    match server.handle(peer, &request(count), now, &mut SeededEntropy::new(now)) {
        ServerDecision::Answer(bytes) => Some(read_response(&bytes, count).unwrap()),
        ServerDecision::Reset => None,
    }
}

#[test]
fn who_asks_is_told_of_others() {
    let mut server = PeerExchangeServer::new(Some(Shards::new(16, [32])));
    for seed in 1..=5 {
        server.learn(node(seed));
    }
    server.learn(record(6, 1, 1, [32]));
    server.learn(record(7, 1, 16, [64]));
    assert_eq!(server.len(), 5);
    let me = node(1).peer_id();
    let told = ask(&mut server, &me, 10, 0).unwrap();
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|record| record.peer_id() != me));
    assert_eq!(ask(&mut server, "other", 2, 0).unwrap().len(), 2);
    assert_eq!(ask(&mut server, "third", 0, 0).unwrap().len(), 0);
}

#[test]
fn a_peer_asks_once_in_a_second() {
    let mut server = PeerExchangeServer::default();
    server.learn(node(1));
    assert!(ask(&mut server, "a", 1, 10_000).is_some());
    assert!(ask(&mut server, "a", 1, 10_999).is_none());
    assert!(ask(&mut server, "b", 1, 10_999).is_some());
    assert!(ask(&mut server, "a", 1, 11_000).is_some());
    // The clock went back.
    assert!(ask(&mut server, "a", 1, 500).is_some());
}

#[test]
fn what_is_no_question_is_reset() {
    let mut server = PeerExchangeServer::default();
    for (now, bytes) in (0..).step_by(1000).zip([&[][..], &[255; 20], &response(&[]), &[0x0a, 0x05, 0x08]]) {
        let decision = server.handle("a", bytes, now, &mut SeededEntropy::new(1));
        assert_eq!(decision, ServerDecision::Reset);
    }
}

#[test]
fn no_answer_is_larger_than_its_bound() {
    let mut server = PeerExchangeServer::default();
    for seed in 1..=200 {
        server.learn(node(seed));
    }
    let query = status_proto::waku::PeerExchangeQuery { num_peers: u64::MAX };
    let query = PeerExchangeRpc { query: Some(query), response: None }.encode_to_vec();
    let ServerDecision::Answer(bytes) = server.handle("a", &query, 0, &mut SeededEntropy::new(1)) else { panic!() };
    assert_eq!(read_response(&bytes, MAX_PEERS).unwrap().len(), MAX_PEERS);
    let again = ask(&mut server, "b", 60, 5).unwrap();
    assert_ne!(again, read_response(&bytes, MAX_PEERS).unwrap(), "everybody is told the same");
}

#[test]
fn the_newest_record_of_a_node_is_told() {
    let mut server = PeerExchangeServer::default();
    for seq in [1, 3, 2] {
        server.learn(record(1, seq, 16, [32]));
    }
    assert_eq!(ask(&mut server, "a", 9, 0).unwrap(), [record(1, 3, 16, [32])]);
    let told = [2, 3, 1].map(|seq| record(1, seq, 16, [32]).as_bytes().to_vec());
    assert_eq!(read_response(&response(&told), 9), Ok(vec![record(1, 3, 16, [32])]));
}

#[test]
fn lies_are_noticed_and_the_rest_is_used() {
    let good = node(1).as_bytes().to_vec();
    let mut forged = node(2).as_bytes().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(read_response(&response(&[forged.clone(), good.clone(), vec![]]), 3), Ok(vec![node(1)]));
    assert_eq!(read_response(&response(&[forged]), 3), Err(PeerExchangeError::NothingValid));
    assert_eq!(read_response(&response(&[good.clone(), good]), 1), Err(PeerExchangeError::TooMany(2)));
    assert_eq!(read_response(&response(&[]), 1), Ok(vec![]));
    assert_eq!(read_response(&request(1), 1), Err(PeerExchangeError::Invalid));
}

proptest! {
    #[test]
    fn any_bytes_are_answered_and_read(bytes: Vec<u8>, now: u64) {
        let _ = PeerExchangeServer::default().handle("a", &bytes, now, &mut SeededEntropy::new(1));
        let _ = read_response(&bytes, 20);
    }
}
