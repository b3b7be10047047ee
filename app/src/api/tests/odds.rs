//! Methods that nobody calls every day.

use serde_json::{Value, json};

use super::Alice;

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
    let node = json!({ "id": "reef", "name": "Reef", "address": "/ip4/127.0.0.1/tcp/1/p2p/16Uiu2HAmJ6ZJ6ZJ6", "fleet": "status.prod" });
    let added = alice.answer("mailservers_addMailserver", json!([node])).await;
    if added.get("error").is_none() {
        assert_eq!(count().await, before + 1);
    }
    alice.answer("mailservers_deleteMailserver", json!(["reef"])).await;
    assert_eq!(count().await, before);
}

#[tokio::test]
async fn the_history_of_a_chat_is_asked_for_and_its_gaps_are_filled() {
    let alice = Alice::new().await;
    for (method, params) in [
        ("wakuext_disconnectActiveMailserver", json!([])),
        ("wakuext_requestAllHistoricMessages", json!([false])),
        ("wakuext_requestAllHistoricMessagesWithRetries", json!([false])),
        ("wakuext_setStoreConfirmationForMessagesSent", json!([{ "enabled": true }])),
        ("wakuext_relayPeersByTopic", json!(["/waku/2/rs/16/32"])),
        ("wakuext_peerID", json!([])),
    ] {
        let answer = alice.answer(method, params).await;
        assert!(answer.get("error").is_none_or(|error| error["code"] == -32000), "{method}: {answer}");
    }
    for (method, params) in
        [("wakuext_fillGaps", json!(["nowhere", []])), ("wakuext_syncChatFromSyncedFrom", json!(["nowhere"]))]
    {
        let answer = alice.answer(method, params).await;
        assert!(answer.get("error").is_none_or(|error| error["code"] == -32000), "{method}: {answer}");
    }
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
    let told = alice.answer("wakuext_updateMessageOutgoingStatus", json!([id, "delivered"])).await;
    assert!(told.get("error").is_none_or(|error| error["code"] == -32000), "{told}");
    alice.rpc("wakuext_deleteMessage", json!([id])).await;
    let left = alice.rpc("wakuext_chatMessages", json!([key, "", 10])).await;
    assert_eq!(left["messages"], Value::Null);
}
