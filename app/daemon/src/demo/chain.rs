//! A chain of Ethereum on this machine: `anvil`, if it is here or npm can bring it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::api::Api;
use super::error::DemoError;
use super::signals::DEADLINE;

/// Its name in messages.
const NAME: &str = "the chain";
/// What npm brings.
const PACKAGE: &str = "@foundry-rs/anvil@1.7.1";
/// The number that chains for development have.
pub(super) const CHAIN_ID: u64 = 31_337;

/// The program: from the environment variable `ANVIL`, from the path, or from npm, which puts it into this folder. `None`
/// if it is nowhere.
pub(super) async fn program(folder: &Path) -> Option<PathBuf> {
    let named = env::var_os("ANVIL").map(PathBuf::from);
    if named.is_some() {
        return named;
    }
    let file = format!("anvil{}", env::consts::EXE_SUFFIX);
    let on_path = env::var_os("PATH")
        .and_then(|path| env::split_paths(&path).map(|folder| folder.join(&file)).find(|program| program.is_file()));
    match on_path {
        Some(program) => Some(program),
        None => install(folder).await,
    }
}

async fn install(folder: &Path) -> Option<PathBuf> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let installing = Command::new(npm)
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--include=optional", "--prefix"])
        .arg(folder)
        .arg(PACKAGE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status();
    let is_installed =
        timeout(DEADLINE, installing).await.is_ok_and(|status| status.is_ok_and(|status| status.success()));
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
    let bin = folder.join(format!("node_modules/@foundry-rs/anvil-{system}-{machine}/bin"));
    let program = bin.join(format!("anvil{}", env::consts::EXE_SUFFIX));
    (is_installed && program.is_file()).then_some(program)
}

/// A running chain whose blocks come when they are told to; ends when dropped.
pub(super) struct Chain {
    _process: Child,
    api: Api,
}

impl Chain {
    pub(super) async fn start(program: &Path) -> Result<Self, DemoError> {
        let mut process = Command::new(program)
            .args(["--port", "0", "--no-mining", "--chain-id", &CHAIN_ID.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut lines = process.stdout.take().map(|output| BufReader::new(output).lines());
        let listening = async {
            while let Some(line) = match &mut lines {
                Some(lines) => lines.next_line().await?,
                None => None,
            } {
                if let Some(address) = line.strip_prefix("Listening on ") {
                    return Ok(Some(address.trim().to_owned()));
                }
            }
            Ok::<_, std::io::Error>(None)
        };
        let address = match timeout(DEADLINE, listening).await {
            Ok(address) => address?,
            Err(_) => {
                let (what, seen) = ("listening process".to_owned(), String::new());
                return Err(DemoError::TooLate { name: NAME, what, limit: DEADLINE, seen });
            }
        };
        let Some(address) = address else {
            return Err(DemoError::Ended { name: NAME, status: process.wait().await?, log: String::new() });
        };
        // What it says is read on, so that it never waits for a reader.
        if let Some(mut lines) = lines {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        }
        Ok(Self { _process: process, api: Api { name: NAME, address } })
    }

    /// What a wallet is told of it.
    pub(super) fn network(&self) -> Value {
        json!({
            "chainId": CHAIN_ID, "chainName": "A chain on this machine", "rpcUrl": format!("http://{}", self.api.address),
            "shortName": "eth", "nativeCurrencyName": "Ether", "nativeCurrencySymbol": "ETH",
            "nativeCurrencyDecimals": 18, "isTest": false, "layer": 1, "enabled": true, "relatedChainId": 0,
        })
    }

    /// From now on an account has so many wei.
    pub(super) async fn fund(&self, account: &str, wei: u128) -> Result<(), DemoError> {
        self.api.chain_rpc("anvil_setBalance", json!([account, format!("{wei:#x}")])).await.map(drop)
    }

    /// Makes a block of what waits.
    pub(super) async fn mine(&self) -> Result<(), DemoError> {
        self.api.chain_rpc("anvil_mine", json!(["0x1"])).await.map(drop)
    }
}
