//! The process of one daemon.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
    sync::LazyLock,
    time::Duration,
};

use regex::Regex;
use rustix::process::{Pid, Signal};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
    sync::oneshot,
    time::timeout,
};

use super::BackendError;

const START_TIMEOUT: Duration = Duration::from_secs(30);
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the daemon says that it listens; with port 0 nobody else knows.
#[allow(clippy::unwrap_used, reason = "a constant pattern")]
static DAEMON: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"server started.*address\W+([0-9.]+:[0-9]+)").unwrap());
/// The same of a service node, which has several addresses.
#[allow(clippy::unwrap_used, reason = "a constant pattern")]
static SERVICE_NODE: LazyLock<Regex> = LazyLock::new(|| Regex::new("node started.*addresses\\W+(/.+)").unwrap());

/// A running daemon or service node; ends when dropped.
pub(super) struct Process {
    child: Child,
    /// `HOST:PORT` of the API, or the multiaddresses of a service node, with spaces between them.
    pub(super) address: String,
}

impl Process {
    /// Starts a daemon on a free port and waits until it listens.
    pub(super) async fn start(
        node: &str,
        binary: &Path,
        folder: &Path,
        env: &BTreeMap<String, String>,
        arguments: &[&str],
    ) -> Result<Self, BackendError> {
        let mut command = Command::new(binary);
        // Nobody beside those of the test.
        command.args(["--address", "127.0.0.1:0"]).args(arguments).env("STATUS_DISCOVERY", "off").envs(env);
        Self::run(node, &mut command, folder, &DAEMON).await
    }

    /// Starts a service node on free ports and waits until it listens.
    pub(super) async fn start_service_node(node: &str, binary: &Path, folder: &Path) -> Result<Self, BackendError> {
        let mut command = Command::new(binary);
        command
            .args(["node", "--tcp", "127.0.0.1:0", "--ws", "127.0.0.1:0", "--discv5-udp", "off", "--data-dir"])
            .arg(folder);
        Self::run(node, &mut command, folder, &SERVICE_NODE).await
    }

    async fn run(
        node: &str,
        command: &mut Command,
        folder: &Path,
        listens: &'static Regex,
    ) -> Result<Self, BackendError> {
        let mut child = command
            .current_dir(folder)
            // Without colours the address can be read.
            .env("CI", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (tell, told) = oneshot::channel();
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(keep_log(stderr, folder.join("daemon.log"), listens, tell));
        }
        match timeout(START_TIMEOUT, told).await {
            Ok(Ok(address)) => Ok(Self { child, address }),
            Ok(Err(_)) => Err(BackendError::Ended { node: node.to_owned(), status: child.wait().await? }),
            Err(_) => Err(BackendError::TooLate {
                node: node.to_owned(),
                what: "listening daemon".to_owned(),
                seconds: START_TIMEOUT.as_secs(),
                seen: Vec::new(),
            }),
        }
    }

    /// Asks the process to end, and kills it if it does not end in time.
    pub(super) async fn stop(mut self) -> Result<(), BackendError> {
        if let Some(pid) = self.pid() {
            // It may have ended by itself meanwhile.
            let _ = rustix::process::kill_process(pid, Signal::TERM);
        }
        if timeout(STOP_TIMEOUT, self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }

    /// Ends the process at once, in whatever it is doing: SIGKILL.
    pub(super) async fn kill(mut self) -> Result<(), BackendError> {
        Ok(self.child.kill().await?)
    }

    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    pub(super) fn pid(&self) -> Option<Pid> {
        self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw)
    }
}

/// Writes what the daemon says to a file and tells the address once it is said.
async fn keep_log(output: tokio::process::ChildStderr, path: PathBuf, listens: &Regex, tell: oneshot::Sender<String>) {
    let mut tell = Some(tell);
    let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(path).await.ok();
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(address) = listens.captures(&line).and_then(|captures| captures.get(1))
            && let Some(tell) = tell.take()
        {
            // The receiver is gone when the start took too long.
            let _ = tell.send(address.as_str().to_owned());
        }
        if let Some(file) = &mut file {
            // The log is only for whoever looks into the folder; nothing depends on it.
            let _ = file.write_all(format!("{line}\n").as_bytes()).await;
        }
    }
}
