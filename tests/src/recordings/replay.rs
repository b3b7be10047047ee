//! Brings the nodes of a recording up, takes its steps, ends the nodes.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::{Duration, Instant},
};

use base64::Engine as _;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::{
    chain, deliberate,
    recording::{NodeConfig, NodeState, Recording},
    report::{Outcome, StepOutcome},
    step::StepError,
    variables::Variables,
};
use crate::anvil::Anvil;
use crate::client::{BackendError, Node, PASSWORD};

/// The mark at the newest step that was not about signals.
pub(super) const NEWEST: &str = "newest";

/// The state of a replay between two steps.
#[derive(Default)]
pub(super) struct Replay {
    pub(super) nodes: BTreeMap<String, Node>,
    pub(super) variables: Variables,
    /// Step id to the position in the signals of each node at its begin.
    pub(super) marks: BTreeMap<String, BTreeMap<String, usize>>,
    /// Calls that run on while later steps are taken.
    pub(super) background: BTreeMap<String, JoinHandle<Result<Value, StepError>>>,
    /// The method that the newest step called is not there.
    pub(super) lacks_method: bool,
    /// Ids of steps that called a method that is not there.
    pub(super) missing: BTreeSet<String>,
    chain: Option<Anvil>,
    files: Option<TempDir>,
}

/// Replays a recording against fresh daemons.
pub(super) async fn run(recording: &Recording, binary: &Path) -> Outcome {
    let begun = Instant::now();
    let mut replay = Replay::default();
    let mut outcome =
        Outcome { name: recording.name.clone(), steps: Vec::new(), needs_anvil: false, took: Duration::ZERO };
    match replay.prepare(recording, binary).await {
        Ok(true) => {
            replay.mark("begin");
            for (index, step) in recording.steps.iter().enumerate() {
                let begun = Instant::now();
                replay.lacks_method = false;
                let mut problems = replay.take(step).await.unwrap_or_else(|error| vec![error.to_string()]);
                let reason = deliberate::excuse(&recording.name, index, &mut problems);
                if let Some(id) = step.id.as_ref().filter(|_| replay.lacks_method) {
                    replay.missing.insert(id.clone());
                }
                let (title, lacks_method) = (step.title(index), replay.lacks_method && !problems.is_empty());
                outcome.steps.push(StepOutcome { title, problems, reason, lacks_method, took: begun.elapsed() });
            }
        }
        Ok(false) => outcome.needs_anvil = true,
        Err(error) => outcome.steps.push(StepOutcome {
            title: "preparation of the nodes".to_owned(),
            problems: vec![error.to_string()],
            reason: None,
            lacks_method: false,
            took: begun.elapsed(),
        }),
    }
    for node in replay.nodes.values_mut() {
        if let Err(error) = node.stop().await {
            outcome.steps.push(StepOutcome {
                title: "end of the nodes".to_owned(),
                problems: vec![error.to_string()],
                reason: None,
                lacks_method: false,
                took: Duration::ZERO,
            });
        }
    }
    outcome.took = begun.elapsed();
    outcome
}

impl Replay {
    /// Brings every node to the state that the recording begins with. False if there is no chain to be had.
    async fn prepare(&mut self, recording: &Recording, binary: &Path) -> Result<bool, StepError> {
        if !recording.files.is_empty() {
            let folder = tempfile::Builder::new().prefix("recording-").tempdir().map_err(BackendError::Io)?;
            for (name, content) in &recording.files {
                let content = base64::engine::general_purpose::STANDARD
                    .decode(content)
                    .map_err(|error| StepError::Recording(error.to_string()))?;
                std::fs::write(folder.path().join(name), content).map_err(BackendError::Io)?;
            }
            self.variables.set("files", json!(folder.path()));
            self.files = Some(folder);
        }
        if recording.chain {
            let Some(chain) = chain::start().await.map_err(BackendError::Io)? else { return Ok(false) };
            self.variables.set("chain.url", json!(chain.url()));
            self.chain = Some(chain);
        }
        for (name, config) in &recording.nodes {
            self.bring_up(name, config, binary).await?;
        }
        Ok(true)
    }

    async fn bring_up(&mut self, name: &str, config: &NodeConfig, binary: &Path) -> Result<(), StepError> {
        let mut node = Node::new(name, binary, config.env.clone()).map_err(BackendError::Io)?;
        self.variables.set(format!("{name}.dataDir"), json!(node.data_dir()));
        self.variables.set(format!("{name}.password"), json!(PASSWORD));
        node.start().await?;
        if config.state >= NodeState::Initialized {
            node.initialize().await?;
        }
        if config.state >= NodeState::LoggedIn {
            node.create(config.restore.as_deref(), self.variables.insert_in_map(&config.create)?).await?;
        }
        if config.state >= NodeState::Messenger {
            node.rpc("wakuext_startMessenger", json!([])).await?;
        }
        if config.state >= NodeState::Wallet {
            node.rpc("wallet_startWallet", json!([])).await?;
        }
        self.nodes.insert(name.to_owned(), node);
        self.know(name);
        Ok(())
    }

    /// Notes where each node's signals stand.
    pub(super) fn mark(&mut self, step: &str) {
        let positions = self.nodes.iter().map(|(name, node)| (name.clone(), node.position())).collect();
        self.marks.insert(step.to_owned(), positions);
    }

    /// The variables of a node that has logged in.
    pub(super) fn know(&mut self, name: &str) {
        let Some(signals) = self.nodes.get(name).and_then(|node| node.signals().ok()) else { return };
        let succeeded =
            |event: &Value| event.get("error").is_none_or(|error| matches!(error.as_str(), None | Some("")));
        let login = signals.since(0).into_iter().rev().find(|s| s.name == "node.login" && succeeded(&s.event));
        let Some(login) = login else { return };
        for (variable, value) in known_of(&login.event) {
            self.variables.set(format!("{name}.{variable}"), value);
        }
    }
}

/// What an event of a login tells, by the name of the variable.
fn known_of(event: &Value) -> Map<String, Value> {
    const NAMES: [(&str, &str); 10] = [
        ("publicKey", "/settings/public-key"),
        ("compressedKey", "/settings/compressedKey"),
        ("keyUid", "/account/key-uid"),
        ("installationId", "/settings/installation-id"),
        ("mnemonic", "/settings/mnemonic"),
        ("name", "/settings/name"),
        ("rootAddress", "/settings/address"),
        ("walletRootAddress", "/settings/wallet-root-address"),
        ("eip1581Address", "/settings/eip1581-address"),
        ("walletAddress", "/settings/dapps-address"),
    ];
    let mut known = Map::new();
    for (name, pointer) in NAMES {
        let value = event.pointer(pointer).filter(|value| value.as_str().is_some_and(|text| !text.is_empty()));
        if let Some(value) = value {
            known.insert(name.to_owned(), value.clone());
        }
    }
    let key = known.get("publicKey").and_then(Value::as_str).and_then(|key| key.strip_prefix("0x")).map(str::to_owned);
    if let Some(key) = key {
        known.insert("publicKeyNo0x".to_owned(), json!(key));
    }
    known
}
