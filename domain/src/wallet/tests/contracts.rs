//! Calls of contracts, and how amounts are shown.

use num_bigint::BigInt;
use proptest::prelude::*;
use ruint::aliases::U256;

use super::super::*;

fn signature(text: &str) -> FunctionSignature {
    text.parse().unwrap()
}

/// A type, and a value of it.
fn typed_value() -> impl Strategy<Value = (AbiType, AbiValue)> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..70);
    let leaf = prop_oneof![
        any::<u8>().prop_map(|n| (AbiType::Uint(8), AbiValue::Number(BigInt::from(n)))),
        any::<i64>().prop_map(|n| (AbiType::Int(64), AbiValue::Number(BigInt::from(n)))),
        any::<[u8; 32]>().prop_map(|n| (AbiType::Int(256), AbiValue::Number(BigInt::from_signed_bytes_be(&n)))),
        any::<u128>().prop_map(|n| (AbiType::Uint(256), AbiValue::Number(BigInt::from(n)))),
        any::<bool>().prop_map(|b| (AbiType::Bool, AbiValue::Bool(b))),
        any::<[u8; 20]>().prop_map(|a| (AbiType::Address, AbiValue::Address(a))),
        any::<[u8; 4]>().prop_map(|b| (AbiType::FixedBytes(4), AbiValue::FixedBytes(b.to_vec()))),
        bytes().prop_map(|b| (AbiType::Bytes, AbiValue::Bytes(b))),
        any::<String>().prop_map(|text| (AbiType::String, AbiValue::String(text))),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            (inner.clone(), 0_usize..4)
                .prop_map(|((kind, value), n)| (AbiType::Array(kind.into()), AbiValue::Array(vec![value; n]))),
            (inner.clone(), 1_usize..4)
                .prop_map(|((kind, value), n)| (AbiType::FixedArray(kind.into(), n), AbiValue::Array(vec![value; n]))),
            prop::collection::vec(inner, 0..4).prop_map(|members| {
                let (types, values) = members.into_iter().unzip();
                (AbiType::Tuple(types), AbiValue::Array(values))
            }),
        ]
    })
}

#[test]
fn selectors_are_those_that_everybody_knows() {
    for (text, selector) in [
        ("transfer(address,uint256)", "a9059cbb"),
        ("transfer(address,uint)", "a9059cbb"),
        ("approve(address,uint256)", "095ea7b3"),
        // Of a router of Uniswap: a tuple.
        ("exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))", "414bf389"),
    ] {
        assert_eq!(hex::encode(signature(text).selector()), selector);
    }
    for text in ["", "transfer", "transfer(", "(address)", "1(address)", "transfer(address,)", "transfer(x)", "a b()"] {
        assert!(text.parse::<FunctionSignature>().is_err(), "{text}");
    }
}

#[test]
fn a_call_is_told_with_its_values() {
    let call = erc20_transfer(&[0xaa; 20], U256::from(2_000_000_000_u64));
    let read = signature("transfer(address,uint256)").decode(&call).unwrap();
    let texts: Vec<String> = read.inputs.iter().map(ToString::to_string).collect();
    assert_eq!((read.name.as_str(), texts[1].as_str()), ("transfer", "2000000000"));
    assert_eq!(texts[0], "0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa");
    assert_eq!(signature("approve(address,uint256)").decode(&call), Err(AbiError::OtherFunction));
    assert_eq!(signature("transfer(address,uint256)").decode(&call[..40]), Err(AbiError::TooShort));
    let list = AbiValue::Array(vec![AbiValue::Bool(true), AbiValue::Bytes(vec![1, 2])]);
    assert_eq!(list.to_string(), "[true 0x0102]");
}

#[test]
fn further_data_of_a_payment_is_filled_up_to_words() {
    let call = snt_approve_and_call(&[1; 20], U256::from(5), &[7; 33]);
    let read = signature("approveAndCall(address,uint256,bytes)").decode(&call).unwrap();
    assert_eq!(read.inputs[2], AbiValue::Bytes(vec![7; 33]));
    assert_eq!(call.len(), 4 + 4 * 32 + 64);
    assert_eq!(snt_approve_and_call(&[1; 20], U256::from(5), &[]).len(), 4 + 4 * 32);
}

#[test]
fn values_beyond_their_type_are_not_written() {
    let number = |n: i32| AbiValue::Number(BigInt::from(n));
    for (kind, value) in [
        (AbiType::Uint(8), number(256)),
        (AbiType::Uint(8), number(-1)),
        (AbiType::Int(8), number(128)),
        (AbiType::Int(8), number(-129)),
        (AbiType::Bool, number(1)),
        (AbiType::FixedBytes(3), AbiValue::FixedBytes(vec![1, 2])),
        (AbiType::FixedArray(AbiType::Bool.into(), 2), AbiValue::Array(vec![AbiValue::Bool(true)])),
    ] {
        assert_eq!(encode_abi(&[kind], &[value]), Err(AbiError::Mismatch));
    }
    assert_eq!(encode_abi(&[AbiType::Bool], &[]), Err(AbiError::Mismatch));
    assert!(encode_abi(&[AbiType::Int(8)], &[number(-128)]).is_ok());
}

#[test]
fn many_texts_that_point_to_the_same_bytes_are_not_copied_without_end() {
    // 100 elements, all of which are the one text at the end.
    let word = |n: usize| U256::from(n).to_be_bytes::<32>();
    let mut bytes = [word(32), word(100)].concat();
    (0..100).for_each(|_| bytes.extend(word(100 * 32)));
    bytes.extend(word(320));
    bytes.extend([b'x'; 320]);
    assert_eq!(decode_abi(&["string[]".parse().unwrap()], &bytes), Err(AbiError::TooMany));
}

#[test]
fn currencies_have_their_decimals_and_tokens_those_of_their_price() {
    for (price, decimals) in [
        (0.001, 0),
        (0.015, 0),
        (0.3, 1),
        (5.0, 2),
        (80.0, 3),
        (365.0, 4),
        (1000.0, 5),
        (6548.0, 5),
        (54623.0, 6),
        (100_000.0, 7),
        (986_315.0, 7),
        (-1.0, 0),
        (f64::NAN, 0),
        (f64::INFINITY, 32),
    ] {
        assert_eq!(token_display_decimals(price), decimals, "{price}");
    }
    let dai = token_format("DAI", 0.0);
    assert_eq!((dai.symbol.as_str(), dai.display_decimals, dai.strip_trailing_zeroes), ("DAI", 2, false));
    let ether = token_format("ETH", 1800.5);
    assert_eq!((ether.display_decimals, ether.strip_trailing_zeroes), (5, true));
    assert!(is_fiat("eur") && !is_fiat("SNT"));
    assert_eq!(fiat_format("eth").unwrap_err().to_string(), "currency: could not find currency with code: \"ETH\"");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(members in prop::collection::vec(typed_value(), 0..5)) {
        let (types, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
        let bytes = encode_abi(&types, &values).unwrap();
        prop_assert_eq!(bytes.len() % 32, 0);
        prop_assert_eq!(decode_abi(&types, &bytes).unwrap(), values);
        for kind in types {
            prop_assert_eq!(kind.to_string().parse::<AbiType>().unwrap(), kind);
        }
    }
}
