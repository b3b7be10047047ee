//! One daemon: its process, its folder, its signals, its API.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::{Api, BackendError, Signal, SignalLog, process::Process};

/// The password of every account.
pub const PASSWORD: &str = "0xpassword-of-a-test";
/// How long a login may take.
pub const LOGIN_TIMEOUT: Duration = Duration::from_secs(60);
const KDF_ITERATIONS: u32 = 3200;
const PUBSUB_TOPICS: [&str; 2] = ["/waku/2/rs/16/32", "/waku/2/rs/16/64"];
const MESH_TIMEOUT: Duration = Duration::from_secs(60);

struct Running {
    process: Process,
    signals: SignalLog,
    api: Api,
}

/// One daemon with an own temporary folder, removed at the end.
pub struct Node {
    name: String,
    binary: PathBuf,
    env: BTreeMap<String, String>,
    arguments: &'static [&'static str],
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
        Ok(Self { name: name.to_owned(), binary: binary.to_owned(), env, arguments: &[], folder, running: None })
    }

    /// The same, started with more arguments.
    #[must_use]
    pub fn with_arguments(self, arguments: &'static [&'static str]) -> Self {
        Self { arguments, ..self }
    }

    /// Its name, for messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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
    pub async fn start(&mut self) -> Result<(), BackendError> {
        let process = Process::start(&self.name, &self.binary, self.folder.path(), &self.env, self.arguments).await?;
        let signals = SignalLog::open(&format!("ws://{}/signals", process.address)).await.map_err(Box::new)?;
        let api = Api::new(&process.address)?;
        self.running = Some(Running { process, signals, api });
        Ok(())
    }

    /// Ends the process: asks it first, kills it if it does not end in time. The data stay.
    ///
    /// # Errors
    /// If the system refuses.
    pub async fn stop(&mut self) -> Result<(), BackendError> {
        match self.running.take() {
            Some(running) => running.process.stop().await,
            None => Ok(()),
        }
    }

    /// Ends the process at once, in whatever it is doing. The data stay as they are at that instant.
    ///
    /// # Errors
    /// If the system refuses.
    pub async fn kill(&mut self) -> Result<(), BackendError> {
        match self.running.take() {
            Some(running) => running.process.kill().await,
            None => Ok(()),
        }
    }

    /// Whether the process lives.
    pub fn is_alive(&mut self) -> bool {
        self.running.as_mut().is_some_and(|running| running.process.is_alive())
    }

    /// The id of the process, if it lives.
    #[must_use]
    pub fn pid(&self) -> Option<i32> {
        Some(self.running.as_ref()?.process.pid()?.as_raw_nonzero().get())
    }

    /// Its calls.
    ///
    /// # Errors
    /// [`BackendError::NotStarted`].
    pub fn api(&self) -> Result<Api, BackendError> {
        Ok(self.running()?.api.clone())
    }

    /// Its signals since the last start.
    ///
    /// # Errors
    /// [`BackendError::NotStarted`].
    pub fn signals(&self) -> Result<&SignalLog, BackendError> {
        Ok(&self.running()?.signals)
    }

    /// How many signals came so far.
    #[must_use]
    pub fn position(&self) -> usize {
        self.running.as_ref().map_or(0, |running| running.signals.position())
    }

    fn running(&self) -> Result<&Running, BackendError> {
        self.running.as_ref().ok_or_else(|| BackendError::NotStarted(self.name.clone()))
    }

    /// The error that something did not come in time.
    #[must_use]
    pub fn too_late(&self, what: &str, limit: Duration, mut seen: Vec<String>) -> BackendError {
        seen.sort();
        seen.dedup();
        BackendError::TooLate { node: self.name.clone(), what: what.to_owned(), seconds: limit.as_secs(), seen }
    }

    /// Calls a function that must succeed.
    ///
    /// # Errors
    /// [`BackendError::Refused`] if the answer is an error.
    pub async fn call(&self, function: &str, body: Value) -> Result<Value, BackendError> {
        self.api()?.call(function, body).await
    }

    /// The result of a JSON-RPC method that must succeed.
    ///
    /// # Errors
    /// [`BackendError::Refused`] if the answer is an error.
    pub async fn rpc(&self, method: &str, params: Value) -> Result<Value, BackendError> {
        self.api()?.rpc(method, params).await
    }

    /// Waits for a signal that came at `position` or later and whose event is wanted. Returns it and the position
    /// behind it.
    ///
    /// # Errors
    /// [`BackendError::TooLate`].
    pub async fn wait_for(
        &self,
        position: usize,
        name: &str,
        limit: Duration,
        mut wanted: impl FnMut(&Value) -> bool,
    ) -> Result<(Signal, usize), BackendError> {
        let signals = self.signals()?;
        let found = signals.wait_for(position, |signal| signal.name == name && wanted(&signal.event));
        match timeout(limit, found).await {
            Ok(Some(found)) => Ok(found),
            _ => Err(self.too_late(name, limit, signals.since(position).into_iter().map(|s| s.name).collect())),
        }
    }

    /// `InitializeApplication` with the folder of this node.
    ///
    /// # Errors
    /// If the daemon refuses.
    pub async fn initialize(&self) -> Result<Value, BackendError> {
        self.call("InitializeApplication", json!({ "dataDir": self.data_dir() })).await
    }

    /// Creates an account, or restores one, and waits until it is logged in. Returns the event of `node.login`.
    ///
    /// # Errors
    /// If the daemon refuses, or does not log in.
    pub async fn create(&self, restore: Option<&str>, fields: Map<String, Value>) -> Result<Value, BackendError> {
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
        self.log_in_by(function, request).await
    }

    /// Logs in to an account of this node. Returns the event of `node.login`.
    ///
    /// # Errors
    /// If the daemon refuses, or does not log in.
    pub async fn login(&self, key_uid: &str) -> Result<Value, BackendError> {
        let request = json!({ "keyUid": key_uid, "password": PASSWORD, "kdfIterations": KDF_ITERATIONS });
        self.log_in_by("LoginAccount", request).await
    }

    async fn log_in_by(&self, function: &str, request: Value) -> Result<Value, BackendError> {
        let position = self.position();
        self.call(function, request).await?;
        let event = self.wait_for_login(position, LOGIN_TIMEOUT).await?;
        match event.get("error").and_then(Value::as_str) {
            None | Some("") => Ok(event),
            Some(_) => Err(BackendError::Refused { what: function.to_owned(), answer: event }),
        }
    }

    /// The event of the next `node.login`.
    ///
    /// # Errors
    /// [`BackendError::TooLate`].
    pub async fn wait_for_login(&self, position: usize, limit: Duration) -> Result<Value, BackendError> {
        Ok(self.wait_for(position, "node.login", limit, |_| true).await?.0.event)
    }

    /// A multiaddress on which another daemon of this machine can dial this one.
    ///
    /// # Errors
    /// If there is none.
    pub async fn listen_address(&self) -> Result<String, BackendError> {
        self.loopback_address(|address| !address.contains("/ws")).await
    }

    /// The same over WebSocket, as browsers need it.
    ///
    /// # Errors
    /// If there is none.
    pub async fn websocket_address(&self) -> Result<String, BackendError> {
        self.loopback_address(|address| address.contains("/ws")).await
    }

    async fn loopback_address(&self, wanted: impl Fn(&str) -> bool) -> Result<String, BackendError> {
        const METHOD: &str = "wakuext_listenAddresses";
        let addresses = self.rpc(METHOD, json!([])).await?;
        let loopback = addresses
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .find(|address| address.starts_with("/ip4/127.0.0.1/tcp/") && wanted(address));
        match loopback {
            Some(address) => Ok(address.to_owned()),
            None => Err(BackendError::Refused { what: METHOD.to_owned(), answer: addresses }),
        }
    }

    /// Connects to the node that listens at a multiaddress.
    ///
    /// # Errors
    /// If the daemon refuses.
    pub async fn dial(&self, address: &str) -> Result<(), BackendError> {
        self.rpc("wakuext_dialPeer", json!([address])).await.map(drop)
    }

    /// Waits until the relay mesh of each topic has so many peers. A daemon without the method that tells gets three
    /// seconds instead.
    ///
    /// # Errors
    /// [`BackendError::TooLate`].
    pub async fn wait_for_mesh(&self, size: usize) -> Result<(), BackendError> {
        timeout(MESH_TIMEOUT, self.poll_mesh(size))
            .await
            .unwrap_or_else(|_| Err(self.too_late("relay mesh", MESH_TIMEOUT, Vec::new())))
    }

    /// No signal tells of the mesh, so it is asked for.
    async fn poll_mesh(&self, size: usize) -> Result<(), BackendError> {
        const METHOD: &str = "wakuext_relayPeersByTopic";
        let api = self.api()?;
        for topic in PUBSUB_TOPICS {
            loop {
                let answer = api.rpc_answer(METHOD, json!([topic]), &Map::new()).await?;
                let code = answer.pointer("/error/code").and_then(Value::as_i64);
                if code == Some(-32601) {
                    sleep(Duration::from_secs(3)).await;
                    return Ok(());
                }
                if answer.get("result").is_none() {
                    return Err(BackendError::Refused { what: METHOD.to_owned(), answer });
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

/// Every other node dials the first one; returns when all relay meshes stand.
///
/// # Errors
/// If a node refuses, or a mesh does not stand in time.
pub async fn connect(nodes: &[&Node]) -> Result<(), BackendError> {
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
