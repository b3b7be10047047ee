use super::*;
use crate::endpoint::{Action, table};

fn call(name: &str, argument: &str) -> String {
    match &table().by_name.get(name).unwrap().action {
        Action::Pure(function) => function(argument),
        _ => panic!("{name} is not pure"),
    }
}

#[test]
fn a_failure_has_a_code_only_if_it_is_a_known_one() {
    assert_eq!(result_answer(Ok(7)), r#"{"result":7}"#);
    let failed = |code| result_answer::<u8>(Err(Failure::new(code, "no")));
    assert_eq!(failed(Code::Unknown), r#"{"error":{"message":"no"}}"#);
    assert_eq!(failed(Code::Decrypt), r#"{"error":{"code":5,"message":"no"}}"#);
}

#[test]
fn values_of_contracts_are_safe_for_javascript() {
    let decode = |kind: &str, digits: &str| {
        call("DecodeParameters", &format!(r#"{{"bytesString":"0x{digits:0>64}","types":["{kind}"]}}"#))
    };
    assert_eq!(decode("uint256", "2a"), "[42]");
    assert_eq!(decode("uint64", "1fffffffffffff"), "[9007199254740991]");
    assert_eq!(decode("uint64", "20000000000000"), r#"["9007199254740992"]"#);
    assert_eq!(decode("nothing", "2a"), "");
}

/// The examples of status-go.
#[test]
fn calls_of_contracts_are_written_from_texts() {
    const TO: &str = "0x6f5f90fb1dD8E406F233442935F689bA7D5701b2";
    let transfer = format!("0xa9059cbb{:0>64}{:064x}", &TO.to_lowercase()[2..], 10_000);
    assert_eq!(encode_transfer(TO, "10000"), transfer);
    assert_eq!(encode_transfer(TO, "0x2710"), transfer);
    assert_eq!(encode_transfer(TO, "much"), "");
    assert_eq!(encode_transfer("nobody", "1"), "");
    for (method, params, call) in [
        ("baz(uint32,bool)", "[69,true]", format!("0xcdcd77c0{:064x}{:064x}", 69, 1)),
        ("bar(bytes3[2])", r#"[["abc","def"]]"#, format!("0xfce353f6{:0<64}{:0<64}", "616263", "646566")),
        ("f(bytes10)", r#"["1234567890"]"#, format!("0x6350865e{:0<64}", "31323334353637383930")),
        ("f(uint256)", r#"["0xff"]"#, format!("0xb3de648b{:064x}", 255)),
        (
            "sam(bytes,bool,uint256[])",
            r#"["dave",true,[1,2,3]]"#,
            format!(
                "0xa5643bf2{:064x}{:064x}{:064x}{:064x}{:0<64}{:064x}{:064x}{:064x}{:064x}",
                0x60, 1, 0xa0, 4, "64617665", 3, 1, 2, 3
            ),
        ),
        ("f()", "", "0x26121ff0".to_owned()),
        ("f(uint8)", "[256]", String::new()),
        ("f(uint8)", "[1.5]", String::new()),
        ("f(uint8)", "[]", String::new()),
        ("f(bytes2)", r#"["abc"]"#, String::new()),
        ("1f(uint8)", "[1]", String::new()),
    ] {
        assert_eq!(encode_function_call(method, params), call, "{method}");
    }
}

#[test]
fn a_signature_that_was_made_can_be_recovered_and_extracted() {
    let key = status_domain::crypto::PrivateKey::from_bytes(&[7; 32]).unwrap();
    let signature = status_domain::wallet::sign_personal_message(&key, b"hello");
    let body = format!(r#"{{"message":"0x68656c6c6f","signature":"0x{}"}}"#, hex::encode(signature));
    assert_eq!(call("Recover", &body), format!(r#"{{"result":"0x{}"}}"#, hex::encode(key.public_key().address())));

    let digest = status_domain::crypto::keccak256(&[b"content"]);
    let signature = status_domain::crypto::Signature::sign_digest(&key, &digest);
    let body = format!(r#"[["content","{}"]]"#, hex::encode(signature.to_bytes()));
    let identity = status_domain::identity::public_key_text(&key.public_key());
    assert_eq!(call("ExtractGroupMembershipSignatures", &body), format!(r#"{{"identities":["{identity}"]}}"#));
    assert_eq!(call("ExtractGroupMembershipSignatures", r#"[["content"]]"#), r#"{"error":"invalid signature length"}"#);
}

#[test]
fn a_password_gets_better_the_harder_it_is_to_guess() {
    let score = |password: &str| call("GetPasswordStrengthScore", &format!(r#"{{"password":"{password}"}}"#));
    assert_eq!(score(""), r#"{"score":0}"#);
    assert_eq!(score("password"), r#"{"score":0}"#);
    assert_eq!(score("Tr0ub4dor&3"), r#"{"score":4}"#);
    assert_eq!(score(&"x9!".repeat(100_000)), score(&"x9!".repeat(34)));
}

#[test]
fn pairing_says_what_a_configuration_lacks_then_that_it_is_not_there() {
    let ask = |body: &str| call("GetConnectionStringForBeingBootstrapped", body);
    assert!(ask("{}").contains("CreateAccount"));
    assert_eq!(ask(r#"{"receiverConfig":{"createAccount":{}}}"#), error_text("local pairing is not supported"));
}

fn error_text(text: &str) -> String {
    crate::endpoint::error_answer(text)
}
