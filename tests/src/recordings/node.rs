//! One daemon of a replay: its process, its folder, its signals, its API.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::LazyLock,
    time::Duration,
};

use regex::Regex;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
    sync::oneshot,
    time::{sleep, timeout},
};

use super::{json_text, signals::SignalLog};

pub(super) const PASSWORD: &str = "0xpassword-of-a-test";
const KDF_ITERATIONS: u32 = 3200;
const PUBSUB_TOPICS: [&str; 2] = ["/waku/2/rs/16/32", "/waku/2/rs/16/64"];
const START_TIMEOUT: Duration = Duration::from_secs(30);
const STOP_TIMEOUT: Duration = Duration::from_secs(10);
const CALL_TIMEOUT: Duration = Duration::from_secs(120);
const LOGIN_TIMEOUT: Duration = Duration::from_secs(60);
const MESH_TIMEOUT: Duration = Duration::from_secs(60);

/// Where the daemon says that it listens; with port 0 nobody else knows.
#[allow(clippy::unwrap_used, reason = "a constant pattern")]
static LISTENS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"server started.*address\W+([0-9.]+:[0-9]+)").unwrap());

/// Why a replay could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The file of the recording.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file is no recording.
    #[error("{path} is no recording: {error}")]
    NoRecording {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        error: serde_json::Error,
    },
    /// The system refused something.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A request got no answer.
    #[error("no answer: {0}")]
    Http(#[from] reqwest::Error),
    /// The socket of the signals.
    #[error("signals: {0}")]
    Signals(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    /// The daemon ended by itself.
    #[error("{node}: the daemon ended with {status}")]
    Ended {
        /// The node.
        node: String,
        /// How.
        status: ExitStatus,
    },
    /// Something did not come in time.
    #[error("{node}: no {what} in {seconds} s; seen: {seen:?}")]
    TooLate {
        /// The node.
        node: String,
        /// What was awaited.
        what: String,
        /// How long.
        seconds: u64,
        /// The names of the signals that came instead.
        seen: Vec<String>,
    },
    /// The daemon answered with an error where the replay needs success.
    #[error("{what}: {answer}")]
    Refused {
        /// The function or method.
        what: String,
        /// The whole answer.
        answer: Value,
    },
}

/// What `POST /statusgo/<Function>` gave.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// JSON if it parses, else the text.
    pub(super) body: Value,
}

/// What is needed to call a daemon; cheap to clone, for calls in the background.
#[derive(Clone)]
pub(super) struct Api {
    http: reqwest::Client,
    url: String,
}

impl Api {
    pub(super) async fn post(&self, function: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        let text = body.as_str().map_or_else(|| json_text::spaced(body), str::to_owned);
        let request = self.http.post(format!("{}/statusgo/{function}", self.url)).body(text);
        let response = request.timeout(CALL_TIMEOUT).send().await?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Ok(Answer { status, body })
    }

    /// The whole JSON-RPC answer, error or not.
    pub(super) async fn rpc_answer(
        &self,
        method: &str,
        params: Value,
        top: &Map<String, Value>,
    ) -> Result<Value, reqwest::Error> {
        let mut request = json!({ "jsonrpc": "2.0", "id": 1, "method": method });
        if let Some(map) = request.as_object_mut() {
            map.extend(top.clone());
            if !params.is_null() {
                map.insert("params".to_owned(), params);
            }
        }
        Ok(self.post("CallRPC", &request).await?.body)
    }

    async fn rpc(&self, method: &str, params: Value) -> Result<Value, ReplayError> {
        let mut answer = self.rpc_answer(method, params, &Map::new()).await?;
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(ReplayError::Refused { what: method.to_owned(), answer }),
        }
    }
}

struct Running {
    child: Child,
    signals: SignalLog,
    api: Api,
}

/// One daemon with an own temporary folder, removed at the end.
pub struct Node {
    name: String,
    binary: PathBuf,
    env: BTreeMap<String, String>,
    folder: TempDir,
    running: Option<Running>,
}

