//! The daemon of this workspace as a program.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use super::BackendError;

/// How the daemon is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As for tests.
    Debug,
    /// As it is shipped, and as it is measured.
    Release,
}

/// The daemon to drive: the one named by the environment variable `STATUS_BACKEND`, else that of this workspace, which
/// is built if it is not up to date. Asks cargo only once per process and profile.
///
/// # Errors
/// [`BackendError::NoBinary`] if it does not build.
pub fn daemon_binary(profile: Profile) -> Result<PathBuf, BackendError> {
    static DEBUG: OnceLock<Option<PathBuf>> = OnceLock::new();
    static RELEASE: OnceLock<Option<PathBuf>> = OnceLock::new();
    if let Some(path) = env::var_os("STATUS_BACKEND") {
        return Ok(path.into());
    }
    let cell = match profile {
        Profile::Debug => &DEBUG,
        Profile::Release => &RELEASE,
    };
    cell.get_or_init(|| build(profile)).clone().ok_or(BackendError::NoBinary)
}

fn build(profile: Profile) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace);
    let folder = match profile {
        // With any example beside it the dependencies get the features that they have in a test run of the whole
        // workspace, where the daemon was built already: else they would be compiled again in the middle of it.
        Profile::Debug => {
            cargo.args(["build", "--quiet", "--workspace", "--bin", "status-backend", "--example", "openrpc"]);
            "debug"
        }
        Profile::Release => {
            cargo.args(["build", "--quiet", "--package", "status-backend", "--release"]);
            "release"
        }
    };
    if !cargo.status().ok()?.success() {
        return None;
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    Some(target.join(folder).join(format!("status-backend{}", env::consts::EXE_SUFFIX)))
}
