//! Names that are bought, given back, or given a public key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::wallet::{
    PublicKeyCoordinates, ens_register, ens_release, ens_set_public_key, snt_approve_and_call, status_contracts,
};
use status_ports::{ChainError, ChainProvider as _};

use super::contracts::{PRICE, REGISTRAR, RESOLVER};
use super::*;

fn key() -> PublicKey {
    PrivateKey::from_bytes(&[7; 32]).unwrap().public_key()
}

fn key_text() -> String {
    format!("0x{}", hex::encode(key().to_uncompressed()))
}

fn bytes_of(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap().trim_start_matches("0x")).unwrap()
}

/// What buys a name for an account.
fn purchase(from: &str) -> Vec<u8> {
    let from: [u8; 20] = bytes_of(&json!(from)).try_into().unwrap();
    let call = ens_register("bobby", &from, &PublicKeyCoordinates::from(&key()));
    snt_approve_and_call(&REGISTRAR, U256::from(PRICE), &call)
}

fn snt() -> [u8; 20] {
    status_contracts(1).unwrap().snt
}

async fn names(alice: &Alice) -> Vec<String> {
    let names = alice.rpc("ens_getEnsUsernames", json!([])).await;
    let names = names.as_array().into_iter().flatten();
    names.map(|name| name["username"].as_str().unwrap().to_owned()).collect()
}

/// The contract that a transaction calls, and what it says.
async fn sent(chain: &MemoryChain, hash: &Value) -> ([u8; 20], Vec<u8>) {
    let hash: [u8; 32] = bytes_of(hash).try_into().unwrap();
    assert!(chain.waiting().contains(&hash), "the chain has it");
    let transaction = chain.transaction(hash).await.unwrap().unwrap();
    assert_eq!(transaction.value, U256::ZERO);
    (transaction.to.unwrap(), transaction.input)
}

#[tokio::test]
async fn a_name_is_bought_put_on_the_list_given_back_and_taken_off() {
    let (alice, chain, _ens) = alice().await;
    let from = wallet_of(&alice).await;
    let arguments = json!({"from": from, "maxFeePerGas": "0xb2d05e00", "maxPriorityFeePerGas": "0x3b9aca00"});
    let hash = alice.rpc("ens_register", json!([1, arguments, "right", "bobby", key_text()])).await;
    assert_eq!(sent(&chain, &hash).await, (snt(), purchase(&from)));
    assert_eq!(names(&alice).await, ["bobby.stateofus.eth"]);
    chain.mine();
    let hash = alice.rpc("ens_release", json!([1, arguments, "right", "bobby"])).await;
    assert_eq!(sent(&chain, &hash).await, (REGISTRAR, ens_release("bobby")));
    assert_eq!(names(&alice).await, [""; 0]);
}

#[tokio::test]
async fn a_name_gets_a_key_from_its_resolver() {
    let (alice, chain, ens) = alice().await;
    ens.lock().unwrap().answer("bobby.eth", "addr(bytes32)", vec![0; 32]);
    let arguments = json!({"from": wallet_of(&alice).await});
    let hash = alice.rpc("ens_setPubKey", json!([1, arguments, "right", "Bobby.eth", key_text()])).await;
    let expected = ens_set_public_key("bobby.eth", &PublicKeyCoordinates::from(&key()));
    assert_eq!(sent(&chain, &hash).await, (RESOLVER, expected));
    assert_eq!(names(&alice).await, ["bobby.eth"]);
}

#[tokio::test]
async fn a_client_may_sign_itself() {
    let (alice, _chain, ens) = alice().await;
    ens.lock().unwrap().answer("bobby.eth", "addr(bytes32)", vec![0; 32]);
    let from = address(0xa1);
    let from_text = from.as_str().unwrap();
    let key_change = ens_set_public_key("bobby.eth", &PublicKeyCoordinates::from(&key()));
    let register = ["ens_registerPrepareTx", "ens_registerPrepareTxCallMsg", "ens_registerEstimate"];
    let release = ["ens_releasePrepareTx", "ens_releasePrepareTxCallMsg", "ens_releaseEstimate"];
    let set_key = ["ens_setPubKeyPrepareTx", "ens_setPubKeyPrepareTxCallMsg", "ens_setPubKeyEstimate"];
    for ([prepare, call_message, estimate], further, to, data) in [
        (register, vec![json!("bobby"), json!(key_text())], snt(), purchase(from_text)),
        (release, vec![json!("bobby")], REGISTRAR, ens_release("bobby")),
        (set_key, vec![json!("bobby.eth"), json!(key_text())], RESOLVER, key_change),
    ] {
        let params: Vec<Value> = [json!(1), json!({"from": from})].into_iter().chain(further).collect();
        let to = format!("0x{}", hex::encode(to));
        let prepared = alice.rpc(prepare, json!(params)).await;
        let hex = format!("0x{}", hex::encode(&data));
        assert_eq!(prepared, json!({"from": from, "to": to, "value": "0x0", "data": hex}), "{prepare}");
        let message = alice.rpc(call_message, json!(params)).await;
        assert_eq!((&message["From"], &message["To"], &message["Value"]), (&from, &json!(to), &json!(0)), "{prepare}");
        assert_eq!(message["Data"], json!(STANDARD.encode(&data)), "{prepare}");
        assert_eq!(alice.rpc(estimate, json!(params)).await, 22_000);
    }
    assert_eq!(names(&alice).await, [""; 0]);
}

#[tokio::test]
async fn what_is_not_sent_is_not_on_the_list() {
    let (alice, chain, ens) = alice().await;
    let arguments = json!({"from": wallet_of(&alice).await});
    let stranger = json!({"from": address(0xa1)});
    for (method, params, error) in [
        (
            "ens_register",
            json!([1, arguments, "wrong", "bobby", key_text()]),
            "could not decrypt key with given password",
        ),
        ("ens_register", json!([1, stranger, "right", "bobby", key_text()]), "account doesn't exist"),
        (
            "ens_register",
            json!([1, arguments, "right", "bobby.eth", key_text()]),
            "a username is one label below stateofus.eth",
        ),
        ("ens_register", json!([10, arguments, "right", "bobby", key_text()]), "not available for chainID"),
        ("ens_release", json!([1, arguments, "wrong", "bobby"]), "could not decrypt key with given password"),
        ("ens_setPubKey", json!([1, arguments, "right", "bobby.eth", key_text()]), "no contract code at given address"),
        ("ens_setPubKey", json!([1, arguments, "right", "bobby", key_text()]), "username must end with .eth"),
    ] {
        assert_eq!(alice.error(method, params).await, format!("-32000 {error}"), "{method}");
    }
    for key in ["", "0x04", "0x1234"] {
        let answer = alice.answer("ens_registerPrepareTx", json!([1, arguments, "bobby", key])).await;
        assert_eq!(answer["error"]["code"], -32000, "{key}");
    }
    ens.lock().unwrap().owners.clear();
    let gone = alice.error("ens_release", json!([1, arguments, "right", "bobby"])).await;
    assert_eq!(gone, "-32000 no contract code at given address");
    chain.fail(Some(ChainError::Timeout));
    let silent = alice.error("ens_register", json!([1, arguments, "right", "bobby", key_text()])).await;
    assert_eq!(silent, "-32000 no answer in time");
    assert_eq!((chain.waiting().len(), names(&alice).await.len()), (0, 0));
}
