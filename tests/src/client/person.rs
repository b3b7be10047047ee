//! Somebody who talks to others through a daemon.

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde_json::{Map, Value, json};

use super::{BackendError, Node, connect};

/// How long a message may take, with everything that may have to be sent again.
pub const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(120);
/// Messages of one page.
const PAGE: u32 = 100;
const CONTENT_TYPE_TEXT: u8 = 1;
const CONTENT_TYPE_CONTACT_REQUEST: u8 = 11;

/// A node with an account that is logged in and talks.
pub struct Person {
    /// The daemon.
    pub node: Node,
    public_key: String,
    key_uid: String,
}

impl Person {
    /// Starts a daemon, makes an account and starts the messenger.
    ///
    /// # Errors
    /// If one of these fails.
    pub async fn create(name: &str, binary: &Path) -> Result<Self, BackendError> {
        Self::create_with(name, binary, Map::new()).await
    }

    /// The same with more fields in the request for the account.
    ///
    /// # Errors
    /// If one of these fails.
    pub async fn create_with(name: &str, binary: &Path, fields: Map<String, Value>) -> Result<Self, BackendError> {
        Self::create_on(Node::new(name, binary, BTreeMap::new())?, fields).await
    }

    /// The same on a node that is not started yet.
    ///
    /// # Errors
    /// If one of these fails.
    pub async fn create_on(mut node: Node, fields: Map<String, Value>) -> Result<Self, BackendError> {
        node.start().await?;
        node.initialize().await?;
        let login = node.create(None, fields).await?;
        node.rpc("wakuext_startMessenger", json!([])).await?;
        let text = |pointer: &str| login.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { node, public_key: text("/settings/public-key"), key_uid: text("/account/key-uid") })
    }

    /// The chat key, which is also the id of the contact and of the chat with it.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The id of the account.
    #[must_use]
    pub fn key_uid(&self) -> &str {
        &self.key_uid
    }

    /// Starts the daemon, which was stopped or killed, logs in and starts the messenger.
    ///
    /// # Errors
    /// If one of these fails.
    pub async fn come_back(&mut self) -> Result<(), BackendError> {
        self.node.start().await?;
        self.node.initialize().await?;
        self.node.login(&self.key_uid).await?;
        self.node.rpc("wakuext_startMessenger", json!([])).await.map(drop)
    }

    /// Connects to others and waits until messages can go from one to the other.
    ///
    /// # Errors
    /// If it cannot.
    pub async fn join(&self, others: &[&Self]) -> Result<(), BackendError> {
        for other in others {
            connect(&[&other.node, &self.node]).await?;
        }
        Ok(())
    }

    /// Asks somebody to become a contact; returns the id of the request.
    ///
    /// # Errors
    /// If the daemon refuses.
    pub async fn ask(&self, other: &Self, text: &str) -> Result<String, BackendError> {
        let request = json!([{ "id": other.public_key, "message": text }]);
        let answer = self.node.rpc("wakuext_sendContactRequest", request).await?;
        id_of(&answer, |message| message["contentType"] == CONTENT_TYPE_CONTACT_REQUEST)
    }

    /// Accepts a request.
    ///
    /// # Errors
    /// If the daemon refuses.
    pub async fn accept(&self, request: &str) -> Result<(), BackendError> {
        self.node.rpc("wakuext_acceptContactRequest", json!([{ "id": request }])).await.map(drop)
    }

    /// Becomes a contact of somebody: asks, and waits until both sides know.
    ///
    /// # Errors
    /// If something of it fails or does not come in time.
    pub async fn befriend(&self, other: &Self) -> Result<(), BackendError> {
        let (here, there) = (self.node.position(), other.node.position());
        let request = self.ask(other, "shall we talk?").await?;
        other.hears(there, &request).await?;
        other.accept(&request).await?;
        let is_mutual = |event: &Value| {
            let contacts = event["contacts"].as_array().into_iter().flatten();
            contacts.into_iter().any(|contact| contact["id"] == *other.public_key && contact["mutual"] == true)
        };
        self.node.wait_for(here, "messages.new", ARRIVAL_TIMEOUT, is_mutual).await.map(drop)
    }

    /// Says something to somebody; returns the id of the message.
    ///
    /// # Errors
    /// If the daemon refuses.
    pub async fn say(&self, to: &Self, text: &str) -> Result<String, BackendError> {
        say(&self.node.api()?, &to.public_key, text).await
    }

    /// Waits for the signal that a message came, from a position in the signals on. Returns the message.
    ///
    /// # Errors
    /// If it does not come in time.
    pub async fn hears(&self, position: usize, id: &str) -> Result<Value, BackendError> {
        let find = |event: &Value| {
            let messages = event["messages"].as_array().into_iter().flatten();
            messages.into_iter().find(|message| message["id"] == *id).cloned()
        };
        let wanted = |event: &Value| find(event).is_some();
        let (signal, _) = self.node.wait_for(position, "messages.new", ARRIVAL_TIMEOUT, wanted).await?;
        Ok(find(&signal.event).unwrap_or_default())
    }

    /// Waits for the signal that a message was delivered.
    ///
    /// # Errors
    /// If it does not come in time.
    pub async fn knows_delivered(&self, position: usize, id: &str) -> Result<(), BackendError> {
        let wanted = |event: &Value| event["messageID"] == *id;
        self.node.wait_for(position, "message.delivered", ARRIVAL_TIMEOUT, wanted).await.map(drop)
    }

    /// All messages of the chat with somebody, newest first.
    ///
    /// # Errors
    /// If the daemon refuses.
    pub async fn messages_with(&self, other: &Self) -> Result<Vec<Value>, BackendError> {
        let (mut messages, mut cursor) = (Vec::new(), String::new());
        loop {
            let params = json!([other.public_key, cursor, PAGE]);
            let mut page = self.node.rpc("wakuext_chatMessages", params).await?;
            if let Some(found) = page["messages"].as_array_mut() {
                messages.append(found);
            }
            match page["cursor"].as_str() {
                Some(next) if !next.is_empty() => next.clone_into(&mut cursor),
                _ => return Ok(messages),
            }
        }
    }
}

/// Says something to the owner of a key, as [`Person::say`] does.
///
/// # Errors
/// If the daemon refuses, or does not answer.
pub async fn say(api: &super::Api, to: &str, text: &str) -> Result<String, BackendError> {
    let message = json!([{ "chatId": to, "text": text, "contentType": CONTENT_TYPE_TEXT }]);
    let answer = api.rpc("wakuext_sendChatMessage", message).await?;
    id_of(&answer, |message| message["text"] == text)
}

/// The id of the wanted message in an answer of the messenger.
fn id_of(answer: &Value, wanted: impl Fn(&Value) -> bool) -> Result<String, BackendError> {
    let messages = answer["messages"].as_array().into_iter().flatten();
    let id = messages.into_iter().find(|message| wanted(message)).and_then(|message| message["id"].as_str());
    let missing = || BackendError::Refused { what: "the message just sent".to_owned(), answer: answer.clone() };
    id.map(str::to_owned).ok_or_else(missing)
}
