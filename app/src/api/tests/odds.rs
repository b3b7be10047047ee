//! Methods that nobody calls every day.

use serde_json::{Value, json};

use super::Alice;

const NO_STORE_NODE: &str = "-32000 mailserver not available";

#[tokio::test]
async fn who_asks_the_network_or_a_chain_that_is_not_there_is_told_so() {
    let alice = Alice::new().await;
    for (method, params) in [
        ("gif_getContentWithRetry", json!(["search?q=fish"])),
        ("multiaccounts_storeIdentityImageFromURL", json!(["0x12", "https://pictures.example/me.png"])),
        ("personal_ecRecover", json!(["0x00", "0x00"])),
        ("stickers_addPending", json!([1, "1"])),
        ("stickers_install", json!([1, "1"])),
        ("wakuext_saveMessages", json!([[]])),
    ] {
        let answer = alice.answer(method, params).await;
        let error = &answer["error"];
        assert!(error["code"].is_i64() && error["code"] != -32601, "{method}: {answer}");
        assert!(!error["message"].as_str().unwrap_or_default().is_empty(), "{method}: {answer}");
    }
}

#[tokio::test]
async fn store_nodes_of_a_person_come_and_go() {
    let alice = Alice::new().await;
    let count = async || alice.rpc("mailservers_getMailservers", json!([])).await.as_array().map_or(0, Vec::len);
    let before = count().await;
    let mut node = json!({ "id": "reef", "name": "Reef", "addr": "/ip4/127.0.0.1/tcp/1", "fleet": "status.prod" });
    let refused = alice.error("mailservers_addMailserver", json!([node])).await;
    assert_eq!(refused, "-32000 a mailserver needs an address that ends in its peer id");
    assert_eq!(count().await, before);
    node["addr"] = json!("/ip4/127.0.0.1/tcp/1/p2p/16Uiu2HAmJ6ZJ6ZJ6");
    alice.rpc("mailservers_addMailserver", json!([node])).await;
    assert_eq!(count().await, before + 1);
    node["custom"] = json!(true);
    node["enr"] = Value::Null;
    assert_eq!(alice.rpc("mailservers_getMailservers", json!([])).await, json!([node]));
    // It is told at the start of the messenger, too, behind those of the fleet.
    let started = alice.rpc("wakuext_startMessenger", json!([])).await;
    assert_eq!(started["mailservers"].as_array().unwrap().last(), Some(&node));
    alice.rpc("mailservers_deleteMailserver", json!(["reef"])).await;
    assert_eq!(count().await, before);
}

#[tokio::test]
async fn before_the_messenger_runs_no_history_is_fetched() {
    let alice = Alice::new().await;
    for (method, params, error) in [
        ("wakuext_requestAllHistoricMessages", json!([false]), NO_STORE_NODE),
        ("wakuext_requestAllHistoricMessagesWithRetries", json!([false]), NO_STORE_NODE),
        ("wakuext_fillGaps", json!(["nowhere", []]), "-32000 chat not found"),
        ("wakuext_syncChatFromSyncedFrom", json!(["nowhere"]), "-32000 chat not found"),
    ] {
        assert_eq!(alice.error(method, params).await, error, "{method}");
    }
    alice.rpc("wakuext_createOneToOneChat", json!([{ "id": alice.public_key }])).await;
    let fetched = alice.error("wakuext_syncChatFromSyncedFrom", json!([alice.public_key])).await;
    assert_eq!(fetched, NO_STORE_NODE);
    let filled = alice.error("wakuext_fillGaps", json!([alice.public_key, []])).await;
    assert_eq!(filled, "-32000 no gaps found");
}

#[tokio::test]
async fn what_concerns_the_network_can_be_said_at_any_time() {
    let alice = Alice::new().await;
    assert_eq!(alice.rpc("wakuext_disconnectActiveMailserver", json!([])).await, Value::Null);
    let enabled = json!([{ "enabled": true }]);
    assert_eq!(alice.rpc("wakuext_setStoreConfirmationForMessagesSent", enabled).await, Value::Null);
    assert!(alice.rpc("wakuext_peerID", json!([])).await.is_string());
    assert!(alice.rpc("wakuext_relayPeersByTopic", json!(["/waku/2/rs/16/32"])).await.is_object());
}

#[tokio::test]
async fn a_message_is_read_as_old_clients_do_it_and_removed_here_alone() {
    let alice = Alice::new().await;
    let key = alice.public_key.clone();
    alice.rpc("wakuext_createOneToOneChat", json!([{ "id": key }])).await;
    let note = json!([{ "chatId": key, "text": "buy https://status.app fins", "contentType": 1 }]);
    let said = alice.rpc("wakuext_sendChatMessage", note).await;
    let id = &said["messages"][0]["id"];
    let links = alice.rpc("wakuext_getTextURLs", json!(["buy https://status.app fins"])).await;
    assert_eq!(links, json!(["https://status.app"]));
    let seen = alice.rpc("wakuext_markMessagesSeen", json!([key, [id]])).await;
    assert_eq!(seen["count"], 0, "one has read what one wrote");
    let told = alice.rpc("wakuext_updateMessageOutgoingStatus", json!([id, "delivered"])).await;
    assert_eq!(told, Value::Null);
    alice.rpc("wakuext_deleteMessage", json!([id])).await;
    let left = alice.rpc("wakuext_chatMessages", json!([key, "", 10])).await;
    assert_eq!(left["messages"], Value::Null);
}
