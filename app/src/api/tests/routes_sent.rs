//! Routes are carried out: built, signed, sent, and followed to their end.

use serde_json::{Value, json};
use status_ports::ChainError;

use super::payer::{BOBBY, ONE, Payer, foreign_signature};

fn refused(message: &str) -> Option<ChainError> {
    Some(ChainError::Rpc { code: -32000, message: message.to_owned(), data: String::new() })
}

#[tokio::test(start_paused = true)]
async fn a_route_is_built_signed_sent_and_followed_to_its_end() {
    let mut payer = Payer::new().await;
    let from = payer.from.clone();
    payer.asks("a", ONE).await;
    let details = json!({
        "uuid": "a", "sendType": 0, "fromAddress": from, "toAddress": BOBBY, "fromToken": "ETH", "toToken": "",
        "fromAmount": ONE, "toAmount": "0x0", "ownerTokenBeingSent": false, "username": "", "publicKey": "", "packId": "",
    });
    let params = json!([{"uuid": "a", "slippagePercentage": 0.5}]);
    assert_eq!(payer.alice.rpc("wallet_buildTransactionsFromRoute", params).await, Value::Null);
    assert_eq!(payer.signal("wallet.router.sending-transactions-started").await, details);
    let built = payer.signal("wallet.router.sign-transactions").await;
    assert_eq!(built["sendDetails"], details);
    let hash = built["signingDetails"]["hashes"][0].as_str().unwrap().to_owned();
    let keypairs = payer.alice.rpc("accounts_getKeypairs", json!([])).await;
    let signing = json!({
        "address": from, "addressPath": "m/44'/60'/0'/0/0", "keyUid": keypairs[0]["key-uid"], "signOnKeycard": false,
        "hashes": [hash],
    });
    assert_eq!(built["signingDetails"], signing);
    assert_eq!(payer.alice.rpc("wallet_getPendingTransactions", json!([])).await, Value::Null, "nothing was sent");

    let signature = payer.signs(&hash).await;
    let mut signatures = json!({});
    signatures[&hash] = signature;
    let sent = payer.sends("a", signatures).await;
    let hash = sent["sentTransactions"][0]["hash"].as_str().unwrap().to_owned();
    let transaction = json!({
        "fromAddress": from, "toAddress": BOBBY, "fromChain": 31337, "toChain": 31337, "fromToken": "ETH", "toToken": "",
        "amount": ONE, "hash": hash, "approvalTx": false,
    });
    assert_eq!(sent, json!({"sendDetails": details, "sentTransactions": [transaction]}));

    let mut pending = payer.alice.rpc("wallet_getPendingTransactions", json!([])).await;
    let row = pending[0].take();
    let id = row["multi_transaction_id"].clone();
    let expected = json!({
        "hash": hash, "timestamp": row["timestamp"].as_u64().unwrap(), "value": "1000000000000000000", "from": from,
        "to": BOBBY, "data": "", "symbol": "ETH", "gasPrice": "3000000000", "gasLimit": "23100", "type": "WalletTransfer",
        "additionalData": "", "network_id": 31337, "multi_transaction_id": id.as_i64().unwrap(), "nonce": 0,
        "status": "Pending", "autoDelete": false,
    });
    assert_eq!(row, expected);
    let multi = payer.alice.rpc("wallet_getMultiTransactions", json!([[id]])).await;
    let zero = format!("0x{}", "0".repeat(64));
    let expected = json!([{
        "id": id, "timestamp": multi[0]["timestamp"].as_u64().unwrap(), "fromNetworkID": 0, "toNetworkID": 0,
        "fromTxHash": zero, "toTxHash": zero, "fromAddress": from, "toAddress": BOBBY, "fromAsset": "ETH", "toAsset": "",
        "fromAmount": ONE, "toAmount": "0x0", "type": 0, "CrossTxID": "",
    }]);
    assert_eq!(multi, expected);

    payer.chain.mine();
    let end = json!({"chainId": 31337, "hash": hash, "status": "Success"});
    assert_eq!(payer.wallet_message("pending-transaction-status-changed").await, end);
    assert_eq!(payer.signal("wallet.transaction.status-changed").await, end);
    assert_eq!(payer.alice.rpc("wallet_getPendingTransactions", json!([])).await, Value::Null);
    let identities = json!([[{"chainId": 31337, "hash": hash, "address": from}, {"chainId": 1, "hash": hash}]]);
    let found = payer.alice.rpc("wallet_getPendingTransactionsForIdentities", identities).await;
    assert_eq!((&found[0]["status"], &found[1]), (&json!("Success"), &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn its_end_is_told_after_it_was_said_to_be_sent() {
    let mut payer = Payer::new().await;
    let hash = payer.has_built("a").await;
    let signature = payer.signs(&hash).await;
    let params = json!([{"uuid": "a", "signatures": {hash: signature}}]);
    payer.alice.rpc("wallet_sendRouterTransactionsWithSignatures", params).await;
    payer.chain.mine();
    let (_, before) = payer.signal_after("wallet.transaction.status-changed").await;
    assert!(before.iter().any(|kind| kind == "wallet.router.transactions-sent"), "{before:?}");
}

#[tokio::test(start_paused = true)]
async fn a_route_that_is_not_the_last_one_is_neither_built_nor_sent() {
    let mut payer = Payer::new().await;
    let zero = "0x0000000000000000000000000000000000000000";
    let details = json!({
        "uuid": "b", "sendType": 0, "fromAddress": zero, "toAddress": zero, "fromToken": "", "toToken": "",
        "fromAmount": "", "toAmount": "", "ownerTokenBeingSent": false,
        "errorResponse": {"code": "W-001", "details": "cannot resolve route id"}, "username": "", "publicKey": "",
        "packId": "",
    });
    let params = json!([{"uuid": "b"}]);
    payer.asks("a", ONE).await;
    payer.alice.rpc("wallet_buildTransactionsFromRoute", params).await;
    let (built, before) = payer.signal_after("wallet.router.sign-transactions").await;
    assert_eq!(built, json!({"sendDetails": details, "signingDetails": null}));
    assert!(!before.iter().any(|kind| kind == "wallet.router.sending-transactions-started"), "{before:?}");
    let sent = payer.sends("b", json!({})).await;
    assert_eq!(sent, json!({"sendDetails": details, "sentTransactions": null}));
    for method in ["wallet_buildTransactionsFromRoute", "wallet_sendRouterTransactionsWithSignatures"] {
        let error = r#"-32000 {"code":"0","details":"no route is named"}"#;
        assert_eq!(payer.alice.error(method, json!([null])).await, error);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_best_route_there_is_nothing_to_sign() {
    let mut payer = Payer::new().await;
    payer.chain.fail_method("eth_estimateGas", Some(ChainError::Timeout));
    payer.asks("a", ONE).await;
    let built = payer.builds("a").await;
    assert_eq!(built["signingDetails"], Value::Null);
    let error = json!({"code": "WT-001", "details": "no generated route"});
    assert_eq!(built["sendDetails"]["errorResponse"], error);
    assert_eq!(built["sendDetails"]["fromAmount"], ONE);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_did_not_come_to_looking_for_a_route_has_no_id() {
    let mut payer = Payer::new().await;
    payer.chain.fail(Some(ChainError::Timeout));
    payer.asks("a", ONE).await;
    let built = payer.builds("a").await;
    let error = json!({"code": "W-001", "details": "cannot resolve route id"});
    assert_eq!((&built["sendDetails"]["errorResponse"], &built["sendDetails"]["fromAmount"]), (&error, &json!("")));
    assert_eq!(payer.sends("a", json!({})).await["sendDetails"]["errorResponse"], error);
}

#[tokio::test(start_paused = true)]
async fn an_amount_that_was_not_named_is_not_told() {
    let mut payer = Payer::new().await;
    let input = json!({"uuid": "a", "addrFrom": payer.from, "addrTo": BOBBY, "amountIn": ONE, "tokenID": "ETH"});
    payer.alice.rpc("wallet_getSuggestedRoutes", json!([input])).await;
    let built = payer.builds("a").await;
    assert_eq!((&built["sendDetails"]["fromAmount"], &built["sendDetails"]["toAmount"]), (&json!(ONE), &json!("")));
}

#[tokio::test(start_paused = true)]
async fn signatures_that_do_not_fit_send_nothing() {
    let mut payer = Payer::new().await;
    payer.asks("none", ONE).await;
    let nothing = json!({"code": "WT-002", "details": "no transactions being built"});
    assert_eq!(payer.sends("none", json!({})).await["sendDetails"]["errorResponse"], nothing);
    let other = format!("0x{}", "1".repeat(64));
    for case in 0..4 {
        let uuid = format!("case {case}");
        let hash = payer.has_built(&uuid).await;
        let mut signatures = json!({});
        let (signed, signature, error) = match case {
            0 => {
                let details = format!("missing signature for transaction {hash}");
                (&other, payer.signs(&hash).await, json!({"code": "WT-003", "details": details}))
            }
            1 => {
                let short = json!({"r": "12", "s": "34", "v": "00"});
                (&hash, short, json!({"code": "WT-004", "details": "invalid signature details"}))
            }
            2 => {
                let details = "transaction can only be send by its creator";
                (&hash, foreign_signature(&hash), json!({"code": "0", "details": details}))
            }
            _ => {
                let out_of_range = json!({"r": "f".repeat(64), "s": "f".repeat(64), "v": "00"});
                let details = "invalid transaction v, r, s values";
                (&hash, out_of_range, json!({"code": "0", "details": details}))
            }
        };
        signatures[signed] = signature;
        let sent = payer.sends(&uuid, signatures).await;
        assert_eq!(sent["sendDetails"]["errorResponse"], error);
        assert_eq!(sent["sentTransactions"], Value::Null);
        // What was built is gone.
        assert_eq!(payer.sends(&uuid, json!({})).await["sendDetails"]["errorResponse"], nothing);
    }
    assert_eq!(payer.alice.rpc("wallet_getPendingTransactions", json!([])).await, Value::Null);
    assert_eq!(payer.chain.waiting().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_the_chain_refuses_is_told_in_its_words() {
    let mut payer = Payer::new().await;
    for words in ["nonce too low", "replacement transaction underpriced", "insufficient funds for gas * price + value"]
    {
        let hash = payer.has_built(words).await;
        let signature = payer.signs(&hash).await;
        payer.chain.fail_method("eth_sendRawTransaction", refused(words));
        let sent = payer.sends(words, json!({hash: signature})).await;
        let error = &sent["sendDetails"]["errorResponse"];
        assert_eq!(error["code"], "0");
        assert!(error["details"].as_str().unwrap().contains(words), "{error}");
        assert_eq!(sent["sentTransactions"], Value::Null);
        payer.chain.fail_method("eth_sendRawTransaction", None);
        assert_eq!(payer.alice.rpc("wallet_getPendingTransactions", json!([])).await, Value::Null);
    }
    // Its nonce is free again.
    let hash = payer.has_built("again").await;
    let signature = payer.signs(&hash).await;
    let sent = payer.sends("again", json!({hash: signature})).await;
    assert_eq!(sent["sendDetails"].get("errorResponse"), None);
    assert_eq!(payer.chain.waiting().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_nonce_that_was_used_meanwhile_is_refused_before_the_chain_sees_it() {
    let mut payer = Payer::new().await;
    let hash = payer.has_built("a").await;
    let signature = payer.signs(&hash).await;
    assert!(payer.pays(json!({}), "right").await.get("result").is_some());
    let sent = payer.sends("a", json!({hash: signature})).await;
    let error = json!({"code": "0", "details": "bad nonce. expected 1, got 0"});
    assert_eq!(sent["sendDetails"]["errorResponse"], error);
    assert_eq!(payer.chain.waiting().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_transaction_whose_answer_is_lost_counts_as_sent() {
    let mut payer = Payer::new().await;
    let hash = payer.has_built("a").await;
    let signature = payer.signs(&hash).await;
    payer.chain.fail_method("eth_sendRawTransaction", Some(ChainError::Timeout));
    let sent = payer.sends("a", json!({hash: signature})).await;
    assert_eq!(sent["sendDetails"].get("errorResponse"), None);
    let hash = sent["sentTransactions"][0]["hash"].clone();
    assert_eq!(payer.alice.rpc("wallet_getPendingTransactions", json!([])).await[0]["hash"], hash);
}
