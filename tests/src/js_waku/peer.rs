//! One js-waku node.

use std::{collections::VecDeque, process::Stdio, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use super::{JsError, install::installed};

/// Far more than anything takes, also on a machine that is busy with other tests.
const LIMIT: Duration = Duration::from_secs(120);

/// A Waku message as js-waku tells it and takes it. Its texts are left as they are: what two tell of one message can be
/// compared.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "camelCase")]
pub struct JsMessage {
    /// The deterministic hash, in hex, as js-waku computes it.
    pub hash: String,
    /// The pubsub topic.
    pub pubsub_topic: String,
    /// The content topic.
    pub content_topic: String,
    /// In base64.
    pub payload: String,
    /// Of the payload.
    pub version: u32,
    /// In nanoseconds, as a decimal number.
    pub timestamp: String,
    /// Whether stores leave it out.
    pub ephemeral: bool,
    /// In base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<String>,
}

/// What a peer says of itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Identified {
    /// Its peer id.
    pub peer_id: String,
    /// Protocol ids.
    pub protocols: Vec<String>,
}

/// What to ask a store for.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// The pubsub topic.
    pub pubsub_topic: String,
    /// Content topics.
    pub content_topics: Vec<String>,
    /// Oldest, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_start_ms: Option<u64>,
    /// Newest, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_end_ms: Option<u64>,
    /// From the oldest page to the newest.
    pub forward: bool,
    /// Messages of a page.
    pub page_size: u32,
    /// Only these, in hex; without topics and times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hashes: Option<Vec<String>>,
}

impl History {
    /// Everything of a pubsub topic, once content topics are named; from the oldest on.
    #[must_use]
    pub fn all(pubsub_topic: &str) -> Self {
        Self {
            pubsub_topic: pubsub_topic.to_owned(),
            content_topics: Vec::new(),
            time_start_ms: None,
            time_end_ms: None,
            forward: true,
            page_size: 100,
            hashes: None,
        }
    }
}

/// A js-waku node; ends when dropped.
pub struct JsPeer {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    pushed: VecDeque<JsMessage>,
}

impl JsPeer {
    /// Starts a node, which is connected to nobody.
    ///
    /// # Errors
    /// If it cannot be installed or does not start.
    pub async fn start() -> Result<Self, JsError> {
        let installed = installed().await?;
        let mut process = Command::new(installed.node)
            .arg(installed.script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(std::io::Error::other("no pipes to the process").into());
        };
        let mut peer = Self { process, input, output: BufReader::new(output).lines(), pushed: VecDeque::new() };
        peer.within("start", Self::line).await?;
        Ok(peer)
    }

    /// Connects to the node that listens at a multiaddress, over WebSocket as js-waku does.
    ///
    /// # Errors
    /// If it cannot.
    pub async fn connect(&mut self, address: &str) -> Result<Identified, JsError> {
        self.told("connect", json!({ "address": address })).await
    }

    /// The cluster and the shards that the connected node tells.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn metadata(&mut self) -> Result<Value, JsError> {
        self.told("metadata", json!({})).await
    }

    /// The protocols of service nodes that js-waku uses.
    ///
    /// # Errors
    /// If js-waku is gone.
    pub async fn protocols(&mut self) -> Result<Vec<String>, JsError> {
        self.told("protocols", json!({})).await
    }

    /// Subscribes content topics by filter. What is pushed comes with [`Self::next_push`].
    ///
    /// # Errors
    /// If the node refuses.
    pub async fn subscribe(&mut self, pubsub_topic: &str, content_topics: &[String]) -> Result<(), JsError> {
        let topics = json!({ "pubsubTopic": pubsub_topic, "contentTopics": content_topics });
        self.told::<Value>("subscribe", topics).await.map(drop)
    }

    /// Asks the node by filter whether it still knows our subscriptions.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping_filter(&mut self) -> Result<(), JsError> {
        self.told::<Value>("ping", json!({})).await.map(drop)
    }

    /// The next message that is pushed by filter.
    ///
    /// # Errors
    /// If none comes in time.
    pub async fn next_push(&mut self) -> Result<JsMessage, JsError> {
        if let Some(pushed) = self.pushed.pop_front() {
            return Ok(pushed);
        }
        let line = self.within("message by filter", Self::line).await?;
        let unasked = || JsError::Refused { what: "wait".to_owned(), error: format!("{line} came unasked") };
        parse(&line)?.message.ok_or_else(unasked)
    }

    /// Publishes a message by light push, of version 2 or 3 of that protocol.
    ///
    /// # Errors
    /// If the node refuses.
    pub async fn push(&mut self, message: &JsMessage, version: u8) -> Result<(), JsError> {
        self.told::<Value>("push", json!({ "message": message, "version": version })).await.map(drop)
    }

    /// All pages that a store gives, in the order in which they come.
    ///
    /// # Errors
    /// If the node refuses.
    pub async fn history(&mut self, history: &History) -> Result<Vec<Vec<JsMessage>>, JsError> {
        self.told("history", json!(history)).await
    }

    async fn told<T: for<'de> Deserialize<'de>>(&mut self, what: &str, mut command: Value) -> Result<T, JsError> {
        command["do"] = Value::from(what);
        self.input.write_all(format!("{command}\n").as_bytes()).await?;
        loop {
            let line = self.within(what, Self::line).await?;
            let Line { answer, error, message } = parse(&line)?;
            match (message, error) {
                (Some(message), _) => self.pushed.push_back(message),
                (None, Some(error)) => return Err(JsError::Refused { what: what.to_owned(), error }),
                (None, None) => return T::deserialize(answer).map_err(|error| JsError::Line { line, error }),
            }
        }
    }

    async fn line(&mut self) -> Result<String, JsError> {
        match self.output.next_line().await? {
            Some(line) => Ok(line),
            None => Err(JsError::Ended(self.process.wait().await?)),
        }
    }

    async fn within<T>(
        &mut self,
        what: &str,
        doing: impl AsyncFnOnce(&mut Self) -> Result<T, JsError>,
    ) -> Result<T, JsError> {
        let late = |_| JsError::TooLate { what: what.to_owned(), seconds: LIMIT.as_secs() };
        timeout(LIMIT, doing(self)).await.map_err(late)?
    }
}

/// One line of the output.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    answer: Value,
    error: Option<String>,
    message: Option<JsMessage>,
}

fn parse(line: &str) -> Result<Line, JsError> {
    serde_json::from_str(line).map_err(|error| JsError::Line { line: line.to_owned(), error })
}
