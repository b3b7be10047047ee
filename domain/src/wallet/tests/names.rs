//! Names of ENS.

use proptest::prelude::*;

use super::super::*;
use crate::identity::parse_address;

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

fn page(content_hash: &str) -> Result<(String, String), ContentHashError> {
    resource(&hex::decode(content_hash).unwrap()).map(|resource| (resource.host, resource.path))
}

#[test]
fn a_content_hash_leads_to_a_page() {
    let ipfs = |identifier: &str| Ok((format!("ipfs.status.im/{identifier}"), String::new()));
    // The examples of EIP-1577, and the page that status-go looks for.
    let hash = "122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f";
    let expected = ipfs("bafybeibj6lixxzqtsb45ysdjnupvqkufgdvzqbnvmhw2kf7cfkesy7r7d4");
    assert_eq!(page(&format!("e3010170{hash}")), expected);
    assert_eq!(page(&format!("e301{hash}")), expected, "version 0");
    let simple = "e30101701220795c1ea0ceaf4ceedc9896f14b73bb30e978e4855ee221b9a57f5a934268280e";
    assert_eq!(page(simple), ipfs("bafybeidzlqpkbtvpjtxnzgew6ffxhozq5f4ojbk64iq3tjl7lkjue2biby"));
    let swarm = "d1de9994b4d039f6548d191eb26786769f580809256b4685ef316805265ea162";
    let expected = ("swarm-gateways.net".to_owned(), format!("/bzz:/{swarm}/"));
    assert_eq!(page(&format!("e40101fa011b20{swarm}")), Ok(expected));
    assert_eq!(page("e5010170000f6170702e756e69737761702e6f7267"), Ok(("app.uniswap.org".to_owned(), String::new())));
}

#[test]
fn a_content_hash_that_leads_nowhere_is_refused() {
    use ContentHashError::{IpnsKey, Malformed, UnknownCodec};
    for (content_hash, error) in [
        ("", Malformed),
        ("e301", Malformed),
        ("e3010170", Malformed),
        // Another version; a hash that is too short, or has something behind it.
        ("e3010270122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f", Malformed),
        ("e301017012200102", Malformed),
        ("e30101700001ffff", Malformed),
        ("bc0301020304", UnknownCodec(0x1bc)),
        // A key; what would leave its host; what is no text.
        ("e5010172002408011220d1de9994b4d039f6548d191eb26786769f580809256b4685ef316805265ea162", IpnsKey),
        ("e50101700005612e622f63", IpnsKey),
        ("e501017000032e2e2e", IpnsKey),
        ("e50101700003ff2eff", IpnsKey),
    ] {
        assert_eq!(page(content_hash), Err(error), "{content_hash}");
    }
}

#[test]
fn a_resolver_is_believed_only_what_can_be() {
    let key = crate::crypto::PrivateKey::from_bytes(&[9; 32]).unwrap().public_key();
    let halves = PublicKeyCoordinates::from(&key);
    let coordinates = [halves.x, halves.y].concat();
    assert_eq!(read_ens_public_key(&coordinates), Ok(Some(key)));
    assert_eq!(read_ens_public_key(&[0; 64]), Ok(None));
    assert_eq!(read_ens_public_key(&[1; 64]), Err(EnsAnswerError::InvalidPublicKey), "no point of the curve");
    assert_eq!(read_ens_public_key(&coordinates[1..]), Err(EnsAnswerError::Malformed));
    let text = |text: &str| encode_abi(&[AbiType::String], &[AbiValue::String(text.to_owned())]).unwrap();
    assert_eq!(read_reverse_name(&text("bobby.box")).unwrap().as_str(), "bobby.box");
    for name in ["", "Bobby.eth", "bobby..eth", "bob by.eth"] {
        assert_eq!(read_reverse_name(&text(name)), Err(EnsAnswerError::NoName), "{name}");
    }
    assert_eq!(read_reverse_name(&text(&"a".repeat(3_000))), Err(EnsAnswerError::Malformed));
    let bytes = |length: usize| encode_abi(&[AbiType::Bytes], &[AbiValue::Bytes(vec![7; length])]).unwrap();
    assert_eq!(read_content_hash(&bytes(0)), Ok(Vec::new()));
    assert_eq!(read_content_hash(&bytes(1_024)).map(|bytes| bytes.len()), Ok(1_024));
    for answer in [bytes(1_025), vec![0xff; 64], Vec::new()] {
        assert_eq!(read_content_hash(&answer), Err(EnsAnswerError::Malformed));
    }
}

#[test]
fn a_username_is_one_label() {
    for text in ["Ada", "ada", "ada.stateofus.eth"] {
        let label: UsernameLabel = text.parse().unwrap();
        assert_eq!((label.as_str(), label.hash()), ("ada", label_hash("ada")), "{text}");
        assert_eq!(label.full_name(), "ada.stateofus.eth");
    }
    for text in ["", ".stateofus.eth", "a.b", "ada.eth"] {
        assert!(text.parse::<UsernameLabel>().is_err(), "{text}");
    }
    assert_eq!("Ada.eth".parse::<EnsName>().unwrap().node(), name_hash("ada.eth"));
    assert_eq!("ada".parse::<EnsName>(), Err(EnsNameError::OtherDomain));
    let address = parse_address("0x314159265dd8dbb310642f98f50c066173c1259b").unwrap();
    assert_eq!(reverse_node(&address), name_hash("314159265dd8dbb310642f98f50c066173c1259b.addr.reverse"));
}

proptest! {
    #[test]
    fn what_resolvers_answer_is_read_or_refused(answer: Vec<u8>, key: [u8; 32], digest: [u8; 32]) {
        let _ = (read_content_hash(&answer), read_reverse_name(&answer), read_ens_public_key(&answer));
        if let Ok(resource) = resource(&answer) {
            let is_plain = |character: char| character.is_ascii_alphanumeric() || "-./:".contains(character);
            prop_assert!(resource.host.chars().chain(resource.path.chars()).all(is_plain), "{:?}", resource);
        }
        let address: [u8; 20] = key[..20].try_into().unwrap();
        prop_assert_eq!(read_address(&address_word(&address)), Some(address));
        let page = page(&format!("e30101701220{}", hex::encode(digest)));
        prop_assert!(page.is_ok());
    }
}
