use std::collections::BTreeMap;

use proptest::prelude::*;
use prost::Message;
use status_memory::{MemoryRatchetStore, SeededEntropy};
use status_proto::encryption::{Bundle, SignedPreKey};

use super::*;
use crate::crypto::PrivateKey;
use crate::ratchet::OpenError;
use crate::ratchet::memo::TrueMemo;
use crate::ratchet::own::Own;

fn identity() -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(1))
}

fn pre_key(seed: u64) -> SignedPreKey {
    let key = PrivateKey::generate(&mut SeededEntropy::new(seed)).public_key();
    SignedPreKey { signed_pre_key: key.to_compressed().to_vec(), version: 1, protocol_version: 1 }
}

fn signed(signed_pre_keys: BTreeMap<String, SignedPreKey>) -> Bundle {
    let identity = identity();
    let key = identity.public_key().to_compressed().to_vec();
    let mut bundle = Bundle { identity: key, signed_pre_keys, signature: Vec::new(), timestamp: 5 };
    bundle.signature = sign(&bundle, &identity).to_bytes().to_vec();
    bundle
}

fn learn_it(bundle: &Bundle) -> (MemoryRatchetStore, Result<usize, OpenError>) {
    let mut store = MemoryRatchetStore::new();
    let own = Own::new(PrivateKey::generate(&mut SeededEntropy::new(2)), "own".into());
    let key = identity().public_key().to_compressed();
    let learnt = learn(&mut store, bundle, &key, &own, &TrueMemo::default(), i64::MAX);
    (store, learnt.map(|new| new.len()))
}

#[test]
fn the_material_of_the_specification() {
    let key = "023c72addb4fdf09af94f0c94d7fe92a386a7e70cf8a1d85916386bb2535c7b1b1";
    let entry = |signed_pre_key| SignedPreKey { signed_pre_key, version: 0, protocol_version: 1 };
    let signed_pre_keys =
        BTreeMap::from([("1".into(), entry(hex::decode(key).unwrap())), ("2".into(), entry(b"key".to_vec()))]);
    let bundle = Bundle { signed_pre_keys, timestamp: 5, ..Bundle::default() };
    let expected = "31023c72addb4fdf09af94f0c94d7fe92a386a7e70cf8a1d85916386bb2535c7b1b130326b65793035";
    assert_eq!(hex::encode(signature_material(&bundle)), expected);
}

#[test]
fn a_bundle_without_a_date_is_an_old_one_and_good() {
    let mut bundle = signed(BTreeMap::from([("phone".into(), pre_key(3))]));
    bundle.timestamp = 0;
    assert!(verify(&bundle).is_err());
    bundle.signature = sign(&bundle, &identity()).to_bytes().to_vec();
    assert_eq!(verify(&bundle), Ok(()));
}

#[test]
fn bundles_with_impossible_contents_are_refused_as_a_whole() {
    let no_point = SignedPreKey { signed_pre_key: [&[2][..], &[0xff; 32]].concat(), ..pre_key(3) };
    let short = SignedPreKey { signed_pre_key: vec![2; 32], ..pre_key(3) };
    let long_id = "x".repeat(MAX_INSTALLATION_ID_LENGTH + 1);
    let impossible =
        [("phone", no_point), ("phone", short), ("", pre_key(3)), ("none", pre_key(3)), (&long_id, pre_key(3))];
    for (installation_id, entry) in impossible {
        let bundle = signed(BTreeMap::from([("a".into(), pre_key(4)), (installation_id.to_owned(), entry)]));
        let (store, learnt) = learn_it(&bundle);
        assert!(matches!(learnt, Err(OpenError::Bundle(_))), "{installation_id:?}");
        assert_eq!(store, MemoryRatchetStore::new(), "{installation_id:?}");
    }
    let many = |count: u64| signed((0..count).map(|number| (number.to_string(), pre_key(number + 10))).collect());
    assert!(matches!(learn_it(&many(16)).1, Ok(16)));
    assert!(matches!(learn_it(&many(17)).1, Err(OpenError::Bundle(BundleError::TooManyPreKeys))));
}

proptest! {
    #[test]
    fn any_byte_of_a_bundle_that_is_altered_is_noticed(at: usize, flip in 1_u8..) {
        let bundle = signed(BTreeMap::from([("phone".into(), pre_key(3))]));
        prop_assert_eq!(verify(&bundle), Ok(()));
        let mut bytes = bundle.encode_to_vec();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        let Ok(altered) = Bundle::decode(bytes.as_slice()) else { return Ok(()) };
        // The protocol version is the one thing that is not signed.
        let same = signature_material(&altered) == signature_material(&bundle) && altered.identity == bundle.identity;
        prop_assert_eq!(verify(&altered).is_ok(), same && altered.signature == bundle.signature);
    }
}
