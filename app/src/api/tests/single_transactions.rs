//! Transactions that are built here and signed elsewhere, and those that are followed.

use serde_json::{Value, json};

use super::payer::{BOBBY, Payer, foreign_signature};
use crate::EndpointAnswer;

const ZERO_HASH: &str = "0x0000000000000000000000000000000000000000000000000000000000000000";

/// R, S and V in one, without prefix.
fn whole(parts: &Value) -> String {
    ["r", "s", "v"].map(|part| parts[part].as_str().unwrap()).concat()
}

async fn call(payer: &Payer, function: &str, body: &str) -> Value {
    match payer.alice.backend.call(function, body).await {
        EndpointAnswer::Body { text, .. } => serde_json::from_str(&text).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_transaction_is_built_signed_elsewhere_and_sent() {
    let payer = Payer::new().await;
    let request = json!({"from": payer.from, "to": BOBBY, "value": "0x1"}).to_string();
    let built = payer.alice.rpc("wallet_buildTransaction", json!([31337, request])).await;
    let digest = built["messageToSign"].as_str().unwrap().to_owned();
    let keypairs = payer.alice.rpc("accounts_getKeypairs", json!([])).await;
    let expected = json!({
        "keyUid": keypairs[0]["key-uid"], "address": payer.from, "addressPath": "m/44'/60'/0'/0/0", "chainId": 31337,
        "messageToSign": digest, "txHash": ZERO_HASH,
        "txArgs": {
            "version": 0, "from": payer.from, "to": BOBBY, "gas": "0x5208", "gasPrice": "0x77359400", "value": "0x1",
            "nonce": "0x0", "maxFeePerGas": null, "maxPriorityFeePerGas": null, "input": "0x", "data": "0x",
            "multiTransactionID": 0,
        },
    });
    assert_eq!(built, expected);

    let transaction = built["txArgs"].to_string();
    let signature = whole(&payer.signs(&digest).await);
    let raw = payer.alice.rpc("wallet_buildRawTransaction", json!([31337, transaction, signature])).await;
    let hash = raw["txHash"].clone();
    assert_eq!((&raw["txArgs"], raw.get("messageToSign"), raw.get("keyUid")), (&built["txArgs"], None, None));
    assert_eq!(raw["address"], "0x0000000000000000000000000000000000000000");
    assert!(raw["rawTx"].as_str().unwrap().starts_with("0xf8"), "{raw}");
    assert_eq!(payer.chain.waiting().len(), 0, "nothing is sent yet");

    let send = "wallet_sendTransactionWithSignature";
    let params = json!([31337, "WalletConnectTransfer", transaction, signature]);
    assert_eq!(payer.alice.rpc(send, params.clone()).await, hash);
    let pending = payer.alice.rpc("pending_getAllPending", json!([])).await;
    assert_eq!((&pending[0]["hash"], &pending[0]["type"]), (&hash, &json!("WalletConnectTransfer")));
    assert_eq!(payer.alice.error(send, params).await, "-32000 bad nonce. expected 1, got 0");
}

#[tokio::test(start_paused = true)]
async fn signatures_that_do_not_fit_a_transaction_are_refused() {
    let payer = Payer::new().await;
    let request = json!({
        "from": payer.from, "to": BOBBY, "value": "0x1", "nonce": "0x0", "gas": "0x5208", "maxFeePerGas": "0x77359400",
        "maxPriorityFeePerGas": "0x1",
    });
    let text = request.to_string();
    let built = payer.alice.rpc("wallet_buildTransaction", json!([31337, text])).await;
    let foreign = whole(&foreign_signature(built["messageToSign"].as_str().unwrap()));
    let open = json!({"from": payer.from, "to": BOBBY, "nonce": "0x0"}).to_string();
    let later = json!({"from": payer.from, "to": BOBBY, "nonce": "0x5", "gas": "0x1", "gasPrice": "0x1"}).to_string();
    for (transaction, signature, error) in [
        (&text, foreign.as_str(), "-32000 transaction can only be send by its creator"),
        (&text, "1234", "-32000 signature size must be 65"),
        (&text, "123", "-32000 encoding/hex: odd length hex string"),
        (&text, "0x12", "-32000 encoding/hex: invalid byte: U+0078 'x'"),
        (&text, "1", "-32000 encoding/hex: odd length hex string"),
        (&text, "é", "-32000 encoding/hex: invalid byte: U+00C3 'Ã'"),
        (&text, "\n1", "-32000 encoding/hex: invalid byte: U+000A"),
        (&open, &foreign, "-32000 transaction misses a gas price"),
        (&later, &foreign, "-32000 bad nonce. expected 0, got 5"),
    ] {
        let raw = json!([31337, transaction, signature]);
        assert_eq!(payer.alice.error("wallet_buildRawTransaction", raw).await, error);
        let sent = json!([31337, "WalletTransfer", transaction, signature]);
        assert_eq!(payer.alice.error("wallet_sendTransactionWithSignature", sent).await, error);
    }
    assert_eq!(payer.chain.waiting().len(), 0);
    let stranger = json!({"from": BOBBY, "to": BOBBY}).to_string();
    let refused = payer.alice.error("wallet_buildTransaction", json!([31337, stranger])).await;
    assert_eq!(refused, "-32000 failed to resolve account: accounts: account is not found");
    let refused = payer.alice.error("wallet_buildTransaction", json!([31337, "{"])).await;
    assert_eq!(refused, "-32000 unexpected end of JSON input");
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_can_be_asked_for_and_forgotten_once_it_is_over() {
    let mut payer = Payer::new().await;
    let answer = payer.pays(json!({"data": "0x0102", "gas": "0xc350"}), "right").await;
    let hash = answer["result"]["hashes"]["31337"][0].clone();
    let entry = payer.alice.rpc("pending_getPendingEntry", json!([31337, hash])).await;
    assert_eq!((&entry["data"], &entry["status"]), (&json!("0x0102"), &json!("Pending")));
    let of_account = payer.alice.rpc("pending_getPendingByAddress", json!([[31337, 1], payer.from])).await;
    assert_eq!(of_account, json!([entry]));
    let params = json!([31337, payer.from, 0]);
    assert_eq!(payer.alice.rpc("pending_countPendingTxsFromNonce", params.clone()).await, 1);
    assert_eq!(payer.alice.rpc("pending_watch", json!([31337, hash])).await, "Pending");
    let refused = payer.alice.error("pending_delete", json!([31337, hash])).await;
    assert_eq!(refused, "-32000 transaction is still pending");
    payer.chain.mine();
    payer.wallet_message("pending-transaction-status-changed").await;
    assert_eq!(payer.alice.rpc("pending_watch", json!([31337, hash])).await, "Success");
    assert_eq!(payer.alice.rpc("pending_countPendingTxsFromNonce", params).await, 0);
    assert_eq!(payer.alice.rpc("pending_delete", json!([31337, hash])).await, Value::Null);
    for method in ["pending_getPendingEntry", "pending_watch", "pending_delete"] {
        let refused = payer.alice.error(method, json!([31337, hash])).await;
        assert_eq!(refused, "-32000 sql: no rows in result set", "{method}");
    }
    let refused = payer.alice.error("pending_getPendingByAddress", json!([[], payer.from])).await;
    assert_eq!(refused, "-32000 GetPendingByAddress: at least 1 chainID is required");
    assert_eq!(payer.alice.rpc("pending_getPendingByAddress", json!([[31337], BOBBY])).await, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_elsewhere_is_followed() {
    let mut payer = Payer::new().await;
    let hash = format!("0x{}", "1".repeat(64));
    let transaction = json!({
        "hash": hash, "from": payer.from, "to": BOBBY, "value": "1000000000000000000000", "gasPrice": 7, "gasLimit": "21000",
        "data": "text", "symbol": "ETH", "type": "RegisterENS", "network_id": 31337, "autoDelete": false,
    });
    assert_eq!(payer.alice.rpc("pending_storeAndTrackPendingTx", json!([transaction])).await, Value::Null);
    let listed = payer.wallet_message("pending-transaction-update").await;
    assert_eq!(listed, json!({"chainId": 31337, "hash": hash, "deleted": false}));
    let entry = payer.alice.rpc("pending_getPendingEntry", json!([31337, hash])).await;
    let expected = json!({
        "hash": hash, "timestamp": entry["timestamp"].as_u64().unwrap(), "value": "1000000000000000000000",
        "from": payer.from, "to": BOBBY, "data": "text", "symbol": "ETH", "gasPrice": "7", "gasLimit": "21000",
        "type": "RegisterENS", "additionalData": "", "network_id": 31337, "multi_transaction_id": 0, "nonce": 0,
        "status": "Pending", "autoDelete": false,
    });
    assert_eq!(entry, expected);
    let other = format!("0x{}", "2".repeat(64));
    let params = json!([31337, other, payer.from, BOBBY, "SetPubKey", true, "more"]);
    assert_eq!(payer.alice.rpc("pending_trackPendingTransaction", params).await, Value::Null);
    let entry = payer.alice.rpc("pending_getPendingEntry", json!([31337, other])).await;
    assert_eq!((&entry["additionalData"], &entry["autoDelete"]), (&json!("more"), &json!(true)));
    // What is only watched can be forgotten at any time.
    assert_eq!(payer.alice.rpc("pending_delete", json!([31337, hash])).await, Value::Null);
    let refused = payer.alice.error("pending_storeAndTrackPendingTx", json!([null])).await;
    assert_eq!(refused, "-32000 no transaction is given");
}

#[tokio::test(start_paused = true)]
async fn the_functions_of_the_library_send_too() {
    let payer = Payer::new().await;
    let request = json!({"from": payer.from, "to": BOBBY, "value": "0x1"});
    let hashed = call(&payer, "HashTransaction", &request.to_string()).await;
    let transaction = hashed["result"]["transaction"].clone();
    assert_eq!((&transaction["nonce"], &transaction["gasPrice"]), (&json!("0x0"), &json!("0x77359400")));
    let signature = whole(&payer.signs(hashed["result"]["hash"].as_str().unwrap()).await);
    let library = &payer.alice.backend;
    let answer = |text: String| serde_json::from_str::<Value>(&text).unwrap();
    let text = transaction.to_string();
    let foreign = whole(&foreign_signature(hashed["result"]["hash"].as_str().unwrap()));
    let refused = answer(library.send_transaction_with_signature(&text, &foreign).await);
    let error = json!({"error": {"code": 4, "message": "transaction can only be send by its creator"}});
    assert_eq!(refused, error);
    let sent = answer(library.send_transaction_with_signature(&text, &signature).await);
    assert!(sent["result"].as_str().is_some(), "{sent}");
    for (chain_id, password, error) in [
        (None, "right", None),
        (Some(31_337), "right", None),
        (None, "wrong", Some(json!({"code": 5, "message": "could not decrypt key with given password"}))),
        (Some(4242), "right", Some(json!({"message": "could not find network: 4242"}))),
    ] {
        let sent = answer(library.send_transaction(chain_id, &request.to_string(), password).await);
        assert_eq!(sent.get("error"), error.as_ref(), "{sent}");
    }
    assert_eq!(payer.chain.waiting().len(), 3);
    let refused = answer(library.send_transaction(None, "[", "right").await);
    assert_eq!(refused, json!({"error": {"code": 2, "message": "unexpected end of JSON input"}}));
}
