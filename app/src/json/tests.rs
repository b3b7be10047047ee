use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename = "requests.Sample")]
struct Sample {
    #[serde(rename = "chainId")]
    chain_id: u64,
    name: String,
    flag: bool,
    note: Option<String>,
    list: Vec<String>,
    map: BTreeMap<String, i64>,
    inner: Inner,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(rename = "requests.Inner")]
struct Inner {
    count: u8,
}

fn error<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
    from_text::<T>(text).unwrap_err().to_string()
}

#[test]
fn syntax_errors_read_as_in_go() {
    for (text, expected) in [
        ("", "unexpected end of JSON input"),
        ("{", "unexpected end of JSON input"),
        ("[1,", "unexpected end of JSON input"),
        ("\"abc", "unexpected end of JSON input"),
        ("not json", "invalid character 'o' in literal null (expecting 'u')"),
        ("truE", "invalid character 'E' in literal true (expecting 'e')"),
        ("{a", "invalid character 'a' looking for beginning of object key string"),
        ("{\"a\" 1}", "invalid character '1' after object key"),
        ("{\"a\":1 2}", "invalid character '2' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ("1 2", "invalid character '2' after top-level value"),
        ("'x'", r"invalid character '\'' looking for beginning of value"),
        ("\"\n\"", r"invalid character '\n' in string literal"),
        (r#""\q""#, "invalid character 'q' in string escape code"),
        (r#""\u12x4""#, r"invalid character 'x' in \u hexadecimal character escape"),
        ("-", "unexpected end of JSON input"),
        ("-x", "invalid character 'x' in numeric literal"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
        ("1ex", "invalid character 'x' in exponent of numeric literal"),
    ] {
        assert_eq!(parse(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn lone_surrogates_are_replaced() {
    assert_eq!(parse(r#""\ud83d\ude24 \ud800x \udc00""#).unwrap(), json!("😤 \u{fffd}x \u{fffd}"));
}

#[test]
fn bottomless_nesting_is_refused() {
    assert_eq!(parse(&"[".repeat(1_000_000)).unwrap_err().to_string(), "exceeded max depth");
}

#[test]
fn keys_match_regardless_of_case_and_absent_or_null_ones_are_zero() {
    let sample: Sample = from_text(r#"{"ChainID": 5, "NAME": null, "list": null, "unknown": [1]}"#).unwrap();
    let expected = Sample {
        chain_id: 5,
        name: String::new(),
        flag: false,
        note: None,
        list: Vec::new(),
        map: BTreeMap::new(),
        inner: Inner { count: 0 },
    };
    assert_eq!(sample, expected);
    assert_eq!(from_text::<Sample>("null").unwrap(), Sample { chain_id: 0, ..expected });
}

#[test]
fn the_last_spelling_of_a_key_counts() {
    assert_eq!(from_text::<Inner>(r#"{"Count": 1, "count": 2}"#).unwrap(), Inner { count: 2 });
    assert_eq!(from_text::<Inner>(r#"{"count": 2, "Count": 1}"#).unwrap(), Inner { count: 1 });
}

#[test]
fn the_first_wrong_member_is_named() {
    let flag = "json: cannot unmarshal number into Go struct field Sample.flag of type bool";
    let name = "json: cannot unmarshal number into Go struct field Sample.name of type string";
    assert_eq!(error::<Sample>(r#"{"name": 1, "flag": 1}"#), name);
    assert_eq!(error::<Sample>(r#"{"flag": 1, "name": 1}"#), flag);
}

#[test]
fn type_errors_read_as_in_go() {
    let sample = |text: &str| error::<Sample>(text);
    assert_eq!(sample("[]"), "json: cannot unmarshal array into Go value of type requests.Sample");
    assert_eq!(
        sample(r#"{"chainId": "x"}"#),
        "json: cannot unmarshal string into Go struct field Sample.chainId of type uint64"
    );
    assert_eq!(
        sample(r#"{"chainId": -1}"#),
        "json: cannot unmarshal number -1 into Go struct field Sample.chainId of type uint64"
    );
    assert_eq!(sample(r#"{"flag": 1}"#), "json: cannot unmarshal number into Go struct field Sample.flag of type bool");
    assert_eq!(
        sample(r#"{"list": {}}"#),
        "json: cannot unmarshal object into Go struct field Sample.list of type []string"
    );
    assert_eq!(
        sample(r#"{"map": 1}"#),
        "json: cannot unmarshal number into Go struct field Sample.map of type map[string]int"
    );
    assert_eq!(
        sample(r#"{"inner": {"count": 300}}"#),
        "json: cannot unmarshal number 300 into Go struct field Inner.inner.count of type uint8"
    );
    assert_eq!(error::<i64>("1.5"), "json: cannot unmarshal number 1.5 into Go value of type int");
    assert_eq!(error::<i64>("1e30"), "json: cannot unmarshal number 1e+30 into Go value of type int");
    assert_eq!(error::<Vec<Vec<String>>>("1"), "json: cannot unmarshal number into Go value of type [][]string");
}

#[test]
fn whole_floats_are_integers() {
    assert_eq!(from_text::<i64>("2.0").unwrap(), 2);
    assert_eq!(from_text::<i64>("2e3").unwrap(), 2000);
}

#[test]
fn only_nullable_arguments_may_be_missing() {
    assert_eq!(decode_argument::<Option<String>>(None), Some(Ok(None)));
    assert_eq!(decode_argument::<String>(None), None);
    assert_eq!(decode_argument::<Vec<String>>(None), None);
    assert_eq!(decode_argument::<Option<Vec<String>>>(None), None);
    assert_eq!(decode_argument::<Option<BTreeMap<String, u8>>>(None), None);
    assert_eq!(decode_argument::<Option<Inner>>(None), Some(Ok(None)));
    assert_eq!(decode_argument::<Option<Hash>>(None), Some(Ok(None)));
    assert_eq!(decode_argument::<String>(Some(&Value::Null)), Some(Ok(String::new())));
}

#[test]
fn output_is_escaped_for_html() {
    assert_eq!(to_text("<a href='x'>&\u{2028}\u{2029}é").unwrap(), r#""\u003ca href='x'\u003e\u0026\u2028\u2029é""#);
}

#[test]
fn parts_keep_their_text() {
    let parts = members(r#" {"id" : 1.0e1, "params":[ 1 ]} "#).unwrap().unwrap();
    assert_eq!(parts, [("id".to_owned(), "1.0e1"), ("params".to_owned(), "[ 1 ]")]);
    assert_eq!(elements("[1, {\"a\": 2} ,\"x\"]").unwrap().unwrap(), ["1", "{\"a\": 2}", "\"x\""]);
    assert_eq!(elements("{}").unwrap(), None);
    assert_eq!(members("[]").unwrap(), None);
}

proptest! {
    #[test]
    fn reading_agrees_with_serde_json(text in r#"[\[\]{}:,"a-c0-9.eE+\-\\ utrfalsn]{0,40}"#) {
        if let (Ok(ours), Ok(theirs)) = (parse(&text), serde_json::from_str::<Value>(&text)) {
            prop_assert_eq!(ours, theirs);
        } else if serde_json::from_str::<Value>(&text).is_ok() {
            prop_assert!(false, "{} is valid", text);
        }
    }

    #[test]
    fn a_hash_is_32_bytes_in_hex_or_refused(text in "(0[xX])?([0-9a-fA-F]{62,66}|[0-9a-fA-Fxé]{0,8})") {
        let is_one = text.len() == 66
            && text.get(..2).is_some_and(|prefix| prefix.eq_ignore_ascii_case("0x"))
            && text.bytes().skip(2).all(|digit| digit.is_ascii_hexdigit());
        match decode::<Hash>(&Value::from(text.as_str())) {
            Ok(hash) => {
                prop_assert!(is_one, "{text} is none");
                prop_assert_eq!(to_text(&hash).unwrap(), format!("{:?}", text.to_lowercase()));
            }
            Err(error) => {
                prop_assert!(!is_one, "{text} is one");
                prop_assert!(error.0.contains("hex string"), "{error}");
            }
        }
    }

    #[test]
    fn a_hex_number_is_64_bits_without_leading_zeros_or_refused(text in "(0[xX])?[0-9a-fA-Fxg]{0,18}") {
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        let number = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        let is_short = digits.is_some_and(|digits| digits == "0" || !digits.starts_with('0'));
        let expected = if text.is_empty() { Some(0) } else { number.filter(|_| is_short) };
        match decode::<HexNumber>(&Value::from(text.as_str())) {
            Ok(read) => prop_assert_eq!(Some(read.0), expected, "{}", text),
            Err(error) => {
                prop_assert_eq!(expected, None, "{}", text);
                prop_assert!(error.0.starts_with("json: cannot unmarshal "), "{error}");
            }
        }
    }

    #[test]
    fn hashes_and_hex_numbers_come_back(bytes: [u8; 32], number: u64) {
        let hash = to_text(&Hash(bytes)).unwrap();
        prop_assert_eq!(from_text::<Hash>(&hash), Ok(Hash(bytes)));
        let written = to_text(&HexNumber(number)).unwrap();
        prop_assert_eq!(from_text::<HexNumber>(&written), Ok(HexNumber(number)));
    }

    #[test]
    fn any_text_is_a_hash_a_hex_number_or_an_error(text in ".*") {
        let text = Value::from(text);
        let _ = decode::<Hash>(&text);
        let _ = decode::<HexNumber>(&text);
        let _ = decode::<HexAmount>(&text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".*") {
        let _ = from_text::<Sample>(&text);
        let _ = members(&text);
        let _ = elements(&text);
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename = "requests.Payment")]
struct Payment {
    amount: Option<HexAmount>,
}

#[test]
fn amounts_are_read_as_in_go() {
    use ruint::aliases::U256;

    let read = |amount: &str| from_text::<Payment>(&format!(r#"{{"amount":{amount}}}"#));
    let most = format!("\"0x{}\"", "f".repeat(64));
    for (amount, expected) in [
        (r#""0x0""#, Some(U256::ZERO)),
        (r#""0xDe0b6b3a7640000""#, Some(U256::from(1_000_000_000_000_000_000_u64))),
        (r#""""#, Some(U256::ZERO)),
        (&most, Some(U256::MAX)),
        ("null", None),
    ] {
        assert_eq!(read(amount), Ok(Payment { amount: expected.map(HexAmount) }), "{amount}");
    }
    let long = format!("\"0x1{}\"", "0".repeat(64));
    for (amount, problem) in [
        ("1", "non-string"),
        (r#""12""#, "hex string without 0x prefix"),
        (r#""-0x1""#, "hex string without 0x prefix"),
        (r#""0x""#, "hex string \"0x\""),
        (r#""0x01""#, "hex number with leading zero digits"),
        (r#""0xg""#, "invalid hex string"),
        (&long, "hex number > 256 bits"),
    ] {
        let expected =
            format!("json: cannot unmarshal {problem} into Go struct field Payment.amount of type *hexutil.Big");
        assert_eq!(read(amount).unwrap_err().to_string(), expected);
    }
    assert_eq!(to_text(&HexAmount(U256::from(255))).unwrap(), "\"0xff\"");
}
