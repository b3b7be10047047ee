//! What js-waku needs: its packages, and a Node that is new enough.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::{process::Command, sync::OnceCell};

use super::JsError;
use crate::npm;

/// The first one with `Promise.withResolvers`.
const MIN_NODE: u32 = 22;

/// What runs js-waku.
#[derive(Clone, Debug)]
pub(super) struct Installed {
    pub(super) node: PathBuf,
    pub(super) script: PathBuf,
}

/// Installs the packages unless they are there; only once per process.
pub(super) async fn installed() -> Result<Installed, JsError> {
    static INSTALLED: OnceCell<Installed> = OnceCell::const_new();
    INSTALLED.get_or_try_init(install).await.cloned()
}

async fn install() -> Result<Installed, JsError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("js");
    let own_node = node_of_the_system().await;
    let bundled = folder.join("node_modules/.bin/node");
    // Node comes as an optional package, since it is one for each kind of machine.
    npm::install(&folder, if own_node.is_some() { "--omit=optional" } else { "--include=optional" }).await?;
    let node = own_node.unwrap_or(bundled);
    let version = version_of(&node).await;
    if version.is_none_or(|version| version < MIN_NODE) {
        let found = version.map_or_else(|| "none".to_owned(), |version| version.to_string());
        let needed =
            format!("it needs Node {MIN_NODE} or newer; found: {found}, and no package of it fits this machine");
        return Err(JsError::Install(needed));
    }
    Ok(Installed { node, script: folder.join("peer.mjs") })
}

/// The one that is on the path, if it is new enough.
async fn node_of_the_system() -> Option<PathBuf> {
    let node = PathBuf::from("node");
    let version = version_of(&node).await?;
    (version >= MIN_NODE).then_some(node)
}

/// The major version.
async fn version_of(node: &Path) -> Option<u32> {
    let output = Command::new(node).arg("--version").stdin(Stdio::null()).output().await.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
