//! Somebody with a backend.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::api::Api;
use super::error::DemoError;
use super::process::Process;
use super::signals::{DEADLINE, Signals};

const PASSWORD: &str = "a password for the demo";
/// The content type of plain text.
const TEXT: u64 = 1;
/// The content type of contact requests.
const CONTACT_REQUEST: u64 = 11;
const PUBSUB_TOPICS: [&str; 2] = ["/waku/2/rs/16/32", "/waku/2/rs/16/64"];
const FILTER: &str = "/vac/waku/filter-subscribe/2.0.0-beta1";
const RELAY: &str = "/vac/waku/relay/2.0.0";
/// How often to ask for the state of the mesh, or of filters, of which no signal tells.
const MESH_PAUSE: Duration = Duration::from_millis(20);

/// A person; `online` while the backend runs.
pub(super) struct Person {
    pub(super) name: &'static str,
    /// Whether the backend relays nothing and asks a service node instead.
    is_light: bool,
    /// The chains that its wallet knows; the usual ones if there are none.
    chains: Vec<Value>,
    folder: PathBuf,
    online: Option<Online>,
    /// `0x04…`, once there is an account.
    pub(super) public_key: String,
    key_uid: String,
}

struct Online {
    process: Process,
    api: Api,
    signals: Signals,
}

/// What a public key looks like to people.
pub(super) struct Face {
    pub(super) alias: String,
    pub(super) short_key: String,
    pub(super) emoji: String,
}

/// A message that was sent.
pub(super) struct Sent {
    pub(super) id: String,
    pub(super) at: Instant,
    /// A position in the sender's signals, before the sending.
    position: usize,
}

impl Person {
    pub(super) fn new(name: &'static str, folder: PathBuf) -> Self {
        let (public_key, key_uid) = (String::new(), String::new());
        Self { name, is_light: false, chains: Vec::new(), folder, online: None, public_key, key_uid }
    }

    /// Somebody whose wallet knows these chains and no other.
    pub(super) fn with_chains(name: &'static str, folder: PathBuf, chains: Vec<Value>) -> Self {
        Self { chains, ..Self::new(name, folder) }
    }

    /// Somebody whose backend is a light client.
    pub(super) fn light(name: &'static str, folder: PathBuf) -> Self {
        Self { is_light: true, ..Self::new(name, folder) }
    }

    fn online(&self) -> Result<&Online, DemoError> {
        self.online.as_ref().ok_or_else(|| self.wrong("is offline"))
    }

    fn api(&self) -> Result<&Api, DemoError> {
        Ok(&self.online()?.api)
    }

    fn signals(&self) -> Result<&Signals, DemoError> {
        Ok(&self.online()?.signals)
    }

    pub(super) fn wrong(&self, what: &str) -> DemoError {
        DemoError::Wrong { name: self.name, what: what.to_owned() }
    }

    /// A position in the signals, for what is awaited later.
    pub(super) fn position(&self) -> Result<usize, DemoError> {
        Ok(self.signals()?.position())
    }

    /// Starts the backend. Gives the time to its first answer.
    pub(super) async fn switch_on(&mut self) -> Result<Duration, DemoError> {
        std::fs::create_dir_all(&self.folder)?;
        let arguments = ["--address", "127.0.0.1:0", "--no-discovery"];
        let process = Process::start(self.name, &self.folder, &arguments, "server started address=").await?;
        let api = Api { name: self.name, address: process.address.clone() };
        api.health().await?;
        let first_answer = process.age();
        let signals = Signals::listen(&api).await?;
        api.call("InitializeApplication", &json!({ "dataDir": self.folder })).await?;
        self.online = Some(Online { process, api, signals });
        Ok(first_answer)
    }

    /// Ends the backend.
    pub(super) async fn switch_off(&mut self) -> Result<(), DemoError> {
        match self.online.take() {
            Some(online) => online.process.stop().await,
            None => Ok(()),
        }
    }

