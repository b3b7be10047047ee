//! A backend as a process of its own.

use std::collections::VecDeque;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::error::DemoError;
use super::signals::DEADLINE;

/// How long a backend may take to close its databases before it is killed.
const STOP: Duration = Duration::from_secs(10);
/// How many lines of its log are kept to explain its end.
const LOG_LINES: usize = 20;

type Log = Arc<Mutex<VecDeque<String>>>;

/// A running backend, or another process of this program.
pub(super) struct Process {
    child: Child,
    /// What it said about where it listens.
    pub(super) address: String,
    begun: Instant,
}

impl Process {
    /// Starts this program once more, and waits until its log tells where it listens: the rest of the line after `told`.
    pub(super) async fn start(
        name: &'static str,
        folder: &Path,
        arguments: &[&str],
        told: &'static str,
    ) -> Result<Self, DemoError> {
        let program = std::env::current_exe()?;
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            // Without colours the address can be read; each node has a key of its own.
            .env("CI", "true")
            .env_remove("STATUS_LOG")
            .env_remove("WAKUV2_NODE_KEY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let log = Log::default();
        let (tell, address) = oneshot::channel();
        if let Some(output) = child.stderr.take() {
            tokio::spawn(read_log(output, told, Arc::clone(&log), tell));
        }
        match timeout(DEADLINE, address).await {
            Ok(Ok(address)) => Ok(Self { child, address, begun }),
            Ok(Err(_)) => Err(ended(name, &mut child, &log).await?),
            Err(_) => {
                let (what, seen) = ("listening process".to_owned(), String::new());
                Err(DemoError::TooLate { name, what, limit: DEADLINE, seen })
            }
        }
    }

    /// Since the start of the process.
    pub(super) fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Resident memory in bytes, where the system tells it.
    pub(super) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
    }

    /// Asks the process to end and waits for it; kills it if it does not end in time.
    pub(super) async fn stop(mut self) -> Result<(), DemoError> {
        #[cfg(unix)]
        if let Some(pid) = self.child.id().and_then(|id| rustix::process::Pid::from_raw(id.try_into().ok()?)) {
            // It may have ended by itself meanwhile.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        #[cfg(not(unix))]
        self.child.start_kill()?;
        if timeout(STOP, self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }
}

async fn ended(name: &'static str, child: &mut Child, log: &Log) -> Result<DemoError, DemoError> {
    let status = child.wait().await?;
    let lines = log.lock().unwrap_or_else(PoisonError::into_inner);
    let log = lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    Ok(DemoError::Ended { name, status, log })
}

/// Keeps the last lines of the log, and tells the address once the log does.
async fn read_log(output: ChildStderr, told: &str, log: Log, tell: oneshot::Sender<String>) {
    let mut tell = Some(tell);
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some((_, address)) = line.split_once(told)
            && let Some(tell) = tell.take()
        {
            // Nobody waits any more if the start took too long.
            let _ = tell.send(address.trim().to_owned());
        }
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == LOG_LINES {
            log.pop_front();
        }
        log.push_back(line);
    }
}
