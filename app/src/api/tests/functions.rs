//! Functions of the backend that are no methods.

use status_domain::identity::ProfileKeys;

use super::keystore::{PHRASE, restored};
use super::*;
use crate::signal::SignalReceiver;

impl Backend {
    pub(super) async fn body(&self, function: &str, body: &str) -> String {
        match self.call(function, body).await {
            EndpointAnswer::Body { text, .. } => text,
            other => panic!("{function}: {other:?}"),
        }
    }

    pub(super) async fn json(&self, function: &str, body: Value) -> Value {
        serde_json::from_str(&self.body(function, &body.to_string()).await).unwrap()
    }
}

fn nobody() -> Backend {
    Backend::in_world(Arc::new(MemoryWorld::default()), "1.2.3".to_owned(), None)
}

fn error(text: &str) -> Value {
    json!({ "error": text })
}

#[tokio::test]
async fn a_decision_about_metrics_is_kept() {
    let backend = nobody();
    let metric = json!({"id": "7", "eventName": "began", "platform": "linux", "appVersion": "1"});
    assert_eq!(backend.json("CentralizedMetricsInfo", json!({})).await, error("centralized metrics not initialized"));
    assert_eq!(backend.json("ToggleCentralizedMetrics", json!({})).await, error("centralized metrics nil"));
    let added = backend.json("AddCentralizedMetric", json!({ "metric": metric })).await;
    assert_eq!(added, error("centralized metrics nil"));

    let info = |enabled: bool, confirmed: bool| json!({"enabled": enabled, "userConfirmed": confirmed});
    let begun = backend.json("InitializeApplication", json!({"dataDir": "/nowhere"})).await;
    assert_eq!(begun["centralizedMetricsInfo"], info(false, false));
    for is_enabled in [true, false] {
        assert_eq!(backend.json("ToggleCentralizedMetrics", json!({"enabled": is_enabled})).await, error(""));
        assert_eq!(backend.json("CentralizedMetricsInfo", json!({})).await, info(is_enabled, true));
    }
    assert_eq!(
        backend.json("ToggleCentralizedMetrics", json!({"enabled": 1})).await,
        error("json: cannot unmarshal number into Go struct field ToggleCentralizedMetrics.enabled of type bool")
    );
    let begun = backend.json("InitializeApplication", json!({"dataDir": "/nowhere"})).await;
    assert_eq!(begun["centralizedMetricsInfo"], info(false, true));
}

#[tokio::test]
async fn an_event_for_metrics_has_an_id() {
    let backend = nobody();
    backend.json("InitializeApplication", json!({"dataDir": "/nowhere"})).await;
    let add =
        async |metric: Value| backend.body("AddCentralizedMetric", &json!({ "metric": metric }).to_string()).await;
    let whole =
        json!({"id": "7", "eventName": "began", "eventValue": {"a": 1}, "platform": "linux", "appVersion": "1"});
    assert_eq!(add(whole.clone()).await, "7");
    for (field, problem) in [
        ("eventName", "centralized-metric: invalid-event-name"),
        ("platform", "centralized-metric: invalid-platform"),
        ("appVersion", "centralized-metric: invalid-version"),
    ] {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(field);
        assert_eq!(add(without).await, error(problem).to_string());
    }
    assert_eq!(add(json!(null)).await, error("add-centralized-metric: no metric").to_string());
    let mut nameless = whole;
    nameless.as_object_mut().unwrap().remove("id");
    let (first, second) = (add(nameless.clone()).await, add(nameless).await);
    assert_eq!((first.len(), first == second), (36, false), "{first}");
}

