use std::collections::BTreeSet;

use alloy_rlp::{Encodable, Header};
use proptest::prelude::*;

use super::{key, node};
use crate::crypto::{PrivateKey, Signature, keccak256};
use crate::discovery::enr::{Capabilities, Multiaddr, Record, RecordBuilder, RecordError, Shards};
use crate::discovery::peer_id::{key_of_peer_id, peer_id, peer_id_of_address};

/// From the tests of go-waku.
const GO_WAKU: &str = "enr:-QESuEC1p_s3xJzAC_XlOuuNrhVUETmfhbm1wxRGis0f7DlqGSw2FM-p2Ugl_r25UHQJ3f1rIRrpzxJXSMaJe4yk1XFSAYJpZIJ2NIJpcISygI2rim11bHRpYWRkcnO4XAArNiZub2RlLTAxLmRvLWFtczMud2FrdS50ZXN0LnN0YXR1c2ltLm5ldAZ2XwAtNiZub2RlLTAxLmRvLWFtczMud2FrdS50ZXN0LnN0YXR1c2ltLm5ldAYfQN4DgnJzkwABCAAAAAEAAgADAAQABQAGAAeJc2VjcDI1NmsxoQJATXRSRSUyTw_QLB6H_U3oziVQgNRgrXpK7wp2AMyNxYN0Y3CCdl-DdWRwgiMohXdha3UyDw";

/// From EIP-778.
const EIP_778: &str = "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8";

fn shards(record: &Record) -> (u16, Vec<u16>) {
    let shards = record.shards().unwrap();
    (shards.cluster, shards.indices.into_iter().collect())
}

#[test]
fn the_record_of_go_waku_says_what_it_says_there() {
    let record = Record::from_text(GO_WAKU).unwrap();
    const ID: &str = "16Uiu2HAkykgaECHswi3YKJ5dMLbq2kPVCo89fcyTd38UcQD6ej5W";
    const HOST: &str = "node-01.do-ams3.waku.test.statusim.net";
    assert_eq!(record.peer_id(), ID);
    assert_eq!(
        record.addresses(),
        [
            format!("/ip4/178.128.141.171/tcp/30303/p2p/{ID}"),
            format!("/dns4/{HOST}/tcp/30303/p2p/{ID}"),
            format!("/dns4/{HOST}/tcp/8000/wss/p2p/{ID}"),
        ]
    );
    assert_eq!(shards(&record), (1, (0..8).collect()));
    assert_eq!(record.capabilities().unwrap().bits(), 0x0f);
    assert_eq!(record.port("udp"), Some(9000));
    assert_eq!(record.to_string(), GO_WAKU);
    assert_eq!(Record::from_bytes(record.as_bytes()), Ok(record));
}

#[test]
fn the_example_of_eip_778_is_read_and_made() {
    let record = Record::from_text(EIP_778).unwrap();
    assert_eq!(hex::encode(record.node_id()), "a448f24c6d18e575453db13171562b71999873db5b286df957af199ec94617f7");
    assert_eq!((record.seq(), record.ip4().unwrap().octets(), record.port("udp")), (1, [127, 0, 0, 1], Some(30303)));
    assert_eq!((record.capabilities(), record.shards(), record.addresses()), (None, None, vec![]));
    // RFC 6979 makes signatures the same everywhere.
    let secret = hex::decode("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291").unwrap();
    let own = RecordBuilder::new().socket([127, 0, 0, 1].into(), 0, 30303);
    assert_eq!(own.sign(&PrivateKey::from_bytes(&secret).unwrap(), 1).unwrap().to_string(), EIP_778);
}

#[derive(serde::Deserialize)]
struct Mailserver {
    enr: String,
    addr: String,
}

#[test]
fn store_nodes_of_the_fleet_are_whom_their_records_name() {
    let servers: Vec<Mailserver> = serde_json::from_str(include_str!("../../../../app/data/mailservers.json")).unwrap();
    for server in servers.iter().filter(|server| server.addr.contains(".status.")) {
        let record = Record::from_text(&server.enr).unwrap();
        assert!(record.addresses().contains(&server.addr), "{} is not at {}", server.enr, server.addr);
        assert_eq!(shards(&record), (16, vec![1, 32, 64, 128, 256]));
        assert_eq!(record.capabilities().unwrap().bits(), 0x03);
        assert_eq!((record.port("tcp"), record.port("udp")), (Some(30303), Some(9000)));
    }
}

