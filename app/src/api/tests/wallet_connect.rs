//! Sessions by WalletConnect over the API.

use serde_json::{Value, json};

use super::Alice;

fn session(topic: &str, chains: &Value) -> Value {
    let page = json!({"url": "https://page.example", "name": "Page", "icons": ["https://page.example/icon", "b"]});
    let session = json!({
        "topic": topic, "pairingTopic": "pairing", "expiry": 100, "acknowledged": true, "relay": {"protocol": "irn"},
        "namespaces": {"eip155": {"chains": chains, "methods": ["personal_sign"], "events": []}},
        "peer": {"publicKey": "ab", "metadata": page},
    });
    json!([session.to_string()])
}

#[tokio::test]
async fn a_session_is_kept_as_the_client_wrote_it_until_it_ends() {
    let alice = Alice::new().await;
    assert_eq!(alice.rpc("wallet_getWalletConnectActiveSessions", json!([0])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_getWalletConnectDapps", json!([0, false])).await, Value::Null);
    let agreed = session("one", &json!(["eip155:1", "eip155:10"]));
    assert_eq!(alice.rpc("wallet_addWalletConnectSession", agreed.clone()).await, Value::Null);
    let mut active = alice.rpc("wallet_getWalletConnectActiveSessions", json!([100])).await;
    assert!(active[0].as_object_mut().unwrap().remove("createdTimestamp").unwrap().is_u64());
    let expected = json!([{
        "topic": "one", "disconnected": false, "sessionJson": agreed[0], "expiry": 100, "pairingTopic": "pairing",
        "testChains": false, "url": "https://page.example", "name": "Page", "iconUrl": "https://page.example/icon",
    }]);
    assert_eq!(active, expected);
    let pages = alice.rpc("wallet_getWalletConnectDapps", json!([100, false])).await;
    let expected = json!([{"url": "https://page.example", "name": "Page", "iconUrl": "https://page.example/icon"}]);
    assert_eq!(pages, expected);
    assert_eq!(alice.rpc("wallet_getWalletConnectDapps", json!([100, true])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_getWalletConnectActiveSessions", json!([101])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_disconnectWalletConnectSession", json!(["one"])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_getWalletConnectActiveSessions", json!([0])).await, Value::Null);
}

#[tokio::test]
async fn a_session_that_cannot_be_kept_says_why() {
    let alice = Alice::new().await;
    for (params, expected) in [
        (json!(["{}"]), "-32000 areTestChains: no network found for chainIDs []"),
        (session("one", &json!(["eip155:4242"])), "-32000 areTestChains: no network found for chainIDs [4242]"),
        (session("", &json!(["eip155:1"])), "-32000 the session has no topic"),
        (json!(["{"]), "-32000 unmarshal session: unexpected end of JSON input"),
    ] {
        assert_eq!(alice.error("wallet_addWalletConnectSession", params).await, expected);
    }
    let error = alice.error("wallet_disconnectWalletConnectSession", json!(["one"])).await;
    assert_eq!(error, "-32000 topic one not found to update state");
}