#[tokio::test]
async fn clients_say_before_a_login_how_much_is_logged() {
    let levels = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&levels);
    let log = LogControl::new(move |level| heard.lock().unwrap().push(level.to_owned()));
    let backend = Backend::in_world(Arc::new(MemoryWorld::default()), "1.2.3".to_owned(), Some(log));
    for (request, answer) in [
        (json!({"Enabled": false, "Level": "DEBUG"}), ""),
        (json!({"Enabled": true, "Level": "debug", "File": "/nowhere/geth.log"}), ""),
        (json!({"enabled": true}), ""),
        (json!({"Enabled": true, "Level": "EROR"}), ""),
        (json!({"Enabled": true, "Level": "Loud"}), "unknown level: loud"),
        (json!({"Enabled": true, "Level": "Loud", "LogRequestGo": true, "LogRequestFile": "/nowhere"}), ""),
        (json!({"LogRequestGo": true}), "log file path is required"),
        (
            json!({"LogRequestGo": 1}),
            "json: cannot unmarshal number into Go struct field InitLoggingRequest.LogRequestGo of type bool",
        ),
    ] {
        assert_eq!(backend.json("InitLogging", request.clone()).await, error(answer), "{request}");
    }
    assert_eq!(*levels.lock().unwrap(), ["DEBUG", "INFO", "ERROR"]);
}

#[tokio::test]
async fn functions_of_a_node_of_ethereum_say_that_there_is_none() {
    let alice = Alice::new().await;
    let enode = format!("enode://{}@127.0.0.1:30303", "ab".repeat(64));
    for (function, body, answer) in [
        ("AddPeer", "nonsense", "invalid URL scheme, want \"enode\""),
        ("AddPeer", &enode, "peers of Ethereum are not connected to"),
        ("ResetChainData", "", ""),
        ("StartLocalNotifications", "", ""),
        ("StopLocalNotifications", "", ""),
        ("StartCPUProfile", "/nowhere", "profiles are made by the tools of the system"),
        ("StopCPUProfiling", "", ""),
        ("WriteHeapProfile", "/nowhere", "profiles are made by the tools of the system"),
        ("StartSearchForLocalPairingPeers", "", "local pairing is not supported"),
        ("GetConnectionStringForExportingKeypairsKeystores", "{}", "local pairing is not supported"),
        ("GetConnectionStringForExportingKeypairsKeystores", "", "no config given, SendingServerConfig is expected"),
        ("GetConnectionStringForBootstrappingAnotherDevice", "", "no config given, SendingServerConfig is expected"),
        ("GetConnectionStringForBeingBootstrapped", "", "no config given, PayloadSourceConfig is expected"),
    ] {
        assert_eq!(alice.backend.body(function, body).await, error(answer).to_string(), "{function}");
    }
    assert_eq!(nobody().body("AddPeer", &enode).await, error("there is no running node").to_string());
}

#[tokio::test]
async fn a_configuration_of_the_node_is_valid_or_says_what_is_wrong() {
    let backend = nobody();
    let whole = json!({"NetworkId": 1, "DataDir": "/a", "KeyStoreDir": "/a/keystore"});
    let with = |changes: Value| {
        let mut config = whole.clone();
        config.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        config
    };
    let refused = |problem: &str| json!({"status": false, "message": format!("validation: {problem}")});
    let key = "11".repeat(32);
    for (config, verdict) in [
        (whole.clone(), json!({"status": true})),
        (with(json!({"LogLevel": "DEBUG", "NodeKey": key, "APIModules": null})), json!({"status": true})),
        (with(json!({"NodeKey": "x"})), refused("NodeKey is invalid: invalid hex string")),
        (with(json!({"NodeKey": "11"})), refused("NodeKey is invalid: invalid length, need 256 bits")),
        (with(json!({"NoDiscovery": false})), refused("NoDiscovery is false, but ClusterConfig.BootNodes is empty")),
        (with(json!({"NoDiscovery": false, "ClusterConfig": {"BootNodes": ["a"]}})), json!({"status": true})),
        (
            with(json!({"ShhextConfig": {"PFSEnabled": true}})),
            refused("PFSEnabled is true, but InstallationID is empty"),
        ),
        (
            with(json!({"WakuConfig": {"Enabled": true}, "WakuV2Config": {"Enabled": true}})),
            refused("both Waku and WakuV2 are enabled and use the same data dir"),
        ),
        (
            with(json!({"TorrentConfig": {"Enabled": true, "DataDir": "/a"}})),
            refused("TorrentConfig.DataDir and TorrentConfig.TorrentDir cannot be \"\""),
        ),
        (json!([]), refused("json: cannot unmarshal array into Go value of type params.NodeConfig")),
    ] {
        assert_eq!(backend.json("ValidateNodeConfig", config.clone()).await, verdict, "{config}");
    }
    let wrong = with(json!({"NetworkId": 0, "Name": "a/b", "APIModules": "", "LogLevel": "LOUD"}));
    let verdict = backend.json("ValidateNodeConfig", wrong).await;
    assert_eq!(verdict["message"], "validation: validation failed");
    let fields: Vec<_> = verdict["field_errors"].as_array().unwrap().iter().map(|error| &error["parameter"]).collect();
    assert_eq!(fields, ["NodeConfig.NetworkID", "NodeConfig.Name", "NodeConfig.APIModules", "NodeConfig.LogLevel"]);
    let first = &verdict["field_errors"][0]["errors"];
    assert_eq!(first, &json!([{"message": "field validation failed on the 'required' tag"}]));
    let cut =
        async |body: &str| serde_json::from_str::<Value>(&backend.body("ValidateNodeConfig", body).await).unwrap();
    assert_eq!(cut("").await, refused("EOF"));
    assert_eq!(cut("{").await, refused("unexpected EOF"));
}