#[test]
fn a_record_of_our_own_is_read_by_others() {
    let addresses =
        ["/dns4/node.example/tcp/443/wss", "/ip6/::1/tcp/1"].map(|text| Multiaddr::from_text(text).unwrap());
    let record = RecordBuilder::new()
        .socket([10, 0, 0, 1].into(), 80, 0)
        .capabilities(Capabilities { relay: true, store: true, filter: true, light_push: true })
        .shards(&Shards::new(16, [64, 32]))
        .multiaddrs(addresses.to_vec())
        .sign(&key(1), 7)
        .unwrap();
    assert_eq!(record.seq(), 7);
    assert_eq!(record.bytes("tcp"), Some([80].as_slice()));
    assert_eq!(record.port("udp"), None);
    assert_eq!(shards(&record), (16, vec![32, 64]));
    let id = peer_id(&key(1).public_key());
    let parts = ["/ip4/10.0.0.1/tcp/80", "/dns4/node.example/tcp/443/wss", "/ip6/::1/tcp/1"];
    assert_eq!(record.addresses(), parts.map(|part| format!("{part}/p2p/{id}")));
    assert!(record.is_usable(Some(&Shards::new(16, [1, 32]))));
    assert!(!record.is_usable(Some(&Shards::new(16, [1]))));
    assert!(!record.is_usable(Some(&Shards::new(1, [32]))));
}

#[test]
fn nobody_needs_a_light_client() {
    let record = RecordBuilder::new().socket([10, 0, 0, 1].into(), 80, 0).capabilities(Capabilities::default());
    let record = record.shards(&Shards::new(16, [32])).sign(&key(1), 1).unwrap();
    // The number 0 is written as the empty text.
    assert_eq!(record.bytes("waku2"), Some([].as_slice()));
    assert_eq!(record.capabilities(), Some(Capabilities::default()));
    assert!(!record.is_usable(None));
}

#[test]
fn addresses_without_room_are_left_out() {
    let addresses: Vec<Multiaddr> = (0..9)
        .map(|n| Multiaddr::from_text(&format!("/dns4/a-long-name-{n}.of-a-node.example/tcp/443/wss")).unwrap())
        .collect();
    let record = RecordBuilder::new().multiaddrs(addresses.clone()).sign(&key(1), 1).unwrap();
    let told = record.multiaddrs();
    assert!(!told.is_empty() && told.len() < addresses.len() && addresses.starts_with(&told));
}

#[test]
fn shards_are_in_a_list_or_in_bits() {
    let few = Shards::new(16, [1, 256, 1023, 1024]);
    assert_eq!(few.indices, BTreeSet::from([1, 256, 1023]));
    assert_eq!(few.to_field(), ("rs", vec![0, 16, 3, 0, 1, 1, 0, 3, 255]));
    assert_eq!(Shards::from_list(&few.to_field().1), Some(few));
    let many = Shards::new(1, 0..64);
    let (name, value) = many.to_field();
    assert_eq!(
        (name, value.len(), &value[..11]),
        ("rsv", 130, [0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0].as_slice())
    );
    assert_eq!(Shards::from_bits(&value), Some(many));
    // Shard 9 is the second bit from below of the second byte.
    let mut bits = [0; 130];
    bits[3] = 2;
    assert_eq!(Shards::from_bits(&bits), Some(Shards::new(0, [9])));
    for broken in
        [&[][..], &[0, 16], &[0, 16, 1], &[0, 16, 1, 0], &[0, 16, 0, 0, 1], &[0, 16, 1, 4, 0], &[0, 16, 1, 0, 1, 0]]
    {
        assert_eq!(Shards::from_list(broken), None, "{broken:?}");
        assert_eq!(Shards::from_bits(broken), None);
    }
}

#[test]
fn the_list_of_shards_goes_before_the_bits() {
    let mut bits = vec![0, 16];
    bits.extend([255; 128]);
    let list = Shards::new(16, [5]).to_field().1;
    let with = |fields: &[(&str, &[u8])]| signed(&key(1), 1, fields).map(|record| shards(&record)).unwrap();
    assert_eq!(with(&[("rs", &list), ("rsv", &bits)]), (16, vec![5]));
    assert_eq!(with(&[("rsv", &bits)]).1.len(), 1024);
}

/// A record with any fields beside id and key, in the order in which they are given.
fn signed(key: &PrivateKey, seq: u64, fields: &[(&str, &[u8])]) -> Result<Record, RecordError> {
    let public = key.public_key().to_compressed();
    let mut all: Vec<(&str, &[u8])> = vec![("id", b"v4"), ("secp256k1", &public)];
    all.extend(fields);
    all.sort_unstable();
    raw(key, seq, &all)
}

