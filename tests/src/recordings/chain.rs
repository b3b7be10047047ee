//! The local test chain of recordings about money.

use std::io;

use crate::anvil::{Anvil, AnvilError};

/// Starts a chain with id 31337. `None` if there is no `anvil` here and it cannot be installed.
pub(super) async fn start() -> io::Result<Option<Anvil>> {
    match Anvil::start(31337, &[]).await {
        Ok(chain) => Ok(Some(chain)),
        Err(AnvilError::Install(_)) => Ok(None),
        Err(AnvilError::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}
