//! The key of the accounts database: random, in a file beside it that only the owner reads.

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;

use status_ports::{DataKey, StorageError};
use zeroize::Zeroizing;

use super::entropy::fill;
use crate::error::{Result, backend};
use crate::files::{create_private, settle, with_suffix};

/// The key in the file; `None` if there is no file.
pub(super) fn find(path: &Path) -> Result<Option<DataKey>> {
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file.map_err(backend)?,
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(33));
    file.take(33).read_to_end(&mut bytes).map_err(backend)?;
    let bytes = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| StorageError::WrongKey)?);
    Ok(Some(DataKey(*bytes)))
}

/// Makes a key and its file, which is there as a whole or not at all.
pub(super) fn create(path: &Path) -> Result<DataKey> {
    let mut key = DataKey([0; 32]);
    fill(&mut key.0)?;
    let building = with_suffix(path, "-building");
    match fs::remove_file(&building) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(backend(error)),
        _ => {}
    }
    create_private(&building)?.write_all(&key.0).map_err(backend)?;
    settle(&building, path)?;
    Ok(key)
}
