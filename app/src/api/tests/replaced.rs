//! Transactions that wait are sped up and cancelled.

use serde_json::{Value, json};

use super::payer::Payer;

/// Sends a transaction, which waits; its hash.
async fn sent(payer: &Payer) -> Value {
    let answer = payer.pays(json!({}), "right").await;
    answer["result"]["hashes"]["31337"][0].clone()
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_waits_is_sped_up() {
    let mut payer = Payer::new().await;
    let first = sent(&payer).await;
    let params = json!([31337, first, null, "right"]);
    let second = payer.alice.rpc("wallet_replaceTransaction", params).await;
    assert_ne!(second, first);
    let pending = payer.alice.rpc("wallet_getPendingTransactions", json!([])).await;
    assert_eq!((&pending[0]["hash"], &pending[0]["nonce"], &pending[1]), (&second, &json!(0), &Value::Null));
    assert_eq!((&pending[0]["value"], &pending[0]["gasPrice"]), (&json!("1"), &json!("4000000000")));
    payer.chain.mine();
    let end = payer.signal("wallet.transaction.status-changed").await;
    assert_eq!(end, json!({"chainId": 31337, "hash": second, "status": "Success"}));
    let status = payer.alice.rpc("pending_watch", json!([31337, first])).await;
    assert_eq!(status, "Failed");
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_waits_is_cancelled() {
    let mut payer = Payer::new().await;
    let first = sent(&payer).await;
    let second = payer.alice.rpc("wallet_cancelTransaction", json!([31337, first, "right"])).await;
    let pending = payer.alice.rpc("wallet_getPendingTransactions", json!([])).await;
    assert_eq!((&pending[0]["to"], &pending[0]["value"]), (&json!(payer.from), &json!("0")));
    payer.chain.mine();
    let end = payer.signal("wallet.transaction.status-changed").await;
    assert_eq!(end, json!({"chainId": 31337, "hash": second, "status": "Success"}));
    assert_eq!(payer.chain.mined().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_replaced_is_told() {
    let mut payer = Payer::new().await;
    let first = sent(&payer).await;
    let unknown = format!("0x{}", "1".repeat(64));
    let too_little = json!({"maxFeePerGas": "0x77359401", "maxPriorityFeePerGas": "0x3b9aca01"});
    for (params, error) in [
        (json!([31337, unknown, null, "right"]), "-32000 sql: no rows in result set"),
        (json!([4242, first, null, "right"]), "-32000 could not find network: 4242"),
        (json!([31337, first, too_little, "right"]), "-32000 replacement transaction underpriced"),
        (json!([31337, first, null, "wrong"]), "-32000 could not decrypt key with given password"),
        (
            json!([31337, first, null, ""]),
            "-32000 account being used is not migrated to a keycard, password is required",
        ),
    ] {
        assert_eq!(payer.alice.error("wallet_replaceTransaction", params).await, error);
    }
    payer.chain.mine();
    payer.wallet_message("pending-transaction-status-changed").await;
    let refused = payer.alice.error("wallet_cancelTransaction", json!([31337, first, "right"])).await;
    assert_eq!(refused, "-32000 transaction is not pending any more");
}
