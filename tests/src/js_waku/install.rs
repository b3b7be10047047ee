//! What js-waku needs: its packages, and a Node that is new enough.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use tokio::{process::Command, sync::OnceCell};

use super::JsError;

/// The first one with `Promise.withResolvers`.
const MIN_NODE: u32 = 22;
/// Tells which lock file was installed, and for which Node.
const MARK: &str = "node_modules/.installed";

/// What runs js-waku.
#[derive(Clone, Debug)]
pub(super) struct Installed {
    pub(super) node: PathBuf,
    pub(super) script: PathBuf,
}

/// Installs the packages unless they are there; only once per process, and by one process at a time.
pub(super) async fn installed() -> Result<Installed, JsError> {
    static INSTALLED: OnceCell<Installed> = OnceCell::const_new();
    INSTALLED.get_or_try_init(install).await.cloned()
}

async fn install() -> Result<Installed, JsError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("js");
    let lock_path = folder.join("package-lock.json");
    let lock_file = fs::File::open(&lock_path)?;
    // Another test process may be installing. Freed when the file is closed.
    let lock_file = tokio::task::spawn_blocking(move || lock_file.lock().map(|()| lock_file)).await;
    let _locked = lock_file.map_err(std::io::Error::other)??;

    let own_node = node_of_the_system().await;
    let bundled = folder.join("node_modules/.bin/node");
    let wanted = format!("{}\n{}", own_node.is_some(), fs::read_to_string(&lock_path)?);
    if fs::read_to_string(folder.join(MARK)).ok().as_ref() != Some(&wanted) {
        // Node comes as an optional package, since it is one for each kind of machine.
        npm_ci(&folder, if own_node.is_some() { "--omit=optional" } else { "--include=optional" }).await?;
        fs::write(folder.join(MARK), wanted)?;
    }
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

async fn npm_ci(folder: &Path, optional: &str) -> Result<(), JsError> {
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", optional]);
    let Output { status, stdout, stderr } = npm
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| JsError::Install(format!("npm does not start, is Node.js installed? {error}")))?;
    if status.success() {
        return Ok(());
    }
    let said = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(JsError::Install(format!("npm ci in {} ended with {status}: {}", folder.display(), said.trim())))
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
