//! Names of ENS.

use proptest::prelude::*;

use super::super::*;

#[test]
fn hashes_of_names_are_those_of_the_specification() {
    for (name, hash) in [
        ("", "0000000000000000000000000000000000000000000000000000000000000000"),
        ("eth", "93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae"),
        ("foo.eth", "de9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f"),
    ] {
        assert_eq!(hex::encode(name_hash(name)), hash);
    }
    assert_eq!(registered_label("ada.stateofus.eth"), "ada");
    assert_eq!(registered_label("ada"), "ada");
    assert_eq!(check_ens_name("ada").unwrap_err().to_string(), "username must end with .eth");
}

#[test]
fn a_name_has_one_form() {
    for (name, normal) in [
        ("UPPER.eth", "upper.eth"),
        ("a-b.eth", "a-b.eth"),
        ("\u{17b}\u{d3}\u{141}W.eth", "\u{17c}\u{f3}\u{142}w.eth"),
        ("\u{1f680}.eth", "\u{1f680}.eth"),
        ("\u{2167}.eth", "viii.eth"),
        ("_a.eth", "_a.eth"),
        ("", ""),
    ] {
        assert_eq!(normalize_name(name).as_deref(), Ok(normal), "{name}");
    }
    // A Cyrillic letter among Latin ones; a hyphen where other encodings have theirs; nothing between points.
    for name in ["p\u{430}ypal.eth", "xn--a.eth", "a..eth", "a b.eth", "a_b.eth", "0x\u{1f468}\u{200d}.eth"] {
        assert!(normalize_name(name).is_err(), "{name}");
    }
    assert_eq!(normalize_name(&"a".repeat(2_000)), Err(EnsNameError::TooLong));
}

#[test]
fn the_key_of_a_name_goes_in_two_halves() {
    let key = crate::crypto::PrivateKey::from_bytes(&[9; 32]).unwrap().public_key();
    let halves = PublicKeyCoordinates::from(&key);
    assert_eq!([&[4], halves.x.as_slice(), &halves.y].concat(), key.to_uncompressed());
    assert_eq!(halves.x, key.x());
}

proptest! {
    #[test]
    fn plain_names_need_no_tables(name in "[a-zA-Z0-9-]{1,8}(\\.[a-zA-Z0-9-]{1,8}){0,3}") {
        let by_tables = ens_normalize::ens_normalize(&name);
        prop_assert_eq!(normalize_name(&name).ok(), by_tables.ok());
    }

    #[test]
    fn a_normal_form_stays_as_it_is(name: String) {
        if let Ok(normal) = normalize_name(&name) {
            prop_assert_eq!(normalize_name(&normal), Ok(normal));
        }
    }
}
