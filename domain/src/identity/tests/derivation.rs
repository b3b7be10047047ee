use proptest::prelude::*;

use crate::identity::*;

const PHRASE: &str = "coin globe kit hamster notable proof orphan always mistake usual morning usage";

fn at(master: &ExtendedPrivateKey, path: &str) -> ExtendedPrivateKey {
    master.derive(&DerivationPath::parse(path).unwrap()).unwrap()
}

#[test]
fn the_keys_of_a_profile_are_those_of_the_reference() {
    let keys = ProfileKeys::from_mnemonic(PHRASE).unwrap();
    let address = |key: &ExtendedPrivateKey| checksum_address(&key.address());
    assert_eq!(address(&keys.master), "0xEB57566F3230949816f7d3Bea3bb29B1493F629B");
    assert_eq!(keys.key_uid(), "0x855ab0a932e5325daab7a550b9fcd78d2a17de5e2b7a52241f82505ea9d87629");
    assert_eq!(address(&keys.wallet_root), "0x0BddE731ff10376dE7BB89d4Fbd9106F5b13439c");
    assert_eq!(address(&keys.default_wallet), "0x23A5CEf34B18920785f4B895849936F65cbdEF73");
    assert_eq!(address(&keys.wallet(1).unwrap()), "0x4d26e5c2f85bA5d10Bda6b031e1C1579f8Ecfa1F");
    assert_eq!(address(&keys.eip1581), "0xE9D528dF96508FaAd172B2ff2bD39BeBC946905a");
    assert_eq!(address(&keys.chat), "0x4851276E2b7Dc3B8BEF1749127031bCb3578492d");
    assert_eq!(address(&keys.encryption), "0xd7266d2d3893485801Fb3bF453A37b551cda7Fb1");
    assert_eq!(
        keys.keycard_password(),
        "0x04aa64738d42a999e72652511d0b7f2b08f2a484b115b37a0392cdcf750077268336d6e32c68e29fc0c5d5f7f247cb7074baa5d2bfe6d09381c894ac02934abc32"
    );
    assert!(keys.wallet(HARDENED).is_err());
}

#[test]
fn every_stored_key_is_the_one_at_its_path() {
    let keys = ProfileKeys::from_mnemonic(PHRASE).unwrap();
    for (path, key) in keys.derived() {
        assert_eq!(*at(&keys.master, path).to_text(), *key.to_text(), "{path}");
    }
    assert_eq!(*at(&keys.master, &path::wallet(5)).to_text(), *keys.wallet(5).unwrap().to_text());
    assert_eq!(*at(&keys.master, path::MASTER).to_text(), *keys.master.to_text());
}

#[test]
fn the_true_eip1581_key_is_another_than_the_stored_one() {
    let keys = ProfileKeys::from_mnemonic(PHRASE).unwrap();
    let parent = keys.eip1581.derive_child(1581 | HARDENED).unwrap();
    assert_eq!(checksum_address(&parent.address()), "0x4356beF32DB6da0e1998A9d56C354E67283a219e");
}

#[test]
fn a_passphrase_leads_to_another_profile() {
    let phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let master = ExtendedPrivateKey::from_mnemonic(phrase, "TREZOR").unwrap();
    assert_eq!(key_uid(&master.public_key()), "0x6b33d8b321bedcccd9bb3eeda0383c9ee49437fec19452e3b87f4efe36e57c70");
    assert_eq!(
        checksum_address(&at(&master, path::DEFAULT_WALLET).address()),
        "0x9c32F71D4DB8Fb9e1A58B0a80dF79935e7256FA6"
    );
    assert_eq!(checksum_address(&at(&master, path::CHAT).address()), "0x17116AD45de88e14Fcde0A9DCF0F10A8945E5B7E");
}

#[test]
fn paths_are_read_as_the_reference_reads_them() {
    let read = |text: &str| DerivationPath::parse(text).map(|path| (path.start(), path.indices().to_vec())).unwrap();
    assert_eq!(read(""), (StartingPoint::Current, vec![]));
    assert_eq!(read("."), (StartingPoint::Current, vec![]));
    assert_eq!(read("1"), (StartingPoint::Current, vec![1]));
    assert_eq!(read("./1"), (StartingPoint::Current, vec![1]));
    assert_eq!(read(".."), (StartingPoint::Parent, vec![]));
    assert_eq!(read("../1"), (StartingPoint::Parent, vec![1]));
    assert_eq!(read("m"), (StartingPoint::Master, vec![]));
    assert_eq!(read("m/1/2'/3"), (StartingPoint::Master, vec![1, 2 | HARDENED, 3]));
    assert_eq!(read("m/2147483647'/0").1, [u32::MAX, 0]);
}

#[test]
fn a_hardened_component_at_the_end_is_dropped() {
    assert_eq!(DerivationPath::parse(path::EIP1581).unwrap().indices(), [43 | HARDENED, 60 | HARDENED]);
    assert!(DerivationPath::parse("m/1'").unwrap().indices().is_empty());
}

