//! What happened to the money of accounts, over the API.

use serde_json::{Value, json};

use super::Alice;

const ACCOUNT: &str = "0x00000000000000000000000000000000000000b0";

fn filter() -> Value {
    json!({
        "period": {"startTimestamp": 0, "endTimestamp": 0}, "types": [], "statuses": [], "counterpartyAddresses": [],
        "assets": [], "collectibles": [], "filterOutAssets": false, "filterOutCollectibles": false,
    })
}

struct Events(crate::SignalReceiver);

impl Events {
    /// The document of the next event of this kind, and the request that it answers.
    async fn next(&mut self, kind: &str) -> (Value, Value) {
        loop {
            let signal: Value = serde_json::from_str(&self.0.recv().await.expect("the hub lives")).unwrap();
            let event = &signal["event"];
            if signal["type"] == "wallet" && event["type"] == kind {
                return (serde_json::from_str(event["message"].as_str().unwrap()).unwrap(), event["requestId"].clone());
            }
        }
    }
}

#[tokio::test]
async fn a_session_is_followed() {
    let alice = Alice::new().await;
    let mut events = Events(alice.backend.signals().subscribe(100));
    let nothing = json!({"activities": null, "offset": 0, "hasMore": false, "errorCode": 1});
    let begin = json!([[ACCOUNT], [1], filter(), 5]);
    assert_eq!(alice.rpc("wallet_startActivityFilterSession", begin.clone()).await, 1);
    assert_eq!(events.next("wallet-activity-filtering-done").await, (nothing.clone(), json!(1)));
    assert_eq!(alice.rpc("wallet_startActivityFilterSession", begin).await, 2);
    assert_eq!(events.next("wallet-activity-filtering-done").await, (nothing.clone(), json!(2)));
    for (method, parameters) in [
        ("wallet_updateActivityFilterForSession", json!([1, {"types": [0], "statuses": [3], "assets": [{}]}, 5])),
        ("wallet_resetActivityFilterSession", json!([1, 5])),
        ("wallet_getMoreForActivityFilterSession", json!([1, 5])),
    ] {
        assert_eq!(alice.rpc(method, parameters).await, Value::Null, "{method}");
        assert_eq!(events.next("wallet-activity-filtering-done").await, (nothing.clone(), json!(1)), "{method}");
    }
    assert_eq!(alice.rpc("wallet_stopActivityFilterSession", json!([1])).await, Value::Null);
    let gone = alice.error("wallet_resetActivityFilterSession", json!([1, 5])).await;
    assert_eq!(gone, "-32000 session not found");
    for (wrong, what) in [("types", "activity type"), ("statuses", "activity status")] {
        let refused = alice.error("wallet_updateActivityFilterForSession", json!([2, {wrong: [9]}, 5])).await;
        assert_eq!(refused, format!("-32000 unknown {what}: 9"));
    }
}

#[tokio::test]
async fn what_is_known_is_told_at_once() {
    let alice = Alice::new().await;
    let mut events = Events(alice.backend.signals().subscribe(100));
    let page = json!([7, [ACCOUNT], [1], filter(), 0, 10]);
    assert_eq!(alice.rpc("wallet_filterActivityAsync", page).await, Value::Null);
    let nothing = json!({"activities": null, "offset": 0, "hasMore": false, "errorCode": 1});
    assert_eq!(events.next("wallet-activity-filtering-done").await, (nothing, json!(7)));
    assert_eq!(alice.rpc("wallet_cancelActivityFilterTask", json!([7])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_getRecipientsAsync", json!([8, [], [], 0, 10])).await, false);
    let nobody = json!({"addresses": null, "offset": 0, "hasMore": false, "errorCode": 1});
    assert_eq!(events.next("wallet-activity-get-recipients-result").await, (nobody, json!(8)));
    assert_eq!(alice.rpc("wallet_getOldestActivityTimestampAsync", json!([9, [ACCOUNT]])).await, Value::Null);
    let never = json!({"timestamp": 0, "errorCode": 1});
    assert_eq!(events.next("wallet-activity-get-oldest-timestamp-result").await, (never, json!(9)));
    assert_eq!(alice.rpc("wallet_getActivityCollectiblesAsync", json!([10, [1], [ACCOUNT], 0, 10])).await, Value::Null);
    let none = json!({"collectibles": [], "offset": 0, "hasMore": false, "errorCode": 1});
    assert_eq!(events.next("wallet-activity-get-collectibles").await, (none, json!(10)));
}

#[tokio::test]
async fn details_are_of_what_is_known() {
    let alice = Alice::new().await;
    let hash = format!("0x{}", "0b".repeat(32));
    assert_eq!(alice.error("wallet_getTxDetails", json!([""])).await, "-32000 invalid tx id");
    assert_eq!(alice.error("wallet_getTxDetails", json!([hash])).await, "-32000 Entry not found");
    assert_eq!(alice.error("wallet_getMultiTxDetails", json!([0])).await, "-32000 invalid tx id");
    let details = json!({"id": "", "multiTxId": 5, "nonce": 0, "chainDetails": null, "input": "0x",
        "maxFeePerGas": "0x0", "gasLimit": 0});
    assert_eq!(alice.rpc("wallet_getMultiTxDetails", json!([5])).await, details);
}