    /// Makes an account. Gives the time until it is logged in.
    pub(super) async fn create_account(&mut self) -> Result<Duration, DemoError> {
        let mut request = json!({
            "rootDataDir": self.folder, "displayName": self.name, "password": PASSWORD, "customizationColor": "blue",
            "deviceName": self.name, "wakuV2Fleet": "status.prod", "wakuV2LightClient": self.is_light,
        });
        if let Some(first) = self.chains.first() {
            request["networkId"] = first["chainId"].clone();
            request["networksOverride"] = json!(self.chains);
        }
        let (event, took) = self.login_by("CreateAccountAndLogin", &request).await?;
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        self.public_key = text("/settings/public-key").ok_or_else(|| self.wrong("has no public key"))?;
        self.key_uid = text("/account/key-uid").ok_or_else(|| self.wrong("has no key uid"))?;
        Ok(took)
    }

    /// Logs in again. Gives the time it took.
    pub(super) async fn log_in(&self) -> Result<Duration, DemoError> {
        let request = json!({ "keyUid": self.key_uid, "password": PASSWORD });
        Ok(self.login_by("LoginAccount", &request).await?.1)
    }

    async fn login_by(&self, function: &str, request: &Value) -> Result<(Value, Duration), DemoError> {
        let (position, begun) = (self.position()?, Instant::now());
        self.api()?.call(function, request).await?;
        let (event, at) = self.signals()?.find(position, "node.login", |event| Some(event.clone())).await?;
        match event.get("error").and_then(Value::as_str) {
            None | Some("") => Ok((event, at.duration_since(begun))),
            Some(_) => Err(DemoError::Refused { name: self.name, what: function.to_owned(), answer: event }),
        }
    }

    pub(super) async fn start_messenger(&self) -> Result<(), DemoError> {
        self.api()?.rpc("wakuext_startMessenger", json!([])).await.map(drop)
    }

