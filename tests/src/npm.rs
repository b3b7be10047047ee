//! Packages of npm that tests need, exactly as a lock file names them.

use std::path::Path;
use std::process::{Output, Stdio};
use std::{fs, io};

use tokio::process::Command;

/// Tells which lock file was installed, and how.
const MARK: &str = "node_modules/.installed";

/// Why packages are not there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NpmError {
    /// The system refused something.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// npm is not there, or refused.
    #[error("{0}")]
    Install(String),
}

/// Installs the packages of a folder unless they are there; by one process at a time. Their scripts do not run.
pub(crate) async fn install(folder: &Path, option: &str) -> Result<(), NpmError> {
    let lock_path = folder.join("package-lock.json");
    let lock_file = fs::File::open(&lock_path)?;
    // Another test process may be installing. Freed when the file is closed.
    let lock_file = tokio::task::spawn_blocking(move || lock_file.lock().map(|()| lock_file)).await;
    let _locked = lock_file.map_err(io::Error::other)??;

    let wanted = format!("{option}\n{}", fs::read_to_string(&lock_path)?);
    if fs::read_to_string(folder.join(MARK)).ok().as_ref() != Some(&wanted) {
        npm_ci(folder, option).await?;
        fs::write(folder.join(MARK), wanted)?;
    }
    Ok(())
}

async fn npm_ci(folder: &Path, option: &str) -> Result<(), NpmError> {
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", option]);
    let Output { status, stdout, stderr } = npm
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| NpmError::Install(format!("npm does not start, is Node.js installed? {error}")))?;
    if status.success() {
        return Ok(());
    }
    let said = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(NpmError::Install(format!("npm ci in {} ended with {status}: {}", folder.display(), said.trim())))
}