impl Node {
    /// A node that is not started yet.
    ///
    /// # Errors
    /// If no temporary folder can be made.
    pub fn new(name: &str, binary: &Path, env: BTreeMap<String, String>) -> std::io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(&format!("backend-{name}-")).tempdir()?;
        Ok(Self { name: name.to_owned(), binary: binary.to_owned(), env, folder, running: None })
    }

    /// The root folder of its profiles.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the process on a free port and listens to its signals.
    ///
    /// # Errors
    /// If the process ends or does not say in time where it listens.
    pub async fn start(&mut self) -> Result<(), ReplayError> {
        let mut child = Command::new(&self.binary)
            .args(["--address", "127.0.0.1:0"])
            .current_dir(self.folder.path())
            .envs(&self.env)
            // Without colours the address can be read.
            .env("CI", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (tell, told) = oneshot::channel();
        if let Some(stderr) = child.stderr.take() {
            let log = tokio::fs::OpenOptions::new();
            let path = self.folder.path().join("daemon.log");
            tokio::spawn(keep_log(stderr, log, path, tell));
        }
        let address = match timeout(START_TIMEOUT, told).await {
            Ok(Ok(address)) => address,
            Ok(Err(_)) => return Err(ReplayError::Ended { node: self.name.clone(), status: child.wait().await? }),
            Err(_) => return Err(self.too_late("listening daemon", START_TIMEOUT, Vec::new())),
        };
        let signals = SignalLog::open(&format!("ws://{address}/signals")).await.map_err(Box::new)?;
        let api = Api { http: reqwest::Client::builder().no_proxy().build()?, url: format!("http://{address}") };
        self.running = Some(Running { child, signals, api });
        Ok(())
    }

    /// Ends the process: asks it first, kills it if it does not end in time. The data stay.
    ///
    /// # Errors
    /// If the system refuses.
    pub async fn stop(&mut self) -> Result<(), ReplayError> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        let pid = running.child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended by itself meanwhile.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        if timeout(STOP_TIMEOUT, running.child.wait()).await.is_err() {
            running.child.kill().await?;
        }
        Ok(())
    }

    /// Whether the process lives.
    pub(super) fn is_alive(&mut self) -> bool {
        self.running.as_mut().is_some_and(|running| matches!(running.child.try_wait(), Ok(None)))
    }

    pub(super) fn api(&self) -> Result<Api, ReplayError> {
        Ok(self.running()?.api.clone())
    }

    pub(super) fn signals(&self) -> Result<&SignalLog, ReplayError> {
        Ok(&self.running()?.signals)
    }

    /// How many signals came so far.
    pub(super) fn position(&self) -> usize {
        self.running.as_ref().map_or(0, |running| running.signals.position())
    }

    fn running(&self) -> Result<&Running, ReplayError> {
        let refused = || ReplayError::Refused { what: self.name.clone(), answer: json!("not started") };
        self.running.as_ref().ok_or_else(refused)
    }

    pub(super) fn too_late(&self, what: &str, limit: Duration, mut seen: Vec<String>) -> ReplayError {
        seen.sort();
        seen.dedup();
        ReplayError::TooLate { node: self.name.clone(), what: what.to_owned(), seconds: limit.as_secs(), seen }
    }

    /// Calls a function that must succeed.
    async fn call(&self, function: &str, body: Value) -> Result<Value, ReplayError> {
        let answer = self.api()?.post(function, &body).await?;
        let failed = answer.body.get("error").is_some_and(|error| error.as_str() != Some(""));
        if answer.status != 200 || failed {
            return Err(ReplayError::Refused { what: function.to_owned(), answer: answer.body });
        }
        Ok(answer.body)
    }

    pub(super) async fn rpc(&self, method: &str) -> Result<Value, ReplayError> {
        self.api()?.rpc(method, json!([])).await
    }

    pub(super) async fn initialize(&self) -> Result<(), ReplayError> {
        self.call("InitializeApplication", json!({ "dataDir": self.data_dir() })).await.map(drop)
    }

    /// Creates an account, or restores one, and waits until it is logged in.
    pub(super) async fn create(&self, restore: Option<&str>, fields: Map<String, Value>) -> Result<(), ReplayError> {
        let mut request = json!({
            "rootDataDir": self.data_dir(), "displayName": format!("{}-node", self.name), "password": PASSWORD,
            "kdfIterations": KDF_ITERATIONS, "customizationColor": "blue", "deviceName": self.name,
            "wakuV2Fleet": "status.prod",
        });
        if let Some(map) = request.as_object_mut() {
            map.extend(fields);
            if let Some(mnemonic) = restore {
                map.insert("mnemonic".to_owned(), json!(mnemonic));
            }
        }
        let function = if restore.is_some() { "RestoreAccountAndLogin" } else { "CreateAccountAndLogin" };
        let position = self.position();
        self.call(function, request).await?;
        let event = self.wait_for_login(position, LOGIN_TIMEOUT).await?;
        match event.get("error").and_then(Value::as_str) {
            None | Some("") => Ok(()),
            Some(_) => Err(ReplayError::Refused { what: function.to_owned(), answer: event }),
        }
    }

    /// The event of the next `node.login`.
    pub(super) async fn wait_for_login(&self, position: usize, limit: Duration) -> Result<Value, ReplayError> {
        let signals = self.signals()?;
        match timeout(limit, signals.wait_for(position, |signal| signal.name == "node.login")).await {
            Ok(Some((signal, _))) => Ok(signal.event),
            _ => {
                let seen = signals.since(position).into_iter().map(|signal| signal.name).collect();
                Err(self.too_late("node.login", limit, seen))
            }
        }
    }

    /// A multiaddress on which another daemon of this machine can dial this one.
    pub(super) async fn listen_address(&self) -> Result<String, ReplayError> {
        let addresses = self.rpc("wakuext_listenAddresses").await?;
        let loopback = addresses
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .find(|address| address.starts_with("/ip4/127.0.0.1/tcp/") && !address.contains("/ws"));
        loopback.map(str::to_owned).ok_or_else(|| ReplayError::Refused {
            what: "wakuext_listenAddresses".to_owned(),
            answer: addresses.clone(),
        })
    }

    pub(super) async fn dial(&self, address: &str) -> Result<(), ReplayError> {
        self.api()?.rpc("wakuext_dialPeer", json!([address])).await.map(drop)
    }

    /// Waits until the relay mesh of each topic has so many peers. A daemon without the method that tells gets three
    /// seconds instead.
    pub(super) async fn wait_for_mesh(&self, size: usize) -> Result<(), ReplayError> {
        timeout(MESH_TIMEOUT, self.poll_mesh(size))
            .await
            .unwrap_or_else(|_| Err(self.too_late("relay mesh", MESH_TIMEOUT, Vec::new())))
    }

    async fn poll_mesh(&self, size: usize) -> Result<(), ReplayError> {
        let api = self.api()?;
        for topic in PUBSUB_TOPICS {
            loop {
                let answer = api.rpc_answer("wakuext_relayPeersByTopic", json!([topic]), &Map::new()).await?;
                let code = answer.pointer("/error/code").and_then(Value::as_i64);
                if code == Some(-32601) {
                    sleep(Duration::from_secs(3)).await;
                    return Ok(());
                }
                if answer.get("result").is_none() {
                    return Err(ReplayError::Refused { what: "wakuext_relayPeersByTopic".to_owned(), answer });
                }
                if answer.pointer("/result/fullMesh").and_then(Value::as_array).map_or(0, Vec::len) >= size {
                    break;
                }
                sleep(Duration::from_millis(100)).await;
            }
        }
        Ok(())
    }
}

/// Writes what the daemon says to a file and tells the address once it is said.
async fn keep_log(
    output: tokio::process::ChildStderr,
    mut options: tokio::fs::OpenOptions,
    path: PathBuf,
    tell: oneshot::Sender<String>,
) {
    let mut tell = Some(tell);
    let mut file = options.create(true).append(true).open(path).await.ok();
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(address) = LISTENS.captures(&line).and_then(|captures| captures.get(1))
            && let Some(tell) = tell.take()
        {
            // The receiver is gone when the start took too long.
            let _ = tell.send(address.as_str().to_owned());
        }
        if let Some(file) = &mut file {
            // The log is only for whoever looks into the folder; a replay does not depend on it.
            let _ = file.write_all(format!("{line}\n").as_bytes()).await;
        }
    }
}

/// Every other node dials the first one; returns when all relay meshes stand.
pub(super) async fn connect(nodes: &[&Node]) -> Result<(), ReplayError> {
    let Some((first, others)) = nodes.split_first() else { return Ok(()) };
    let address = first.listen_address().await?;
    for other in others {
        other.dial(&address).await?;
    }
    for other in others {
        other.wait_for_mesh(1).await?;
    }
    first.wait_for_mesh(others.len().min(4)).await
}
