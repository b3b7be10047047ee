mod contracts;
mod names;
mod wallet_connect;

use num_bigint::BigInt;
use proptest::prelude::*;

use super::*;
use crate::crypto::PrivateKey;
use crate::identity::parse_address;

fn number(value: i64) -> AbiValue {
    AbiValue::Number(BigInt::from(value))
}

fn decode(types: &[&str], digits: &str) -> Result<Vec<AbiValue>, AbiError> {
    let types: Vec<AbiType> = types.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    decode_abi(&types, &hex::decode(digits).unwrap())
}

fn words(values: &[u64]) -> String {
    values.iter().map(|value| format!("{value:064x}")).collect()
}

#[test]
fn numbers_are_read_in_any_base_and_written_in_the_other() {
    assert_eq!(hex_to_decimal("ff").as_deref(), Some("255"));
    assert_eq!(hex_to_decimal("-a").as_deref(), Some("-10"));
    assert_eq!(hex_to_decimal("0xff"), None);
    assert_eq!(hex_to_decimal(""), None);
    assert_eq!(hex_to_decimal(&"f".repeat(1_000_000)), None);
    for (text, digits) in [("255", "ff"), ("0xFF", "ff"), ("0b11", "3"), ("010", "8"), ("0o17", "f"), ("0", "0")] {
        assert_eq!(number_to_hex(text).as_deref(), Some(digits), "{text}");
    }
    assert_eq!(number_to_hex("1_000").as_deref(), Some("3e8"));
    for text in ["", "x", "1__0", "_1", "1_", "0x", "08"] {
        assert_eq!(number_to_hex(text), None, "{text}");
    }
}

#[test]
fn zero_bytes_at_the_ends_of_a_text_are_dropped() {
    assert_eq!(utf8_to_hex("\0h\u{e9}llo\0\0"), "0x68c3a96c6c6f");
    assert_eq!(hex_to_utf8("0x0068c3a96c6c6f0000").as_deref(), Some("h\u{e9}llo"));
    assert_eq!(hex_to_utf8("0xff"), None);
    assert_eq!(hex_to_utf8("123"), None);
}

#[test]
fn an_address_of_mixed_case_needs_its_checksum() {
    const RIGHT: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    assert!(has_checksum(RIGHT) && is_address_text(RIGHT));
    assert!(!has_checksum(&RIGHT.to_lowercase()) && is_address_text(&RIGHT.to_lowercase()));
    assert!(is_address_text(&RIGHT.to_uppercase()));
    assert!(!is_address_text("0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266"));
    assert!(!has_checksum("0x12"));
    assert_eq!(to_checksum_text(&RIGHT.to_lowercase()).as_deref(), Some(RIGHT));
}

#[test]
fn a_signature_of_a_message_names_its_signer() {
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap();
    let signature = sign_personal_message(&key, b"hello");
    assert!(matches!(signature.last(), Some(27 | 28)));
    assert_eq!(recover_personal_message(b"hello", &signature), Ok(key.public_key().address()));
    assert_eq!(recover_personal_message(b"hello", &[0; 64]), Err(PersonalMessageError::SignatureLength));
    assert_eq!(recover_personal_message(b"hello", &[0; 65]), Err(PersonalMessageError::RecoveryId));
}

#[test]
fn values_of_a_contract_are_read() {
    assert_eq!(decode(&["uint256"], &words(&[42])), Ok(vec![number(42)]));
    assert_eq!(decode(&["int8"], &"f".repeat(64)), Ok(vec![number(-1)]));
    assert_eq!(decode(&["bool", "bool"], &words(&[1, 0])), Ok(vec![AbiValue::Bool(true), AbiValue::Bool(false)]));
    let address = parse_address("f39fd6e51aad88f6f4ce6ab8827279cfffb92266").unwrap();
    let digits = format!("{:0>64}", hex::encode(address));
    assert_eq!(decode(&["address"], &digits), Ok(vec![AbiValue::Address(address)]));
    // bytes, uint256[], uint8[2]: two offsets, the array in place, then the tails.
    let mut digits = words(&[0x80, 0xc0, 1, 2, 2]);
    digits.push_str(&format!("{:0<64}", "abcd"));
    digits.push_str(&words(&[1, 9]));
    assert_eq!(
        decode(&["bytes", "uint256[]", "uint8[2]"], &digits),
        Ok(vec![
            AbiValue::Bytes(vec![0xab, 0xcd]),
            AbiValue::Array(vec![number(9)]),
            AbiValue::Array(vec![number(1), number(2)]),
        ])
    );
}

#[test]
fn what_is_no_value_of_the_type_is_refused() {
    assert_eq!(decode(&["uint8"], &words(&[256])), Err(AbiError::Improper));
    assert_eq!(decode(&["int8"], &words(&[128])), Err(AbiError::Improper));
    assert_eq!(decode(&["bool"], &words(&[2])), Err(AbiError::Improper));
    assert_eq!(decode(&["uint256"], "00"), Err(AbiError::TooShort));
    assert_eq!(decode(&["bytes"], &words(&[u64::MAX])), Err(AbiError::TooShort));
    assert_eq!(decode(&["uint256[]"], &words(&[0x20, u64::MAX])), Err(AbiError::TooMany));
    for text in
        ["uint7", "bytes33", "bytes0", "tuple", "(uint256", "uint256[", "uint256[0]", "", "uint[][][][][][][][][]"]
    {
        assert!(matches!(decode(&[text], ""), Err(AbiError::UnknownType(_))), "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, offsets in prop::collection::vec(0_u64..256, 0..8)) {
        let types: Vec<AbiType> =
            ["string[]", "uint8[3][]", "bytes", "int64[2]", "bytes4[][]"].iter().map(|text| text.parse().unwrap()).collect();
        let mut all = hex::decode(words(&offsets)).unwrap();
        all.extend(bytes);
        let _ = decode_abi(&types, &all);
    }

    #[test]
    fn texts_survive_hex(text in "[^\0]*") {
        prop_assert_eq!(hex_to_utf8(&utf8_to_hex(&text)).unwrap(), text);
    }
}
