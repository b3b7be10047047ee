//! Signatures of wallet accounts.

use serde_json::{Value, json};
use status_domain::crypto::Signature;
use status_domain::wallet::{TypedData, recover_personal_message};

use super::Alice;
use crate::EndpointAnswer;

impl Alice {
    async fn wallet_address(&self) -> String {
        self.rpc("eth_accounts", json!([])).await[0].as_str().unwrap().to_owned()
    }

    async fn call(&self, function: &str, body: &str) -> Value {
        match self.backend.call(function, body).await {
            EndpointAnswer::Body { text, .. } => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap().strip_prefix("0x").unwrap()).unwrap()
}

fn document(chain: &Value) -> Value {
    json!({
        "types": {
            "EIP712Domain": [{"name": "name", "type": "string"}, {"name": "chainId", "type": "uint256"}],
            "Mail": [{"name": "contents", "type": "string"}],
        },
        "primaryType": "Mail",
        "domain": {"name": "Reef", "chainId": chain},
        "message": {"contents": "<hello>"},
    })
}

/// The address that signed a digest.
fn signer(digest: &[u8; 32], mut signature: Vec<u8>, offset: u8) -> String {
    signature[64] -= offset;
    let key = Signature::from_bytes(&signature).unwrap().recover(digest).unwrap();
    format!("0x{}", hex::encode(key.address()))
}

#[tokio::test]
async fn an_account_signs_a_digest_for_who_knows_the_password() {
    let alice = Alice::new().await;
    let address = alice.wallet_address().await;
    let digest = alice.rpc("wallet_hashMessageEIP191", json!(["0x74657374"])).await;
    assert_eq!(digest, "0x4a5c5d454721bbbb25540c3317521e71c373ae36458f960d2ad46ef088110e95");
    let signature = alice.rpc("wallet_signMessage", json!([digest, address, "right"])).await;
    assert_eq!(signer(&bytes(&digest).try_into().unwrap(), bytes(&signature), 0), address);
    for (message, account, password, error) in [
        (json!("0x1234"), address.as_str(), "right", "-32000 hash is required to be exactly 32 bytes (2)"),
        (digest.clone(), address.as_str(), "wrong", "-32000 could not decrypt key with given password"),
        (digest, "0x0000000000000000000000000000000000000001", "right", "-32000 account doesn't exist"),
    ] {
        assert_eq!(alice.error("wallet_signMessage", json!([message, account, password])).await, error);
    }
}

#[tokio::test]
async fn a_message_is_signed_for_a_person_and_names_its_signer() {
    let alice = Alice::new().await;
    let address = alice.wallet_address().await;
    let request = json!({"data": "0x68656c6c6f", "account": address, "password": "right"});
    let signed = alice.call("SignMessage", &request.to_string()).await;
    let signer = recover_personal_message(b"hello", &bytes(&signed["result"])).unwrap();
    assert_eq!(format!("0x{}", hex::encode(signer)), address);
    let request = json!({"data": "0x68656c6c6f", "account": address, "password": "wrong"});
    assert_eq!(alice.call("SignMessage", &request.to_string()).await["error"]["code"], 5);
    let request = json!({"data": "0x", "account": "0x12", "password": "right"});
    let refused = alice.call("SignMessage", &request.to_string()).await;
    assert_eq!(refused, json!({"error": {"message": "account doesn't exist"}}));
}

#[tokio::test]
async fn a_document_for_another_chain_is_not_signed() {
    let alice = Alice::new().await;
    let address = alice.wallet_address().await;
    let on_ten = document(&json!("0xa"));
    let digest = serde_json::from_value::<TypedData>(on_ten.clone()).unwrap().hash_v4().unwrap();
    let sign = async |document: &Value, chain: u64, legacy: bool| {
        let params = json!([document.to_string(), address, "right", chain, legacy]);
        alice.answer("wallet_safeSignTypedDataForDApps", params).await
    };
    for legacy in [true, false] {
        let signed = sign(&on_ten, 10, legacy).await;
        assert_eq!(signer(&digest, bytes(&signed["result"]), 27), address);
        let refused = sign(&on_ten, 1, legacy).await;
        assert_eq!(refused["error"]["message"], "chainId 10 doesn't match selected chain 1");
    }
    let anywhere = alice.rpc("wallet_signTypedDataV4", json!([on_ten.to_string(), address, "right"])).await;
    assert_eq!(signer(&digest, bytes(&anywhere), 27), address);
    let broken = alice.error("wallet_signTypedDataV4", json!(["{", address, "right"])).await;
    assert_eq!(broken, "-32000 unexpected end of JSON input");
    let unknown = alice.error("wallet_signTypedDataV4", json!(["{", "0x12", "right"])).await;
    assert_eq!(unknown, "-32000 account doesn't exist");
}

#[tokio::test]
async fn documents_of_old_clients_are_for_the_chain_of_the_profile() {
    let alice = Alice::new().await;
    let address = alice.wallet_address().await;
    let on_one = document(&json!(1));
    let digest = serde_json::from_value::<TypedData>(on_one.clone()).unwrap().hash_v4().unwrap();
    let hex = format!("0x{}", hex::encode(digest));
    assert_eq!(alice.call("HashTypedData", &on_one.to_string()).await, json!({"result": hex}));
    assert_eq!(alice.call("HashTypedDataV4", &on_one.to_string()).await, json!({"result": hex}));
    let request = json!({"typedData": on_one, "address": address, "password": "right"});
    let signed = alice.call("SignTypedDataV2", &request.to_string()).await;
    assert_eq!(signer(&digest, bytes(&signed["result"]), 27), address);
    for v4 in [false, true] {
        let text = on_one.to_string();
        let signed = if v4 {
            alice.backend.sign_typed_data_v4(&text, &address, "right").await
        } else {
            alice.backend.sign_typed_data(&text, &address, "right").await
        };
        let signed: Value = serde_json::from_str(&signed).unwrap();
        assert_eq!(signer(&digest, bytes(&signed["result"]), 27), address);
    }
    let elsewhere = alice.call("HashTypedData", &document(&json!(5)).to_string()).await;
    assert_eq!(elsewhere, json!({"error": {"message": "chainId 5 doesn't match selected chain 1"}}));
    for (function, body, code, message) in [
        ("HashTypedData", "{}", 2, "`EIP712Domain` must be in `types`"),
        ("HashTypedDataV4", "[", 2, "unexpected end of JSON input"),
        (
            "SignTypedDataV2",
            "{}",
            2,
            "Key: 'SignTypedData.Address' Error:Field validation for 'Address' failed on the 'required' tag\n\
             Key: 'SignTypedData.Password' Error:Field validation for 'Password' failed on the 'required' tag",
        ),
    ] {
        assert_eq!(
            alice.call(function, body).await,
            json!({"error": {"code": code, "message": message}}),
            "{function}"
        );
    }
}

#[tokio::test]
async fn the_case_of_an_address_is_checked() {
    let alice = Alice::new().await;
    for (address, is_right) in [
        ("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", true),
        ("0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266", false),
        ("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ("x", false),
    ] {
        assert_eq!(alice.rpc("wallet_isChecksumValidForAddress", json!([address])).await, is_right, "{address}");
    }
}

#[tokio::test]
async fn messages_are_signed_with_accounts_of_the_wallet_all_or_none() {
    let alice = Alice::new().await;
    let address = alice.wallet_address().await;
    let message =
        |data: Value, account: &str, password: &str| json!({"data": data, "account": account, "password": password});
    let messages = [message(json!("0x68656c6c6f"), &address, "right"), message(json!("0x"), &address, "right")];
    let signed = alice.rpc("wakuext_signData", json!([messages])).await;
    for (signature, text) in signed.as_array().unwrap().iter().zip([&b"hello"[..], b""]) {
        let signer = recover_personal_message(text, &bytes(signature)).unwrap();
        assert_eq!(format!("0x{}", hex::encode(signer)), address);
    }
    assert_eq!(alice.rpc("wakuext_signData", json!([[]])).await, json!([]));
    let accounts = alice.rpc("accounts_getAccounts", json!([])).await;
    let chat = accounts.as_array().unwrap().iter().find(|account| account["chat"] == true).unwrap()["address"].clone();
    let chat = chat.as_str().unwrap().to_owned();
    let stranger = "0x0000000000000000000000000000000000000001";
    let hello = || json!("0x68656c6c6f");
    for (data, account, password, error) in [
        (hello(), address.as_str(), "wrong", "could not decrypt key with given password"),
        (hello(), address.as_str(), "", "password has to be provided"),
        (json!(""), address.as_str(), "right", "data has to be provided"),
        (Value::Null, address.as_str(), "right", "data has to be provided"),
        (hello(), "0x12", "right", "address has to be provided"),
        (hello(), stranger, "right", "account doesn't exist"),
        (hello(), &chat, "right", "Cannot join a community using profile chat or watch-only account"),
        (
            json!("hello"),
            address.as_str(),
            "right",
            "json: cannot unmarshal hex string without 0x prefix into Go value of type types.HexBytes",
        ),
    ] {
        let messages = [message(hello(), &address, "right"), message(data, account, password)];
        assert_eq!(alice.error("wakuext_signData", json!([messages])).await, format!("-32000 {error}"));
    }
    let many = vec![message(hello(), &address, "right"); 101];
    assert_eq!(alice.error("wakuext_signData", json!([many])).await, "-32000 too many messages");
}

#[tokio::test]
async fn a_text_is_signed_with_the_chat_key() {
    let alice = Alice::new().await;
    let signature = bytes(&alice.rpc("wakuext_signMessageWithChatKey", json!(["hello"])).await);
    let digest = status_domain::wallet::hash_personal_message(b"hello");
    let key = Signature::from_bytes(&signature).unwrap().recover(&digest).unwrap();
    assert_eq!(status_domain::identity::public_key_text(&key), alice.public_key);
    assert_eq!(bytes(&alice.rpc("wakuext_signMessageWithChatKey", json!([""])).await).len(), 65);
}
