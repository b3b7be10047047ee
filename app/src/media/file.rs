//! Reading files that clients name.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

/// Why a file was not read. The texts are those that clients have always been given.
#[derive(Debug, thiserror::Error)]
#[error("open {path}: {reason}")]
pub(crate) struct FileError {
    path: String,
    reason: String,
}

/// The bytes of a regular file of at most so many. Blocks.
pub(super) fn read(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let failed = |reason: &str| FileError { path: path.display().to_string(), reason: reason.to_owned() };
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => failed("no such file or directory"),
        ErrorKind::PermissionDenied => failed("permission denied"),
        other => failed(&other.to_string()),
    };
    // What is no regular file may never end, or never begin.
    if !std::fs::metadata(path).map_err(refused)?.is_file() {
        return Err(failed("not a regular file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(refused)?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() > most { Err(failed("file too large")) } else { Ok(bytes) }
}
