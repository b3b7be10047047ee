//! Settings of the profile and its node, and what happened to messages.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::{Alice, MemoryWorld, bobby};
use crate::LogControl;

#[tokio::test]
async fn a_notification_setting_comes_back() {
    let alice = Alice::new().await;
    assert_eq!(
        alice.rpc("settings_notificationsSetIdentityVerificationRequests", json!(["TurnOff"])).await,
        Value::Null
    );
    assert_eq!(alice.rpc("settings_notificationsGetIdentityVerificationRequests", json!([])).await, "TurnOff");
    assert_eq!(alice.rpc("settings_notificationsGetOneToOneChats", json!([])).await, "SendAlerts");
    let long = "x".repeat(65);
    let refused = alice.error("settings_notificationsSetGroupChats", json!([long])).await;
    assert_eq!(refused, "-32000 notification setting is too long");
    assert_eq!(alice.rpc("settings_notificationsGetGroupChats", json!([])).await, "SendAlerts");
    let refused = alice.error("settings_saveSetting", json!(["notification:GroupChats", "TurnOff"])).await;
    assert_eq!(refused, "-32000 configuration value not allowed");
}

#[tokio::test]
async fn whether_payments_are_shown_is_kept_and_nobody_chose_before() {
    let alice = Alice::new().await;
    assert_eq!(alice.rpc("localnotifications_notificationPreferences", json!([])).await, Value::Null);
    for enabled in [true, false] {
        assert_eq!(alice.rpc("localnotifications_switchWalletNotifications", json!([enabled])).await, Value::Null);
        let payments = json!([{"enabled": enabled, "service": "wallet", "event": "transaction", "identifier": "all"}]);
        assert_eq!(alice.rpc("localnotifications_notificationPreferences", json!([])).await, payments);
    }
    alice.error("localnotifications_switchWalletNotifications", json!(["yes"])).await;
}

#[tokio::test]
async fn an_exemption_holds_for_its_chat_until_it_is_deleted() {
    let alice = Alice::new().await;
    let exemption = json!(["chat", true, "TurnOff", "DeliverQuietly", "SendAlerts"]);
    assert_eq!(alice.rpc("settings_notificationsSetExemptions", exemption).await, Value::Null);
    assert_eq!(alice.rpc("settings_notificationsGetExMuteAllMessages", json!(["chat"])).await, true);
    assert_eq!(alice.rpc("settings_notificationsGetExGlobalMentions", json!(["chat"])).await, "DeliverQuietly");
    assert_eq!(alice.rpc("settings_notificationsGetExOtherMessages", json!(["elsewhere"])).await, "TurnOff");
    assert_eq!(alice.rpc("settings_deleteExemptions", json!(["chat"])).await, Value::Null);
    let refused = alice.error("settings_deleteExemptions", json!(["Volume"])).await;
    assert_eq!(refused, "-32000 Volume, static notifications settings cannot be deleted");
    assert_eq!(alice.rpc("settings_notificationsGetExPersonalMentions", json!(["chat"])).await, "SendAlerts");
    let refused = alice.error("settings_notificationsSetExemptions", json!(["", true, "", "", ""])).await;
    assert_eq!(refused, "-32000 invalid id of a chat, a person or a community");
}

#[tokio::test]
async fn who_chose_about_mobile_networks_is_not_asked_again() {
    let alice = Alice::new().await;
    for enabled in [true, false] {
        let chosen = json!([{"enabled": enabled}]);
        assert_eq!(alice.rpc("wakuext_setSyncingOnMobileNetwork", chosen).await, Value::Null);
        let settings = alice.rpc("settings_getSettings", json!([])).await;
        assert_eq!(settings["remember-syncing-choice?"], true);
        assert_eq!(settings.get("syncing-on-mobile-network?"), enabled.then_some(&json!(true)));
    }
    let refused = alice.error("wakuext_setSyncingOnMobileNetwork", json!([{"enabled": "yes"}])).await;
    let field = "Go struct field SetSyncingOnMobileNetwork.enabled of type bool";
    assert_eq!(refused, format!("-32602 invalid argument 0: json: cannot unmarshal string into {field}"));
}

#[tokio::test]
async fn the_configuration_of_the_node_changes_where_the_node_can() {
    let alice = Alice::new().await;
    let before = alice.rpc("settings_nodeConfig", json!([])).await;
    let mut wanted = before.clone();
    wanted["WakuV2Config"]["LightClient"] = json!(true);
    assert_eq!(alice.rpc("settings_saveNodeConfig", json!([wanted])).await, Value::Null);
    assert_eq!(alice.rpc("settings_nodeConfig", json!([])).await["WakuV2Config"]["LightClient"], true);
    wanted["HTTPEnabled"] = json!(true);
    wanted["WakuV2Config"]["LightClient"] = json!(false);
    for (method, params) in
        [("settings_saveNodeConfig", json!([wanted])), ("settings_saveSetting", json!(["node-config", wanted]))]
    {
        let refused = alice.error(method, params).await;
        assert_eq!(refused, "-32000 the node configuration cannot be changed at /HTTPEnabled");
    }
    assert_eq!(alice.rpc("settings_nodeConfig", json!([])).await["WakuV2Config"]["LightClient"], true);
    assert_eq!(alice.rpc("settings_saveSetting", json!(["node-config", before])).await, Value::Null);
    assert_eq!(alice.rpc("settings_nodeConfig", json!([])).await, before);
}

