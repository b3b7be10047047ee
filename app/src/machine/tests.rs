//! A life in the world as it is: real files, a real node on loopback.

use std::path::Path;

use serde_json::{Value, json};
use status_ports::WakuError;
use tempfile::TempDir;

use super::parse_node_key;
use crate::{Backend, BackendConfig, EndpointAnswer, SignalReceiver};

const NODE_KEY: &str = "0x0101010101010101010101010101010101010101010101010101010101010101";

struct Client {
    backend: Backend,
    signals: SignalReceiver,
}

impl Client {
    fn new() -> Self {
        let backend = Backend::new(BackendConfig {
            node_key: Some(NODE_KEY.to_owned()),
            has_discovery: false,
            ..BackendConfig::default()
        });
        let signals = backend.signals().subscribe(1000);
        Self { backend, signals }
    }

    async fn call(&self, function: &str, body: &Value) -> Value {
        let answer = self.backend.call(function, &body.to_string()).await;
        let EndpointAnswer::Body { text, .. } = answer else { panic!("{function}: {answer:?}") };
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"))
    }

    async fn rpc(&self, method: &str, params: Value) -> Value {
        self.call("CallRPC", &json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})).await["result"]
            .clone()
    }

    async fn initialize(&self, root: &Path) -> Value {
        self.call("InitializeApplication", &json!({"dataDir": root})).await["accounts"].clone()
    }

    /// The event of the next signal of this type.
    async fn signal(&mut self, kind: &str) -> Value {
        loop {
            let text = self.signals.recv().await.expect("the hub lives");
            let signal: Value = serde_json::from_str(&text).unwrap();
            if signal["type"] == kind {
                return signal["event"].clone();
            }
        }
    }

    async fn create(&mut self, root: &Path) -> Value {
        let request = json!({
            "rootDataDir": root, "displayName": "Alice in wonder", "password": "right", "customizationColor": "army",
        });
        assert_eq!(self.call("CreateAccountAndLogin", &request).await["error"], "");
        self.signal("node.login").await
    }

    async fn login(&mut self, key_uid: &str, password: &str) -> Value {
        let request = json!({"keyUid": key_uid, "password": password});
        assert_eq!(self.call("LoginAccount", &request).await["error"], "");
        self.signal("node.login").await
    }
}

#[tokio::test]
async fn an_account_is_created_and_opens_with_its_password_only() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("data");
    let mut client = Client::new();
    assert_eq!(client.initialize(&root).await, Value::Null);
    let created = client.create(&root).await;
    assert_eq!(created["error"], Value::Null, "{created}");
    let key_uid = created["account"]["key-uid"].as_str().unwrap().to_owned();
    let public_key = created["settings"]["public-key"].clone();
    client.call("Logout", &Value::Null).await;

    // Another process.
    client.backend.shut_down().await;
    let mut client = Client::new();
    assert_eq!(client.initialize(&root).await[0]["key-uid"], key_uid.as_str());
    let refused = client.login(&key_uid, "wrong").await;
    assert_eq!(
        refused["error"],
        "failed to open database: failed to set `journal_mode` pragma: file is not a database"
    );
    assert_eq!(client.login("0x01", "right").await["error"], "failed to open database: account not found");
    let arrived = client.login(&key_uid, "right").await;
    assert_eq!(arrived["error"], Value::Null, "{arrived}");
    assert_eq!(arrived["settings"]["public-key"], public_key);
    client.backend.shut_down().await;
}

#[tokio::test]
async fn a_session_listens_for_peers() {
    let folder = TempDir::new().unwrap();
    let mut client = Client::new();
    client.initialize(folder.path()).await;
    client.create(folder.path()).await;
    let addresses = client.rpc("wakuext_listenAddresses", json!([])).await;
    let addresses: Vec<&str> = addresses.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let local = |is_websocket: bool| {
        let mut found = addresses.iter().filter(|address| address.starts_with("/ip4/127.0.0.1/tcp/"));
        found.any(|address| address.contains("/ws/") == is_websocket && address.contains("/p2p/"))
    };
    assert!(local(false) && local(true), "{addresses:?}");
    client.backend.shut_down().await;
}

#[tokio::test]
async fn a_profile_cannot_be_restored_over_itself() {
    let folder = TempDir::new().unwrap();
    let mut client = Client::new();
    client.initialize(folder.path()).await;
    let created = client.create(folder.path()).await;
    let key_uid = created["account"]["key-uid"].as_str().unwrap().to_owned();
    let mnemonic = created["settings"]["mnemonic"].clone();
    client.call("Logout", &Value::Null).await;
    let request = json!({
        "rootDataDir": folder.path(), "displayName": "Alice again", "password": "other", "customizationColor": "army",
        "mnemonic": mnemonic,
    });
    client.call("RestoreAccountAndLogin", &request).await;
    let refused = client.signal("node.login").await;
    assert!(refused["error"].as_str().is_some_and(|error| error.contains("already added")), "{refused}");
    assert_eq!(client.login(&key_uid, "right").await["error"], Value::Null);
    client.backend.shut_down().await;
}

#[test]
fn a_node_key_is_64_hex_digits() {
    assert_eq!(parse_node_key(NODE_KEY).unwrap().as_bytes(), &[1; 32]);
    assert_eq!(parse_node_key(&NODE_KEY[2..]).unwrap().as_bytes(), &[1; 32]);
    for text in ["", "0x", "0x01", &NODE_KEY.replace('1', "g")] {
        assert!(matches!(parse_node_key(text), Err(WakuError::Start(_))), "{text}");
    }
}
