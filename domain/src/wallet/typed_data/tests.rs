use proptest::prelude::*;
use serde_json::json;

use super::*;

fn document(value: Value) -> TypedData {
    serde_json::from_value(value).unwrap()
}

fn key() -> PrivateKey {
    PrivateKey::from_bytes(&keccak256(&[b"cow"])).unwrap()
}

fn domain_fields() -> Value {
    json!([
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ])
}

fn domain() -> Value {
    json!({
        "name": "Ether Mail",
        "version": "1",
        "chainId": 1,
        "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
    })
}

/// The example of EIP-712.
fn mail() -> TypedData {
    document(json!({
        "types": {
            "EIP712Domain": domain_fields(),
            "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
            "Mail": [
                {"name": "from", "type": "Person"},
                {"name": "to", "type": "Person"},
                {"name": "contents", "type": "string"},
            ],
        },
        "primaryType": "Mail",
        "domain": domain(),
        "message": {
            "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
            "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
            "contents": "Hello, Bob!",
        },
    }))
}

/// A document with one member of a type.
fn single(kind: &str, value: Value) -> TypedData {
    document(json!({
        "types": {"EIP712Domain": domain_fields(), "T": [{"name": "a", "type": kind}]},
        "primaryType": "T",
        "domain": domain(),
        "message": {"a": value},
    }))
}

