//! Transactions as older clients send them.

use serde_json::{Value, json};
use status_ports::ChainError;

use super::payer::{BOBBY, Payer, foreign_signature, parts};

#[tokio::test(start_paused = true)]
async fn a_transaction_is_sent_and_its_end_is_told() {
    let mut payer = Payer::new().await;
    let answer = payer.pays(json!({"value": "0x5af3107a4000"}), "right").await;
    let hash = answer["result"]["hashes"]["31337"][0].clone();
    let id = answer["result"]["id"].clone();
    assert_eq!(answer["result"], json!({"id": id, "hashes": {"31337": [hash]}}));
    let listed = payer.wallet_message("pending-transaction-update").await;
    assert_eq!(listed, json!({"chainId": 31337, "hash": hash, "deleted": false}));
    let multi = payer.alice.rpc("wallet_getMultiTransactions", json!([[id]])).await;
    assert_eq!((&multi[0]["fromNetworkID"], &multi[0]["toAmount"]), (&json!(31337), &json!("0x0")));
    let watching = {
        let params = json!([31337, hash]);
        async { payer.alice.rpc("wallet_watchTransactionByChainID", params).await }
    };
    let mining = async {
        tokio::task::yield_now().await;
        payer.chain.mine();
    };
    assert_eq!(tokio::join!(watching, mining).0, Value::Null);
    let end = json!({"chainId": 31337, "hash": hash, "status": "Success"});
    assert_eq!(payer.wallet_message("pending-transaction-status-changed").await, end);
    assert_eq!(payer.signal("wallet.transaction.status-changed").await, end);
    // It is over: nothing is told again.
    let over = payer.alice.rpc("wallet_watchTransactionByChainID", json!([31337, hash])).await;
    assert_eq!(over, Value::Null);
    assert_eq!(payer.alice.rpc("wallet_getMultiTransactions", json!([[1]])).await, Value::Null);
    assert_eq!(payer.alice.rpc("wallet_getMultiTransactions", json!([[]])).await, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_transaction_is_named() {
    let payer = Payer::new().await;
    let zero = "0x0000000000000000000000000000000000000000";
    for (transfer, password, error) in [
        (json!({"gas": "0x5208", "maxFeePerGas": null}), "wrong", "could not decrypt key with given password"),
        (json!({"from": zero}), "right", "transaction can only be send by its creator"),
        (json!({"data": "0x01", "input": "0x02"}), "right", "transaction arguments are invalid"),
        (json!({"value": "0x8ac7230489e80001"}), "right", "insufficient funds for gas * price + value"),
        (json!({"gas": "0x1"}), "right", "intrinsic gas too low"),
        (json!({}), "", "account being used is not migrated to a keycard, password is required"),
    ] {
        let answer = payer.pays(transfer, password).await;
        assert_eq!(answer["error"]["code"], -32000, "{error}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains(error), "{message}");
    }
    assert_eq!(payer.chain.waiting().len(), 0);
    let first = payer.pays(json!({"nonce": "0x0"}), "right").await;
    assert!(first.get("result").is_some(), "{first}");
    let dearer = json!({"nonce": "0x0", "maxFeePerGas": "0x77359401"});
    let answer = payer.pays(dearer, "right").await;
    assert_eq!(answer["error"]["message"], "replacement transaction underpriced");
    let dearer = json!({"nonce": "0x0", "maxFeePerGas": "0xee6b2800", "maxPriorityFeePerGas": "0x77359400"});
    assert!(payer.pays(dearer, "right").await.get("result").is_some());
    assert_eq!(payer.alice.rpc("wallet_getPendingTransactions", json!([])).await.as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_cannot_sign_is_told_before_a_chain_is_asked() {
    let payer = Payer::new().await;
    payer.chain.fail(Some(ChainError::Timeout));
    let before = payer.chain.requests();
    for (password, error) in [
        ("wrong", "could not decrypt key with given password"),
        ("", "account being used is not migrated to a keycard, password is required"),
    ] {
        assert_eq!(payer.pays(json!({"gas": null}), password).await["error"]["message"], error);
    }
    assert_eq!(payer.chain.requests(), before);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_multi_transaction_is_refused() {
    let payer = Payer::new().await;
    let method = "wallet_createMultiTransaction";
    let command = json!({"fromAddress": payer.from, "toAddress": BOBBY, "fromAsset": "ETH", "type": 0});
    let with = |field: &str, value: Value| {
        let mut wrong = command.clone();
        wrong[field] = value;
        wrong
    };
    for (params, error) in [
        (
            json!([with("fromAddress", json!("invalid")), [], "right"]),
            "-32602 invalid argument 0: json: cannot unmarshal hex string without 0x prefix into Go struct field \
             MultiTransactionCommand.fromAddress of type common.Address",
        ),
        (json!([with("type", json!(7)), [], "right"]), "-32000 unsupported multi transaction type: 7"),
        (
            json!([command, [{"bridgeName": "Hop", "chainID": 31337}], "right"]),
            r#"-32000 a transaction of "Hop" is not sent this way"#,
        ),
        (json!([null, [], "right"]), "-32000 no multi-transaction is given"),
        (json!([with("fromAddress", json!(BOBBY)), [], "right"]), "-32000 account doesn't exist"),
        (json!([with("fromAddress", json!(BOBBY)), [], ""]), "-32000 accounts: account is not found"),
    ] {
        assert_eq!(payer.alice.error(method, params).await, error);
    }
    let error = payer.alice.error("wallet_proceedWithTransactionsSignatures", json!([{}])).await;
    assert_eq!(error, "-32000 no transactions to proceed with");
}

#[tokio::test(start_paused = true)]
async fn a_keycard_signs_what_it_is_told_to() {
    const PHRASE: &str = "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong";
    let mut payer = Payer::new().await;
    let keypair = payer.alice.keypair(PHRASE).await;
    let (key_uid, account) = (keypair["key-uid"].clone(), keypair["accounts"][0]["address"].clone());
    payer.alice.rpc("accounts_importMnemonic", json!([PHRASE, "right"])).await;
    payer.alice.rpc("accounts_addKeypair", json!(["right", keypair])).await;
    payer.from = account.as_str().unwrap().to_owned();
    payer.has(1);
    // What it would sign, it signs here before the key is on the card.
    let card = json!({"keycard-uid": "a", "keycard-name": "card", "key-uid": key_uid, "accounts-addresses": [account]});
    assert_eq!(payer.alice.rpc("accounts_saveOrUpdateKeycard", json!([card, false])).await, Value::Null);
    let answer = payer.pays(json!({}), "").await;
    assert_eq!(answer["result"], Value::Null);
    let hashes = payer.signal("wallet.sign.transactions").await;
    let hash = hashes[0].as_str().unwrap().to_owned();
    let proceed = "wallet_proceedWithTransactionsSignatures";
    assert_eq!(payer.alice.error(proceed, json!([{}])).await, "-32000 not all transactions have been signed");
    let other = format!("0x{}", "1".repeat(64));
    let missing = format!("-32000 missing signature for transaction {hash}");
    assert_eq!(payer.alice.error(proceed, json!([{other: foreign_signature(&hash)}])).await, missing);
    let migrate = "accounts_migrateNonProfileKeycardKeypairToApp";
    assert_eq!(payer.alice.rpc(migrate, json!([PHRASE, "right"])).await, Value::Null);
    let signature = payer.alice.rpc("wallet_signMessage", json!([hash, account, "right"])).await;
    let signatures = json!([{hash: parts(signature.as_str().unwrap())}]);
    let sent = payer.alice.rpc(proceed, signatures.clone()).await;
    assert_eq!(sent["hashes"]["31337"].as_array().unwrap().len(), 1, "{sent}");
    assert_eq!(payer.chain.waiting().len(), 1);
    assert_eq!(payer.alice.error(proceed, signatures).await, "-32000 no transactions to proceed with");
}