fn raw(key: &PrivateKey, seq: u64, fields: &[(&str, &[u8])]) -> Result<Record, RecordError> {
    let mut content = vec![];
    seq.encode(&mut content);
    for (name, value) in fields {
        name.as_bytes().encode(&mut content);
        value.encode(&mut content);
    }
    let list = |content: &[u8]| {
        let mut out = vec![];
        Header { list: true, payload_length: content.len() }.encode(&mut out);
        out.extend(content);
        out
    };
    let signature = Signature::sign_digest(key, &keccak256(&[&list(&content)])).to_bytes();
    let mut payload = vec![];
    signature[..64].encode(&mut payload);
    payload.extend(content);
    Record::from_bytes(&list(&payload))
}

#[test]
fn what_breaks_the_form_is_refused() {
    let own = key(1);
    let public = own.public_key().to_compressed();
    let id: (&str, &[u8]) = ("id", b"v4");
    let secp: (&str, &[u8]) = ("secp256k1", &public);
    assert!(raw(&own, 1, &[id, secp]).is_ok());
    assert_eq!(raw(&own, 1, &[secp, id]), Err(RecordError::UnsortedKeys));
    assert_eq!(raw(&own, 1, &[id, id, secp]), Err(RecordError::UnsortedKeys));
    assert_eq!(raw(&own, 1, &[secp]), Err(RecordError::UnknownScheme));
    assert_eq!(raw(&own, 1, &[("id", b"v5"), secp]), Err(RecordError::UnknownScheme));
    assert_eq!(raw(&own, 1, &[id]), Err(RecordError::InvalidKey));
    assert_eq!(raw(&own, 1, &[id, ("secp256k1", &[2; 33])]).unwrap_err(), RecordError::InvalidSignature);
    assert_eq!(raw(&own, 1, &[id, ("secp256k1", &[9; 33])]), Err(RecordError::InvalidKey));
    assert_eq!(raw(&own, 1, &[id, secp, ("x", &[1; 300])]), Err(RecordError::TooLong));
    assert_eq!(raw(&key(2), 1, &[id, secp]), Err(RecordError::InvalidSignature));
    for text in ["", "enr", "enr:", "enr:!", "enr:AAAA", "ENR:-IS4", &format!("enr:{}", "A".repeat(10_000))] {
        assert!(Record::from_text(text).is_err());
    }
    let mut longer = node(1).as_bytes().to_vec();
    longer.push(0);
    assert_eq!(Record::from_bytes(&longer), Err(RecordError::InvalidEncoding));
}

#[test]
fn values_of_other_types_say_nothing() {
    let fields: [(&str, &[u8]); 4] = [("ip", &[1, 2, 3]), ("rs", &[1]), ("tcp", &[1, 2, 3]), ("waku2", &[1, 2])];
    let record = signed(&key(1), 1, &fields).unwrap();
    assert_eq!((record.ip4(), record.shards(), record.port("tcp"), record.capabilities()), (None, None, None, None));
    assert_eq!(record.addresses(), [""; 0]);
}

#[test]
fn peer_ids_are_keys() {
    let public = key(3).public_key();
    let id = peer_id(&public);
    assert!(id.starts_with("16Uiu2HA"));
    assert_eq!(key_of_peer_id(&id), Some(public));
    let ed25519 = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";
    for other in ["", "16Uiu2HA", ed25519, id.strip_prefix('1').unwrap(), &format!("{id}1"), &"1".repeat(100_000)] {
        assert_eq!(key_of_peer_id(other), None);
    }
    assert_eq!(peer_id_of_address(&format!("/dns4/a.b/tcp/1/p2p/{id}")), Some(id.as_str()));
    assert_eq!(peer_id_of_address("/dns4/a.b/tcp/1"), None);
    assert_eq!(peer_id_of_address("/p2p/"), None);
    assert_eq!(peer_id_of_address("/p2p/a/p2p-circuit"), None);
}

proptest! {
    #[test]
    fn a_changed_byte_is_noticed(seed: u64, at: usize, change in 1_u8..) {
        let record = node(seed);
        let mut bytes = record.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] ^= change;
        prop_assert!(Record::from_bytes(&bytes).is_err());
    }

    #[test]
    fn any_bytes_are_a_record_or_an_error(bytes: Vec<u8>, text in "enr:[A-Za-z0-9_-]{0,500}") {
        let _ = Record::from_bytes(&bytes);
        let _ = Record::from_text(&text);
    }

    #[test]
    fn any_shards_come_back(cluster: u16, indices in prop::collection::btree_set(0_u16..1024, 0..200)) {
        let shards = Shards { cluster, indices };
        let (name, value) = shards.to_field();
        let read = if name == "rs" { Shards::from_list(&value) } else { Shards::from_bits(&value) };
        prop_assert_eq!(read, Some(shards));
    }
}
