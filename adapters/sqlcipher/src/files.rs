//! Where the databases of a data folder are, and what is done to files without the engine.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use status_ports::StorageError;

use crate::error::{Result, backend};

/// The accounts database. None of the names is one of status-go's, which may live in the same folder.
pub(crate) fn accounts(root: &Path) -> PathBuf {
    root.join("core-accounts.db")
}

/// The key of the accounts database.
pub(crate) fn accounts_key(root: &Path) -> PathBuf {
    root.join("core-accounts.key")
}

/// The databases of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProfileFiles {
    pub(crate) profile: PathBuf,
    pub(crate) wallet: PathBuf,
}

impl ProfileFiles {
    /// Key UIDs come from clients: only what is `0x` and 64 lower-case hex digits becomes part of a path.
    pub(crate) fn new(root: &Path, key_uid: &str) -> Result<Self> {
        let digits = key_uid.strip_prefix("0x").unwrap_or_default();
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if digits.len() != 64 || !digits.bytes().all(is_digit) {
            return Err(StorageError::Backend("the key UID is none".to_owned()));
        }
        let file = |purpose: &str| root.join(format!("{key_uid}-core-{purpose}.db"));
        Ok(Self { profile: file("profile"), wallet: file("wallet") })
    }
}

/// The path with something appended to the name of the file.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes a folder and its parents, for the owner only.
pub(crate) fn create_folder(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(backend)
}

/// Makes an empty file that only the owner reads. There must be none yet.
pub(crate) fn create_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(backend)
}

/// Removes a database with its log, index and journal. The order matters: a log that outlived its database would be
/// replayed into the next one of that name.
pub(crate) fn remove_database(path: &Path) -> Result<()> {
    for suffix in ["-wal", "-shm", "-journal", ""] {
        remove(&with_suffix(path, suffix))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(backend(error)),
        _ => Ok(()),
    }
}

/// Puts a finished file in its place, so that a crash or power cut leaves either nothing there or all of it.
pub(crate) fn settle(finished: &Path, place: &Path) -> Result<()> {
    let settle = || -> io::Result<()> {
        File::open(finished)?.sync_all()?;
        sync_folder(place)?;
        fs::rename(finished, place)?;
        sync_folder(place)
    };
    settle().map_err(backend)
}

/// Makes what happened to names in the folder of `path` durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