#[test]
fn a_text_that_is_no_path_is_refused_with_the_place() {
    let error = |text: &str| DerivationPath::parse(text).unwrap_err().to_string();
    let prefix = "error parsing derivation path";
    assert_eq!(error("m/"), format!("{prefix} m/; at position 2, expected number, got EOF"));
    assert_eq!(error("m/1//2"), format!("{prefix} m/1//2; at position 5, expected number, got /"));
    assert_eq!(error("m/1'2"), format!("{prefix} m/1'2; at position 5, expected /, got 2"));
    assert_eq!(error("m/'/2"), format!("{prefix} m/'/2; at position 3, expected number, got '"));
    assert_eq!(error("m/2147483648"), format!("{prefix} m/2147483648; at position 3, index must be lower than 2^31"));
    assert!(error("m/99999999999999999999/1").ends_with("at position 3, index must be lower than 2^31"));
    assert_eq!(error("m1"), format!("{prefix} m1; at position 2, expected /, got 1"));
    assert_eq!(error(&format!("m{}", "/0".repeat(256))), "max depth exceeded");
}

#[test]
fn the_text_of_no_extended_key_is_read_as_none() {
    assert!(ExtendedPrivateKey::parse(ZEROED_EXTENDED_KEY).unwrap().is_none());
}

#[test]
fn other_texts_than_extended_private_keys_are_refused() {
    let text = ExtendedPrivateKey::from_mnemonic(PHRASE, "").unwrap().to_text();
    let parse = |text: &str| ExtendedPrivateKey::parse(text).map(drop);
    assert_eq!(parse(&text), Ok(()));
    assert!(parse(text.trim_start_matches('x')).is_err());
    assert!(parse(&text.replacen('A', "B", 1)).is_err());
    assert_eq!(parse(&"1".repeat(1 << 20)), Err(ExtendedKeyError::Length));
    // An extended public key (BIP32, first vector).
    let public = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8";
    assert_eq!(parse(public), Err(ExtendedKeyError::InvalidKey));
}

#[test]
fn keys_are_at_most_255_levels_deep() {
    let mut key = ExtendedPrivateKey::from_mnemonic(PHRASE, "").unwrap();
    for _ in 0..255 {
        key = key.derive_child(0).unwrap();
    }
    assert_eq!(key.depth(), 255);
    assert_eq!(key.derive_child(0).map(drop), Err(ExtendedKeyError::TooDeep));
}

#[test]
fn secrets_are_not_printed() {
    let key = ExtendedPrivateKey::from_mnemonic(PHRASE, "").unwrap();
    assert_eq!(format!("{key:?}"), "ExtendedPrivateKey(..)");
}

#[test]
fn addresses_carry_a_checksum_in_their_case() {
    let address = parse_address("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266").unwrap();
    assert_eq!(checksum_address(&address), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    assert_eq!(parse_address("f39f"), Err(AddressError));
}

proptest! {
    #[test]
    fn any_text_as_path_gives_a_path_or_an_error(text: String) {
        let _ = DerivationPath::parse(&text);
    }

    #[test]
    fn nearly_right_paths_never_panic(text in "[m./'0-9]{0,30}") {
        let _ = DerivationPath::parse(&text);
    }

    #[test]
    fn a_path_that_ends_plainly_is_read_as_it_was_written(mut indices: Vec<u32>, last in 0..HARDENED) {
        indices.push(last);
        let text = indices.iter().fold("m".to_owned(), |text, index| {
            format!("{text}/{}{}", index & !HARDENED, if index & HARDENED == 0 { "" } else { "'" })
        });
        let path = DerivationPath::parse(&text).unwrap();
        prop_assert_eq!(path.indices(), indices);
        prop_assert_eq!(path.to_string(), text);
    }

    #[test]
    fn an_extended_key_survives_its_text(phrase: String, indices in proptest::collection::vec(any::<u32>(), 0..4)) {
        let master = ExtendedPrivateKey::from_mnemonic(&phrase, "").unwrap();
        let key = master.derive_all(&indices).unwrap();
        let again = ExtendedPrivateKey::parse(&key.to_text()).unwrap().unwrap();
        prop_assert_eq!(again.to_text(), key.to_text());
        prop_assert_eq!(again.public_key(), key.public_key());
        prop_assert_eq!(again.derive_child(7).unwrap().to_text(), key.derive_child(7).unwrap().to_text());
    }

    #[test]
    fn any_text_as_extended_key_gives_a_key_or_an_error(text: String, base58 in "xprv[1-9A-HJ-NP-Za-km-z]{100,110}") {
        let _ = ExtendedPrivateKey::parse(&text);
        let _ = ExtendedPrivateKey::parse(&base58);
    }

    #[test]
    fn an_address_survives_its_text(address: [u8; 20]) {
        prop_assert_eq!(parse_address(&checksum_address(&address)), Ok(address));
    }

    #[test]
    fn any_text_as_address_gives_an_address_or_an_error(text: String) {
        let _ = parse_address(&text);
    }
}