/// The events of the next signals of some types.
pub(super) async fn heard(signals: &mut SignalReceiver, kinds: &[&str]) -> Vec<Value> {
    let mut events = Vec::new();
    while let Some(kind) = kinds.get(events.len()) {
        let mut signal: Value = serde_json::from_str(&signals.recv().await.unwrap()).unwrap();
        if signal["type"] == *kind {
            events.push(signal["event"].take());
        }
    }
    events
}

async fn key_uid(alice: &Alice) -> String {
    alice.rpc("settings_getSettings", json!([])).await["key-uid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn another_password_opens_a_profile_open_or_not() {
    let alice = restored().await;
    let key_uid = key_uid(&alice).await;
    let change = async |key_uid: &str, old: &str, new: &str| -> Value {
        serde_json::from_str(&alice.backend.change_database_password(key_uid, old, new).await).unwrap()
    };
    assert_eq!(change(&key_uid, "wrong", "new").await, error("file is not a database"));
    assert_eq!(change(&key_uid, "right", "").await, error("the new password is empty"));
    assert_eq!(change("0x12", "right", "new").await, error("account not found"));
    let mut signals = alice.backend.signals().subscribe(100);
    assert_eq!(change(&key_uid, "right", "new").await, error(""));
    let (started, finished) = ("db.reEncryption.started", "db.reEncryption.finished");
    heard(&mut signals, &[started, finished, started, finished]).await;
    assert_eq!(alice.rpc("accounts_verifyPassword", json!(["new"])).await, true, "the session goes on");
    assert_eq!(alice.rpc("accounts_verifyPassword", json!(["right"])).await, false);
    alice.backend.body("Logout", "").await;
    assert_eq!(change(&key_uid, "new", "newer").await, error(""));
    let verify = async |password: &str| alice.backend.verify_database_password(&key_uid, password).await;
    assert_eq!(verify("newer").await, error("").to_string());
    assert_eq!(verify("new").await, error("file is not a database").to_string());
}

#[tokio::test]
async fn a_profile_that_is_removed_cannot_log_in() {
    assert_eq!(nobody().delete_multiaccount("0x12").await, error("accounts db wasn't initialized").to_string());
    let alice = restored().await;
    let key_uid = key_uid(&alice).await;
    let mut signals = alice.backend.signals().subscribe(100);
    for other in ["0x12", "../secret"] {
        assert_eq!(alice.backend.delete_multiaccount(other).await, error("").to_string());
    }
    assert_eq!(alice.rpc("wakuext_chats", json!([])).await, Value::Null, "nothing happened");
    for _ in 0..2 {
        assert_eq!(alice.backend.delete_multiaccount(&key_uid).await, error("").to_string());
    }
    heard(&mut signals, &["node.stopped"]).await;
    assert_eq!(alice.backend.body("OpenAccounts", "/nowhere").await, "null");
    alice.backend.json("LoginAccount", json!({"keyUid": key_uid, "password": "right"})).await;
    let events = heard(&mut signals, &["node.login"]).await;
    assert_eq!(events[0], error("failed to open database: account not found"));
}

#[tokio::test]
async fn the_phrase_stands_for_a_keycard_that_is_lost() {
    let alice = restored().await;
    let key_uid = key_uid(&alice).await;
    let of_card = ProfileKeys::from_mnemonic(PHRASE).unwrap().keycard_password();
    let account = json!({"key-uid": key_uid, "keycard-pairing": "pairing"}).to_string();
    let card = json!({"keycard-instance-uid": "instance"}).to_string();
    let moved = alice.backend.convert_to_keycard_account(&account, &card, "card", "right", &of_card).await;
    assert_eq!(moved, error("").to_string());
    alice.backend.body("Logout", "").await;

    let mut signals = alice.backend.signals().subscribe(100);
    let mut login = async |wish: Value| {
        let mut request = json!({"keyUid": key_uid, "password": "forgotten"});
        request.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
        assert_eq!(alice.backend.json("LoginAccount", request).await, error(""));
        heard(&mut signals, &["node.login"]).await.remove(0)
    };
    let wrong = "failed to open database: failed to set `journal_mode` pragma: file is not a database";
    assert_eq!(login(json!({})).await["error"], wrong);
    assert_eq!(login(json!({"mnemonic": "another phrase"})).await["error"], wrong);
    let event = login(json!({"mnemonic": PHRASE})).await;
    assert_eq!((&event["error"], &event["account"]["key-uid"]), (&Value::Null, &json!(key_uid)));
    alice.backend.body("Logout", "").await;
    let key = format!("0x{}", "11".repeat(32));
    let event = login(json!({"password": of_card, "keycardWhisperPrivateKey": key})).await;
    assert_eq!(event["settings"]["public-key"], alice.public_key.as_str());
    let request = json!({"keyUid": key_uid, "keycardWhisperPrivateKey": "0x11"});
    let refused = alice.backend.json("LoginAccount", request).await;
    assert_eq!(refused, error("login: invalid keycard whisper private key"));
}

#[tokio::test]
async fn another_fleet_is_taken_with_the_next_login() {
    let unavailable = error("DB is unavailable").to_string();
    assert_eq!(nobody().switch_fleet("status.staging", "").await, unavailable);
    let alice = Alice::new().await;
    let switch = async |fleet: &str, config: &str| -> Value {
        serde_json::from_str(&alice.backend.switch_fleet(fleet, config).await).unwrap()
    };
    let unknown = error("Asset ../config/cli/fleet-of.mine.json not found");
    assert_eq!(switch("of.mine", "").await, unknown);
    assert_eq!(switch("status.staging", "{").await, error("unexpected end of JSON input"));
    let refused = switch("status.staging", r#"{"HTTPPort": 1}"#).await;
    assert!(refused["error"].as_str().unwrap().contains("HTTPPort"), "{refused}");
    let settings = alice.rpc("settings_getSettings", json!([])).await;
    assert_eq!(settings["fleet"], "status.prod", "nothing is stored");
    let config = json!({"LogLevel": "DEBUG", "ClusterConfig": {"Fleet": "status.prod"}}).to_string();
    for config in [config.as_str(), ""] {
        assert_eq!(switch("status.staging", config).await, error(""));
        let settings = alice.rpc("settings_getSettings", json!([])).await;
        assert_eq!(settings["fleet"], "status.staging");
        let config = alice.rpc("settings_nodeConfig", json!([])).await;
        assert_eq!(
            (&config["ClusterConfig"]["Fleet"], &config["LogLevel"]),
            (&json!("status.staging"), &json!("DEBUG"))
        );
    }
}
