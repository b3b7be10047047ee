//! The workspace as cargo sees it.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Failure;

/// The top folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Builds the daemon and returns its path.
pub(crate) fn build_daemon() -> Result<PathBuf, Failure> {
    let status = cargo().args(["build", "--quiet", "--package", "status-backend"]).status()?;
    if !status.success() {
        return Err("the daemon does not build".into());
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok(target.join("debug").join(format!("status-backend{}", env::consts::EXE_SUFFIX)))
}

/// The names of all crates that a package needs at run time, itself included.
pub(crate) fn dependencies(package: &str) -> Result<Vec<String>, Failure> {
    let output = cargo()
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
}