#[tokio::test]
async fn nodes_of_the_user_are_kept_by_name() {
    let alice = Alice::new().await;
    let tree = "enrtree://AMOJVZX4V6EXP7NTJPMAYJYST2QP6AJXYW76IU6VGJS7UVSNDYZG4@boot.prod.status.nodes.status.im";
    alice.rpc("wakuext_setCustomNodes", json!([{"customNodes": {"mine": "nowhere"}}])).await;
    assert_eq!(alice.rpc("wakuext_saveNewWakuNode", json!([{"nodeAddress": tree}])).await, Value::Null);
    let kept = alice.rpc("settings_nodeConfig", json!([])).await["WakuV2Config"]["CustomNodes"].take();
    assert_eq!(kept, json!({tree: tree}), "what leads nowhere is not used");
    let refused = alice.error("wakuext_saveNewWakuNode", json!([{"nodeAddress": "nonsense"}])).await;
    assert!(refused.starts_with("-32000 not a list of nodes"), "{refused}");
}

#[tokio::test]
async fn the_level_of_the_log_holds_at_once() {
    static LEVELS: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let control = LogControl::new(|level| LEVELS.lock().unwrap().push(level.to_owned()));
    let alice = Alice::logging(MemoryWorld::default(), json!({"logLevel": "WARN"}), Some(control)).await;
    assert_eq!(alice.rpc("wakuext_setLogLevel", json!([{"logLevel": "debug"}])).await, Value::Null);
    assert_eq!(*LEVELS.lock().unwrap(), ["WARN", "DEBUG"]);
    let config = alice.rpc("settings_nodeConfig", json!([])).await;
    assert_eq!((&config["LogLevel"], &config["LogEnabled"]), (&json!("DEBUG"), &json!(true)));
    let refused = alice.error("wakuext_setLogLevel", json!([{"logLevel": "loud"}])).await;
    assert_eq!(refused, "-32000 set-log-level: invalid log level");
    assert_eq!(alice.rpc("wakuext_setMaxLogBackups", json!([{"maxLogBackups": 5}])).await, Value::Null);
    assert_eq!(alice.rpc("settings_nodeConfig", json!([])).await["LogMaxBackups"], 5);
    assert!(alice.error("wakuext_setMaxLogBackups", json!([{"maxLogBackups": -1}])).await.starts_with("-32000"));
}

#[tokio::test]
async fn the_seed_phrase_was_shown_and_currencies_are_listed() {
    let alice = Alice::new().await;
    assert_eq!(alice.rpc("settings_mnemonicWasShown", json!([])).await, Value::Null);
    let settings = alice.rpc("settings_getSettings", json!([])).await;
    assert_eq!(settings.get("mnemonic-was-not-shown?"), None);
    let currencies = alice.rpc("appgeneral_getCurrencies", json!([])).await;
    let dollar = json!({
        "id": "usd", "shortName": "USD", "name": "United States Dollar", "symbol": "$", "emoji": "\u{1f1fa}\u{1f1f8}",
        "unicode": "1f1fa-1f1f8", "isToken": false, "isPopular": true,
    });
    assert_eq!(currencies[0], dollar);
}

/// What is told of a message.
async fn delivery(alice: &Alice, id: &str) -> Value {
    alice.rpc("wakuext_messageDelivery", json!([id])).await
}

#[tokio::test]
async fn a_message_that_waits_says_why() {
    let alice = Alice::new().await;
    let (bobby, compressed) = bobby();
    let id = alice.asks(&compressed).await;
    let told = delivery(&alice, &id).await;
    assert_eq!((&told["stage"], &told["waitsFor"]), (&json!("queued"), &json!("start")), "{told}");
    assert_eq!(told["recipients"][0]["publicKey"], json!(bobby));
    assert!(told["queuedAt"].is_u64() && told["firstPublishedAt"].is_null());
    alice.rpc("wakuext_startMessenger", json!([])).await;
    alice.rpc("wakuext_pause", json!([])).await;
    let waits = async {
        loop {
            if delivery(&alice, &id).await["waitsFor"] == "connection" {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), waits).await.expect("it is told that it is paused");
    let unknown = alice.error("wakuext_messageDelivery", json!(["0x00"])).await;
    assert_eq!(unknown, "-32000 nothing is known of the delivery of this message");
}
