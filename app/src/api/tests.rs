//! Methods against a profile in memory.

mod accounts;
mod activity;
mod assets;
mod chain;
mod chats;
mod contacts;
mod details;
mod functions;
mod group;
mod keycard;
mod keystore;
mod links;
mod media;
mod multi_transactions;
mod names;
mod network;
mod odds;
mod payer;
mod profile;
mod replaced;
mod routes;
mod routes_sent;
mod settings;
mod signing;
mod single_transactions;
mod wallet_connect;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use status_domain::crypto::PrivateKey;
use status_domain::identity::{compressed_key, public_key_text};
use status_domain::wallet::network::WalletSecrets;
use status_images::PixelImages;
use status_memory::{
    MemoryAccounts, MemoryChains, MemoryFunctions, MemoryMarket, MemoryProfile, MemoryWakuNetwork, MemoryWallet,
    MemoryWeb,
};
use status_ports::{
    AccountsStore, ChainError, ChainProvider, Clock, DataKey, Entropy, FunctionDirectory, Images, MarketProvider,
    ProfileStore, ProviderEndpoint, Secret32, StorageError, Waku as _, WakuError, WakuMode, WalletStore, WebError,
    WebFetcher,
};

use crate::network::peers::DiscoveryPorts;
use crate::system::{SystemClock, SystemEntropy};
use crate::test_disk::Disk;
use crate::world::{StartedNode, World};
use crate::{Backend, EndpointAnswer, LogControl};

/// Everything in memory.
#[derive(Default)]
struct MemoryWorld {
    accounts: MemoryAccounts,
    profiles: Mutex<BTreeMap<String, MemoryProfile>>,
    network: MemoryWakuNetwork,
    discovery: Option<DiscoveryPorts>,
    web: MemoryWeb,
    chains: MemoryChains,
    market: MemoryMarket,
    functions: MemoryFunctions,
    /// What happens in the middle of a login.
    meanwhile: Option<Arc<dyn Fn() + Send + Sync>>,
}

#[async_trait]
impl World for MemoryWorld {
    async fn open_accounts(&self, _: &Path) -> Result<Arc<dyn AccountsStore>, StorageError> {
        Ok(Arc::new(self.accounts.clone()))
    }

    async fn create_profile(&self, _: &Path, key: &str, _: &DataKey) -> Result<Arc<dyn ProfileStore>, StorageError> {
        let profile = MemoryProfile::new();
        self.profiles.lock().unwrap().insert(key.to_owned(), profile.clone());
        Ok(Disk::open(&profile))
    }

    async fn open_profile(&self, _: &Path, key: &str, _: &DataKey) -> Result<Arc<dyn ProfileStore>, StorageError> {
        let profile = self.profiles.lock().unwrap().get(key).cloned();
        Ok(Disk::open(&profile.ok_or(StorageError::WrongKey)?))
    }

    async fn open_wallet(&self, _: &Path, _: &str, _: &DataKey) -> Result<Arc<dyn WalletStore>, StorageError> {
        Ok(Arc::new(MemoryWallet::new()))
    }

    async fn remove_profile(&self, _: &Path, key: &str) -> Result<(), StorageError> {
        self.profiles.lock().unwrap().remove(key);
        Ok(())
    }

    fn node_key(&self) -> Result<Secret32, WakuError> {
        Ok(Secret32::new([1; 32]))
    }

    fn discovery(&self, _: &str) -> Option<DiscoveryPorts> {
        self.discovery.clone()
    }

    async fn start_network(&self, mode: WakuMode, _: Secret32) -> Result<StartedNode, WakuError> {
        let (node, events) = self.network.start("alice");
        node.set_mode(mode).await?;
        Ok((Arc::new(node), events))
    }

    fn chain_provider(&self, endpoint: &ProviderEndpoint) -> Result<Arc<dyn ChainProvider>, ChainError> {
        self.chains.open(endpoint)
    }

    fn market_providers(&self, _: &WalletSecrets) -> Vec<Arc<dyn MarketProvider>> {
        self.meanwhile.iter().for_each(|happens| happens());
        vec![Arc::new(self.market.clone())]
    }

    fn function_directories(&self) -> Vec<Arc<dyn FunctionDirectory>> {
        vec![Arc::new(self.functions.clone())]
    }

    fn web(&self, _: &str) -> Result<Arc<dyn WebFetcher>, WebError> {
        Ok(Arc::new(self.web.clone()))
    }

    fn images(&self) -> Arc<dyn Images> {
        Arc::new(PixelImages)
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }

    fn entropy(&self) -> Box<dyn Entropy + Send> {
        Box::new(SystemEntropy)
    }
}

/// Somebody who has logged in.
struct Alice {
    backend: Backend,
    public_key: String,
    network: MemoryWakuNetwork,
}

impl Alice {
    async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// Somebody who asked for something particular at creation.
    async fn with(wishes: Value) -> Self {
        Self::in_world(MemoryWorld::default(), wishes).await
    }

