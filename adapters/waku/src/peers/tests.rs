use std::collections::BTreeSet;

use libp2p::identity::Keypair;
use libp2p::swarm::ConnectionId;
use libp2p::{Multiaddr, PeerId, StreamProtocol, identify};

use super::ConnectedPeers;
use crate::metadata::Metadata;

const RELAY: StreamProtocol = StreamProtocol::new("/vac/waku/relay/2.0.0");

fn connection(number: usize) -> ConnectionId {
    ConnectionId::new_unchecked(number)
}

fn connected() -> (ConnectedPeers, PeerId) {
    let (mut peers, id) = (ConnectedPeers::default(), PeerId::random());
    assert!(peers.connected(id, connection(1), Some("/ip4/192.0.2.1/tcp/1".parse().unwrap())));
    (peers, id)
}

fn info(protocols: &[StreamProtocol], listen_addrs: Vec<Multiaddr>) -> identify::Info {
    identify::Info {
        public_key: Keypair::generate_ed25519().public(),
        protocol_version: String::new(),
        agent_version: "some software".to_owned(),
        listen_addrs,
        protocols: protocols.to_vec(),
        observed_addr: Multiaddr::empty(),
        signed_peer_record: None,
    }
}

#[test]
fn a_peer_is_connected_until_its_last_connection_is_closed() {
    let (mut peers, id) = connected();
    assert!(!peers.connected(id, connection(2), None));
    assert!(!peers.disconnected(&id, connection(1)));
    assert!(peers.contains(&id));
    assert!(peers.disconnected(&id, connection(2)));
    assert!(!peers.contains(&id));
    assert!(!peers.disconnected(&id, connection(2)));
}

#[test]
fn a_record_has_protocols_and_addresses_without_the_peer_id() {
    let (mut peers, id) = connected();
    let address = format!("/ip4/192.0.2.2/tcp/2/p2p/{id}").parse().unwrap();
    assert!(peers.identified(&id, info(&[RELAY], vec![address])));
    let record = peers.records().remove(&id.to_base58()).unwrap();
    assert_eq!(record.protocols, ["/vac/waku/relay/2.0.0"]);
    assert_eq!(record.addresses, ["/ip4/192.0.2.1/tcp/1", "/ip4/192.0.2.2/tcp/2"]);
    assert!(!peers.identified(&id, info(&[RELAY], vec!["/ip4/192.0.2.2/tcp/2".parse().unwrap()])));
}

#[test]
fn lists_of_a_peer_are_cut() {
    let (mut peers, id) = connected();
    let address = "/ip4/192.0.2.2/tcp/2".parse().unwrap();
    peers.identified(&id, info(&vec![RELAY; 10_000], vec![address; 10_000]));
    assert!(peers.records().remove(&id.to_base58()).unwrap().protocols.len() <= 128);
    assert!(peers.peers.get(&id).unwrap().addresses.len() <= 32);
}

#[test]
fn a_peer_of_another_cluster_is_foreign_and_so_is_a_relay_without_shards() {
    let (mut peers, id) = connected();
    assert_eq!(peers.foreign_reason(&id, 16), None);
    let of = |cluster_id, shards: &[u32]| Metadata { cluster_id, shards: shards.iter().copied().collect() };
    peers.met(&id, of(Some(16), &[]));
    assert_eq!(peers.foreign_reason(&id, 16), None);
    assert!(peers.foreign_reason(&id, 17).is_some());
    peers.identified(&id, info(&[RELAY], vec![]));
    assert!(peers.foreign_reason(&id, 16).is_some());
    peers.met(&id, of(Some(16), &[1]));
    assert_eq!(peers.foreign_reason(&id, 16), None);
    peers.met(&id, Metadata { cluster_id: None, shards: BTreeSet::from([32]) });
    assert!(peers.foreign_reason(&id, 16).is_some());
}

#[test]
fn a_record_says_what_the_peer_says_of_itself() {
    let (mut peers, id) = connected();
    assert!(peers.identified(&id, info(&[RELAY], vec![])));
    let metadata = Metadata { cluster_id: Some(16), shards: BTreeSet::from([32, 64, 70_000]) };
    assert!(peers.met(&id, metadata.clone()));
    assert!(!peers.met(&id, metadata));
    let record = peers.records().remove(&id.to_base58()).unwrap();
    assert_eq!((record.agent.as_str(), record.shards.as_slice()), ("some software", &[32, 64][..]));
}
