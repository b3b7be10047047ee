//! Contracts for tests: `tests/chain/contracts.sol`, compiled by solc as it comes from npm.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::anvil::{Anvil, AnvilError};
use crate::npm;

/// Where most chains have their contract for many calls in one.
pub const MULTICALL3: &str = "0xca11bde05977b3631167028862be2a173976ca11";

/// What solc makes of a contract, as hex digits.
#[derive(Clone, Debug, Deserialize)]
pub struct Compiled {
    /// What creates it; arguments of the constructor follow.
    pub creation: String,
    /// What is on the chain then.
    pub runtime: String,
}

/// A contract of `contracts.sol` by its name. They are compiled once per process.
///
/// # Errors
/// [`AnvilError::Install`] if there is no such contract, or they cannot be compiled.
pub async fn contract(name: &str) -> Result<Compiled, AnvilError> {
    static COMPILED: OnceCell<BTreeMap<String, Compiled>> = OnceCell::const_new();
    let compiled = COMPILED.get_or_try_init(compile).await?;
    compiled.get(name).cloned().ok_or_else(|| AnvilError::Install(format!("there is no contract {name}")))
}

async fn compile() -> Result<BTreeMap<String, Compiled>, AnvilError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("chain");
    npm::install(&folder, "--include=optional").await?;
    let mut node = Command::new("node");
    let output = node.arg(folder.join("compile.mjs")).stdin(Stdio::null()).output().await?;
    if !output.status.success() {
        return Err(AnvilError::Install(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| AnvilError::Install(error.to_string()))
}

impl Anvil {
    /// Creates a contract from an unlocked account, with words of 32 bytes as arguments of its constructor, hex digits;
    /// its address. Adds a block.
    ///
    /// # Errors
    /// [`AnvilError`].
    pub async fn deploy(&self, from: &str, name: &str, arguments: &str) -> Result<String, AnvilError> {
        let data = format!("0x{}{arguments}", contract(name).await?.creation);
        let hash = self.rpc("eth_sendTransaction", json!([{"from": from, "data": data, "gas": "0x4c4b40"}])).await?;
        self.mine(1).await?;
        let receipt = self.rpc("eth_getTransactionReceipt", json!([hash])).await?;
        match (receipt["status"].as_str(), receipt["contractAddress"].as_str()) {
            (Some("0x1"), Some(address)) => Ok(address.to_lowercase()),
            _ => Err(AnvilError::Refused { method: format!("creation of {name}"), error: receipt }),
        }
    }

    /// Puts a contract without constructor at an address, as [`MULTICALL3`] is.
    ///
    /// # Errors
    /// [`AnvilError`].
    pub async fn place(&self, address: &str, name: &str) -> Result<(), AnvilError> {
        let code = format!("0x{}", contract(name).await?.runtime);
        self.rpc("anvil_setCode", json!([address, code])).await.map(drop)
    }

    /// Calls a contract from an unlocked account and waits for its block: the receipt.
    ///
    /// # Errors
    /// [`AnvilError`]; also if it reverts.
    pub async fn transact(&self, from: &str, to: &str, data: &str) -> Result<Value, AnvilError> {
        let sent = json!([{"from": from, "to": to, "data": data, "gas": "0x1e8480"}]);
        let hash = self.rpc("eth_sendTransaction", sent).await?;
        self.mine(1).await?;
        let receipt = self.rpc("eth_getTransactionReceipt", json!([hash])).await?;
        match receipt["status"].as_str() {
            Some("0x1") => Ok(receipt),
            _ => Err(AnvilError::Refused { method: format!("call of {to}"), error: receipt }),
        }
    }
}