#[test]
fn the_example_of_the_specification_is_met_in_both_forms() {
    const SIGNATURE: &str = "4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d\
                             07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c";
    let mail = mail();
    assert_eq!(mail.type_text(), "Mail(Person from,Person to,string contents)Person(string name,address wallet)");
    for digest in [mail.hash_v4().unwrap(), mail.hash_legacy(1).unwrap()] {
        assert_eq!(hex::encode(digest), "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
        assert_eq!(hex::encode(sign_typed_data(&key(), &digest)), SIGNATURE);
    }
}

#[test]
fn the_example_with_arrays_is_met() {
    let mail = document(json!({
        "types": {
            "EIP712Domain": domain_fields(),
            "Person": [{"name": "name", "type": "string"}, {"name": "wallets", "type": "address[]"}],
            "Mail": [
                {"name": "from", "type": "Person"},
                {"name": "to", "type": "Person[]"},
                {"name": "contents", "type": "string"},
            ],
        },
        "primaryType": "Mail",
        "domain": domain(),
        "message": {
            "from": {
                "name": "Cow",
                "wallets": ["0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", "0xDeaDbeefdEAdbeefdEadbEEFdeadbeEFdEaDbeeF"],
            },
            "to": [{
                "name": "Bob",
                "wallets": [
                    "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB",
                    "0xB0BdaBea57B0BDABeA57b0bdABEA57b0BDabEa57",
                    "0xB0B0b0b0b0b0B000000000000000000000000000",
                ],
            }],
            "contents": "Hello, Bob!",
        },
    }));
    let (_, message) = v4::hashes(&mail).unwrap();
    assert_eq!(hex::encode(message), "eb4221181ff3f1a83ea7313993ca9218496e424604ba9492bb4052c03d5c3df8");
    assert_eq!(
        hex::encode(sign_typed_data(&key(), &mail.hash_v4().unwrap())),
        "65cbd956f2fae28a601bebc9b906cea0191744bd4c4247bcd27cd08f8eb6b71c\
         78efdf7a31dc9abee78f492292721f362d296cf86b4538e07b51303b67f749061b"
    );
    assert_eq!(mail.hash_legacy(1), Err(TypedDataError::ArraysUnsupported));
}

#[test]
fn types_are_sorted_behind_the_first_and_may_go_round() {
    let types: types::Types = serde_json::from_value(json!({
        "Z": [{"name": "a", "type": "A"}, {"name": "b", "type": "B[]"}],
        "A": [{"name": "z", "type": "Z"}, {"name": "name", "type": "string"}],
        "B": [],
        "C": [],
    }))
    .unwrap();
    assert_eq!(types::text(&types, "Z"), "Z(A a,B[] b)A(Z z,string name)B()");
}

#[test]
fn a_document_of_another_chain_is_not_for_this_one() {
    let mut mail = mail();
    assert_eq!(mail.check_chain(1), Ok(()));
    assert_eq!(mail.hash_legacy(5).unwrap_err().to_string(), "chainId 1 doesn't match selected chain 5");
    for chain in [json!("1"), json!("0x1"), json!("0b1")] {
        mail.domain.as_mut().unwrap()["chainId"] = chain;
        assert_eq!(mail.check_chain(1), Ok(()));
    }
    for chain in [json!("x"), json!(true), json!(1.5), json!(null)] {
        mail.domain.as_mut().unwrap()["chainId"] = chain;
        assert_eq!(mail.check_chain(1), Err(TypedDataError::NotInteger));
    }
    mail.domain.as_mut().unwrap()["chainId"] = json!(1);
    for is_legacy in [true, false] {
        assert!(mail.hash_for_page(1, is_legacy).is_ok());
        assert!(mail.hash_for_page(5, is_legacy).is_err());
    }
    mail.domain.as_mut().unwrap().remove("chainId");
    assert!(!mail.names_chain());
    assert_eq!(mail.hash_for_page(1, true), Err(TypedDataError::ChainMissing));
    assert!(mail.hash_v4().is_err(), "its type has the chain");
    mail.types.get_mut(DOMAIN_TYPE).unwrap().retain(|field| field.name != "chainId");
    assert_eq!(mail.hash_for_page(5, false), mail.hash_v4());
    assert_eq!(mail.hash_legacy(1).unwrap_err().to_string(), "domain misses chain key chainId");
}

#[test]
fn what_is_missing_is_named() {
    let whole = mail();
    assert_eq!(whole.check_complete(), Ok(()));
    type Change = fn(&mut TypedData);
    let cases: [(Change, &str); 6] = [
        (|mail| drop(mail.types.remove("EIP712Domain")), "`EIP712Domain` must be in `types`"),
        (|mail| mail.primary_type.clear(), "`primaryType` is required"),
        (|mail| mail.primary_type = "Letter".to_owned(), "primary type `Letter` not defined in types"),
        (|mail| mail.domain = None, "`domain` is required"),
        (|mail| mail.message = None, "`message` is required"),
        (
            |mail| mail.types.get_mut("Mail").unwrap()[1].name.clear(),
            "field 1 from type `Mail` is invalid: `name` is required",
        ),
    ];
    for (change, text) in cases {
        let mut mail = whole.clone();
        change(&mut mail);
        assert_eq!(mail.check_complete().unwrap_err().to_string(), text);
    }
}

#[test]
fn values_that_do_not_fit_their_type_are_refused() {
    for (kind, value, text) in [
        ("uint8", json!(256), "integer larger than 'uint8'"),
        ("int8", json!(128), "integer larger than 'int8'"),
        ("int8", json!(-129), "integer larger than 'int8'"),
        ("uint8", json!(-1), "invalid negative value for unsigned type uint8"),
        ("uint256", json!(1.5), "invalid float value 1.5 for type uint256"),
        ("uint256", json!("1x"), "invalid hex or decimal integer \"1x\""),
        ("address", json!("0x12"), "provided data '0x12' doesn't match type 'address'"),
        ("bool", json!("true"), "provided data 'true' doesn't match type 'bool'"),
        ("string", json!(1), "provided data '1' doesn't match type 'string'"),
        ("bytes", json!("12"), "provided data '12' doesn't match type 'bytes'"),
        ("bytes2", json!("0x12"), "provided data '0x12' doesn't match type 'bytes2'"),
        ("string", json!(null), "provided data '<nil>' doesn't match type 'string'"),
        ("uint8[]", json!(1), "provided data '1' doesn't match type 'uint8[]'"),
        ("uint7", json!(1), "unknown type \"uint7\""),
        ("uint8[2]", json!([1, 2]), "unknown type \"uint8[2]\""),
        ("uint8[][]", json!([[1]]), "unknown type \"uint8[][]\""),
        ("T", json!({}), "type \"T\" cannot reference itself"),
        ("U", json!({}), "reference type \"U\" is undefined"),
    ] {
        assert_eq!(single(kind, value).hash_v4().unwrap_err().to_string(), text);
    }
    let mut extra = single("bool", json!(true));
    extra.message.as_mut().unwrap().insert("b".to_owned(), json!(1));
    assert_eq!(extra.hash_v4().unwrap_err().to_string(), "there is extra data provided in the message (1 < 2)");
    extra.domain = Some(Map::new());
    assert_eq!(extra.hash_v4().unwrap_err(), TypedDataError::UndefinedDomain);
}

#[test]
fn numbers_are_the_same_however_they_are_written() {
    let hash = |kind: &str, value: Value| single(kind, value).hash_v4().unwrap();
    assert_eq!(hash("uint256", json!(1000)), hash("uint256", json!("1000")));
    assert_eq!(hash("uint256", json!(1000)), hash("uint256", json!("0x3e8")));
    assert_eq!(hash("uint256", json!(1000)), hash("uint256", json!(1e3)));
    // Beyond what floats carry.
    assert_eq!(hash("uint256", json!(9_007_199_254_740_993_u64)), hash("uint256", json!("9007199254740993")));
    assert_eq!(hash("int8", json!(-128)), hash("int8", json!("-128")));
    assert_ne!(hash("int256", json!(-1)), hash("int256", json!(1)));
    let legacy = |value: Value| single("uint8", value).hash_legacy(1);
    assert_eq!(legacy(json!("0x10")), legacy(json!(16)));
    assert_eq!(legacy(json!("010")), legacy(json!(8)));
    assert_eq!(legacy(json!("ten")), Err(TypedDataError::NotInteger));
}

#[test]
fn depth_and_number_of_types_are_bounded() {
    let mut deep = json!({});
    for _ in 0..100 {
        deep = json!({"a": deep});
    }
    let deep = document(json!({
        "types": {
            "EIP712Domain": domain_fields(),
            "T": [{"name": "a", "type": "U"}],
            "U": [{"name": "a", "type": "T"}],
        },
        "primaryType": "T",
        "domain": domain(),
        "message": deep,
    }));
    assert_eq!(deep.hash_v4(), Err(TypedDataError::TooDeep));
    assert_eq!(deep.hash_legacy(1), Err(TypedDataError::TooDeep));
    let mut many = mail();
    many.types.extend((0..300).map(|number| (format!("T{number}"), Vec::new())));
    assert_eq!(many.hash_v4(), Err(TypedDataError::TooManyTypes));
}

proptest! {
    #[test]
    fn both_forms_agree_where_the_older_one_knows_the_type(number: i64, text: String, flag: bool, address: [u8; 20], bytes: Vec<u8>) {
        let document = document(json!({
            "types": {
                "EIP712Domain": domain_fields(),
                "T": [
                    {"name": "a", "type": "int64"}, {"name": "b", "type": "string"}, {"name": "c", "type": "bool"},
                    {"name": "d", "type": "address"}, {"name": "e", "type": "bytes"}, {"name": "f", "type": "bytes20"},
                    {"name": "g", "type": "S"},
                ],
                "S": [{"name": "a", "type": "uint256"}],
            },
            "primaryType": "T",
            "domain": domain(),
            "message": {
                "a": number, "b": text, "c": flag, "d": format!("0x{}", hex::encode(address)),
                "e": format!("0x{}", hex::encode(bytes)), "f": format!("0x{}", hex::encode(address)),
                "g": {"a": number.unsigned_abs().to_string()},
            },
        }));
        prop_assert_eq!(document.hash_v4().unwrap(), document.hash_legacy(1).unwrap());
    }
}
