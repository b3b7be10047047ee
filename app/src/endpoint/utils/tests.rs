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
