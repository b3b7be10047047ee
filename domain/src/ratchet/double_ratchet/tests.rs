use proptest::prelude::*;
use status_memory::SeededEntropy;
use status_ports::{RatchetState, Secret32};

use super::*;
use crate::crypto::PrivateKey;

fn secret(text: &str) -> Secret32 {
    Secret32::new(hex::decode(text).unwrap().try_into().unwrap())
}

fn shown(secret: &Secret32) -> String {
    hex::encode(secret.as_bytes())
}

/// A session as both sides have it in the beginning.
fn session() -> (RatchetState, RatchetState) {
    let shared_key = secret("a4e923d0af8fe78a056363be20e71c0a58e569ea8fc1f79289eca10d9f68133a");
    let pre_key = PrivateKey::from_bytes(&[b'3'; 32]).unwrap();
    let initiator = initiate(&shared_key, &pre_key.public_key(), &mut Fixed([b'4'; 32]));
    (initiator, respond(&shared_key, &pre_key))
}

struct Fixed([u8; 32]);

impl status_ports::Entropy for Fixed {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.copy_from_slice(&self.0[..buffer.len()]);
    }
}

#[test]
fn the_session_of_the_specification() {
    let (mut alice, bob) = session();
    assert_eq!(shown(&alice.root_key), "6b85bad948a9606aab8d6661a4b00f4842dc1801733e94c4c20e3578b117127f");
    assert_eq!(shown(&alice.send_chain_key), "24afc0323384ab0dba6736dc679f3b52f900d79f8cfc97b7a508c904781a45e4");
    let message_key = step_chain(&alice.send_chain_key).message_key;
    assert_eq!(shown(&message_key), "0640b9b309b93a13a7739fa897a2fdd9be857780d6a3a92abd5708f84ac82e10");
    let (header, ciphertext) = send(&mut alice, b"hello").unwrap();
    let associated_data = "000000000000000002407cba6352eaeb9354dc75ca26396785b27a85cfd4d58575de440902292d662a";
    assert_eq!(hex::encode(header.to_associated_data()), associated_data);
    let expected =
        "3c14b0418efc07c686eb14fa0d608f63b94e031464520b24484ce4e6b771e56f2785deb99f75ad775389797f8715cde49f13c45023";
    assert_eq!(hex::encode(&ciphertext), expected);
    assert_eq!(shown(&alice.send_chain_key), "06a65d696866e5be652bfdb8e7a73bcebe127f9c3d3595eaafcadb83cf9cc94d");
    let received = receive(&bob, &header, &ciphertext, &Limits::PROTOCOL, &mut SeededEntropy::new(1)).unwrap();
    assert_eq!(received.plaintext, b"hello");
    assert!(received.used.message_key == message_key);
}

#[test]
fn numbers_beyond_the_limit_are_refused_before_any_work() {
    let (mut alice, bob) = session();
    let (genuine, ciphertext) = send(&mut alice, b"x").unwrap();
    let receive = |header| receive(&bob, &header, &ciphertext, &Limits::PROTOCOL, &mut SeededEntropy::new(1));
    for number in [1001, u32::MAX] {
        let refused = receive(Header { number, ..genuine });
        assert!(matches!(refused, Err(RatchetError::TooManySkipped)));
    }
    // The key is looked at only when the numbers are possible.
    let refused = receive(Header { number: u32::MAX, ratchet_key: [0; 33], ..genuine });
    assert!(matches!(refused, Err(RatchetError::TooManySkipped)));
    assert!(matches!(receive(Header { ratchet_key: [0; 33], ..genuine }), Err(RatchetError::InvalidRatchetKey)));
}

#[test]
fn an_exhausted_chain_is_an_error() {
    let (mut alice, _) = session();
    alice.send_number = u32::MAX;
    let before = alice.clone();
    assert!(matches!(send(&mut alice, b"x"), Err(RatchetError::ChainExhausted)));
    assert!(alice == before);
}

#[test]
fn short_ciphertexts_are_errors() {
    for length in 0..48 {
        let refused = open(&Secret32::new([1; 32]), &vec![0; length], &[]);
        assert!(matches!(refused, Err(RatchetError::TooShort)));
    }
}

proptest! {
    #[test]
    fn what_is_sealed_opens_and_what_is_altered_does_not(key: [u8; 32], text: Vec<u8>, data: Vec<u8>, at: usize) {
        let key = Secret32::new(key);
        let mut sealed = seal(&key, &text, &data);
        prop_assert_eq!(open(&key, &sealed, &data).unwrap(), text);
        let at = at % sealed.len();
        sealed[at] ^= 1;
        prop_assert!(open(&key, &sealed, &data).is_err());
    }
}
