//! Local chains of Ethereum for tests: `anvil`, from the environment variable `ANVIL`, or as it comes from npm with what
//! `tests/chain/package-lock.json` names.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use std::{env, io};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::npm::{self, NpmError};

const START_TIMEOUT: Duration = Duration::from_secs(30);

/// Why there is no chain, or why it did not do what it was told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnvilError {
    /// The system refused something.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There is no anvil here, and it cannot be installed.
    #[error("anvil cannot be installed: {0}")]
    Install(String),
    /// It ended instead of listening.
    #[error("anvil ended with {0}")]
    Ended(ExitStatus),
    /// It does not listen.
    #[error("anvil does not listen after {} s", START_TIMEOUT.as_secs())]
    TooLate,
    /// It cannot be asked.
    #[error("anvil cannot be asked: {0}")]
    Http(#[from] reqwest::Error),
    /// It refused.
    #[error("anvil refused {method}: {error}")]
    Refused {
        /// What it was to do.
        method: String,
        /// Why not.
        error: Value,
    },
}

impl From<NpmError> for AnvilError {
    fn from(error: NpmError) -> Self {
        match error {
            NpmError::Io(error) => Self::Io(error),
            NpmError::Install(text) => Self::Install(text),
        }
    }
}

/// A running chain; ends when dropped. Its ten accounts are those of the phrase `test test … junk`, with 10,000 ether each.
pub struct Anvil {
    _process: Child,
    url: String,
    client: reqwest::Client,
}

impl Anvil {
    /// Starts a chain of this number on a free port. More arguments of the command line may follow, such as
    /// `--no-mining`; without them every transaction has a block of its own at once.
    ///
    /// # Errors
    /// [`AnvilError`].
    pub async fn start(chain_id: u64, arguments: &[&str]) -> Result<Self, AnvilError> {
        let mut process = Command::new(program().await?)
            .args(["--port", "0", "--chain-id", &chain_id.to_string()])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut lines = process.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        let address = async {
            while let Some(line) = match &mut lines {
                Some(lines) => lines.next_line().await?,
                None => None,
            } {
                if let Some(address) = line.strip_prefix("Listening on ") {
                    return Ok(Some(address.to_owned()));
                }
            }
            Ok::<_, io::Error>(None)
        };
        let address = timeout(START_TIMEOUT, address).await.map_err(|_| AnvilError::TooLate)??;
        let Some(address) = address else { return Err(AnvilError::Ended(process.wait().await?)) };
        // What it says is read on, so that it never waits for a reader.
        if let Some(mut lines) = lines {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        }
        Ok(Self { _process: process, url: format!("http://{address}"), client: crate::client::http_client()? })
    }

    /// URL of its JSON-RPC.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Asks for something; the result.
    ///
    /// # Errors
    /// [`AnvilError`].
    pub async fn rpc(&self, method: &str, params: Value) -> Result<Value, AnvilError> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let mut answer: Value = self.client.post(&self.url).json(&request).send().await?.json().await?;
        match answer.get_mut("error").map(Value::take) {
            Some(error) => Err(AnvilError::Refused { method: method.to_owned(), error }),
            None => Ok(answer.get_mut("result").map(Value::take).unwrap_or_default()),
        }
    }

    /// Adds so many blocks, with what waits in the first one.
    ///
    /// # Errors
    /// [`AnvilError`].
    pub async fn mine(&self, blocks: u64) -> Result<(), AnvilError> {
        self.rpc("anvil_mine", json!([format!("{blocks:#x}")])).await.map(drop)
    }

    /// From now on an account, `0x` and 40 digits, has so many wei.
    ///
    /// # Errors
    /// [`AnvilError`].
    pub async fn fund(&self, address: &str, wei: u128) -> Result<(), AnvilError> {
        self.rpc("anvil_setBalance", json!([address, format!("{wei:#x}")])).await.map(drop)
    }
}

/// The program; installed only once per process.
async fn program() -> Result<PathBuf, AnvilError> {
    static INSTALLED: OnceCell<PathBuf> = OnceCell::const_new();
    if let Some(program) = env::var_os("ANVIL") {
        return Ok(program.into());
    }
    INSTALLED.get_or_try_init(install).await.cloned()
}

async fn install() -> Result<PathBuf, AnvilError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("chain");
    // The program itself is an optional package, since it is one for each kind of machine.
    npm::install(&folder, "--include=optional").await?;
    let machine = match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let system = match env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let package = format!("node_modules/@foundry-rs/anvil-{system}-{machine}/bin");
    let program = folder.join(package).join(format!("anvil{}", env::consts::EXE_SUFFIX));
    if program.exists() {
        Ok(program)
    } else {
        Err(AnvilError::Install(format!("no package of it fits this machine, {system} {machine}")))
    }
}