    async fn in_world(world: MemoryWorld, wishes: Value) -> Self {
        Self::logging(world, wishes, None).await
    }

    async fn logging(world: MemoryWorld, wishes: Value, log: Option<LogControl>) -> Self {
        let network = world.network.clone();
        let backend = Backend::in_world(Arc::new(world), "1.2.3".to_owned(), log);
        Self::on(backend, network, wishes).await
    }

    async fn on(backend: Backend, network: MemoryWakuNetwork, wishes: Value) -> Self {
        let mut signals = backend.signals().subscribe(100);
        let mut request = json!({
            "rootDataDir": "/nowhere", "displayName": "alice-node", "password": "right", "customizationColor": "army",
        });
        request.as_object_mut().unwrap().extend(wishes.as_object().unwrap().clone());
        backend.call("CreateAccountAndLogin", &request.to_string()).await;
        loop {
            let signal: Value = serde_json::from_str(&signals.recv().await.expect("the hub lives")).unwrap();
            if signal["type"] == "node.login" {
                let public_key = signal["event"]["settings"]["public-key"].as_str().unwrap().to_owned();
                return Self { backend, public_key, network };
            }
        }
    }

    /// The whole answer.
    async fn answer(&self, method: &str, params: Value) -> Value {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        match self.backend.call("CallRPC", &request.to_string()).await {
            EndpointAnswer::Body { text, .. } => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    async fn rpc(&self, method: &str, params: Value) -> Value {
        let mut answer = self.answer(method, params).await;
        assert_eq!(answer.get("error"), None, "{method}");
        answer["result"].take()
    }

    async fn error(&self, method: &str, params: Value) -> String {
        let answer = self.answer(method, params).await;
        format!("{} {}", answer["error"]["code"], answer["error"]["message"].as_str().unwrap_or_default())
    }

    async fn asks(&self, id: &str) -> String {
        let response = self.rpc("wakuext_sendContactRequest", json!([{"id": id, "message": "hello"}])).await;
        let messages = response["messages"].as_array().unwrap();
        let request = messages.iter().find(|message| message["contentType"] == 11).unwrap();
        request["id"].as_str().unwrap().to_owned()
    }
}

/// Somebody who is not here: key as `0x04…` and as `zQ3sh…`.
fn bobby() -> (String, String) {
    let key = PrivateKey::from_bytes(&[2; 32]).unwrap().public_key();
    (public_key_text(&key), compressed_key(&key))
}

#[tokio::test]
async fn lists_are_null_while_there_is_nothing() {
    let alice = Alice::new().await;
    for method in ["wakuext_chats", "wakuext_activeChats", "wakuext_chatsPreview", "wakuext_contacts"] {
        assert_eq!(alice.rpc(method, json!([])).await, Value::Null, "{method}");
    }
    let page = alice.rpc("wakuext_activityCenterNotifications", json!([{"limit": 10}])).await;
    assert_eq!(page, json!({"cursor": "", "notifications": null}));
    let counts = json!([{"activityTypes": [3, 5], "readType": 2}]);
    assert_eq!(alice.rpc("wakuext_activityCenterNotificationsCount", counts).await, json!({"3": 0, "5": 0}));
    assert_eq!(alice.rpc("wakuext_activityCenterNotificationsCount", json!([{}])).await, json!({}));
    assert_eq!(alice.rpc("wakuext_hasUnseenActivityCenterNotifications", json!([])).await, false);
    assert_eq!(alice.rpc("wakuext_chat", json!(["nowhere"])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_getContactByID", json!([bobby().0])).await, Value::Null);
}

#[tokio::test]
async fn a_contact_request_is_in_every_list() {
    let alice = Alice::new().await;
    let (bobby, compressed) = bobby();
    let id = alice.asks(&compressed).await;
    let contacts = alice.rpc("wakuext_contacts", json!([])).await;
    assert_eq!((&contacts[0]["id"], &contacts[0]["contactRequestState"]), (&json!(bobby), &json!(2)));
    assert_eq!(alice.rpc("wakuext_getContactByID", json!([bobby])).await, contacts[0]);
    let chats = alice.rpc("wakuext_chats", json!([])).await;
    assert_eq!((&chats[0]["active"], &chats[0]["lastMessage"]["id"]), (&json!(false), &json!(id)));
    assert_eq!(alice.rpc("wakuext_activeChats", json!([])).await, Value::Null, "hidden until accepted");
    let latest = alice.rpc("wakuext_getLatestContactRequestForContact", json!([bobby])).await;
    assert_eq!(latest["messages"][0]["id"], json!(id));
    let own = alice.rpc("wakuext_activityCenterNotifications", json!([{"limit": 10, "readType": 1}])).await;
    assert_eq!(own["notifications"][0]["id"], json!(id));
}

#[tokio::test]
async fn one_self_is_known_but_no_contact() {
    let alice = Alice::new().await;
    let me = alice.rpc("wakuext_getContactByID", json!([alice.public_key])).await;
    assert_eq!((&me["displayName"], &me["customizationColor"]), (&json!("alice-node"), &json!("army")));
    let request = json!([{"id": alice.public_key, "message": "to myself"}]);
    let refused = alice.error("wakuext_sendContactRequest", request).await;
    assert_eq!(refused, "-32000 invalid activity center notification");
    assert_eq!(alice.rpc("wakuext_contacts", json!([])).await, Value::Null);
}

#[tokio::test]
async fn a_nickname_comes_first_and_trust_is_kept() {
    let alice = Alice::new().await;
    let (bobby, _) = bobby();
    let named = alice.rpc("wakuext_setContactLocalNickname", json!([{"id": bobby, "nickname": "Bo"}])).await;
    assert_eq!(named["contacts"][0]["primaryName"], "Bo");
    assert!(named["contacts"][0]["secondaryName"].as_str().unwrap().starts_with("zQ3..."));
    assert_eq!(alice.rpc("wakuext_markAsTrusted", json!([bobby])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_getTrustStatus", json!([bobby])).await, 1);
    assert_eq!(alice.rpc("wakuext_getContactByID", json!([bobby])).await["trustStatus"], 1);
    assert_eq!(alice.rpc("wakuext_removeTrustStatus", json!([bobby])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_getTrustStatus", json!([bobby])).await, 0);
}

#[tokio::test]
async fn pages_of_messages_lead_on_by_their_cursor() {
    let alice = Alice::new().await;
    let (bobby, _) = bobby();
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": bobby}])).await;
    let texts = ["a", "b", "c", "d", "e"];
    let messages = texts.map(|text| json!({"chatId": bobby, "text": text, "contentType": 1}));
    alice.rpc("wakuext_sendChatMessages", json!([messages])).await;
    let page = async |cursor: &str, limit: i64| {
        let page = alice.rpc("wakuext_chatMessages", json!([bobby, cursor, limit])).await;
        let messages = page["messages"].as_array().cloned().unwrap_or_default();
        let texts: String = messages.iter().filter_map(|message| message["text"].as_str()).collect();
        (texts, page["cursor"].as_str().unwrap().to_owned())
    };
    let (first, cursor) = page("", 2).await;
    let (second, cursor) = page(&cursor, 2).await;
    let (third, end) = page(&cursor, 2).await;
    assert_eq!((first + &second + &third).as_str(), "edcba");
    assert_eq!(end, "");
    assert_eq!(page("nonsense", 100).await.0, "edcba", "begins at the newest");
    assert_eq!(page("", -1).await.0, "");
    assert_eq!(alice.error("wakuext_chatMessages", json!(["nowhere", "", 1])).await, "-32000 can't find chat");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_named() {
    let alice = Alice::new().await;
    let (bobby, _) = bobby();
    for (method, params, error) in [
        ("wakuext_sendContactRequest", json!([{"id": bobby}]), "-32000 send-contact-request: invalid message"),
        ("wakuext_sendContactRequest", json!([{"message": "hi"}]), "-32000 send-contact-request: invalid id"),
        ("wakuext_acceptContactRequest", json!([{"id": "0x"}]), "-32000 accept-contact-request: invalid id"),
        ("wakuext_acceptContactRequest", json!([{"id": "0x12"}]), "-32000 record not found"),
        ("wakuext_retractContactRequest", json!([{"id": bobby}]), "-32000 contact not found"),
        ("wakuext_removeContact", json!(["x"]), "-32000 contact not found"),
        ("wakuext_messageByMessageID", json!(["0x12"]), "-32000 record not found"),
        (
            "wakuext_sendChatMessage",
            json!([{"chatId": "nowhere", "text": "hi", "contentType": 1}]),
            "-32000 Chat not found",
        ),
        ("wakuext_sendContactRequest", json!([]), "-32603 method handler crashed"),
        ("wakuext_chats", json!([1]), "-32602 too many arguments, want at most 0"),
        ("wakuext_chat", json!([]), "-32602 missing value for required argument 0"),
        ("wakuext_nothing", json!([]), "-32601 the method wakuext_nothing does not exist/is not available"),
    ] {
        assert_eq!(alice.error(method, params).await, error, "{method}");
    }
    assert_eq!(alice.rpc("wakuext_chats", json!([])).await, Value::Null, "nothing was changed");
}

#[tokio::test]
async fn the_api_describes_itself() {
    let alice = Alice::new().await;
    let document = alice.rpc("rpc.discover", json!([])).await;
    assert_eq!(document, crate::openrpc_document());
    let methods = document["methods"].as_array().unwrap();
    assert!(methods.iter().all(|method| method["summary"].as_str().is_some_and(|summary| summary.ends_with('.'))));
    let reference = crate::api_reference();
    assert!(methods.iter().all(|method| reference.contains(method["name"].as_str().unwrap())));
}
