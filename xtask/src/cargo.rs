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

/// The cargo that runs this task, in the top folder.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Where cargo puts what it builds.
pub(crate) fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What an example prints. It is built as the tests are, so that nothing is compiled twice.
pub(crate) fn example_output(name: &str, arguments: &[&str]) -> Result<String, Failure> {
    let status = command().args(["build", "--quiet", "--workspace", "--example", name]).status()?;
    if !status.success() {
        return Err(format!("the example {name} does not build").into());
    }
    let program = target_folder().join("debug/examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    let output = Command::new(program).args(arguments).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The names of the crates that a package needs at run time, itself included; down to a depth, or all of them.
pub(crate) fn dependencies(package: &str, depth: Option<u8>) -> Result<Vec<String>, Failure> {
    let depth = depth.map(|depth| depth.to_string());
    let depth = depth.iter().flat_map(|depth| ["--depth", depth]);
    let common = ["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    names(&common.into_iter().chain(depth).collect::<Vec<_>>())
}

/// The names of the crates of this workspace.
pub(crate) fn members() -> Result<Vec<String>, Failure> {
    names(&["tree", "--workspace", "--depth", "0", "--prefix", "none", "--format", "{p}"])
}

/// The first word of each line that cargo prints.
fn names(arguments: &[&str]) -> Result<Vec<String>, Failure> {
    let output = command().args(arguments).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect())
}