    /// How people recognise this person: three words, a short form of the key, and pictures.
    pub(super) async fn face(&self) -> Result<Face, DemoError> {
        let (api, key) = (self.api()?, self.public_key.as_str());
        let pictures = api.text("EmojiHash", key).await?;
        let pictures: Value = serde_json::from_str(&pictures).unwrap_or_default();
        Ok(Face {
            alias: api.text("GenerateAlias", key).await?,
            short_key: api.text("SerializeLegacyKey", key).await?,
            emoji: pictures["result"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
        })
    }

    /// Connects to somebody and stays connected.
    pub(super) async fn dial(&self, other: &Self) -> Result<(), DemoError> {
        let addresses = other.api()?.rpc("wakuext_listenAddresses", json!([])).await?;
        let address = addresses
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .find(|address| address.starts_with("/ip4/127.0.0.1/tcp/") && !address.contains("/ws"));
        self.dial_address(address.ok_or_else(|| other.wrong("cannot be dialled on this machine"))?).await
    }

    /// Connects to whoever listens there, and stays connected.
    pub(super) async fn dial_address(&self, address: &str) -> Result<(), DemoError> {
        self.api()?.rpc("wakuext_dialPeer", json!([address])).await.map(drop)
    }

    /// Waits until a service node has agreed to push messages.
    pub(super) async fn is_served(&self) -> Result<(), DemoError> {
        let served = async {
            while self.messages_in(FILTER).await? == 0 {
                tokio::time::sleep(MESH_PAUSE).await;
            }
            Ok(())
        };
        self.within_deadline("answer by filter", served).await
    }

    /// Messages that came by a protocol since the login.
    async fn messages_in(&self, protocol: &str) -> Result<u64, DemoError> {
        let traffic = self.api()?.rpc("wakuext_traffic", json!([])).await?;
        Ok(traffic[protocol]["messagesIn"].as_u64().unwrap_or_default())
    }

    /// Fails unless it has spoken with nobody but one peer, and has relayed nothing.
    pub(super) async fn check_that_it_only_asked(&self, peer_id: &str) -> Result<(), DemoError> {
        let peers = self.peers().await?;
        if peers != [peer_id] {
            return Err(self.wrong(&format!("is connected to {}, and not to the service node only", peers.join(", "))));
        }
        if self.messages_in(RELAY).await? > 0 {
            return Err(self.wrong("has relayed, which a light client does not"));
        }
        Ok(())
    }

    /// Waits until messages are relayed with so many peers.
    pub(super) async fn join_mesh(&self, peers: usize) -> Result<(), DemoError> {
        let api = self.api()?;
        let joining = async {
            for topic in PUBSUB_TOPICS {
                loop {
                    let relay = api.rpc("wakuext_relayPeersByTopic", json!([topic])).await?;
                    let mesh = relay.pointer("/fullMesh").and_then(Value::as_array).map_or(0, Vec::len);
                    if mesh >= peers {
                        break;
                    }
                    tokio::time::sleep(MESH_PAUSE).await;
                }
            }
            Ok(())
        };
        self.within_deadline("relay mesh", joining).await
    }

    async fn within_deadline(
        &self,
        what: &str,
        doing: impl Future<Output = Result<(), DemoError>>,
    ) -> Result<(), DemoError> {
        tokio::time::timeout(DEADLINE, doing).await.unwrap_or_else(|_| {
            Err(DemoError::TooLate { name: self.name, what: what.to_owned(), limit: DEADLINE, seen: String::new() })
        })
    }

    /// The ids of the peers it is connected to.
    pub(super) async fn peers(&self) -> Result<Vec<String>, DemoError> {
        let peers = self.api()?.rpc("wakuext_peers", json!([])).await?;
        Ok(peers.as_object().into_iter().flatten().map(|(id, _)| id.clone()).collect())
    }

    pub(super) async fn peer_id(&self) -> Result<String, DemoError> {
        let id = self.api()?.rpc("wakuext_peerID", json!([])).await?;
        id.as_str().map(str::to_owned).ok_or_else(|| self.wrong("has no peer id"))
    }

    /// Asks somebody to become a contact. Gives the id of the request.
    pub(super) async fn ask_to_be_contact(&self, other: &Self, text: &str) -> Result<String, DemoError> {
        let request = json!([{ "id": other.public_key, "message": text }]);
        let answer = self.api()?.rpc("wakuext_sendContactRequest", request).await?;
        let request = find_message(&answer, |message| message["contentType"] == CONTACT_REQUEST);
        request.ok_or_else(|| self.wrong("has sent no contact request"))
    }

    /// Agrees to become a contact.
    pub(super) async fn accept(&self, request: &str) -> Result<(), DemoError> {
        self.api()?.rpc("wakuext_acceptContactRequest", json!([{ "id": request }])).await.map(drop)
    }

    /// Waits until somebody is a contact both ways.
    pub(super) async fn becomes_contact(&self, other: &Self, position: usize) -> Result<(), DemoError> {
        let is_mutual = |event: &Value| {
            let contacts = event["contacts"].as_array()?;
            contacts.iter().find(|contact| contact["id"] == *other.public_key && contact["mutual"] == true).map(drop)
        };
        self.signals()?.find(position, "messages.new", is_mutual).await.map(drop)
    }

    /// The first account of the wallet.
    pub(super) async fn wallet_address(&self) -> Result<String, DemoError> {
        let accounts = self.rpc("eth_accounts", json!([])).await?;
        accounts[0].as_str().map(str::to_lowercase).ok_or_else(|| self.wrong("has no wallet account"))
    }

    /// Signs a digest with an account of the wallet.
    pub(super) async fn sign(&self, digest: &str, address: &str) -> Result<String, DemoError> {
        let signed = self.rpc("wallet_signMessage", json!([digest, address, PASSWORD])).await?;
        signed.as_str().map(str::to_owned).ok_or_else(|| self.wrong("has not signed"))
    }

    /// Waits for a signal from which `pick` makes something.
    pub(super) async fn finds<T>(
        &self,
        position: usize,
        kind: &str,
        pick: impl FnMut(&Value) -> Option<T>,
    ) -> Result<T, DemoError> {
        Ok(self.signals()?.find(position, kind, pick).await?.0)
    }

    /// Calls a method that must succeed.
    pub(super) async fn rpc(&self, method: &str, params: Value) -> Result<Value, DemoError> {
        self.api()?.rpc(method, params).await
    }

    /// Sends a message as clients give it. Gives its id.
    pub(super) async fn send_message(&self, message: Value) -> Result<String, DemoError> {
        let answer = self.rpc("wakuext_sendChatMessage", json!([message])).await?;
        let id = find_message(&answer, |sent| sent["text"] == message["text"] && sent["from"] == *self.public_key);
        id.ok_or_else(|| self.wrong("has sent no message"))
    }

    /// Waits until an event of `messages.new` has an entry like this in a list.
    pub(super) async fn sees(
        &self,
        list: &str,
        position: usize,
        is_it: impl Fn(&Value) -> bool,
    ) -> Result<(), DemoError> {
        let find = |event: &Value| event[list].as_array()?.iter().any(&is_it).then_some(());
        self.signals()?.find(position, "messages.new", find).await.map(drop)
    }

    /// Waits until a group looks like this.
    pub(super) async fn sees_group(
        &self,
        id: &str,
        position: usize,
        is_so: impl Fn(&Value) -> bool,
    ) -> Result<(), DemoError> {
        self.sees("chats", position, |chat| chat["id"] == *id && is_so(chat)).await
    }

    /// Sends a text to somebody.
    pub(super) async fn send(&self, other: &Self, text: &str) -> Result<Sent, DemoError> {
        let (position, at) = (self.position()?, Instant::now());
        let message = json!([{ "chatId": other.public_key, "text": text, "contentType": TEXT }]);
        let answer = self.api()?.rpc("wakuext_sendChatMessage", message).await?;
        let id = find_message(&answer, |message| message["text"] == text);
        Ok(Sent { id: id.ok_or_else(|| self.wrong("has sent no message"))?, at, position })
    }

    /// Waits until a message is there. Gives its text, and when that was.
    pub(super) async fn receives(&self, id: &str, position: usize) -> Result<(String, Instant), DemoError> {
        let text = |event: &Value| {
            let messages = event["messages"].as_array()?;
            let message = messages.iter().find(|message| message["id"] == *id)?;
            message["text"].as_str().map(str::to_owned)
        };
        self.signals()?.find(position, "messages.new", text).await
    }

    /// Waits until a message is on the network as a whole.
    pub(super) async fn has_sent(&self, sent: &Sent) -> Result<(), DemoError> {
        let is_it = |event: &Value| event["ids"].as_array()?.iter().any(|id| *id == *sent.id).then_some(());
        self.signals()?.find(sent.position, "envelope.sent", is_it).await.map(drop)
    }

    /// Waits until a message of an earlier session is known to have arrived, by a signal of this session.
    pub(super) async fn learns_of_earlier_delivery(&self, sent: &Sent) -> Result<(), DemoError> {
        let is_it = |event: &Value| (event["messageID"] == *sent.id).then_some(());
        self.signals()?.find(0, "message.delivered", is_it).await.map(drop)
    }

    /// Waits until a message is known to have arrived. Gives when that was.
    pub(super) async fn learns_of_delivery(&self, sent: &Sent) -> Result<Instant, DemoError> {
        let is_it = |event: &Value| (event["messageID"] == *sent.id).then_some(());
        Ok(self.signals()?.find(sent.position, "message.delivered", is_it).await?.1)
    }

    /// Resident memory in bytes, where the system tells it.
    pub(super) fn memory(&self) -> Option<u64> {
        self.online.as_ref()?.process.memory()
    }
}

fn find_message(answer: &Value, is_it: impl Fn(&Value) -> bool) -> Option<String> {
    answer["messages"].as_array()?.iter().find(|message| is_it(message))?["id"].as_str().map(str::to_owned)
}
